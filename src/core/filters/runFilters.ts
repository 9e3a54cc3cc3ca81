import { formatAddress, type TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';
import type { GoalOutcome } from '../explorer/runLists';
import type { RowModel } from '../explorer/rowModel';
import { isNoFilter, type RunFilter } from '../runs/filter';
import type { RunTimeline } from '../timeline/timeline';
import { FilteredRuns } from './filteredRuns';

/** A scan ends when it has found so many runs, or has loaded so many pages. */
export const SCAN_ENOUGH = 20;
export const SCAN_PAGES = 10;

/** How many filters are offered again. */
const EARLIER = 5;

interface TriggerFilter {
  readonly address: TriggerAddress;
  readonly filter: RunFilter;
  /** The running scan. */
  scan: Promise<GoalOutcome> | undefined;
  /** Whether the running scan should end. */
  isStopped: boolean;
  /** What it shows of the runs that are loaded, by their timeline. */
  readonly shown: WeakMap<RunTimeline, FilteredRuns>;
}

/**
 * The filters on the runs of triggers, and the scans that load pages for them. The platform has no
 * such call: a filter shows what is loaded and how much that is, and what a scan loads stays loaded
 * when the filter goes.
 */
export class RunFilters {
  readonly #filtered = new Map<string, TriggerFilter>();
  #earlier: readonly RunFilter[] = [];

  constructor(private readonly explorer: Explorer) {
    explorer.rowTree.addFilter({
      runs: (address) => this.#shownOf(address)?.groups,
      rows: (parent, models) => (parent.kind === 'trigger' ? this.#rows(parent, models) : models),
    });
    explorer.rowTree.decorate({ trigger: (address) => ({ filter: this.filter(address) }) });
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
    this.#filtered.set(id, {
      address,
      filter,
      scan: undefined,
      isStopped: false,
      shown: new WeakMap(),
    });
    const text = JSON.stringify(filter);
    this.#earlier = [
      filter,
      ...this.#earlier.filter((other) => JSON.stringify(other) !== text),
    ].slice(0, EARLIER);
    return await this.#begin(address, true);
  }

  /** Loads more runs until enough further ones match. Callers that ask meanwhile share the scan. */
  scan(address: TriggerAddress): Promise<GoalOutcome> {
    return this.#begin(address, false);
  }

  /** Ends a scan; the page that is being loaded is still taken. */
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
  async #scan(filtered: TriggerFilter, isFirst: boolean): Promise<GoalOutcome> {
    const { address } = filtered;
    const row = this.explorer.rowTree.get(address);
    if (row === undefined) {
      return 'stopped';
    }
    await this.explorer.open(row);
    const first = this.#shownOf(address);
    const before = isFirst ? 0 : (first?.progress.matched ?? 0);
    let pages = 0;
    return await this.explorer.runs.readUntil(address, { kind: 'all' }, () => {
      const shown = this.#shownOf(address);
      if (shown === undefined || (first ?? shown) !== shown || !this.#goesOn(filtered)) {
        return false;
      }
      const { matched, rest, gaps } = shown.progress;
      const isPast = rest === 'outside' && gaps === 0;
      pages += 1;
      return pages <= SCAN_PAGES && matched - before < SCAN_ENOUGH && !(isPast && isFirst);
    });
  }

  #goesOn(filtered: TriggerFilter): boolean {
    const isCurrent = this.#filtered.get(formatAddress(filtered.address)) === filtered;
    return isCurrent && !filtered.isStopped;
  }

  /** What the filter on a trigger's runs shows; nothing without a filter, or without loaded runs. */
  #shownOf(address: TriggerAddress): FilteredRuns | undefined {
    const filtered = this.#filtered.get(formatAddress(address));
    const content = this.explorer.lists.get(address)?.content;
    if (filtered === undefined || content?.kind !== 'runs') {
      return undefined;
    }
    const { timeline, groups } = content;
    const shown =
      filtered.shown.get(timeline) ?? new FilteredRuns(filtered.filter, timeline, groups.ungrouped);
    filtered.shown.set(timeline, shown);
    return shown;
  }

  /** Adds a row about the filter above the runs, and one for further runs below them. */
  #rows(parent: TriggerAddress, models: readonly RowModel[]): readonly RowModel[] {
    const filtered = this.#filtered.get(formatAddress(parent));
    const shown = this.#shownOf(parent);
    if (filtered === undefined || shown === undefined) {
      return models;
    }
    const { filter, scan, isStopped } = filtered;
    const failed = models.filter(({ kind }) => kind === 'failed').length;
    const progress = { ...shown.progress, failed };
    const scanning = scan !== undefined && !isStopped;
    return [
      { kind: 'filter', parent, filter, progress },
      ...models
        .filter(({ kind }) => kind !== 'empty')
        .map((model): RowModel =>
          // Where no token is known, the row that says so stays.
          model.kind === 'more' && (scanning || model.state.kind === 'token')
            ? { kind: 'scan', parent, filter, progress, scanning }
            : model,
        ),
    ];
  }
}
