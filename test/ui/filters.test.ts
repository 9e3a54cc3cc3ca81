import assert from 'node:assert/strict';
import type { SharedWindowOptions } from './fixture';
import { openDeployment, rowsThat, signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import type { Row, Workbench } from './workbench';

const TRIGGER = 'Trigger on channel pictures-in, version 0.0.3';

/** What the row above the runs says. */
interface ScanProgress {
  readonly words: string;
  readonly matched: number;
  readonly scanned: number;
}

function scanProgressOf(rows: readonly string[]): ScanProgress | undefined {
  const words = rows.find((row) => row.startsWith('Filter: ')) ?? '';
  const [, matched, scanned] = /, (\d+) \w+ in (\d+) scanned/.exec(words) ?? [];
  return matched === undefined
    ? undefined
    : { words, matched: Number(matched), scanned: Number(scanned) };
}

const runs = (rows: readonly string[]): readonly string[] =>
  rows.filter((row) => row.startsWith('Run of '));

async function filterRuns(
  workbench: Workbench,
  trigger: Row = TRIGGER,
  action = 'Filter Runs…',
): Promise<void> {
  await workbench.rowAction(trigger, action, () => workbench.quickInput.box.isVisible());
}

async function clearFilter(workbench: Workbench, filter: RegExp, action: string): Promise<void> {
  await workbench.rowAction(filter, action, async () => !(await workbench.row(filter).isVisible()));
}

describe('A filter of runs', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  /** Without following: what is asked beside a filter would be counted, and would move its rows. */
  const open = (options: SharedWindowOptions = {}): Promise<Workbench> =>
    signedInWindow(fixture, platform, {
      height: 1600,
      machineSettings: { 'abeja.following': false },
      ...options,
    });

  async function openTrigger(workbench: Workbench): Promise<void> {
    await openDeployment(workbench, 'image-tagger');
    platform.emulator.clearRequests();
    await workbench.expand(TRIGGER);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
  }

  /** Waits until a scan is over and fulfils a condition. */
  async function scanned(
    workbench: Workbench,
    condition: (progress: ScanProgress) => boolean = () => true,
  ): Promise<readonly string[]> {
    return await rowsThat(workbench, 'a scan that is over', (rows) => {
      const progress = scanProgressOf(rows);
      return (
        progress !== undefined &&
        condition(progress) &&
        !rows.some((row) => row.startsWith('Scanning…')) &&
        runs(rows).length === progress.matched
      );
    });
  }

  it('shows its scan progress, scans more and is cleared', async () => {
    const workbench = await open();
    await openTrigger(workbench);
    await filterRuns(workbench);
    await workbench.quickInput.pick('Failed');
    const rows = await scanned(workbench);
    const progress = scanProgressOf(rows);
    assert.ok(progress);
    assert.match(progress.words, /^Filter: failed, \d+ failed in \d+ scanned, back to \S+/);
    assert.equal(progress.scanned, 10 * platform.asked(/\/runs$/).length, 'what was loaded');
    assert.ok(runs(rows).every((row) => row.includes('Failed')));
    await workbench.row(new RegExp(`^Scan more, ${progress.matched} failed in`)).waitFor();
    await workbench
      .row(new RegExp(`${TRIGGER}, filter: failed, .*${progress.scanned}\\+ loaded`))
      .waitFor();

    await workbench.click(/^Scan more/);
    const further = await scanned(workbench, (now) => now.scanned > progress.scanned);
    const after = scanProgressOf(further);
    assert.ok(after && after.matched > progress.matched, 'more was found');

    await clearFilter(workbench, /^Filter: /, 'Clear Run Filter');
    await workbench.row(new RegExp(`${TRIGGER}, .*${after.scanned}\\+ loaded`)).waitFor();
    assert.deepEqual(workbench.errors(), []);
  });

  it('stops at its bound, says so, and is offered again', async () => {
    const workbench = await open();
    const { quickInput } = workbench;
    await openTrigger(workbench);
    await filterRuns(workbench);
    await quickInput.pick('By state, time or input…');
    await quickInput.step('(2/4)');
    await quickInput.accept();
    await quickInput.step('(3/4)');
    await quickInput.pick('At any time');
    await quickInput.step('(4/4)');
    await quickInput.enter('no such file');
    const rows = await scanned(workbench, ({ scanned: count }) => count === 110);
    assert.match(
      scanProgressOf(rows)?.words ?? '',
      /^Filter: input "no such file", 0 matching in 110 scanned, back to \S+/,
    );
    await clearFilter(workbench, /^Filter: /, 'Clear Run Filter');
    await workbench.row(new RegExp(`${TRIGGER}, .*110\\+ loaded`)).waitFor();
    await filterRuns(workbench);
    await quickInput.pick('input "no such file"');
    await scanned(workbench, ({ scanned: count }) => count === 210);
    assert.deepEqual(workbench.errors(), []);
  });

  it('is stopped in the middle of a scan', async () => {
    const workbench = await open();
    await openTrigger(workbench);
    platform.emulator.faults.add({ path: 'next_page_token', untilCleared: true });
    await filterRuns(workbench);
    await workbench.quickInput.pick('Failed');
    await workbench.click(/^Scanning…/);
    const rows = await scanned(workbench);
    assert.ok((scanProgressOf(rows)?.scanned ?? 0) < 110);
    await workbench.row(/^Scan more/).waitFor();
  });

  it('has a failed page in its place, and goes on from there', async () => {
    const workbench = await open();
    await openTrigger(workbench);
    platform.emulator.faults.add(
      { path: 'next_page_token', delayMs: 1, times: 2 },
      { path: 'next_page_token', status: 403 },
    );
    await filterRuns(workbench);
    await workbench.quickInput.pick('Failed');
    await workbench.row(/^Could not load: not permitted/).waitFor();
    const rows = await scanned(workbench, ({ scanned: count }) => count === 30);
    assert.match(scanProgressOf(rows)?.words ?? '', /pages that failed: 1$/);
    await workbench.noRow(/^Scan more/);
    platform.emulator.faults.clear();
    await workbench.click(/^Could not load/);
    const healed = await scanned(workbench, ({ scanned: count }) => count > 40);
    assert.doesNotMatch(scanProgressOf(healed)?.words ?? '', /failed: /);
    await workbench.row(/^Scan more/).waitFor();
  });

  it('lets a run go that does not match any more', async () => {
    const workbench = await open();
    await openTrigger(workbench);
    await filterRuns(workbench);
    await workbench.quickInput.pick('Unfinished');
    const before = await scanned(workbench);
    assert.ok(runs(before).length > 0);
    platform.clock.advance(10 * 60_000);
    platform.emulator.clearRequests();
    await workbench.rowAction(TRIGGER, 'Refresh', () => platform.asked(/\/runs/).length > 0);
    const gone = runs(before)[0] ?? '';
    await workbench.rowsBecome((rows) => {
      assert.ok(runs(rows).length > 0);
      assert.ok(!rows.includes(gone), 'the run that is over is gone');
    });
    await scanned(workbench);
  });

  it('speaks Japanese', async () => {
    const workbench = await open({ locale: 'ja', machineSettings: {} });
    await workbench.expand(/の組織 /);
    await workbench.row(/acme-lab/).waitFor();
    await workbench.expand(/image-tagger/);
    const trigger = workbench.row(/のトリガー、バージョン 0\.0\.3/).first();
    await filterRuns(workbench, trigger, 'ランを絞り込む…');
    await workbench.quickInput.step('ランを絞り込む');
    await workbench.quickInput.pick('失敗');
    await workbench.row(/^フィルター: 失敗, \d+ 件を確認して失敗 \d+ 件 \(.* まで遡及\)/).waitFor();
    await workbench.row(/^さらに確認する/).waitFor();
    await clearFilter(workbench, /^フィルター: /, 'ランのフィルターを解除');
    await workbench.row(/^フィルター: /).waitFor({ state: 'detached' });
    assert.deepEqual(workbench.errors(), []);
  });
});
