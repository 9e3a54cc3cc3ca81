import { parseTime } from '../../api/decoding/fields';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { judge, type RunFilter, type Verdict } from '../runs/filter';
import type { ScanProgress } from '../runs/scanProgress';
import { RunGroups, type GroupedRuns } from '../timeline/groups';
import { hasFailed } from '../timeline/position';
import type { Day, Segment, TimelineEntry } from '../timeline/segment';
import type { RunTimeline } from '../timeline/timeline';

/** Runs in a row that must lie outside the filter's time: the order of a list is not promised. */
const OUTSIDE_IN_A_ROW = 20;

/** What a filter shows of a day, and how many entries it has judged how. */
interface FilteredDay {
  readonly version: number;
  readonly shown: Day;
  readonly matched: number;
  readonly unclear: number;
}

/** One pass over all loaded days: what is shown of them, and what was counted. */
interface Pass {
  readonly version: number;
  readonly segments: readonly Segment[];
  readonly progress: ScanProgress;
}

/**
 * The loaded runs of a trigger that a filter shows, in groups, and how far it has come. After a change of
 * the timeline the days that changed are read again; each entry is judged once as long as its run
 * stays in the same state.
 */
export class FilteredRuns implements GroupedRuns {
  readonly groups: RunGroups;
  readonly #verdicts = new WeakMap<Entry<Run>, Verdict>();
  readonly #days = new WeakMap<Day, FilteredDay>();
  #lastPass: Pass | undefined;

  /** As many entries are shown one by one as without a filter: `ungrouped`. */
  constructor(
    private readonly filter: RunFilter,
    private readonly timeline: RunTimeline,
    ungrouped: number,
  ) {
    this.groups = new RunGroups(this, ungrouped);
  }

  get version(): number {
    return this.timeline.version;
  }

  get segments(): readonly Segment[] {
    return this.#pass().segments;
  }

  /** How far the filter has come. */
  get progress(): ScanProgress {
    return this.#pass().progress;
  }

  #pass(): Pass {
    if (this.#lastPass?.version !== this.version) {
      this.#lastPass = this.#filterAll();
    }
    return this.#lastPass;
  }

  #filterAll(): Pass {
    const { version, segments, size, gaps, oldestFirst } = this.timeline;
    let matched = 0;
    let unclear = 0;
    const shown = segments.map(({ days, gap }): Segment => {
      const filtered = days.map((day) => this.#filterDay(day));
      filtered.forEach((day) => {
        matched += day.matched;
        unclear += day.unclear;
      });
      return { days: filtered.map((day) => day.shown), gap };
    });
    return {
      version,
      segments: shown,
      progress: {
        order: oldestFirst ? 'oldestFirst' : 'newestFirst',
        matched,
        unclear,
        scanned: size,
        reached: lastCreation(segments.at(-1)),
        gaps: Math.max(0, segments.length - 1),
        failed: 0,
        rest: gaps.last === undefined ? 'none' : this.#isPast() ? 'outside' : 'open',
      },
    };
  }

  #filterDay(day: Day): FilteredDay {
    const known = this.#days.get(day);
    if (known?.version === day.version) {
      return known;
    }
    const { key, version } = day;
    let unclear = 0;
    const entries = day.entries.filter(({ entry }) => {
      const verdict = this.#judge(entry);
      unclear += verdict === 'unclear' ? 1 : 0;
      return verdict !== 'miss';
    });
    const shown = { key, entries, failed: entries.filter(hasFailed).length, version };
    const filtered = { version, shown, matched: entries.length - unclear, unclear };
    this.#days.set(day, filtered);
    return filtered;
  }

  #judge(entry: Entry<Run>): Verdict {
    const known = this.#verdicts.get(entry);
    const verdict = known ?? judge(this.filter, entry);
    if (known === undefined) {
      this.#verdicts.set(entry, verdict);
    }
    return verdict;
  }

  /** Whether the last entries are all runs beyond the bound that the scan moves towards. */
  #isPast(): boolean {
    const { segments, oldestFirst } = this.timeline;
    const { since, until } = this.filter;
    let count = 0;
    for (const { entry } of fromTheEnd(segments.at(-1))) {
      const created = creation(entry);
      const isOutside =
        created !== undefined &&
        (oldestFirst
          ? until !== undefined && created >= until
          : since !== undefined && created < since);
      count += 1;
      if (!isOutside || count === OUTSIDE_IN_A_ROW) {
        return isOutside;
      }
    }
    return false;
  }
}

function lastCreation(segment: Segment | undefined): number | undefined {
  for (const { entry } of fromTheEnd(segment)) {
    const created = creation(entry);
    if (created !== undefined) {
      return created;
    }
  }
  return undefined;
}

function* fromTheEnd(segment: Segment | undefined): Generator<TimelineEntry, void, undefined> {
  for (const { entries } of segment?.days.toReversed() ?? []) {
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index];
      if (entry !== undefined) {
        yield entry;
      }
    }
  }
}

function creation(entry: Entry<Run>): number | undefined {
  return entry.kind === 'resource' ? parseTime(entry.value.created_at) : undefined;
}
