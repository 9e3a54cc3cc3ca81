import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import { timeParameter, tokenParameter } from '../query';
import type { Quirk } from '../quirks';
import { type RunLog, runLog } from '../runLog';
import { countBefore } from '../sequence';
import { microseconds } from '../timestamp';
import { runOf } from './runs';

/** A page ends before it has more bytes of messages than this, but not before it has a line. */
const PAGE_BYTES = 1_000_000;

/**
 * `GET …/runs/{run_id}/logs`, C.6 of docs/platform-api.md: ascending; no `next_token` at the end.
 */
export function getRunLogs(call: OrganizationCall, deploymentId: string, runId: string): Answer {
  const part = wantedPart(call, deploymentId, runId);
  const list = `logs ${runId}`;
  const token = tokenParameter(call.query, 'next_token');
  const index = token === null ? part.from : Number(call.tokens.open('next_token', list, token));
  const from = Math.max(part.from, index);
  const events = eventsFrom(part, from, 1, call.pageSizes.logs);
  const next = from + events.length;
  return json({
    events,
    ...tokenField(call, 'next_token', {
      sent: token,
      more: next < part.to ? call.tokens.seal(list, String(next)) : undefined,
      end: undefined,
    }),
  });
}

/**
 * `GET …/runs/{run_id}/recentlogs`, C.7 of docs/platform-api.md: descending, from the newest page.
 * Both tokens are always there; where there is nothing more, `events` is empty and the token that
 * was sent comes back. A forward token still works when the run has written more.
 */
export function getRecentRunLogs(
  call: OrganizationCall,
  deploymentId: string,
  runId: string,
): Answer {
  const part = wantedPart(call, deploymentId, runId);
  const size = call.pageSizes.logs;
  const [forwardList, backwardList] = [`newer logs ${runId}`, `older logs ${runId}`];
  const forward = tokenParameter(call.query, 'next_forward_token');
  const backward = tokenParameter(call.query, 'next_backward_token');

  let from: number;
  let to: number;
  let events: readonly JsonObject[];
  if (forward !== null) {
    const index = call.tokens.open('next_forward_token', forwardList, forward);
    from = Math.max(part.from, Number(index));
    events = eventsFrom(part, from, 1, size).toReversed();
    to = from + events.length;
  } else {
    const index =
      backward === null
        ? part.to
        : Number(call.tokens.open('next_backward_token', backwardList, backward));
    to = Math.min(part.to, index);
    events = eventsFrom(part, to - 1, -1, size);
    from = to - events.length;
  }
  const older = call.tokens.seal(backwardList, String(from));
  const newer = call.tokens.seal(forwardList, String(to));
  return json({
    events,
    ...tokenField(call, 'next_backward_token', {
      sent: backward,
      more: from > part.from ? older : undefined,
      end: older,
    }),
    ...tokenField(call, 'next_forward_token', {
      sent: forward,
      more: to < part.to ? newer : undefined,
      end: newer,
    }),
  });
}

/** What a token's field holds at the end with a quirk; `undefined` for no field. */
const END_TOKENS: readonly (readonly [quirk: Quirk, value: unknown])[] = [
  ['endTokenMissing', undefined],
  ['endTokenNull', null],
  ['endTokenEmpty', ''],
  ['endTokenList', []],
];

function tokenField(
  { quirks }: OrganizationCall,
  name: string,
  tokens: {
    readonly sent: string | null;
    /** The token of the next page; `undefined` where there is none. */
    readonly more: string | undefined;
    /** What the field holds where there is no next page. */
    readonly end: string | undefined;
  },
): JsonObject {
  const atEnd = END_TOKENS.find(([quirk]) => quirks.has(quirk));
  const repeated = quirks.has('logTokenRepeats') ? tokens.sent : null;
  const value = repeated ?? tokens.more ?? (atEnd === undefined ? tokens.end : atEnd[1]);
  return value === undefined ? {} : { [name]: value };
}

interface LogPart {
  readonly log: RunLog;
  /** The lines between `start_time`, included, and `end_time`, not included, that are written. */
  readonly from: number;
  readonly to: number;
}

function wantedPart(call: OrganizationCall, deploymentId: string, runId: string): LogPart {
  const log = runLog(runOf(call, deploymentId, runId));
  const written = countBefore(log.length, (index) => log.at(index) > call.now);
  const start = timeParameter(call.query, 'start_time');
  const end = timeParameter(call.query, 'end_time');
  const before = (time: number): number => countBefore(written, (index) => log.at(index) >= time);
  return {
    log,
    from: start === null ? 0 : before(start),
    to: end === null ? written : before(end),
  };
}

/** The events of a page from a line on, in one of the two directions. */
function eventsFrom(
  { log, from, to }: LogPart,
  first: number,
  step: 1 | -1,
  size: number,
): readonly JsonObject[] {
  const events: JsonObject[] = [];
  let bytes = 0;
  for (let index = first; index >= from && index < to && events.length < size; index += step) {
    const message = log.message(index);
    bytes += Buffer.byteLength(message);
    if (events.length > 0 && bytes > PAGE_BYTES) {
      break;
    }
    events.push({ message, timestamp: microseconds(log.at(index)) });
  }
  return events;
}
