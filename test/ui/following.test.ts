import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { openDeployment, rowsThat, signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import { becomes, until } from './until';
import type { Workbench } from './workbench';

/** Asked for several times a second, so that nothing has to be waited for. */
const FAST = { 'abeja.followingInterval': 0.25, 'abeja.requestBudget': 600 };

const CALIBRATION = 'Trigger on channel calibration-shots, version 0.0.3';
const FAILING = 'Trigger on channel invoices-in, version 1.4.2';

/** The label of the row that is selected. */
async function selected(workbench: Workbench): Promise<string | null> {
  const row = workbench.page.locator('.part.sidebar [role=treeitem][aria-selected=true]');
  return await row.getAttribute('aria-label');
}

describe('Following', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();
  const open = (): Promise<Workbench> =>
    signedInWindow(fixture, platform, { height: 1200, machineSettings: FAST });

  /** A person does something else for a while: long enough for many requests. */
  const workInAnotherView = async (workbench: Workbench): Promise<void> => {
    for (let round = 0; round < 6; round += 1) {
      await workbench.openPalette('Developer: Reload');
      await workbench.quickInput.cancel();
    }
  };

  /** Waits until nothing is asked any more while a person works elsewhere. */
  const fallsSilent = async (workbench: Workbench): Promise<void> => {
    await until('silence', async () => {
      platform.emulator.clearRequests();
      await workInAnotherView(workbench);
      return platform.asked().length === 0;
    });
  };

  /** What a run's row begins with, whatever its state is. */
  const timeOf = (row: string | null | undefined): string =>
    /^Run of [^,]+/.exec(row ?? '')?.[0] ?? 'no run';

  const runs = (rows: readonly string[]): readonly string[] =>
    rows.filter((row) => row.startsWith('Run of '));

  it('turns a run from running to succeeded in sight, and changes no other run', async () => {
    const workbench = await open();
    await platform.upload('calibration-shots');
    platform.clock.advance(300_000);
    await platform.upload('calibration-shots');
    platform.clock.advance(14_000);
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(CALIBRATION);
    const running = workbench.row(/^Run of .*, Running$/);
    await workbench.click(running);
    await workbench.tab(/^run-/).waitFor();
    const before = await rowsThat(workbench, 'two runs', (rows) => runs(rows).length === 2);
    platform.clock.advance(150_000);
    const after = await workbench.rowsBecome((rows) => {
      assert.equal(runs(rows).length, 2);
      assert.match(runs(rows)[0] ?? '', /^Run of .*, Succeeded, /);
      assert.equal(runs(rows)[1], runs(before)[1]);
    });
    await becomes(() => selected(workbench), runs(after)[0]);
    assert.deepEqual(workbench.errors(), []);
  });

  it('brings new runs, and announces them to a reader who is further down', async () => {
    const workbench = await open();
    const trigger = 'Trigger on channel pictures-in, version 0.0.3';
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(trigger);
    const reading = workbench.row(/^Run of /).nth(4);
    await workbench.click(reading);
    await workbench.tab(/^run-/).waitFor();
    const name = await reading.getAttribute('aria-label');
    const [newest] = runs(await workbench.rows());
    platform.clock.advance(60_000);
    await workbench.row(new RegExp(`^${trigger}, 3 new runs`)).waitFor();
    await workbench.rowsBecome((rows) => {
      const position = runs(rows).findIndex((row) => row.startsWith(timeOf(newest)));
      assert.equal(position, 3);
    });
    await becomes(async () => timeOf(await selected(workbench)), timeOf(name));
    await workbench.click(trigger);
    await workbench.noRow(/new runs/);
    assert.deepEqual(workbench.errors(), []);
  });

  it('asks for nothing while its view is hidden', async () => {
    const workbench = await open();
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(CALIBRATION);
    platform.emulator.clearRequests();
    await until('requests', () => platform.asked(/\/runs$/).length > 3);
    await workbench.openView('Explorer');
    await fallsSilent(workbench);
    await workInAnotherView(workbench);
    assert.deepEqual(platform.asked(), []);
    await workbench.openView('ABEJA');
    await until('requests', () => platform.asked(/\/runs$/).length > 0);
  });

  it('asks for nothing while the window has lost the focus', async () => {
    const workbench = await open();
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(CALIBRATION);
    platform.emulator.clearRequests();
    await until('requests', () => platform.asked(/\/runs$/).length > 3);
    const focus = async (has: boolean): Promise<void> => {
      await workbench.page.evaluate(
        // VS Code asks again on every such event.
        `document.hasFocus = () => ${String(has)}; window.dispatchEvent(new Event('blur'));`,
      );
    };
    await focus(false);
    await fallsSilent(workbench);
    await workInAnotherView(workbench);
    assert.deepEqual(platform.asked(), []);
    await focus(true);
    await until('requests', () => platform.asked(/\/runs$/).length > 0);
  });

  it('slows down when the platform wants fewer requests, and says so once', async () => {
    const workbench = await open();
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(CALIBRATION);
    await workbench.row('No runs yet').waitFor();
    platform.emulator.faults.add({ path: '/runs', status: 429, headers: { 'retry-after': '1' } });
    await workbench.notification('wants fewer requests').waitFor();
    await until('more refusals', () => (platform.emulator.faults.list()[0]?.met ?? 0) >= 4);
    await workbench.runCommand('Notifications: Show Notifications');
    const all = workbench.page.locator('.notifications-center .notification-list-item');
    await workbench.countBecomes(all.filter({ hasText: 'wants fewer requests' }), 1);
    assert.equal(await workbench.row(/^Could not load/).count(), 0);
  });
});

