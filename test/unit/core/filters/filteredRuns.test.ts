import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseTime } from '../../../../src/api/decoding/fields';
import type { Entry, Page } from '../../../../src/api/page';
import type { Run } from '../../../../src/api/resources/runs';
import { judge, NO_FILTER, STATUS_GROUPS, type RunFilter } from '../../../../src/core/runs/filter';
import type { TimelineEntry, TimelineItem } from '../../../../src/core/timeline/items';
import { RunTimeline } from '../../../../src/core/timeline/timeline';
import { scanProgressText, type ScanProgress } from '../../../../src/core/runs/scanProgress';
import { FilteredRuns } from '../../../../src/core/filters/filteredRuns';
import { english } from '../english';

const NOON = new Date('2024-03-01T12:00:00').getTime();
const MINUTE = 60_000;
const FAILED: RunFilter = { ...NO_FILTER, statuses: ['failed'] };

/** Runs of a number each, the newest first, a minute apart. */
function runs(from: number, count: number, status = 'SUCCEEDED'): readonly Entry<Run>[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'resource',
    value: {
      run_id: `run-${from - index}`,
      status,
      created_at: new Date(NOON + (from - index) * MINUTE).toISOString(),
    },
  }));
}

const malformed: Entry<Run> = { kind: 'malformed', reason: 'run_id is missing', raw: '{}' };

/** A segment of a list: a page at the head that does not meet what is behind it. */
type SegmentPage = Pick<Page<Run>, 'next'> & { readonly entries: readonly Entry<Run>[] };

function progressOf(
  filter: RunFilter,
  segmentPages: readonly SegmentPage[],
  { oldestFirst = false, failed = 0 } = {},
): ScanProgress {
  const timeline = new RunTimeline(oldestFirst);
  for (const { entries: items, next } of segmentPages.toReversed()) {
    const page = next === undefined ? { items } : { items, next };
    timeline.mergePage(page, undefined, new Set());
  }
  return { ...new FilteredRuns(filter, timeline, 200).progress, failed };
}

