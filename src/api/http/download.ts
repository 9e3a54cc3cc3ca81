import { isConfidential, parseUrl } from '../apiUrl';
import { RequestTimeout } from './timeout';
import { connectionFailed } from './attempt';
import { ApiError, proxyFailure, statusFailure, type Failure } from '../failure';
import { CancellationScope } from './concurrency';
import { lengthOf, type Http } from './connections';
import type { CallOptions } from '../resources/requests';
import { nextRetry, countAttempt, defaultRetryPolicy, noAttempts, parseRetryAfter } from './retry';
import { createStopwatch } from './requestLog';
import { createSystemTime, delay } from './time';
import { USER_AGENT, usableTimeout, type TransportOptions } from './transport';

/** Options of a download. */
export interface DownloadOptions extends CallOptions {
  /** More than this is not read; 100 MB when not given. */
  readonly maxBytes?: number;
}

/** A download whose head has come. The connection is given up when the body is not read soon. */
export interface Download {
  /** As the storage says it. */
  readonly contentType?: string;
  /** Bytes, if the server says how many. */
  readonly length?: number;
  /**
   * The bytes, to be read once. Fails with an {@link ApiError} when they stop coming, when they are
   * too many, or when the call is cancelled; leaving the loop early closes the connection.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Gives a presigned URL; asked again when the one before has expired. */
export type UrlSource = (call: CallOptions) => Promise<string>;

/** The one way to presigned URLs. */
export interface Downloads {
  /** Resolves with the head; rejects with an {@link ApiError}, or with what its source rejects with. */
  download(url: UrlSource, options?: DownloadOptions): Promise<Download>;
  /** Ends what is under way; what comes after is cancelled. */
  dispose(): void;
}

type Opened =
  | { readonly kind: 'opened'; readonly status: number; readonly download: Download }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Downloads from presigned URLs (A.1, E.5 of the API facts). Such a URL carries its own permission:
 * it gets no credential and appears in no log and no error but for its host. When it has expired
 * (403), a new one is asked for once. The timeout bounds the wait for the head, and then for each
 * further piece: a large file may take its time.
 */
export function createDownloads(options: TransportOptions, http: Http): Downloads {
  const time = options.time ?? createSystemTime();
  const policy = { ...defaultRetryPolicy, ...options.retry };
  const stopwatch = createStopwatch(options.log, time);
  const scope = new CancellationScope();

  async function open(
    url: URL,
    maxBytes: number,
    signal: AbortSignal | undefined,
  ): Promise<Opened> {
    const call = scope.begin(signal);
    const request = {
      method: 'GET',
      url: url.href,
      headers: {
        'Accept-Encoding': 'identity',
        'User-Agent': options.userAgent ?? USER_AGENT,
      },
    };
    const trace = http.trace(request);
    const timeoutMs = usableTimeout(options.timeoutMs?.());
    const timeout = new RequestTimeout(time, timeoutMs, trace.isUnsent, call.signal);
    const close = () => {
      timeout.close();
      trace.end();
      call.end();
    };
    const fail = (failure: Failure): Opened => {
      close();
      return { kind: 'failed', failure: timeout.failure ?? failure };
    };
    try {
      const response = await http.request(request, timeout.signal);
      const { status, ok, headers: head, body } = response;
      if (trace.isProxyResponse(status)) {
        return fail(proxyFailure(status));
      }
      if (!ok || body === null) {
        const wait = parseRetryAfter(head.get('retry-after'), time.now());
        return fail(statusFailure(status, {}, wait));
      }
      const length = lengthOf(response);
      if (length !== undefined && length > maxBytes) {
        return fail({ kind: 'malformed', status, reason: 'tooLarge' });
      }
      const contentType = head.get('content-type');
      return {
        kind: 'opened',
        status,
        download: {
          ...(contentType !== null && { contentType }),
          ...(length !== undefined && { length }),
          body: pieces(body, {
            status,
            length,
            maxBytes,
            deadline: timeout,
            close,
            call: `GET ${url.host}`,
          }),
        },
      };
    } catch (error) {
      return fail(connectionFailed(error).failure);
    }
  }

  return {
    download: async (source, { signal, maxBytes = 100_000_000 } = {}) => {
      let attempts = noAttempts;
      let renewed = false;
      let url = presigned(await source({ signal }));
      for (;;) {
        const { host } = url;
        const stop = stopwatch('GET', () => host, attempts.count + 1);
        const opened = await open(url, maxBytes, signal);
        stop(opened.kind === 'opened' ? opened.status : opened.failure);
        if (opened.kind === 'opened') {
          return opened.download;
        }
        attempts = countAttempt(attempts, opened.failure);
        if (opened.failure.kind === 'forbidden' && !renewed) {
          renewed = true;
          url = presigned(await source({ signal }));
          continue;
        }
        const next = nextRetry('GET', opened.failure, attempts, policy, () => time.random());
        if (next === undefined) {
          throw new ApiError(opened.failure, `GET ${url.host}`);
        }
        const wait = scope.begin(signal);
        const goesOn = await delay(time, next.delayMs, wait.signal);
        wait.end();
        if (!goesOn) {
          throw new ApiError({ kind: 'cancelled' }, `GET ${url.host}`);
        }
        attempts = {
          ...attempts,
          retryAfterSpentMs: attempts.retryAfterSpentMs + next.retryAfterMs,
        };
      }
    },
    dispose: () => scope.abortAll(),
  };
}

interface Body {
  readonly status: number;
  readonly length: number | undefined;
  readonly maxBytes: number;
  readonly deadline: RequestTimeout;
  readonly close: () => void;
  readonly call: string;
}

/** The pieces of a body; the time the reader takes over one does not count. */
async function* pieces(
  stream: NodeJS.ReadableStream,
  { status, length, maxBytes, deadline: timeout, close, call }: Body,
): AsyncGenerator<Uint8Array, void, undefined> {
  const truncated: Failure = { kind: 'malformed', status, reason: 'truncated' };
  let size = 0;
  try {
    for await (const chunk of stream) {
      const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += piece.length;
      if (size > maxBytes) {
        throw new ApiError({ kind: 'malformed', status, reason: 'tooLarge' }, call);
      }
      timeout.pause();
      yield piece;
      timeout.reset();
    }
    if (length !== undefined && length !== size) {
      throw new ApiError(truncated, call);
    }
  } catch (error) {
    if (error instanceof ApiError) {
      throw error;
    }
    throw new ApiError(timeout.failure ?? truncated, call);
  } finally {
    close();
  }
}

/** What the platform hands out as a URL must be one that may be opened: no credentials, no `http:`. */
function presigned(text: string): URL {
  const url = parseUrl(text);
  if (url === undefined || !isConfidential(url) || url.username !== '' || url.password !== '') {
    throw new ApiError({ kind: 'malformed', status: 200, reason: 'shape' }, 'GET');
  }
  return url;
}
