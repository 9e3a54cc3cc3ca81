import { dataReference, parseTime } from '../../api/decoding/fields';
import { writeJson } from '../../api/decoding/json';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import type { Localization } from '../text/localization';
import { minuteTime } from '../text/time';
import { isFinal, runStatus } from './status';

/** Groups of states that a filter can ask for; `unknown` is a word that this version does not know. */
export const STATUS_GROUPS = ['failed', 'unfinished', 'succeeded', 'unknown'] as const;

export type StatusGroup = (typeof STATUS_GROUPS)[number];

/** Which runs are shown. All conditions hold together; the platform has no such call (C.1 of docs/platform-api.md). */
export interface RunFilter {
  /** Any of these; empty for every state. */
  readonly statuses: readonly StatusGroup[];
  /** Created at this moment or later, in milliseconds since 1970. */
  readonly since?: number;
  /** Created before this moment. */
  readonly until?: number;
  /** Stands in the reference to the input, in whatever case; empty for any. */
  readonly input: string;
}

/** Whether an entry matches a filter; one that cannot be judged is not hidden. */
export type Verdict = 'match' | 'miss' | 'unclear';

/** The filter that lets every run through. */
export const NO_FILTER: RunFilter = { statuses: [], input: '' };

export function isNoFilter({ statuses, since, until, input }: RunFilter): boolean {
  return statuses.length === 0 && since === undefined && until === undefined && input === '';
}

export function statusGroup(word: string | null | undefined): StatusGroup {
  const status = runStatus(word);
  if (status === 'UNKNOWN') {
    return 'unknown';
  }
  if (!isFinal(status)) {
    return 'unfinished';
  }
  return status === 'FAILED' ? 'failed' : 'succeeded';
}

/**
 * Judges an entry of a list of runs. An entry that is no run, and one without a readable time where
 * the filter asks for one, is unclear unless another condition rules it out.
 */
export function judge(filter: RunFilter, entry: Entry<Run>): Verdict {
  if (entry.kind === 'malformed') {
    return isNoFilter(filter) ? 'match' : 'unclear';
  }
  const { value: run } = entry;
  const { statuses, since, until, input } = filter;
  if (statuses.length > 0 && !statuses.includes(statusGroup(run.status))) {
    return 'miss';
  }
  const text = input === '' ? '' : inputText(run.input_data);
  if (text?.includes(input.toLowerCase()) === false) {
    return 'miss';
  }
  const verdict = text === undefined ? 'unclear' : 'match';
  if (since === undefined && until === undefined) {
    return verdict;
  }
  const created = parseTime(run.created_at);
  if (created === undefined) {
    return 'unclear';
  }
  return created >= (since ?? -Infinity) && created < (until ?? Infinity) ? verdict : 'miss';
}

/** The filter in words: `failed, unfinished · since 09:10 · input "2024"`. */
export function filterText(l10n: Localization, filter: RunFilter, now: number): string {
  const { statuses, since, until, input } = filter;
  const words: Readonly<Record<StatusGroup, string>> = {
    failed: l10n.t('failed'),
    unfinished: l10n.t('unfinished'),
    succeeded: l10n.t('succeeded'),
    unknown: l10n.t('unknown status'),
  };
  return [
    STATUS_GROUPS.filter((group) => statuses.includes(group))
      .map((group) => words[group])
      .join(l10n.t(', ')),
    timeWords(l10n, since, until, now),
    input === '' ? '' : l10n.t('input "{0}"', input),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

function timeWords(
  l10n: Localization,
  since: number | undefined,
  until: number | undefined,
  now: number,
): string {
  if (since === undefined) {
    return until === undefined ? '' : l10n.t('before {0}', minuteTime(until, now));
  }
  return until === undefined
    ? l10n.t('since {0}', minuteTime(since, now))
    : l10n.t('{0} to {1}', minuteTime(since, now), minuteTime(until, now));
}

/**
 * What a text is looked for in: names and values of the reference, or what else stands there; nothing
 * where that is nested too deeply to be written.
 */
function inputText(inputData: unknown): string | undefined {
  const reference = dataReference(inputData);
  const text =
    reference !== undefined
      ? Object.entries(reference).flat().join('\n')
      : typeof inputData === 'string'
        ? inputData
        : writeJson(inputData ?? '');
  return text?.toLowerCase();
}
