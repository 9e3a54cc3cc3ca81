import assert from 'node:assert/strict';
import type { Entry, Page } from '../../../../src/api/page';
import type { Run } from '../../../../src/api/resources/runs';
import { RunGroups } from '../../../../src/core/timeline/groups';
import type { Gap } from '../../../../src/core/timeline/items';
import { RunTimeline, type MergeResult } from '../../../../src/core/timeline/timeline';

const run = (id: number, more: Partial<Run> = {}): Entry<Run> => ({
  kind: 'resource',
  value: { run_id: `run-${id}`, status: 'RUNNING', ...more },
});
const malformed = (raw: string): Entry<Run> => ({ kind: 'malformed', reason: 'unreadable', raw });
const page = (items: readonly Entry<Run>[], next?: string): Page<Run> =>
  next === undefined ? { items } : { items, next };
const runs = (...ids: number[]): Entry<Run>[] => ids.map((id) => run(id));

const tokenOf = (timeline: RunTimeline, gap: Gap): string | undefined =>
  timeline.gaps.state(gap).kind === 'token' ? timeline.gaps.startOf(gap)?.token : undefined;

const shown = (timeline: RunTimeline): string =>
  timeline.items
    .map((item, index) => {
      if (item.kind === 'gap') {
        const isLast = index === timeline.items.length - 1;
        return `(${tokenOf(timeline, item)})${isLast ? '' : ' |'}`;
      }
      const { entry } = item;
      return entry.kind === 'resource' ? entry.value.run_id.replace('run-', '') : entry.raw;
    })
    .join(' ');

const gapsOf = (timeline: RunTimeline): readonly Gap[] =>
  timeline.items.filter((item) => item.kind === 'gap');

const head = (timeline: RunTimeline, items: readonly Entry<Run>[], next?: string): MergeResult =>
  timeline.mergePage(page(items, next), undefined, new Set());

/** Puts a page behind the segment that `token` leads on from. */
const extend = (timeline: RunTimeline, token: string, items: Entry<Run>[], next?: string): void => {
  const gap = gapsOf(timeline).find((other) => tokenOf(timeline, other) === token);
  assert.ok(gap, `no gap with the token ${token}`);
  const followed = new Set([...gap.followed, token]);
  timeline.mergePage(page(items, next), timeline.gaps.before(gap), followed);
};

