import { parseTime } from '../../api/decoding/fields';
import type { Run } from '../../api/resources/runs';
import { isFinal, runStatus } from '../runs/status';
import type { Localization } from '../text/localization';
import { clockTime, durationText } from '../text/time';
import type { Beginning, LogDocument } from './logDocument';
import type { LogLine } from './logLine';

/** What the lines around those of a log are about. */
export interface LogState {
  readonly log: LogDocument;
  readonly run: Run;
  /** The time zone of the times in front of the lines; nothing where there are none. */
  readonly zone: string | undefined;
  /** Why the log could not be read on. */
  readonly problem?: string | undefined;
}

/** A line of a log as a document shows it, with the time of day in front when `hasTimes`. */
export function lineText({ text, time }: LogLine, hasTimes: boolean): string {
  return hasTimes && time !== undefined ? `${clockTime(time)} ${text}` : text;
}

/** The whole text of a log's document. */
export function documentText(l10n: Localization, state: LogState): string {
  return `${firstLineText(l10n, state)}\n${state.log.text}${endText(l10n, state)}`;
}

/** The first line of a log's document: what is loaded, and in which zone the times are. */
export function firstLineText(l10n: Localization, { log, run, zone }: LogState): string {
  const facts = [
    l10n.t('Log of {0}', run.run_id),
    zone === undefined ? '' : l10n.t('times in {0}', zone),
    beginningText(l10n, log.beginning),
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

/** The lines behind those of the log, each with a line break; none while the run may write more. */
export function endText(l10n: Localization, { log, run, problem }: LogState): string {
  const isOver = isFinal(runStatus(run.status));
  const isEmpty = log.index.size === 0 && log.beginning === 'start';
  const lines = [
    ...(isEmpty
      ? [isOver ? l10n.t('The run wrote nothing.') : l10n.t('The run has written nothing yet.')]
      : []),
    ...(log.isCutAtEnd
      ? [l10n.t('… later lines are left out: a document has no room for them')]
      : []),
    ...(problem === undefined ? [] : [l10n.t('… later lines are not loaded: {0}', problem)]),
    ...(isOver ? [finishedText(l10n, log, run)] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** `finished: FAILED after 1 min 35 s, 3 attempts`, as far as it is known. */
function finishedText(l10n: Localization, { index }: LogDocument, run: Run): string {
  const created = parseTime(run.created_at);
  const modified = parseTime(run.modified_at);
  const status = run.status ?? '';
  const text =
    created === undefined || modified === undefined
      ? l10n.t('finished: {0}', status)
      : l10n.t('finished: {0} after {1}', status, durationText(l10n, modified - created));
  const { attempts } = index;
  // Of attempts without numbers the first may be one that is not loaded.
  const count = attempts.at(-1)?.number ?? attempts.length;
  return count > 1 ? l10n.t('{0}, {1} attempts', text, count) : text;
}
