import type { Localization } from '../text/localization';

/** The states of C.5 of docs/platform-api.md in the order a run takes them. */
export const RUN_STATUSES = [
  'SUBMITTED',
  'PENDING',
  'RUNNABLE',
  'STARTING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
] as const;

/** A state of C.5 of docs/platform-api.md, or `UNKNOWN` for a word this version does not know. */
export type RunStatus = (typeof RUN_STATUSES)[number] | 'UNKNOWN';

/** Reads the server's word. */
export function runStatus(word: string | null | undefined): RunStatus {
  return RUN_STATUSES.find((known) => known === word) ?? 'UNKNOWN';
}

/** Whether a run in this state will not change any more; an unknown state may. */
export function isFinal(status: RunStatus): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

/** The state in words; an unknown one as the server wrote it. */
export function statusText(l10n: Localization, word: string | null | undefined): string {
  const texts: Readonly<Record<RunStatus, string>> = {
    SUBMITTED: l10n.t('Submitted'),
    PENDING: l10n.t('Pending'),
    RUNNABLE: l10n.t('Runnable'),
    STARTING: l10n.t('Starting'),
    RUNNING: l10n.t('Running'),
    SUCCEEDED: l10n.t('Succeeded'),
    FAILED: l10n.t('Failed'),
    UNKNOWN: word ?? l10n.t('No status'),
  };
  return texts[runStatus(word)];
}
