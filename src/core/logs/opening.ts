import type { Run } from '../../api/resources/runs';
import { runStatus } from '../runs/status';
import { causeOf } from './cause';
import { failingPart } from './failingPart';
import type { LogDocument } from './logDocument';

/** The lines of a document to select when it is opened, and the one to bring into view. */
export interface Opening {
  readonly start: number;
  /** The last one. */
  readonly end: number;
  readonly focus: number;
}

/** Whether older lines may hold why a run failed, or a part of it. */
export function mayFailEarlier(log: LogDocument): boolean {
  const part = failingPart(log.index);
  return part.isCutAtStart || part.kind === 'end' || part.kind === 'empty';
}

/** Where a log is opened: where it says why its run failed; at its end when the run did not fail. */
export function openingOf(log: LogDocument, run: Run): Opening {
  const part = failingPart(log.index);
  const isFailure =
    runStatus(run.status) === 'FAILED' && part.kind !== 'end' && part.kind !== 'empty';
  const last = log.lineOf(Math.max(log.index.first, log.index.end - 1));
  return isFailure
    ? {
        start: log.lineOf(part.start),
        end: log.lineOf(part.end - 1),
        focus: log.lineOf(part.focus),
      }
    : { start: last, end: last, focus: last };
}

/** Why a failed run failed, in one line, as far as the loaded part of its log tells. */
export function causeText(log: LogDocument, run: Run): string | undefined {
  return runStatus(run.status) === 'FAILED'
    ? causeOf(log.index, failingPart(log.index))?.text
    : undefined;
}
