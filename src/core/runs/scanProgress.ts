import { parseTime } from '../../api/decoding/fields';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import type { Localization } from '../text/localization';
import { minuteTime } from '../text/time';
import { judge, type RunFilter, type StatusGroup } from './filter';

/** What a filter has looked at so far. It counts what is loaded and nothing else. */
export interface ScanProgress {
  readonly order: ScanOrder;
  /** Runs that match. */
  readonly matched: number;
  /** Entries that are shown because they cannot be judged. */
  readonly unclear: number;
  /** Entries looked at. */
  readonly scanned: number;
  /** When the last run looked at was created, in milliseconds since 1970. */
  readonly reached?: number;
  /** Holes between the entries looked at. */
  readonly gaps: number;
  /** Pages that could not be loaded and were not asked for again. */
  readonly failed: number;
  /** What lies behind the last entry looked at. */
  readonly rest: ScanRest;
}

/**
 * `open`: more runs, which may match. `outside`: more runs, but the last ones looked at all lie
 * outside the filter's time. `none`: nothing.
 */
export type ScanRest = 'open' | 'outside' | 'none';

/** A part of a list of runs; where `next` leads from the last part, more of the list follows. */
interface ScannedSection {
  readonly entries: readonly Entry<Run>[];
  readonly next?: string;
}

/** The order in which runs are looked at. */
export type ScanOrder = 'newestFirst' | 'oldestFirst';

/** Runs in a row that must lie outside the filter's time: the order of a list is not promised. */
const OUTSIDE_IN_A_ROW = 20;

/**
 * Measures a filter on the loaded parts of a list, between each two of which there is a gap; `failed`
 * counts the pages that could not be loaded.
 */
export function measureScan(
  filter: RunFilter,
  deps: readonly ScannedSection[],
  failed: number,
  order: ScanOrder = 'newestFirst',
): ScanProgress {
  let matched = 0;
  let unclear = 0;
  let scanned = 0;
  for (const { entries } of deps) {
    for (const entry of entries) {
      const verdict = judge(filter, entry);
      matched += verdict === 'match' ? 1 : 0;
      unclear += verdict === 'unclear' ? 1 : 0;
      scanned += 1;
    }
  }
  const last = deps.at(-1);
  const reached = lastCreation(last?.entries ?? []);
  return {
    order,
    matched,
    unclear,
    scanned,
    ...(reached === undefined ? {} : { reached }),
    gaps: Math.max(0, deps.length - 1),
    failed,
    rest:
      last?.next === undefined
        ? 'none'
        : endsOutside(filter, last.entries, order)
          ? 'outside'
          : 'open',
  };
}

/** The meter in words: `4 failed in 600 scanned, back to 09:10 · all runs scanned`. */
export function scanProgressText(
  l10n: Localization,
  filter: RunFilter,
  progress: ScanProgress,
  now: number,
): string {
  const counted = countWords(l10n, filter, progress);
  const entry = progress.reached === undefined ? undefined : minuteTime(progress.reached, now);
  return [
    progress.rest === 'none' || entry === undefined
      ? counted
      : progress.order === 'newestFirst'
        ? l10n.t('{0}, back to {1}', counted, entry)
        : l10n.t('{0}, up to {1}', counted, entry),
    progress.unclear === 0 ? '' : l10n.t('{0} could not be judged', progress.unclear),
    progress.gaps === 0 ? '' : l10n.t('gaps: {0}', progress.gaps),
    progress.failed === 0 ? '' : l10n.t('pages that failed: {0}', progress.failed),
    restWords(l10n, progress),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** A single state is named only where nothing else is asked for: more may have that state. */
function countWords(l10n: Localization, filter: RunFilter, progress: ScanProgress): string {
  const { matched, scanned } = progress;
  const { statuses, since, until, input } = filter;
  const isPlain =
    statuses.length === 1 && since === undefined && until === undefined && input === '';
  const only: StatusGroup = (isPlain ? statuses[0] : undefined) ?? 'unknown';
  switch (only) {
    case 'failed':
      return l10n.t('{0} failed in {1} scanned', matched, scanned);
    case 'unfinished':
      return l10n.t('{0} unfinished in {1} scanned', matched, scanned);
    case 'succeeded':
      return l10n.t('{0} succeeded in {1} scanned', matched, scanned);
    case 'unknown':
      return l10n.t('{0} matching in {1} scanned', matched, scanned);
  }
}

function restWords(l10n: Localization, { rest, gaps }: ScanProgress): string {
  switch (rest) {
    case 'open':
      return '';
    case 'outside':
      return l10n.t('past the time of the filter');
    case 'none':
      return gaps === 0 ? l10n.t('all runs scanned') : l10n.t('all but the gaps scanned');
  }
}

function lastCreation(entries: readonly Entry<Run>[]): number | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const created = creation(entries[index]);
    if (created !== undefined) {
      return created;
    }
  }
  return undefined;
}

/** Whether the last entries are all runs beyond the bound that the scan moves towards. */
function endsOutside(
  { since, until }: RunFilter,
  entries: readonly Entry<Run>[],
  order: ScanOrder,
): boolean {
  const isOutside = (created: number): boolean =>
    order === 'newestFirst'
      ? since !== undefined && created < since
      : until !== undefined && created >= until;
  const last = entries.slice(-OUTSIDE_IN_A_ROW).map(creation);
  return (
    last.length === OUTSIDE_IN_A_ROW &&
    last.every((created) => created !== undefined && isOutside(created))
  );
}

function creation(entry: Entry<Run> | undefined): number | undefined {
  return entry?.kind === 'resource' ? parseTime(entry.value.created_at) : undefined;
}
