import assert from 'node:assert/strict';
import { openDeployment, rowsThat, signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import { eventually, until } from './until';

const TRIGGER = /^Trigger on channel sensor-stream/;

describe('A trigger with a million runs', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ world: 'scale' });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('loads until a number, groups by day, and its groups open', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 1000 });
    await openDeployment(workbench, 'shelf-watch-001');
    await workbench.expand(TRIGGER);
    await workbench
      .row(/^Run of /)
      .first()
      .waitFor();
    await workbench.contextMenu(TRIGGER, 'Load Runs Until…');
    await workbench.quickInput.enter('many');
    await workbench.quickInput.prompt(/Enter a number/);
    platform.emulator.clearRequests();
    await workbench.quickInput.enter('6000');
    await workbench.row('6000+ loaded').waitFor();
    // Another trigger in sight may be asked about at the same time.
    const pages = platform.emulator
      .requests()
      .filter(({ path, query }) => path.endsWith('/runs') && 'next_page_token' in query);
    assert.equal(pages.length, 59);
    await workbench.page.locator('.part.sidebar .monaco-list').first().focus();
    const group = workbench.row(/^Loaded runs of \d{4}-\d{2}-\d{2}, \d+ runs, \d+ failed$/).first();
    await until('a group in sight', async () => {
      await workbench.press('PageDown');
      return await group.isVisible();
    });
    await workbench.row('Load more runs, 6000 are loaded').waitFor();
    await workbench.expand(group);
    const open = await rowsThat(workbench, 'the runs of the group', (all) =>
      all.some((row, index) => /^Loaded/.test(all[index - 1] ?? '') && /^Run of /.test(row)),
    );
    const first = open.findIndex(
      (row, index) => /^Loaded/.test(open[index - 1] ?? '') && /^Run/.test(row),
    );
    await workbench.click(workbench.row(open[first] ?? '').first());
    await workbench.editorText(/"run_id"/);
    assert.deepEqual(workbench.errors(), []);
  });

  it('stops loading all when it is told to, and keeps what came', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'shelf-watch-001');
    await workbench.expand(TRIGGER);
    await workbench
      .row(/^Run of /)
      .first()
      .waitFor();
    platform.emulator.faults.add({ path: 'next_page_token', delayMs: 300 });
    const progress = workbench.notification('Loading runs');
    await workbench.contextMenu(TRIGGER, 'Load All Runs', () => progress.isVisible());
    await progress.filter({ hasText: '200 loaded' }).waitFor();
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    await eventually(
      () => workbench.row(TRIGGER).getAttribute('aria-label'),
      (label) => {
        const [, loaded] = /(\d+)\+ loaded/.exec(label ?? '') ?? [];
        assert.ok(Number(loaded) >= 200, 'what came stays');
      },
    );
    assert.deepEqual(workbench.errors(), []);
  });

  it('shows the oldest run first when the order is reversed', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'shelf-watch-001');
    await workbench.expand(TRIGGER);
    const newest = await rowsThat(workbench, 'runs', (all) =>
      all.some((row) => /^Run of/.test(row)),
    );
    const reversed = workbench.row(/oldest first/);
    await workbench.contextMenu(TRIGGER, 'Turn Order of Runs', () => reversed.isVisible());
    const year = (rows: readonly string[]): number =>
      Number(/^Run of (\d{4})/.exec(rows.find((row) => /^Run of/.test(row)) ?? '')?.[1]);
    const oldest = await rowsThat(workbench, 'older runs', (all) => year(all) < year(newest));
    assert.ok(oldest.length > 0);
    assert.deepEqual(workbench.errors(), []);
  });

  it('finds a channel of a later page by its name, or page by page, in a wizard', async () => {
    const workbench = await signedInWindow(fixture, platform);
    const { quickInput } = workbench;
    await workbench.runCommand('ABEJA: Create Trigger…');
    await quickInput.pick(/shelf-watch-001/);
    await quickInput.pick(/1\.1\.0/);
    await quickInput.step(/Create trigger \(3\//);
    await quickInput.choice('sensor-stream').waitFor();
    platform.emulator.clearRequests();
    await workbench.press('ArrowUp');
    await quickInput.active((text) => /Load more\s*100 loaded/.test(text));
    await workbench.press('Enter');
    await quickInput.active((text) => /store-100/.test(text));
    await workbench.page.keyboard.type('store-420');
    const channel = await quickInput.active((text) => /^\s*store-420/.test(text));
    assert.doesNotMatch(channel, /Use the ID/);
    assert.equal(platform.asked(/GET \/channels/).length, 4);
    await workbench.press('Enter');
    await quickInput.step(/Create trigger \(4\//);
    assert.deepEqual(workbench.errors(), []);
  });
});
