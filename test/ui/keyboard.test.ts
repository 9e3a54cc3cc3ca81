import assert from 'node:assert/strict';
import { rowsThat, signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import { eventually, until } from './until';
import type { Workbench } from './workbench';

const TRIGGER = 'Trigger on channel pictures-in, version 0.0.3';

/** The label of the row that has the keyboard. */
async function focusedRow(workbench: Workbench): Promise<string> {
  return await workbench.page.evaluate<string>(`(() => {
    const tree = document.activeElement;
    const row = document.getElementById(tree?.getAttribute('aria-activedescendant') ?? '');
    return row?.closest('[role=treeitem]')?.getAttribute('aria-label') ?? '';
  })()`);
}

/** Presses a key until the keyboard is on a row. */
async function goTo(workbench: Workbench, key: string, name: RegExp): Promise<void> {
  await workbench.row(name).first().waitFor();
  let row = await focusedRow(workbench);
  for (let presses = 0; !name.test(row); presses += 1) {
    assert.ok(presses < 60, `${key} does not lead to ${String(name)}, but to ${row}`);
    const before = row;
    await workbench.press(key);
    row = await until('the keyboard on another row', async () => {
      const now = await focusedRow(workbench);
      return now !== before && now;
    });
  }
}

/** Copies the id of the row that has the keyboard, until it is the one that is waited for. */
async function copied(workbench: Workbench, isWanted: (text: string) => boolean): Promise<string> {
  return await until('an id on the clipboard', async () => {
    await workbench.press('ControlOrMeta+c');
    const text = await workbench.clipboard();
    return isWanted(text) && text;
  });
}

/** Brings the keyboard to the explorer. */
async function goToExplorer(workbench: Workbench, title: string): Promise<void> {
  await command(workbench, title);
  await until('the keyboard on a row', async () => (await focusedRow(workbench)) !== '');
}

/** Runs a command of the palette, without the mouse. */
async function command(workbench: Workbench, title: string): Promise<void> {
  await workbench.openPalette(title);
  await workbench.press('Enter');
}

/** Chooses in an open list, without the mouse. */
async function choose(workbench: Workbench, step: string, text: string): Promise<void> {
  const { quickInput } = workbench;
  await quickInput.step(step);
  await quickInput.choice(text).first().waitFor();
  await until('a choice that is active', async () => {
    await quickInput.takeFocus();
    const active = await quickInput.box.locator('.monaco-list-row.focused').allInnerTexts();
    if (active.some((row) => row.includes(text))) {
      return true;
    }
    await workbench.press('ArrowDown');
    return false;
  });
  await workbench.press('Enter');
}

/** Opens the menu of the row that has the keyboard. */
async function openMenu(workbench: Workbench): Promise<void> {
  await workbench.press('Shift+F10');
  await workbench.page.locator('.context-view .monaco-menu').waitFor();
}

/** Chooses in the open menu. */
async function chooseInMenu(workbench: Workbench, item: string): Promise<void> {
  const focused = workbench.page.locator('.context-view .action-item.focused');
  await until(`the menu's ${item}`, async () => {
    if ((await focused.allInnerTexts()).some((text) => text.startsWith(item))) {
      return true;
    }
    await workbench.press('ArrowDown');
    return false;
  });
  await workbench.press('Enter');
}

describe('With the keyboard alone', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('the main job is done', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 1400 });
    const { quickInput } = workbench;
    await goToExplorer(workbench, 'ABEJA: Go to Triggers');
    await goTo(workbench, 'ArrowUp', /^Organization /);
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', /^Deployment image-tagger/);
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', new RegExp(TRIGGER));
    await workbench.press('Space');
    await goTo(workbench, 'ArrowDown', /^Run of /);

    // Space opens and leaves the keyboard in the tree; Enter takes it along.
    await workbench.press('Space');
    await workbench.tab(/^run-.*\.json/).waitFor();
    const first = await copied(workbench, (text) => text.startsWith('run-'));
    await workbench.tab(`${first}.json`).waitFor();
    await workbench.press('ArrowDown');
    const second = await copied(workbench, (text) => text.startsWith('run-') && text !== first);
    await workbench.press('Enter');
    await workbench.tab(`${second}.json`).waitFor();
    await until('the keyboard in the document', async () => (await focusedRow(workbench)) === '');
    await goToExplorer(workbench, 'ABEJA: Go to Triggers');
    await copied(workbench, (text) => text === second);

    for (const loaded of [20, 30]) {
      await goTo(workbench, 'ArrowDown', /^Load more runs/);
      await workbench.press('Enter');
      await workbench.row(`Load more runs, ${loaded} are loaded`).waitFor();
    }
    await goTo(workbench, 'ArrowUp', new RegExp(TRIGGER));
    await openMenu(workbench);
    await workbench.menuBecomes((items) => {
      assert.deepEqual(items.slice(0, 2), ['Open JSON', 'Copy ID']);
    });
    await chooseInMenu(workbench, 'Copy ID');
    await workbench.copied('the id of the trigger', (text) => text.startsWith('tri-'));

    const before = platform.triggers('ticket-router').length;
    await command(workbench, 'ABEJA: Create Trigger…');
    await choose(workbench, '(1/9)', 'ticket-router');
    await choose(workbench, '(2/9)', '1.0.0');
    await choose(workbench, '(3/9)', 'calibration-shots');
    await choose(workbench, '(4/9)', 'No model');
    await choose(workbench, '(5/9)', 'No output channel');
    for (const step of ['(6/9)', '(7/9)']) {
      await quickInput.step(step);
      await workbench.press('Enter');
    }
    await choose(workbench, '(8/9)', 'Continue');
    await choose(workbench, '(9/9)', 'Create trigger');
    await quickInput.closed();
    const created = await until('the trigger on the platform', () =>
      platform.triggers('ticket-router').length > before
        ? platform.triggers('ticket-router').at(-1)
        : undefined,
    );
    await workbench.row('Trigger on channel calibration-shots, version 1.0.0').waitFor();

    await command(workbench, 'ABEJA: Delete Trigger…');
    await choose(workbench, 'Delete trigger (1/3)', 'ticket-router');
    await choose(workbench, 'Delete trigger (2/3)', created);
    await choose(workbench, 'Delete trigger (3/3)', `Delete ${created}`);
    await quickInput.closed();
    await until(
      'the trigger gone from the platform',
      () => platform.triggers('ticket-router').length === before,
    );
    await workbench
      .row('Trigger on channel calibration-shots, version 1.0.0')
      .waitFor({ state: 'detached' });
    assert.deepEqual(workbench.errors(), []);
  });

  it('runs are filtered, scanned and shown again', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 1400 });
    await goToExplorer(workbench, 'ABEJA: Go to Triggers');
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', /^Deployment image-tagger/);
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', new RegExp(TRIGGER));
    await workbench.press('ArrowRight');
    await workbench.row(/^Load more runs/).waitFor();
    await openMenu(workbench);
    await workbench.menuBecomes((items) => assert.ok(items.includes('Filter Runs…')));
    await chooseInMenu(workbench, 'Filter Runs…');
    await choose(workbench, 'Filter runs', 'Failed');
    await workbench.row(/^Scan more/).waitFor();
    await goTo(workbench, 'ArrowDown', /^Filter: failed/);
    await goTo(workbench, 'ArrowDown', /^Scan more/);
    const before = await focusedRow(workbench);
    await workbench.press('Enter');
    await rowsThat(workbench, 'another meter', (rows) =>
      rows.some((row) => row.startsWith('Scan more') && row !== before),
    );
    await goTo(workbench, 'ArrowUp', /^Filter: failed/);
    await openMenu(workbench);
    await chooseInMenu(workbench, 'Clear Run Filter');
    await workbench.row(/^Filter: /).waitFor({ state: 'detached' });
    assert.deepEqual(workbench.errors(), []);
  });

  it('a failed row has its actions in a menu', async () => {
    const workbench = await signedInWindow(fixture, platform);
    platform.emulator.faults.add({ path: '/deployments$', status: 401 });
    await goToExplorer(workbench, 'ABEJA: Go to Triggers');
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', /^Could not load: token refused/);
    await openMenu(workbench);
    await workbench.menuBecomes((items) => {
      assert.deepEqual(items, ['Try Again', 'Sign In Again…', 'Show Log', 'Copy Details']);
    });
    await chooseInMenu(workbench, 'Copy Details');
    await workbench.copied('the details', (text) => text.includes('"kind": "unauthorized"'));
    await openMenu(workbench);
    await chooseInMenu(workbench, 'Sign In Again…');
    await workbench.quickInput.step('Replace token of');
    await workbench.press('Escape');
    await workbench.quickInput.closed();
    platform.emulator.faults.clear();
    await until('the keyboard back on the row', async () =>
      (await focusedRow(workbench)).startsWith('Could not load'),
    );
    await openMenu(workbench);
    await chooseInMenu(workbench, 'Try Again');
    await workbench.row('Deployment image-tagger').waitFor();
    // VS Code writes a notification to the console, too.
    assert.deepEqual(
      workbench.errors().filter((error) => !/refused the token/.test(error)),
      [],
    );
  });

  it('Japanese is spoken all the way', async () => {
    const workbench = await signedInWindow(fixture, platform, { locale: 'ja', height: 1400 });
    await goToExplorer(workbench, 'ABEJA: トリガーに移動');
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', /image-tagger/);
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', /pictures-in のトリガー、バージョン 0\.0\.3/);
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', /のラン/);
    await workbench.press('Space');
    await workbench.tab(/^run-.*\.json/).waitFor();
    await goTo(workbench, 'ArrowDown', /^ランをさらに読み込む/);
    await workbench.press('Enter');
    await workbench.row(/^ランをさらに読み込む.*20/).waitFor();
    await workbench.rowsBecome((rows) => {
      assert.ok(rows.every((row) => !/Run of|Load more|Trigger on/.test(row)));
    });
    assert.deepEqual(workbench.errors(), []);
  });

  it('every row has a name of its own in words, and says its state in words', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 1400 });
    await goToExplorer(workbench, 'ABEJA: Go to Triggers');
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', /^Deployment image-tagger/);
    await workbench.press('ArrowRight');
    await goTo(workbench, 'ArrowDown', new RegExp(TRIGGER));
    await workbench.press('ArrowRight');
    await workbench.row(/^Load more runs/).waitFor();
    const known =
      /^(Organization \S+ at|Deployment |Trigger on channel \S+, version|Run of .*, (Submitted|Pending|Runnable|Starting|Running|Succeeded|Failed)|Load more runs, \d+ are loaded)/;
    await workbench.rowsBecome((rows) => {
      assert.equal(new Set(rows).size, rows.length, 'no two rows have the same label');
      assert.deepEqual(
        rows.filter((row) => !known.test(row)),
        [],
      );
    });
    // What is known of the health of its triggers comes later, behind a comma.
    for (const line of [
      /^- tree "Triggers":/,
      /treeitem "Deployment image-tagger(, [^"]*)?" \[expanded\] \[level=2\]/,
      /treeitem "Trigger on .*" \[expanded\] \[level=3\]/,
      /treeitem "Run of .*" \[level=4\]/,
    ]) {
      await eventually(
        () => workbench.page.locator('.part.sidebar').getByRole('tree').ariaSnapshot(),
        (tree) => assert.match(tree, line),
      );
    }
  });
});
