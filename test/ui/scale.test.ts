import assert from 'node:assert/strict';
import { openDeployment, rowsThat, startPlatform, type Platform } from './platform';
import { stageOfSuite } from './suite';
import { until } from './until';

const TRIGGER = /^Trigger on channel sensor-stream/;

describe('A trigger with a million runs', () => {
  let platform: Platform;
  before(async () => {
    platform = await startPlatform({ world: 'scale' });
  });
  after(() => platform.emulator.close());
  afterEach(() => platform.emulator.faults.clear());

  const stage = stageOfSuite(() => platform.variables);

  it('loads until a number, folds by day, and its folds open', async () => {
    const workbench = await stage.open({ height: 1000 });
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
    const fold = workbench.row(/^Loaded runs of \d{4}-\d{2}-\d{2}, \d+ runs, \d+ failed$/).first();
    await until('a fold in sight', async () => {
      await workbench.press('PageDown');
      return await fold.isVisible();
    });
    const rows = await workbench.rows();
    assert.ok(rows.some((row) => row.startsWith('Load more runs, 6000 are loaded')));
    await workbench.expand(fold);
    const open = await rowsThat(workbench, 'the runs of the fold', (all) =>
      all.some((row, index) => /^Loaded/.test(all[index - 1] ?? '') && /^Run of /.test(row)),
    );
    const first = open.findIndex(
      (row, index) => /^Loaded/.test(open[index - 1] ?? '') && /^Run/.test(row),
    );
    await workbench.click(workbench.row(open[first] ?? '').first());
    assert.match(await workbench.editorText(), /"run_id"/);
    assert.deepEqual(workbench.errors(), []);
  });

  it('stops loading all when it is told to, and keeps what came', async () => {
    const workbench = await stage.open();
    await openDeployment(workbench, 'shelf-watch-001');
    await workbench.expand(TRIGGER);
    await workbench
      .row(/^Run of /)
      .first()
      .waitFor();
    platform.emulator.faults.add({ path: 'next_page_token', delayMs: 300 });
    await workbench.contextMenu(TRIGGER, 'Load All Runs');
    const progress = workbench.notification('Loading runs');
    await progress.filter({ hasText: '200 loaded' }).waitFor();
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    const loaded = /(\d+)\+ loaded/.exec(
      (await workbench.row(TRIGGER).getAttribute('aria-label')) ?? '',
    );
    assert.ok(Number(loaded?.[1]) >= 200, 'what came stays');
    assert.deepEqual(workbench.errors(), []);
  });

  it('shows the oldest run first when the order is turned', async () => {
    const workbench = await stage.open();
    await openDeployment(workbench, 'shelf-watch-001');
    await workbench.expand(TRIGGER);
    const newest = await rowsThat(workbench, 'runs', (all) =>
      all.some((row) => /^Run of/.test(row)),
    );
    await workbench.contextMenu(TRIGGER, 'Turn Order of Runs');
    await workbench.row(/oldest first/).waitFor();
    const year = (rows: readonly string[]): number =>
      Number(/^Run of (\d{4})/.exec(rows.find((row) => /^Run of/.test(row)) ?? '')?.[1]);
    const oldest = await rowsThat(workbench, 'older runs', (all) => year(all) < year(newest));
    assert.ok(oldest.length > 0);
    assert.deepEqual(workbench.errors(), []);
  });

  it('finds a channel of a later page by its name, or page by page, in a wizard', async () => {
    const workbench = await stage.open();
    const { quickInput } = workbench;
    const active = async (): Promise<string> =>
      (await quickInput.box.locator('.monaco-list-row.focused').allInnerTexts()).join();
    await workbench.openView('ABEJA');
    await workbench.runCommand('ABEJA: Create Trigger…');
    await quickInput.pick(/shelf-watch-001/);
    await quickInput.pick(/1\.1\.0/);
    await quickInput.step(/Create trigger \(3\//);
    await quickInput.choice('sensor-stream').waitFor();
    platform.emulator.clearRequests();
    await workbench.press('ArrowUp');
    await until('the last row', async () => /Load more\s*100 loaded/.test(await active()));
    await workbench.press('Enter');
    await until('the first of the new channels', async () => /store-100/.test(await active()));
    await workbench.page.keyboard.type('store-420');
    await until('the channel', async () => /^\s*store-420/.test(await active()));
    assert.doesNotMatch(await active(), /Use the ID/);
    assert.equal(platform.asked(/GET \/channels/).length, 4);
    await workbench.screenshot('/tmp/pick.png');
    await workbench.press('Enter');
    await quickInput.step(/Create trigger \(4\//);
    assert.deepEqual(workbench.errors(), []);
  });
});