describe('The runs that a filter shows', () => {
  const measured = (filter: RunFilter, ...segmentPages: readonly SegmentPage[]): string =>
    scanProgressText(english, filter, progressOf(filter, segmentPages), NOON + MINUTE);

  it('says what it scanned and how far back', () => {
    const entries = [...runs(0, 4, 'FAILED'), ...runs(-4, 167)];
    assert.equal(
      measured(FAILED, { entries, next: 'a' }),
      '4 failed in 171 scanned, back to 09:10',
    );
  });

  it('says when there is nothing more', () => {
    assert.equal(
      measured(FAILED, { entries: runs(0, 9) }),
      '0 failed in 9 scanned · all runs scanned',
    );
    assert.equal(measured(FAILED), '0 failed in 0 scanned · all runs scanned');
  });

  it('says that there are gaps, also when the end was reached', () => {
    const newer = { entries: runs(0, 3), next: 'a' };
    assert.equal(
      measured(FAILED, newer, { entries: runs(-60, 2), next: 'b' }),
      '0 failed in 5 scanned, back to 10:59 · gaps: 1',
    );
    assert.equal(
      measured(FAILED, newer, { entries: runs(-60, 2) }),
      '0 failed in 5 scanned · gaps: 1 · all but the gaps scanned',
    );
  });

  it('says what could not be judged and what could not be loaded', () => {
    const segmentPages = [{ entries: [...runs(0, 2), malformed], next: 'a' }];
    assert.equal(
      scanProgressText(english, FAILED, progressOf(FAILED, segmentPages, { failed: 1 }), NOON),
      '0 failed in 3 scanned, back to 11:59 · 1 could not be judged · pages that failed: 1',
    );
  });

  it('names a state only where nothing else is asked for', () => {
    const since = { ...FAILED, since: NOON };
    const entries = runs(0, 2, 'FAILED');
    assert.equal(measured(since, { entries }), '1 matching in 2 scanned · all runs scanned');
    const two: RunFilter = { ...NO_FILTER, statuses: ['failed', 'succeeded'] };
    assert.equal(measured(two, { entries }), '2 matching in 2 scanned · all runs scanned');
  });

  it('knows that it is past the time of the filter, but not from a few runs out of order', () => {
    const since = { ...NO_FILTER, since: NOON - 5 * MINUTE };
    const rest = (count: number): string =>
      progressOf(since, [{ entries: runs(0, count), next: 'a' }]).rest;
    assert.equal(rest(25), 'open');
    assert.equal(rest(26), 'outside');
    const late = [...runs(0, 30), ...runs(100, 1)];
    assert.equal(progressOf(since, [{ entries: late, next: 'a' }]).rest, 'open');
    const until = { ...NO_FILTER, until: NOON };
    const oldest = runs(30, 30).toReversed();
    assert.equal(
      progressOf(until, [{ entries: oldest, next: 'a' }], { oldestFirst: true }).rest,
      'outside',
    );
  });

  it('says up to when it has looked where the oldest come first', () => {
    const segmentPages = [{ entries: runs(0, 9).toReversed(), next: 'a' }];
    const progress = progressOf(FAILED, segmentPages, { oldestFirst: true });
    assert.equal(
      scanProgressText(english, FAILED, progress, NOON),
      '0 failed in 9 scanned, up to 12:00',
    );
  });

  const anyEntry: fc.Arbitrary<Entry<Run>> = fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .record({
          run_id: fc.nat({ max: 60 }).map((id) => `run-${id}`),
          status: fc.constantFrom('FAILED', 'SUCCEEDED', 'RUNNING', 'PENDING', 'NEW', null),
          created_at: fc.oneof(
            fc.constantFrom(null, 'soon'),
            fc
              .integer({ min: -300, max: 300 })
              .map((m) => new Date(NOON + m * MINUTE).toISOString()),
          ),
          input_data: fc.constantFrom(null, 'text', { '$datalake:1': '13/a' }, '{"x":"13/B"}', 7),
        })
        .map((value): Entry<Run> => ({ kind: 'resource', value })),
    },
    {
      weight: 1,
      arbitrary: fc
        .nat({ max: 20 })
        .map((raw): Entry<Run> => ({ kind: 'malformed', reason: 'unreadable', raw: String(raw) })),
    },
  );
  const anyFilter: fc.Arbitrary<RunFilter> = fc.record(
    {
      statuses: fc.subarray([...STATUS_GROUPS]),
      since: fc.integer({ min: -300, max: 300 }).map((m) => NOON + m * MINUTE),
      until: fc.integer({ min: -300, max: 300 }).map((m) => NOON + m * MINUTE),
      input: fc.constantFrom('', '13/', 'b', 'text'),
    },
    { requiredKeys: ['statuses', 'input'] },
  );
  const pages = fc.array(
    fc.record({
      entries: fc.array(anyEntry, { maxLength: 8 }),
      head: fc.boolean(),
      last: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  );

  /** A timeline that heads and further pages were put into, and every run that was in one of them. */
  function timelineOf(
    history: readonly { entries: readonly Entry<Run>[]; head: boolean; last: boolean }[],
  ): {
    readonly timeline: RunTimeline;
    readonly loaded: ReadonlySet<string>;
  } {
    const timeline = new RunTimeline();
    const loaded = new Set<string>();
    history.forEach(({ entries, head, last }, index) => {
      const next = last ? undefined : `t${index}`;
      const page = next === undefined ? { items: entries } : { items: entries, next };
      const gap = timeline.gaps.first;
      if (head || gap === undefined) {
        timeline.mergePage(page, undefined, new Set());
      } else {
        timeline.mergePage(page, timeline.gaps.before(gap), gap.followed);
      }
      entries.forEach((entry, at) =>
        loaded.add(entry.kind === 'resource' ? entry.value.run_id : `${index} ${at} ${entry.raw}`),
      );
    });
    return { timeline, loaded };
  }

  it('are judged again when their state changes, and only then', () => {
    const timeline = new RunTimeline();
    let judged = 0;
    const statuses = new Proxy<RunFilter['statuses']>(['failed'], {
      get: (target, name): unknown => {
        judged += name === 'includes' ? 1 : 0;
        return Reflect.get(target, name);
      },
    });
    const filtered = new FilteredRuns({ ...NO_FILTER, statuses }, timeline, 200);
    const merge = (items: readonly Entry<Run>[]): void => {
      timeline.mergePage({ items, next: 'a' }, undefined, new Set());
    };
    merge(runs(0, 50, 'RUNNING'));
    assert.deepEqual([filtered.progress.matched, judged], [0, 50]);
    merge([...runs(3, 3, 'FAILED'), ...runs(0, 50, 'RUNNING')]);
    assert.deepEqual([filtered.progress.matched, judged], [3, 53]);
    timeline.update({ run_id: 'run-0', status: 'FAILED' });
    assert.deepEqual([filtered.progress.matched, judged], [4, 54]);
    assert.deepEqual([entriesOf(filtered.items).length, judged], [4, 54]);
  });

  it('are grouped by day as they are without a filter', () => {
    const timeline = new RunTimeline();
    const entries = [
      ...runs(0, 30, 'FAILED'),
      ...runs(-24 * 60, 30),
      ...runs(-48 * 60, 9, 'FAILED'),
    ];
    timeline.mergePage({ items: entries }, undefined, new Set());
    const { groups } = new FilteredRuns(FAILED, timeline, 20);
    const items = groups.items.map((item) =>
      item.kind === 'group' ? `${item.day} ${item.entries.length}` : item.kind,
    );
    assert.deepEqual(items, [
      ...Array.from({ length: 20 }, () => 'entry'),
      '2024-03-01 10',
      '2024-02-28 9',
    ]);
    const last = timeline.entry(`run-${-48 * 60}`);
    assert.equal(last && groups.groupOf(last)?.key, '2024-02-28');
  });

  it('never are more than were loaded, and are as many as is said', () => {
    fc.assert(
      fc.property(pages, anyFilter, (history, filter) => {
        const { timeline, loaded } = timelineOf(history);
        const filtered = new FilteredRuns(filter, timeline, 4);
        const { progress } = filtered;
        const { items, gaps, size } = timeline;
        assert.equal(progress.scanned, size);
        assert.ok(size <= loaded.size, `${size} of ${loaded.size}`);
        const shown = entriesOf(filtered.items);
        assert.equal(progress.matched + progress.unclear, shown.length);
        assert.deepEqual(
          shown,
          entriesOf(items).filter(({ entry }) => judge(filter, entry) !== 'miss'),
        );
        const between = items.filter(({ kind }, at) => kind === 'gap' && at < items.length - 1);
        assert.equal(progress.gaps, between.length);
        assert.equal(progress.rest === 'none', gaps.last === undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('never lack one that matches', () => {
    const matches = (filter: RunFilter, run: Run): boolean => {
      const group =
        run.status === 'FAILED'
          ? 'failed'
          : run.status === 'SUCCEEDED'
            ? 'succeeded'
            : run.status === 'RUNNING' || run.status === 'PENDING'
              ? 'unfinished'
              : 'unknown';
      const created = parseTime(run.created_at) ?? NaN;
      const text = (
        typeof run.input_data === 'string' ? run.input_data : JSON.stringify(run.input_data)
      ).toLowerCase();
      return (
        (filter.statuses.length === 0 || filter.statuses.includes(group)) &&
        !(created < (filter.since ?? -Infinity)) &&
        !(created >= (filter.until ?? Infinity)) &&
        text.includes(filter.input)
      );
    };
    fc.assert(
      fc.property(pages, anyFilter, (history, filter) => {
        const { timeline } = timelineOf(history);
        const shown = new Set(entriesOf(new FilteredRuns(filter, timeline, 4).items));
        for (const loaded of entriesOf(timeline.items)) {
          const { entry } = loaded;
          const wanted = entry.kind === 'malformed' || matches(filter, entry.value);
          assert.equal(shown.has(loaded), wanted, JSON.stringify(entry));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function entriesOf(items: readonly TimelineItem[]): readonly TimelineEntry[] {
  return items.filter((item) => item.kind === 'entry');
}
