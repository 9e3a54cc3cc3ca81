import type { Localization } from '../text/localization';
import { minuteTime } from '../text/time';
import type { RunFilter, StatusGroup } from './filter';

/** What a filter has judged so far. It counts what is loaded and nothing else. */
export interface ScanProgress {
  readonly order: ScanOrder;
  /** Runs that match. */
  readonly matched: number;
  /** Entries that are shown because they cannot be judged. */
  readonly unclear: number;
  /** Entries judged. */
  readonly scanned: number;
  /** When the last run judged was created, in milliseconds since 1970. */
  readonly reached?: number | undefined;
  /** Gaps between the entries judged. */
  readonly gaps: number;
  /** Pages that could not be loaded and were not asked for again. */
  readonly failed: number;
  /** What comes behind the last entry judged. */
  readonly rest: ScanRest;
}

/**
 * `open`: more runs, which may match. `outside`: more runs, but the last ones judged were all created
 * outside the filter's time. `none`: nothing.
 */
export type ScanRest = 'open' | 'outside' | 'none';

/** The order in which runs are judged. */
export type ScanOrder = 'newestFirst' | 'oldestFirst';

/** The progress in words: `4 failed in 600 scanned, back to 09:10 · all runs scanned`. */
export function scanProgressText(
  l10n: Localization,
  filter: RunFilter,
  progress: ScanProgress,
  now: number,
): string {
  const counted = countWords(l10n, filter, progress);
  const reached = progress.reached === undefined ? undefined : minuteTime(progress.reached, now);
  return [
    progress.rest === 'none' || reached === undefined
      ? counted
      : progress.order === 'newestFirst'
        ? l10n.t('{0}, back to {1}', counted, reached)
        : l10n.t('{0}, up to {1}', counted, reached),
    progress.unclear === 0 ? '' : l10n.t('{0} could not be judged', progress.unclear),
    progress.gaps === 0 ? '' : l10n.t('gaps: {0}', progress.gaps),
    progress.failed === 0 ? '' : l10n.t('pages that failed: {0}', progress.failed),
    restWords(l10n, progress),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

/** A single state is named only where nothing else is asked for: more may have that state. */
function countWords(l10n: Localization, filter: RunFilter, progress: ScanProgress): string {
  const { matched, scanned } = progress;
  const { statuses, since, until, input } = filter;
  const isPlain =
    statuses.length === 1 && since === undefined && until === undefined && input === '';
  const counted: Readonly<Record<StatusGroup, string>> = {
    failed: l10n.t('{0} failed in {1} scanned', matched, scanned),
    unfinished: l10n.t('{0} unfinished in {1} scanned', matched, scanned),
    succeeded: l10n.t('{0} succeeded in {1} scanned', matched, scanned),
    unknown: l10n.t('{0} matching in {1} scanned', matched, scanned),
  };
  return counted[(isPlain ? statuses[0] : undefined) ?? 'unknown'];
}

function restWords(l10n: Localization, { rest, gaps }: ScanProgress): string {
  const words: Readonly<Record<ScanRest, string>> = {
    open: '',
    outside: l10n.t('past the time of the filter'),
    none: gaps === 0 ? l10n.t('all runs scanned') : l10n.t('all but the gaps scanned'),
  };
  return words[rest];
}
