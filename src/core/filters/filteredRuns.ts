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

/** One look at all loaded entries: those that are shown, and what was counted. */
interface Pass {
  readonly version: number;
  readonly segments: readonly Segment[];
  readonly progress: ScanProgress;
}

/**
 * The loaded runs of a trigger that a filter shows, in groups, and how far it has come. All entries are
 * looked at once after each change of the timeline; each of them is judged once as long as its run stays
 * in the same state.
 */
export class FilteredRuns implements GroupedRuns {
  readonly groups: RunGroups;
  readonly #verdicts = new WeakMap<Entry<Run>, Verdict>();
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
      this.#lastPass = this.#lookAtAll();
    }
    return this.#lastPass;
  }

  #lookAtAll(): Pass {
    const { version, segments, size, gaps, oldestFirst } = this.timeline;
    const count: Record<Verdict, number> = { match: 0, unclear: 0, miss: 0 };
    const isShown = ({ entry }: TimelineEntry): boolean => {
      const verdict = this.#judge(entry);
      count[verdict] += 1;
      return verdict !== 'miss';
    };
    const shown = segments.map(({ days, gap }): Segment => {
      return { days: days.map((day) => shownOf(day, isShown)), gap };
    });
    return {
      version,
      segments: shown,
      progress: {
        order: oldestFirst ? 'oldestFirst' : 'newestFirst',
        matched: count.match,
        unclear: count.unclear,
        scanned: size,
        reached: lastCreation(segments.at(-1)),
        gaps: Math.max(0, segments.length - 1),
        failed: 0,
        rest: gaps.last === undefined ? 'none' : this.#isPast() ? 'outside' : 'open',
      },
    };
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

function shownOf({ key, entries }: Day, isShown: (entry: TimelineEntry) => boolean): Day {
  const shown = entries.filter(isShown);
  return { key, entries: shown, failed: shown.filter(hasFailed).length };
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
