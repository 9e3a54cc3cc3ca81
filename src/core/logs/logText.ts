import type { Run } from '../../api/resources/runs';
import { parseTime } from '../../api/decoding/fields';
import type { Localization } from '../text/localization';
import { clockTime, durationText } from '../text/time';
import { isFinal, runStatus } from '../runs/status';
import type { Beginning, LogDocument } from './logDocument';
import type { LogLine } from './logLine';

/** A line of a log as a document shows it, with the time of day in front when `times`. */
export function lineText({ text, time }: LogLine, times: boolean): string {
  return times && time !== undefined ? `${clockTime(time)} ${text}` : text;
}

/** The first line of a log's document: what is loaded, and which times it has. */
export function headText(
  l10n: Localization,
  runId: string,
  beginning: Beginning,
  zone: string | undefined,
): string {
  const facts = [
    l10n.t('Log of {0}', runId),
    zone === undefined ? '' : l10n.t('times in {0}', zone),
    beginningText(l10n, beginning),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

function beginningText(l10n: Localization, beginning: Beginning): string {
  switch (beginning) {
    case 'unknown':
    case 'start':
      return '';
    case 'more':
      return l10n.t('… earlier lines are not loaded');
    case 'full':
      return l10n.t('… earlier lines are left out: a document has no room for them');
    case 'cyclicToken':
      return l10n.t('… earlier lines cannot be loaded: the platform gave a page token twice');
  }
}

/** The lines behind those of the log; nothing while the run may write more. */
export function endLines(l10n: Localization, log: LogDocument, run: Run): readonly string[] {
  const isOver = isFinal(runStatus(run.status));
  const isEmpty = log.index.size === 0 && log.beginning === 'start';
  return [
    ...(isEmpty
      ? [isOver ? l10n.t('The run wrote nothing.') : l10n.t('The run has written nothing yet.')]
      : []),
    ...(log.isCutAtEnd
      ? [l10n.t('… later lines are left out: a document has no room for them')]
      : []),
    ...(isOver ? [endText(l10n, log, run)] : []),
  ];
}

/** `finished: FAILED after 1 min 35 s, 3 attempts`; what is not known is left out. */
function endText(l10n: Localization, { index, beginning }: LogDocument, run: Run): string {
  const [created, modified] = [parseTime(run.created_at), parseTime(run.modified_at)];
  const { status } = run;
  const end =
    created === undefined || modified === undefined
      ? l10n.t('finished: {0}', status ?? '')
      : l10n.t('finished: {0} after {1}', status ?? '', durationText(l10n, modified - created));
  const attempts =
    index.attempts.at(-1)?.number ?? (beginning === 'start' ? index.attempts.length : 1);
  return attempts > 1 ? l10n.t('{0}, {1} attempts', end, attempts) : end;
}
