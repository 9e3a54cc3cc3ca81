import assert from 'node:assert/strict';
import { HeldWire } from './heldWire';
import { openDeployment, rowsThat, startPlatform, type Platform } from './platform';
import { stageOfSuite } from './suite';
import { until } from './until';

describe('The explorer', () => {
  let platform: Platform;
  before(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  after(() => platform.emulator.close());
  afterEach(() => platform.emulator.faults.clear());

  const stage = stageOfSuite(() => platform.variables);

  it('takes overlapping refreshes, loads and folds without losing or doubling a row', async () => {
    const workbench = await stage.open({ height: 2000 });
    const trigger = 'Trigger on channel pictures-in, version 0.0.3';
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(trigger);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    platform.emulator.faults.add({ path: '.', delayMs: 60 });
    for (let round = 0; round < 12; round += 1) {
      platform.clock.advance(7_000);
      await workbench.viewAction('Refresh Explorer').click();
      if (round % 3 === 0) {
        await workbench.clickMoving(workbench.row(/^(Load more runs|Loading more)/));
      }
      if (round % 4 === 1) {
        await workbench.foldMoving('Deployment image-tagger', 'false');
        await workbench.foldMoving('Deployment image-tagger', 'true');
      }
    }
    platform.emulator.faults.clear();
    await workbench.viewAction('Refresh Explorer').click();
    const count = (rows: readonly string[], pattern: RegExp): number =>
      rows.filter((row) => pattern.test(row)).length;
    const loaded = (rows: readonly string[]): number =>
      Number(/, (\d+) are loaded/.exec(rows.join('\n'))?.[1]);
    const rows = await rowsThat(
      workbench,
      'as many rows as are loaded',
      (all) => loaded(all) >= 20 && count(all, /^Run of /) === loaded(all),
    );
    assert.equal(count(rows, /^Deployment /), 5);
    assert.equal(count(rows, /^Trigger /), 3);
    const newest = rows.find((row) => row.startsWith('Run of '));
    assert.ok(newest);
    await workbench.row(newest).first().click();
    assert.match(await workbench.editorText(), /"run_id"/, 'the rows are alive');
    assert.deepEqual(workbench.errors(), []);
  });

  it('keeps open what was open when the row above is refreshed while it is shut', async () => {
    const workbench = await stage.open();
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
    const wire = new HeldWire();
    const workbench = await stage.open({ wire });
    const { page } = workbench;
    const trigger = workbench.row('Trigger on channel pictures-in, version 0.0.3');
    await openDeployment(workbench, 'image-tagger');
    // From the moment its rows are told until the window asks for them anew, the extension host knows
    // none of them: here this moment lasts until the wire is released.
    const renewing = async (act: () => Promise<void>): Promise<void> => {
      await wire.hold(page);
      await workbench.rowAction('Deployment image-tagger', 'Refresh');
      await wire.said(page, /\$refresh/);
      await act();
      await wire.release(page);
    };
    // VS Code starts a command at once only when it was started before.
    await workbench.contextMenu('Deployment invoice-reader', 'Copy ID');
    await until('an id', async () => /^\d+$/.test(await workbench.clipboard()));
    platform.emulator.clearRequests();
    await workbench.rowAction('Deployment image-tagger', 'Refresh');
    await until('a refresh', () => platform.asked(/triggers$/).length > 0);
    await workbench.rowAction(trigger, 'Filter Runs…');
    await workbench.quickInput.step('Filter runs (1/1)');
    await workbench.quickInput.cancel();
    await workbench.quickInput.closed();

    await renewing(() => workbench.contextMenu(trigger, 'Copy ID'));
    const id = await until('the id of a trigger', async () => {
      const text = await workbench.clipboard();
      return platform.triggers('image-tagger').includes(text) && text;
    });
    await workbench.contextMenu(trigger, 'Open JSON');
    await workbench.tab(id).waitFor();
    const told = workbench.notification('The list was changing at that moment.');
    assert.equal(await told.count(), 0);

    await renewing(() => workbench.rowAction(trigger, 'Filter Runs…'));
    await told.waitFor();
    await workbench.rowAction(trigger, 'Filter Runs…');
    await workbench.quickInput.step('Filter runs (1/1)');
    assert.deepEqual(workbench.errors(), []);
  });

  it('shows a run’s new state when that run alone is refreshed', async () => {
    const workbench = await stage.open();
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand('Trigger on channel pictures-in, version 0.0.3');
    const running = workbench.row(/^Run of .*, Running/).first();
    const name = (await running.getAttribute('aria-label')) ?? '';
    platform.clock.advance(20 * 60_000);
    platform.emulator.clearRequests();
    await workbench.rowAction(name, 'Refresh');
    await workbench
      .row(new RegExp(`^${name.split(',')[0]}, (Succeeded|Failed)`))
      .first()
      .waitFor();
    assert.equal(platform.asked(/\/runs/).length, 1, 'one request for one run');
    assert.deepEqual(workbench.errors(), []);
  });

  it('speaks Japanese', async () => {
    const workbench = await stage.open({ locale: 'ja' });
    await workbench.openView('ABEJA');
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
