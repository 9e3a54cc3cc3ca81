import { formatAddress, type TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';
import type { GoalOutcome } from '../explorer/runLists';
import type { RowModel } from '../explorer/rowModel';
import { isNoFilter, judge, NO_FILTER, type RunFilter } from '../runs/filter';
import type { RunTimeline } from '../timeline/timeline';
import { measureScan, type ScanProgress } from '../runs/scanProgress';

/** A scan ends when it has found so many runs, or has loaded so many pages. */
export const SCAN_ENOUGH = 20;
export const SCAN_PAGES = 10;

/** How many filters are offered again. */
const EARLIER = 5;

interface FilteredRuns {
  readonly address: TriggerAddress;
  readonly filter: RunFilter;
  /** The scan under way. */
  scan: Promise<GoalOutcome> | undefined;
  /** Whether the scan under way should end. */
  isStopped: boolean;
}

/**
 * The filters on the runs of triggers, and the scans that load pages for them. The platform has no
 * such call: a filter shows what is loaded, says how much that is, and what a scan loads stays loaded
 * when the filter goes.
 */
export class RunFilters {
  readonly #filtered = new Map<string, FilteredRuns>();
  #earlier: readonly RunFilter[] = [];

  constructor(private readonly explorer: Explorer) {
    explorer.setRunViewFilter({
      isOn: (address) => this.filter(address) !== undefined,
      shows: (address, entry) => judge(this.filter(address) ?? NO_FILTER, entry) !== 'miss',
      frame: (address, timeline, models) => this.#frame(address, timeline, models),
    });
    explorer.rowTree.decorate({
      trigger: (address) => {
        const filter = this.filter(address);
        return filter === undefined ? {} : { filter };
      },
    });
  }

  /** The filter on a trigger's runs, if there is one. */
  filter(address: TriggerAddress): RunFilter | undefined {
    return this.#filtered.get(formatAddress(address))?.filter;
  }

  /** The triggers that have a filter. */
  triggers(): readonly TriggerAddress[] {
    return [...this.#filtered.values()].map(({ address }) => address);
  }

  /** Filters that were in force, the last one first. */
  get earlier(): readonly RunFilter[] {
    return this.#earlier;
  }

  /**
   * Puts a filter on a trigger's runs, or takes it away, and scans until enough is found. Gives why the
   * scan has ended.
   */
  async set(address: TriggerAddress, filter: RunFilter): Promise<GoalOutcome> {
    const id = formatAddress(address);
    this.stop(address);
    if (isNoFilter(filter)) {
      this.#filtered.delete(id);
      this.explorer.rowTree.redraw(address);
      return 'reached';
    }
    this.#filtered.set(id, { address, filter, scan: undefined, isStopped: false });
    const text = JSON.stringify(filter);
    this.#earlier = [
      filter,
      ...this.#earlier.filter((other) => JSON.stringify(other) !== text),
    ].slice(0, EARLIER);
    return await this.#begin(address, true);
  }

  /** Looks at more runs until enough further ones are found. Whoever asks meanwhile shares the scan. */
  scan(address: TriggerAddress): Promise<GoalOutcome> {
    return this.#begin(address, false);
  }

  /** Ends a scan; the page under way is still taken in. */
  stop(address: TriggerAddress): void {
    const filtered = this.#filtered.get(formatAddress(address));
    if (filtered?.scan !== undefined) {
      filtered.isStopped = true;
      this.explorer.rowTree.redraw(address);
    }
  }

  #begin(address: TriggerAddress, isFirst: boolean): Promise<GoalOutcome> {
    const filtered = this.#filtered.get(formatAddress(address));
    if (filtered === undefined) {
      return Promise.resolve('stopped');
    }
    filtered.isStopped = false;
    filtered.scan ??= this.#scan(filtered, isFirst).finally(() => {
      filtered.scan = undefined;
      this.explorer.rowTree.redraw(address);
    });
    this.explorer.rowTree.redraw(address);
    return filtered.scan;
  }

  /** The first scan takes what is loaded already into account, and stops at the filter's time. */
  async #scan(filtered: FilteredRuns, isFirst: boolean): Promise<GoalOutcome> {
    const { address, filter } = filtered;
    const row = this.explorer.rowTree.get(address);
    if (row === undefined) {
      return 'stopped';
    }
    await this.explorer.open(row);
    const timeline = this.explorer.lists.timeline(address);
    const before = isFirst || timeline === undefined ? 0 : measured(filter, timeline).matched;
    let pages = 0;
    return await this.explorer.runs.readUntil(address, { kind: 'all' }, () => {
      const now = this.explorer.lists.timeline(address);
      if (now === undefined || (timeline ?? now) !== now || !this.#goesOn(filtered)) {
        return false;
      }
      const { matched, rest, gaps } = measured(filter, now);
      const isPast = rest === 'outside' && gaps === 0;
      pages += 1;
      return pages <= SCAN_PAGES && matched - before < SCAN_ENOUGH && !(isPast && isFirst);
    });
  }

  #goesOn(filtered: FilteredRuns): boolean {
    const isCurrent = this.#filtered.get(formatAddress(filtered.address)) === filtered;
    return isCurrent && !filtered.isStopped;
  }

  #frame(
    address: TriggerAddress,
    timeline: RunTimeline,
    models: readonly RowModel[],
  ): readonly RowModel[] {
    const filtered = this.#filtered.get(formatAddress(address));
    if (filtered === undefined) {
      return models;
    }
    const { filter, scan, isStopped } = filtered;
    const failed = models.filter(({ kind }) => kind === 'failed').length;
    const progress = measured(filter, timeline, failed);
    const scanning = scan !== undefined && !isStopped;
    return [
      { kind: 'filter', parent: address, filter, progress: progress },
      ...models.map((model): RowModel =>
        // Where there is no plain way on, the row that says so stays.
        model.kind === 'more' && (scanning || model.way.kind === 'token')
          ? { kind: 'scan', parent: address, filter, progress: progress, scanning }
          : model,
      ),
    ];
  }
}

function measured(filter: RunFilter, timeline: RunTimeline, failed = 0): ScanProgress {
  const order = timeline.oldestFirst ? 'oldestFirst' : 'newestFirst';
  return measureScan(filter, timeline.plainSegments, failed, order);
}