describe('A timeline of runs', () => {
  let timeline: RunTimeline;

  beforeEach(() => {
    timeline = new RunTimeline();
  });

  it('continues with the token of its last page', () => {
    head(timeline, runs(9, 8), 'a');
    extend(timeline, 'a', runs(7, 6), 'b');
    assert.equal(shown(timeline), '9 8 7 6 (b)');
    extend(timeline, 'b', runs(5));
    assert.equal(shown(timeline), '9 8 7 6 5');
    assert.equal(timeline.gaps.last, undefined);
  });

  it('merges new runs at the head and keeps what is loaded', () => {
    head(timeline, runs(7, 6), 'a');
    extend(timeline, 'a', runs(5, 4), 'b');
    const change = head(timeline, [run(9), run(8), run(7, { status: 'SUCCEEDED' })], 'x');
    assert.equal(shown(timeline), '9 8 7 6 5 4 (b)');
    assert.equal(timeline.run('run-7')?.status, 'SUCCEEDED');
    assert.deepEqual([change.added, change.changed], [['run-9', 'run-8'], ['run-7']]);
  });

  it('has a gap where the head does not meet what is loaded, and fills it', () => {
    head(timeline, runs(3, 2), 'a');
    head(timeline, runs(9, 8), 'b');
    assert.equal(shown(timeline), '9 8 (b) | 3 2 (a)');
    extend(timeline, 'b', runs(7, 6), 'c');
    assert.equal(shown(timeline), '9 8 7 6 (c) | 3 2 (a)');
    extend(timeline, 'c', runs(5, 4, 3, 2, 1), 'd');
    assert.equal(shown(timeline), '9 8 7 6 5 4 3 2 1 (d)');
  });

  it('closes a gap behind which the server has nothing', () => {
    head(timeline, runs(3, 2), 'a');
    head(timeline, runs(9, 8), 'b');
    extend(timeline, 'b', runs(7));
    assert.equal(shown(timeline), '9 8 7 3 2 (a)');
  });

  it('takes fresher tokens from pages that end where it ends', () => {
    head(timeline, runs(9, 8), 'a');
    head(timeline, runs(9, 8), 'b');
    assert.equal(shown(timeline), '9 8 (b)');
  });

  it('tells two gaps with one token apart', () => {
    head(timeline, runs(2, 1), 'end');
    head(timeline, runs(5, 4), 'same');
    head(timeline, runs(9, 8), 'same');
    const [newer, older] = gapsOf(timeline);
    assert.ok(newer && older && newer.id !== older.id);
    timeline.mergePage(page(runs(3, 2), 'x'), timeline.gaps.before(older), older.followed);
    assert.equal(shown(timeline), '9 8 (same) | 5 4 3 2 1 (end)');
  });

  it('marks a gap whose token was followed before', () => {
    head(timeline, runs(9), 'a');
    extend(timeline, 'a', runs(8), 'a');
    const { last } = timeline.gaps;
    assert.equal(last && timeline.gaps.state(last).kind, 'cyclicToken');
  });

  it('continues behind an empty page with a token', () => {
    head(timeline, runs(9), 'a');
    extend(timeline, 'a', [], 'b');
    assert.equal(shown(timeline), '9 (b)');
  });

  it('takes a run that is on two pages once, and continues behind it', () => {
    head(timeline, runs(9, 8), 'a');
    extend(timeline, 'a', runs(9, 8, 7), 'b');
    extend(timeline, 'b', runs(8, 6), 'c');
    assert.equal(shown(timeline), '9 8 7 6 (c)');
  });

  it('takes a run that is twice on one page once', () => {
    head(timeline, runs(9, 9, 8, 9));
    assert.equal(shown(timeline), '9 8');
  });

  it('puts a late run where the server has it', () => {
    head(timeline, runs(9, 7, 6), 'a');
    head(timeline, runs(9, 8, 7), 'x');
    assert.equal(shown(timeline), '9 8 7 6 (a)');
  });

  it('leaves a page aside when the entry in front of it is gone', () => {
    head(timeline, runs(9, 8), 'a');
    extend(timeline, 'a', runs(7, 6), 'b');
    const gap = timeline.gaps.last;
    const after = gap && timeline.gaps.before(gap);
    assert.deepEqual(timeline.cutBack(2), ['run-7', 'run-6']);
    timeline.mergePage(page(runs(5)), after, new Set());
    assert.equal(shown(timeline), '9 8 (a)');
  });

  it('does not take an unreadable entry for a known one', () => {
    head(timeline, [malformed('{}'), run(3), run(2)], 'a');
    head(timeline, [run(9), malformed('{}'), run(8)], 'b');
    assert.equal(shown(timeline), '9 8 (b) | {} 3 2 (a)');
  });

  it('keeps every unreadable entry of a page, and none twice', () => {
    head(timeline, [malformed('{}'), run(3), malformed('{}')], 'a');
    head(timeline, [run(4), malformed('{}'), run(3), malformed('{}')], 'a');
    assert.equal(shown(timeline), '4 {} 3 {} (a)');
  });

  it('takes no older state of a run for a newer one', () => {
    const at = (status: string, minute: number): Entry<Run> =>
      run(9, { status, modified_at: `2024-03-01T09:0${minute}:00Z` });
    head(timeline, [at('SUCCEEDED', 2)]);
    head(timeline, [at('RUNNING', 1)]);
    assert.equal(timeline.run('run-9')?.status, 'SUCCEEDED');
    assert.equal(timeline.update({ run_id: 'run-9', status: 'RUNNING' }), false);
    assert.equal(timeline.update({ run_id: 'run-1' }), false);
    head(timeline, [at('FAILED', 3)]);
    assert.equal(timeline.run('run-9')?.status, 'FAILED');
  });

  it('counts runs and failures by day', () => {
    const at = (id: number, day: number, status: string): Entry<Run> =>
      run(id, { status, created_at: `2024-03-0${day}T12:00:00Z` });
    const groups = new RunGroups(timeline, 0);
    const days = (): readonly string[] =>
      groups.items.flatMap((item) =>
        item.kind === 'group' ? [`${item.key} ${item.entries.length} ${item.failed}`] : [],
      );
    head(timeline, [at(5, 3, 'FAILED'), at(4, 3, 'RUNNING')], 'a');
    extend(timeline, 'a', [at(3, 2, 'FAILED'), run(2), at(1, 4, 'FAILED')], 'b');
    assert.deepEqual(days(), ['2024-03-03 2 1', '2024-03-02 3 2']);
    head(timeline, [at(6, 3, 'FAILED'), at(5, 3, 'FAILED')], 'x');
    timeline.update({ run_id: 'run-4', status: 'FAILED' });
    assert.deepEqual(days(), ['2024-03-03 3 3', '2024-03-02 3 2']);
  });

  it('is cut back where a page ends, and reads on from there', () => {
    head(timeline, runs(9, 8), 'a');
    extend(timeline, 'a', runs(7, 6), 'b');
    extend(timeline, 'b', runs(5, 4));
    assert.deepEqual(timeline.cutBack(5), ['run-5', 'run-4']);
    assert.equal(shown(timeline), '9 8 7 6 (b)');
    assert.equal(timeline.size, 4);
    extend(timeline, 'b', runs(5, 4));
    assert.equal(shown(timeline), '9 8 7 6 5 4');
  });
});
