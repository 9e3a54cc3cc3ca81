import assert from 'node:assert/strict';
import { openDeployment, signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import type { Workbench } from './workbench';

const FILTER = 'Filter Deployments and Triggers…';

async function lookFor(workbench: Workbench, text: string): Promise<void> {
  await workbench.viewAction(FILTER).click();
  await workbench.quickInput.step('Filter deployments and triggers');
  await workbench.quickInput.enter(text);
  await workbench.quickInput.closed();
}

const count = (rows: readonly string[], start: string): number =>
  rows.filter((row) => row.startsWith(start)).length;

describe('A filter of deployments and triggers', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('says what it does not know, searches it, and is cleared', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await workbench.expand(/^Organization /);
    await workbench.row('Deployment image-tagger').waitFor();
    await lookFor(workbench, 'calibration');
    await workbench
      .row('Search in all 5 deployments, 0 of 5 deployments match, triggers of 5 are not known')
      .waitFor();
    await workbench.page.getByText('Shown is what matches "calibration".').waitFor();
    platform.emulator.clearRequests();
    await workbench.click(/^Search in all/);
    await workbench.row('1 of 5 deployments match, all triggers searched').waitFor();
    assert.equal(platform.asked(/\/triggers$/).length, 5);
    await workbench.expand('Deployment image-tagger, 1 of 3 triggers match');
    await workbench.rowsBecome((rows) => {
      assert.deepEqual([count(rows, 'Deployment '), count(rows, 'Trigger ')], [1, 1]);
    });
    await workbench.viewAction('Show All Deployments and Triggers').click();
    await workbench.rowsBecome((rows) => {
      assert.deepEqual([count(rows, 'Deployment '), count(rows, 'Trigger ')], [5, 3]);
    });
    await workbench.viewAction('Show All').waitFor({ state: 'detached' });
    assert.deepEqual(workbench.errors(), []);
  });

  it('says why it could not search everything', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'image-tagger');
    platform.emulator.faults.add({ path: '/triggers', status: 403 });
    await lookFor(workbench, 'calibration');
    await workbench.row('triggers of 4 are not known').waitFor();
    await workbench.click(/^Search in all/);
    await workbench.row('triggers of 4 are not known: not permitted').waitFor();
    platform.emulator.faults.clear();
    await workbench.click(/^Search in all/);
    await workbench.row('1 of 5 deployments match, all triggers searched').waitFor();
  });

  it('speaks Japanese', async () => {
    const workbench = await signedInWindow(fixture, platform, { locale: 'ja' });
    await workbench.expand(/の組織 /);
    await workbench.row(/image-tagger/).waitFor();
    await workbench.viewAction('デプロイメントとトリガーを絞り込む…').click();
    await workbench.quickInput.enter('calibration');
    await workbench.click(/^5 件のデプロイメントすべてを検索/);
    await workbench.row(/^5 件中 1 件のデプロイメントが一致, すべてのトリガーを検索済み/).waitFor();
    await workbench.viewAction('すべてのデプロイメントとトリガーを表示').click();
    await workbench.row(/ticket-router/).waitFor();
    assert.deepEqual(workbench.errors(), []);
  });
});

describe('A filter of 200 deployments and 5,000 triggers', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ world: 'scale' });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('searches all of them, shows what matches, and can be stopped', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await workbench.expand(/^Organization /);
    await workbench.row('Deployment shelf-watch-001').waitFor();
    await lookFor(workbench, 'store-017');
    await workbench.row('Search in all 200 deployments, 0 of 200 deployments match').waitFor();

    platform.emulator.faults.add({ path: '/triggers', untilCleared: true });
    platform.emulator.clearRequests();
    await workbench.click(/^Search in all/);
    await workbench.click(/^Searching…/);
    await workbench.row(/^Search in all/).waitFor();
    const asked = platform.asked(/\/triggers$/).length;
    assert.ok(asked > 0 && asked < 200, `${asked} lists were asked for`);

    platform.emulator.faults.clear();
    await workbench.click(/^Search in all/);
    await workbench.row(/^\d+ of 200 deployments match, all triggers searched/).waitFor();
    assert.equal(platform.asked(/\/triggers$/).length, 200, 'each list once');
    await workbench.rowsBecome((rows) => {
      const [, matching] = /(\d+) of 200/.exec(rows.at(-1) ?? '') ?? [];
      assert.equal(count(rows, 'Deployment '), Number(matching));
    });
    await workbench.expand(workbench.row(/^Deployment /).first());
    await workbench.row(/^Trigger on channel store-017, /).waitFor();
    assert.deepEqual(workbench.errors(), []);
  });
});