describe('Health', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 30 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('is on the rows of triggers that nobody has opened, and costs opening them nothing', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 1200 });
    await openDeployment(workbench, 'invoice-reader');
    await workbench
      .row(
        new RegExp(`^${FAILING}, failing: its last \\d+ runs failed; of the last 20 finished runs`),
      )
      .waitFor();
    await workbench.row(/^Deployment invoice-reader, failing: 1 of 2 triggers/).waitFor();
    const triggers = platform.triggers('invoice-reader');
    const asked = (): readonly string[] => platform.asked(/\/runs$/);
    await becomes(() => asked().length, 2, 'one request a trigger in sight');
    await workbench.expand(FAILING);
    await workbench.row(/^Load more runs, 30 are loaded/).waitFor();
    const expanded = triggers.filter(
      (id) => asked().filter((call) => call.includes(id)).length === 1,
    );
    assert.deepEqual(expanded, triggers);
    assert.deepEqual(workbench.errors(), []);
  });

  it('is not asked for where following is off', async () => {
    const workbench = await signedInWindow(fixture, platform, {
      height: 1200,
      machineSettings: { 'abeja.following': false },
    });
    platform.emulator.clearRequests();
    await openDeployment(workbench, 'invoice-reader');
    await workbench.expand(FAILING);
    await workbench.row(/^Load more runs/).waitFor();
    assert.equal(platform.asked(/\/runs$/).length, 1);
  });
});

describe('Watching', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('tells once when a trigger starts failing and once when it recovers', async () => {
    const workbench = await signedInWindow(fixture, platform, { machineSettings: FAST });
    const trigger = platform.triggers('image-tagger')[2] ?? '-';
    const lastRuns = (status: string, ...ids: readonly string[]): void => {
      platform.emulator.faults.clear();
      platform.emulator.faults.add({
        path: `${trigger}/runs`,
        body: {
          entries: ids.map((id) => ({ run_id: id, status, created_at: '2024-03-01T09:00:00Z' })),
        },
      });
    };
    const listed = (text: string): Locator =>
      workbench.page
        .locator('.notifications-center .notification-list-item')
        .filter({ hasText: text });
    lastRuns('SUCCEEDED', 'run-1b', 'run-1a');
    await openDeployment(workbench, 'image-tagger');
    const watched = workbench.row(new RegExp(`^${CALIBRATION}.*, watched`));
    await workbench.contextMenu(CALIBRATION, 'Watch Trigger', () => watched.isVisible());
    await workbench.openView('Explorer');
    lastRuns('FAILED', 'run-2b', 'run-2a');
    await workbench.notification('Trigger calibration-shots → 0.0.3 started failing').waitFor();
    const tab = workbench.page.locator('.part.activitybar').getByRole('tab', { name: 'ABEJA' });
    await until('a badge', async () => /1/.test((await tab.getAttribute('aria-label')) ?? ''));
    lastRuns('SUCCEEDED', 'run-3b', 'run-3a');
    await workbench.notification('Trigger calibration-shots → 0.0.3 recovered').waitFor();
    await workbench.runCommand('Notifications: Show Notifications');
    await workbench.countBecomes(listed('recovered'), 1);
    await workbench.countBecomes(listed('started failing'), 1);
    await until('no badge', async () => !/1/.test((await tab.getAttribute('aria-label')) ?? ''));
    assert.deepEqual(workbench.errors(), []);

    await workbench.reload();
    lastRuns('FAILED', 'run-4b', 'run-4a');
    await workbench.notification('Trigger calibration-shots → 0.0.3 started failing').waitFor();
    await workbench.openView('ABEJA');
    await workbench.expand(/^Organization /);
    await workbench.expand('Deployment image-tagger');
    await workbench.contextMenu(
      watched,
      'Stop Watching Trigger',
      async () => !(await workbench.row(/watched/).isVisible()),
    );
  });
});
