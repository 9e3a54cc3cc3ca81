import { jsonText } from '../decoding/json';
import { readToken } from '../decoding/paging';
import { ApiError } from '../failure';
import { createSystemTime, delay, type Time } from '../http/time';
import type { Entry } from '../page';
import type { LogEvent, RecentLogOptions, RecentLogs } from './logs';

/** New lines of a run's output, oldest first. */
export interface NewLogLines {
  readonly items: readonly Entry<LogEvent>[];
  /** `newer` of a later {@link followLog} that is to go on behind these lines. */
  readonly newer: string | undefined;
}

/** How a log is followed. */
export interface FollowOptions {
  /** Whether the run has ended; asked before each request. */
  readonly finished: () => boolean | Promise<boolean>;
  /** `newer` of what is known already; without it, the newest page comes first. */
  readonly newer?: string | undefined;
  /** Between two requests; 5,000 when not given, and less would load the server too much (L21). */
  readonly intervalMs?: number | undefined;
  /** Ends the following without an error. */
  readonly signal?: AbortSignal | undefined;
  /** The system's when not given. */
  readonly time?: Time | undefined;
}

/** A page this long, and as long as the longest yet, may have been cut: there may be more behind it. */
const FULL_PAGE = 20;

/**
 * Follows a run's output: the newest page, then whatever is new, until the run has ended and a request
 * after that finds nothing. `fetchLogs` is the client's call for recent logs:
 *
 *     followLog((options) => client.logs.recent(deployment, run, options), { finished })
 *
 * An empty page means that there is nothing new yet, not that the log is over (C.7). Where the server
 * names no new token, the same part is read again and what was given already is left out. A token it
 * refuses is dropped and the newest page read instead (L4).
 */
export async function* followLog(
  fetchLogs: (options: RecentLogOptions) => Promise<RecentLogs>,
  options: FollowOptions,
): AsyncGenerator<NewLogLines, void, undefined> {
  const { finished, signal, intervalMs = 5000, time = createSystemTime() } = options;
  let token = readToken(options.newer);
  let known: readonly Entry<LogEvent>[] = [];
  let longest = FULL_PAGE;
  for (;;) {
    const isLast = await finished();
    const page = await fetchNewer(fetchLogs, token, signal);
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
      yield { items: items.toReversed(), newer: token };
    }
    if (isLast && items.length === 0) {
      return;
    }
    const mayHaveMore = isLast || items.length >= longest;
    longest = Math.max(longest, items.length);
    if (!mayHaveMore && !(await delay(time, intervalMs, signal))) {
      return;
    }
  }
}

interface FollowedPage extends RecentLogs {
  /** Whether this is the newest page, and not the one behind a token. */
  readonly restarted: boolean;
}

/** The page behind a token; the newest one where there is no token or it is refused. */
async function fetchNewer(
  fetchLogs: (options: RecentLogOptions) => Promise<RecentLogs>,
  newer: string | undefined,
  signal: AbortSignal | undefined,
): Promise<FollowedPage | undefined> {
  try {
    return { ...(await fetchLogs({ newer, signal })), restarted: newer === undefined };
  } catch (error) {
    const kind = error instanceof ApiError ? error.failure.kind : undefined;
    if (kind === 'cancelled' && signal?.aborted === true) {
      return undefined;
    }
    if (kind === 'invalid' && newer !== undefined) {
      return fetchNewer(fetchLogs, undefined, signal);
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
  const [now, before] = [page, known].map((entries) => entries.map((entry) => jsonText(entry)));
  const count = now?.findIndex((_, from) =>
    now
      .slice(from)
      .every((entry, index) => before?.[index] === undefined || entry === before[index]),
  );
  return count === undefined || count < 0 ? page : page.slice(0, count);
}
