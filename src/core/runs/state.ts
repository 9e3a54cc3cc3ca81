import { parseTime } from '../../api/decoding/fields';
import type { Run } from '../../api/resources/runs';
import { isFinal, runStatus } from './status';

/** Whether an answer has another state of a run than the known one, and a newer one. */
export function isNewerState(run: Run, known: Run): boolean {
  return !sameState(run, known) && isNewer(run, known);
}

/** Whether a run may still change. */
function willChange(run: Run): boolean {
  return !isFinal(runStatus(run.status));
}

/** Whether two answers have the same state of a run. */
function sameState(one: Run, other: Run): boolean {
  return one.status === other.status && one.modified_at === other.modified_at;
}

/**
 * Whether one answer about a run is not older than another: answers may come in another order than
 * they were given in.
 */
function isNewer(run: Run, known: Run): boolean {
  const time = parseTime(run.modified_at);
  const knownTime = parseTime(known.modified_at);
  return time === undefined || knownTime === undefined || time === knownTime
    ? !willChange(run) || willChange(known)
    : time > knownTime;
}
