import { malformed, normalize, type Decode, type DecodeEntry } from '../decoding/decode';
import { asFields } from '../decoding/json';
import { readList, readToken, tokenPage } from '../decoding/paging';
import type { Send } from '../http/transport';
import type { Entry, Page } from '../page';
import { path, withQuery, type Path, type Query } from '../path';
import type { CallOptions, PageOptions } from './requests';

/** One line of a run's output, C.6 of docs/platform-api.md. */
export interface LogEvent {
  readonly message: string;
  readonly timestamp?: string | null;
}

/** Reads an event of C.6; an empty message is a line, too. */
export const decodeLogEvent: DecodeEntry<LogEvent> = (json) => {
  const fields = asFields(json);
  return typeof fields?.['message'] === 'string'
    ? { kind: 'resource', value: normalize(fields, [['timestamp', 'text']]) as unknown as LogEvent }
    : malformed('message is missing', json);
};

/** A part of a run's output by time, in milliseconds since 1970; the server counts in seconds. */
export interface LogPeriod {
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}

/** Options of a run's log from its beginning, C.6 of docs/platform-api.md. */
export interface LogPageOptions extends PageOptions, LogPeriod {}

/** Options of a run's log from its end, C.7 of docs/platform-api.md: a token of another page. */
export interface RecentLogOptions extends CallOptions, LogPeriod {
  readonly older?: string | undefined;
  readonly newer?: string | undefined;
}

/** Part of a run's output, newest first, and the tokens of its neighbours (C.7). */
export interface RecentLogs {
  readonly items: readonly Entry<LogEvent>[];
  /** Of the part before this one; not given when this is the beginning. */
  readonly older?: string;
  /**
   * Of the part after this one, which a live run may still write. An empty page keeps the token it was
   * asked with; not given when the server has never named one.
   */
  readonly newer?: string;
}

/**
 * Reads an answer of C.7. There is nothing older when no events came, when the token is missing,
 * null, empty or no token at all, or when it is the one that was sent.
 */
export function decodeRecentLogs(sent: RecentLogOptions): Decode<RecentLogs> {
  return (json) => {
    const items = readList(json)?.map(decodeLogEvent);
    if (items === undefined) {
      return undefined;
    }
    const fields = asFields(json) ?? {};
    const backward = readToken(fields['next_backward_token']);
    const newer = readToken(fields['next_forward_token']) ?? readToken(sent.newer);
    const older = items.length === 0 || backward === sent.older ? undefined : backward;
    return {
      items,
      ...(older !== undefined && { older }),
      ...(newer !== undefined && { newer }),
    };
  };
}

/** The path of a log, its times as the platform's own client spells them: UTC, no zone (C.6). */
function logPath(log: Path, tokens: Query, { startTime, endTime }: LogPeriod): Path {
  const unusable = [startTime, endTime].find((time) => time !== undefined && !isDate(time));
  return withQuery(unusable === undefined ? log : { ...log, refused: String(unusable) }, {
    ...tokens,
    start_time: seconds(startTime),
    end_time: seconds(endTime),
  });
}

function isDate(time: number): boolean {
  return !Number.isNaN(new Date(time).getTime());
}

function seconds(time: number | undefined): string | undefined {
  return time === undefined || !isDate(time)
    ? undefined
    : new Date(time).toISOString().slice(0, 19);
}

/** Output of runs, C.6 and C.7 of docs/platform-api.md. */
export interface LogCalls {
  /** The whole output, oldest first (C.6). */
  list(deploymentId: string, runId: string, options?: LogPageOptions): Promise<Page<LogEvent>>;
  /** The output from its end, newest first (C.7); `followLog` reads on. */
  recent(deploymentId: string, runId: string, options?: RecentLogOptions): Promise<RecentLogs>;
}

/** Makes the calls for the logs of an organization's runs. */
export function logCalls(send: Send, organization: Path): LogCalls {
  const run = (deployment: string, id: string) =>
    path`${organization}/deployments/${deployment}/runs/${id}`;
  return {
    list: (deployment, id, options = {}) => {
      const tokens = { next_token: readToken(options.next) };
      return send(
        'GET',
        logPath(path`${run(deployment, id)}/logs`, tokens, options),
        tokenPage(decodeLogEvent, 'next_token', options.next),
        options,
      );
    },
    recent: (deployment, id, options = {}) => {
      const tokens = {
        next_forward_token: readToken(options.newer),
        next_backward_token: readToken(options.older),
      };
      return send(
        'GET',
        logPath(path`${run(deployment, id)}/recentlogs`, tokens, options),
        decodeRecentLogs(options),
        options,
      );
    },
  };
}
