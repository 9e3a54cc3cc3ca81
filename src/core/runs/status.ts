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
  switch (runStatus(word)) {
    case 'SUBMITTED':
      return l10n.t('Submitted');
    case 'PENDING':
      return l10n.t('Pending');
    case 'RUNNABLE':
      return l10n.t('Runnable');
    case 'STARTING':
      return l10n.t('Starting');
    case 'RUNNING':
      return l10n.t('Running');
    case 'SUCCEEDED':
      return l10n.t('Succeeded');
    case 'FAILED':
      return l10n.t('Failed');
    case 'UNKNOWN':
      return word ?? l10n.t('No status');
  }
}
