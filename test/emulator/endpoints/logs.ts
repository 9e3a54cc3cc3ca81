import { type Answer, json, type OrganizationCall } from '../call';
import { timeParameter, tokenParameter } from '../query';
import { type LogLine, runLog } from '../runLog';
import { countBefore } from '../sequence';
import { microseconds } from '../timestamp';
import { runOf } from './runs';

/**
 * `GET …/runs/{run_id}/logs`, C.6 of docs/platform-api.md: ascending; no `next_token` at the end.
 */
export function getRunLogs(call: OrganizationCall, deploymentId: string, runId: string): Answer {
  const log = wantedLog(call, deploymentId, runId);
  const list = `logs ${runId}`;
  const token = tokenParameter(call.query, 'next_token');
  const index = token === null ? log.from : Number(call.tokens.open('next_token', list, token));
  const from = Math.max(log.from, index);
  const to = Math.min(log.to, from + call.pageSizes.logs);
  return json({
    events: events(log.lines.slice(from, to)),
    ...(to < log.to ? { next_token: call.tokens.seal(list, String(to)) } : {}),
  });
}

/**
 * `GET …/runs/{run_id}/recentlogs`, C.7 of docs/platform-api.md: descending, from the newest page.
 * Both tokens are always there; where there is nothing more, `events` is empty and the token that
 * was sent comes back. A forward token goes on to work when the run has written more.
 */
export function getRecentRunLogs(
  call: OrganizationCall,
  deploymentId: string,
  runId: string,
): Answer {
  const log = wantedLog(call, deploymentId, runId);
  const size = call.pageSizes.logs;
  const [forwardList, backwardList] = [`newer logs ${runId}`, `older logs ${runId}`];
  const forward = tokenParameter(call.query, 'next_forward_token');
  const backward = tokenParameter(call.query, 'next_backward_token');

  let from: number;
  let to: number;
  if (forward !== null) {
    const index = call.tokens.open('next_forward_token', forwardList, forward);
    from = Math.max(log.from, Number(index));
    to = Math.max(from, Math.min(log.to, from + size));
  } else {
    const index =
      backward === null
        ? log.to
        : Number(call.tokens.open('next_backward_token', backwardList, backward));
    to = Math.min(log.to, index);
    from = Math.min(to, Math.max(log.from, to - size));
  }
  return json({
    events: events(log.lines.slice(from, to)).toReversed(),
    next_backward_token: call.tokens.seal(backwardList, String(from)),
    next_forward_token: call.tokens.seal(forwardList, String(to)),
  });
}

interface WantedLog {
  readonly lines: readonly LogLine[];
  /** The part between `start_time`, included, and `end_time`, not included. */
  readonly from: number;
  readonly to: number;
}

function wantedLog(call: OrganizationCall, deploymentId: string, runId: string): WantedLog {
  const lines = runLog(runOf(call, deploymentId, runId), call.now);
  const start = timeParameter(call.query, 'start_time');
  const end = timeParameter(call.query, 'end_time');
  const before = (time: number): number =>
    countBefore(lines.length, (i) => (lines[i]?.at ?? Infinity) >= time);
  return {
    lines,
    from: start === null ? 0 : before(start),
    to: end === null ? lines.length : before(end),
  };
}

function events(lines: readonly LogLine[]) {
  return lines.map(({ at, message }) => ({ message, timestamp: microseconds(at) }));
}
