import { decodeLogEvent, type Decode } from '../decoding/decode';
import { ApiError } from '../failure';
import { asFields, jsonText } from '../decoding/json';
import type { Entry } from '../page';
import { readList, readToken } from '../decoding/paging';
import type { RecentLogOptions } from './requests';
import { createSystemTime, delay, type Time } from '../http/time';
import type { LogEvent } from './wire';

/** Part of a run's output, newest first, and the ways from it (C.7 of the API facts). */
export interface RecentLogs {
  readonly items: readonly Entry<LogEvent>[];
  /** Towards the beginning; not given when this is the beginning. */
  readonly older?: string;
  /**
   * Towards the end, and past it: a live run's next lines are asked for with it. An empty page keeps
   * the token it was asked with; not given when the server has never named one.
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

/** New lines of a run's output, oldest first. */
export interface NewLogLines {
  readonly items: readonly Entry<LogEvent>[];
  /** From here following can be taken up again. */
  readonly newer?: string;
}

/** How a log is followed. */
export interface FollowOptions {
  /** Whether the run has ended; asked before each look. */
  readonly finished: () => boolean | Promise<boolean>;
  /** `newer` of what is known already; without it, the newest page comes first. */
  readonly newer?: string | undefined;
  /** Between two looks; 5,000 when not given, and no less is polite (L21). */
  readonly intervalMs?: number;
  /** Ends the following quietly. */
  readonly signal?: AbortSignal | undefined;
  /** The system's when not given. */
  readonly time?: Time;
}

/** A page this long, and as long as the longest yet, may have been cut: there may be more behind it. */
const FULL_PAGE = 20;

/**
 * Follows a run's output: the newest page, then whatever is new, until the run has ended and a look
 * after that finds nothing. `look` is the client's call for recent logs:
 *
 *     followLog((at) => client.runs.recentLogs(deployment, run, at), { finished })
 *
 * An empty page means that there is no news yet, not that the log is over (C.7). Where the server
 * names no new token, the same part is read again and what was given already is left out. A token it
 * refuses is dropped and the newest page read instead (L4). Ends quietly with `signal`.
 */
export async function* followLog(
  look: (at: RecentLogOptions) => Promise<RecentLogs>,
  options: FollowOptions,
): AsyncGenerator<NewLogLines, void, undefined> {
  const { finished, signal, intervalMs = 5000, time = createSystemTime() } = options;
  let token = readToken(options.newer);
  let known: readonly Entry<LogEvent>[] = [];
  let longest = FULL_PAGE;
  for (;;) {
    const isLast = await finished();
    const page = await lookFrom(look, token, signal);
    if (page === undefined) {
      return;
    }
    const items =
      page.newer === token || page.restarted ? unknownOf(page.items, known) : page.items;
    if (page.items.length > 0) {
      known = page.items;
    }
    token = page.newer;
    if (items.length > 0) {
      yield { items: items.toReversed(), ...(token !== undefined && { newer: token }) };
    }
    if (isLast && items.length === 0) {
      return;
    }
    const mayGoOn = isLast || items.length >= longest;
    longest = Math.max(longest, items.length);
    if (!mayGoOn && !(await delay(time, intervalMs, signal))) {
      return;
    }
  }
}

interface Looked extends RecentLogs {
  /** Whether this is the newest page, and not what comes behind a token. */
  readonly restarted: boolean;
}

async function lookFrom(
  look: (at: RecentLogOptions) => Promise<RecentLogs>,
  newer: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Looked | undefined> {
  try {
    return { ...(await look({ newer, signal })), restarted: newer === undefined };
  } catch (error) {
    const kind = error instanceof ApiError ? error.failure.kind : undefined;
    if (kind === 'cancelled' && signal?.aborted === true) {
      return undefined;
    }
    if (kind === 'invalid' && newer !== undefined) {
      return lookFrom(look, undefined, signal);
    }
    throw error;
  }
}

/**
 * What `page` has before the beginning of `known`; both are newest first, so that a page read again
 * is some new entries and then the old ones, as many as still fit.
 */
function unknownOf(
  page: readonly Entry<LogEvent>[],
  known: readonly Entry<LogEvent>[],
): readonly Entry<LogEvent>[] {
  if (known.length === 0) {
    return page;
  }
  const [now, seen] = [page, known].map((entries) => entries.map((entry) => jsonText(entry)));
  const count = now?.findIndex((_, from) =>
    now.slice(from).every((entry, at) => seen?.[at] === undefined || entry === seen[at]),
  );
  return count === undefined || count < 0 ? page : page.slice(0, count);
}
