import assert from 'node:assert/strict';
import { HeldMessages } from './heldMessages';
import { openDeployment, signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';

describe('The explorer', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('takes overlapping refreshes, loads and toggles without losing or doubling a row', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 2000 });
    const trigger = 'Trigger on channel pictures-in, version 0.0.3';
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(trigger);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    platform.emulator.faults.add({ path: '.', delayMs: 60 });
    for (let round = 0; round < 12; round += 1) {
      platform.clock.advance(7_000);
      await workbench.viewAction('Refresh Explorer').click();
      if (round % 3 === 0) {
        await workbench.click(/^(Load more runs|Loading more)/);
      }
      if (round % 4 === 1) {
        await workbench.toggleMoving('Deployment image-tagger', 'false');
        await workbench.toggleMoving('Deployment image-tagger', 'true');
      }
    }
    platform.emulator.faults.clear();
    await workbench.viewAction('Refresh Explorer').click();
    const count = (rows: readonly string[], pattern: RegExp): number =>
      rows.filter((row) => pattern.test(row)).length;
    const loaded = (rows: readonly string[]): number =>
      Number(/, (\d+) are loaded/.exec(rows.join('\n'))?.[1]);
    const rows = await workbench.rowsBecome((all) => {
      assert.ok(loaded(all) >= 20);
      assert.equal(count(all, /^Run of /), loaded(all), 'as many rows as are loaded');
      assert.equal(count(all, /^Deployment /), 5);
      assert.equal(count(all, /^Trigger /), 3);
    });
    const newest = rows.find((row) => row.startsWith('Run of '));
    assert.ok(newest);
    // The rows are alive.
    await workbench.click(workbench.row(newest).first());
    await workbench.editorText(/"run_id"/);
    assert.deepEqual(workbench.errors(), []);
  });

  it('keeps open what was open when the row above is refreshed while it is shut', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand('Trigger on channel pictures-in, version 0.0.3');
    await workbench
      .row(/^Run of /)
      .first()
      .waitFor();
    await workbench.collapse('Deployment image-tagger');
    // A row that tells when the refresh has reached the window.
    platform.emulator.faults.add({ path: '/deployments$', status: 403, times: 1 });
    await workbench.viewAction('Refresh Explorer').click();
    await workbench.row(/^Could not load/).waitFor();
    await workbench.expand('Deployment image-tagger');
    await workbench
      .row(/^Run of /)
      .first()
      .waitFor();
    assert.deepEqual(workbench.errors(), []);
  });

  it('knows the row of a menu, and says so of a button, while VS Code renews the list', async () => {
    const workbench = await signedInWindow(fixture, platform);
    const messages = new HeldMessages(workbench.page);
    const trigger = workbench.row('Trigger on channel pictures-in, version 0.0.3');
    await openDeployment(workbench, 'image-tagger');
    // From the moment its rows are told until the window asks for them anew, the extension host knows
    // none of them: here this moment lasts until the messages are released.
    const renewing = async (act: () => Promise<void>): Promise<void> => {
      await messages.hold();
      await workbench.rowAction('Deployment image-tagger', 'Refresh');
      await messages.received(/\$refresh/);
      await act();
      await messages.release();
    };
    // VS Code starts a command at once only when it was started before.
    await workbench.copyId('Deployment invoice-reader', /^\d+$/);
    platform.emulator.clearRequests();
    await workbench.rowAction(
      'Deployment image-tagger',
      'Refresh',
      () => platform.asked(/triggers$/).length > 0,
    );
    await workbench.rowAction(trigger, 'Filter Runs…');
    await workbench.quickInput.step('Filter runs (1/1)');
    await workbench.quickInput.cancel();

    await renewing(() => workbench.contextMenu(trigger, 'Copy ID'));
    const id = await workbench.copied('the id of a trigger', (text) =>
      platform.triggers('image-tagger').includes(text),
    );
    await workbench.contextMenu(trigger, 'Open JSON', () => workbench.tab(id).isVisible());
    // What has a button, too, is known to the menu all the same.
    await renewing(() => workbench.contextMenu(trigger, 'Filter Runs…', () => true));
    await workbench.quickInput.step('Filter runs (1/1)');
    await workbench.quickInput.cancel();
    const notification = workbench.notification('The list was changing at that moment.');
    assert.equal(await notification.count(), 0);

    await renewing(() => workbench.rowAction(trigger, 'Filter Runs…', () => true));
    await notification.waitFor();
    await workbench.rowAction(trigger, 'Filter Runs…');
    await workbench.quickInput.step('Filter runs (1/1)');
    assert.deepEqual(workbench.errors(), []);
  });

  it('shows a run’s new state when that run alone is refreshed', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand('Trigger on channel pictures-in, version 0.0.3');
    const running = workbench.row(/^Run of .*, Running/).first();
    await running.waitFor();
    const name = (await running.getAttribute('aria-label')) ?? '';
    platform.clock.advance(20 * 60_000);
    platform.emulator.clearRequests();
    await workbench.rowAction(name, 'Refresh', () => platform.asked(/\/runs/).length > 0);
    await workbench
      .row(new RegExp(`^${name.split(',')[0]}, (Succeeded|Failed)`))
      .first()
      .waitFor();
    assert.equal(platform.asked(/\/runs/).length, 1, 'one request for one run');
    assert.deepEqual(workbench.errors(), []);
  });

  it('speaks Japanese', async () => {
    const workbench = await signedInWindow(fixture, platform, { locale: 'ja' });
    await workbench.expand(/の組織 /);
    await workbench.expand(/image-tagger/);
    await workbench.expand(workbench.row(/のトリガー、バージョン 0\.0\.3/).first());
    await workbench
      .row(/のラン, 成功/)
      .first()
      .waitFor();
    assert.deepEqual(workbench.errors(), []);
  });
});
