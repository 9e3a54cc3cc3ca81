import { parseTime } from '../../api/decoding/fields';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { judge, type RunFilter, type Verdict } from '../runs/filter';
import type { ScanProgress } from '../runs/scanProgress';
import { RunGroups, type GroupedRuns } from '../timeline/groups';
import type { TimelineEntry, TimelineItem } from '../timeline/items';
import type { RunTimeline } from '../timeline/timeline';

/** Runs in a row that must lie outside the filter's time: the order of a list is not promised. */
const OUTSIDE_IN_A_ROW = 20;

/** One pass over all loaded entries: what is shown of them, and what was counted. */
interface Pass {
  readonly version: number;
  readonly items: readonly TimelineItem[];
  readonly progress: ScanProgress;
}

/**
 * The loaded runs of a trigger that a filter shows, in groups, and how far it has come. Each entry is
 * judged once as long as its run stays in the same state.
 */
export class FilteredRuns implements GroupedRuns {
  readonly groups: RunGroups;
  readonly #verdicts = new Map<Entry<Run>, Verdict>();
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

  get oldestFirst(): boolean {
    return this.timeline.oldestFirst;
  }

  get items(): readonly TimelineItem[] {
    return this.#pass().items;
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
    const { version, items, size, gaps, oldestFirst } = this.timeline;
    if (this.#verdicts.size > 2 * size) {
      // Most are of entries that are not loaded any more.
      this.#verdicts.clear();
    }
    const count = { match: 0, unclear: 0, miss: 0, gap: 0 };
    const shown = items.filter((item) => {
      if (item.kind === 'gap') {
        count.gap += 1;
        return true;
      }
      const verdict = this.#judge(item.entry);
      count[verdict] += 1;
      return verdict !== 'miss';
    });
    const progress: ScanProgress = {
      order: oldestFirst ? 'oldestFirst' : 'newestFirst',
      matched: count.match,
      unclear: count.unclear,
      scanned: size,
      reached: lastCreation(items),
      gaps: gaps.last === undefined ? count.gap : count.gap - 1,
      failed: 0,
      rest: gaps.last === undefined ? 'none' : this.#isPast() ? 'outside' : 'open',
    };
    return { version, items: shown, progress };
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
    const { items, oldestFirst } = this.timeline;
    const { since, until } = this.filter;
    let count = 0;
    for (const { entry } of fromTheEnd(items)) {
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

function lastCreation(items: readonly TimelineItem[]): number | undefined {
  for (const { entry } of fromTheEnd(items)) {
    const created = creation(entry);
    if (created !== undefined) {
      return created;
    }
  }
  return undefined;
}

/** The entries behind the last gap between entries, the last one first. */
function* fromTheEnd(items: readonly TimelineItem[]): Generator<TimelineEntry, void, undefined> {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item?.kind === 'entry') {
      yield item;
    } else if (index < items.length - 1) {
      return;
    }
  }
}

function creation(entry: Entry<Run>): number | undefined {
  return entry.kind === 'resource' ? parseTime(entry.value.created_at) : undefined;
}
