import { isConfidential, isLoopback, parseUrl } from '../apiUrl';
import { RequestTimeout } from './timeout';
import { connectionFailed } from './attempt';
import { ApiError, proxyFailure, statusFailure, type Failure } from '../failure';
import { lengthOf } from './body';
import { CancellationScope } from './cancellation';
import type { Http } from './connections';
import { nextRetry, countAttempt, defaultRetryPolicy, noAttempts, parseRetryAfter } from './retry';
import { createRequestLogger } from './requestLog';
import { createSystemTime, delay } from './time';
import { USER_AGENT, usableTimeout, type TransportOptions } from './transport';

/** How a download is ended early. */
export interface DownloadCall {
  /** Ends the download, its body included; it then fails as `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a download. */
export interface DownloadOptions extends DownloadCall {
  /** More than this is not read; 100 MB when not given. */
  readonly maxBytes?: number | undefined;
}

/** A download whose head has come. The connection is closed when the body is not read within the timeout. */
export interface Download {
  /** `Content-Type` of the response. */
  readonly contentType: string | undefined;
  /** Bytes, if the server says how many. */
  readonly length: number | undefined;
  /**
   * The bytes, to be read once. Fails with an {@link ApiError} when they stop coming, when they are
   * too many, or when the call is cancelled; leaving the loop early closes the connection.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Gives a presigned URL; asked again when the one before has expired. */
export type UrlSource = (call: DownloadCall) => Promise<string>;

/** Sends all requests to presigned URLs. */
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
 * Downloads from presigned URLs (A.1, E.5 of docs/platform-api.md). Such a URL carries its own permission:
 * it gets no credential and appears in no log and no error but for its host. When it has expired
 * (403), a new one is asked for once. The timeout bounds the wait for the head, and then for each chunk
 * of the body, so that a large file may take longer.
 */
export function createDownloads(options: TransportOptions, http: Http): Downloads {
  const time = options.time ?? createSystemTime();
  const policy = { ...defaultRetryPolicy, ...options.retry };
  const logRequest = createRequestLogger(options.log, time);
  const scope = new CancellationScope();
  const apiUrl = parseUrl(options.apiUrl);
  const mayBeLoopback = apiUrl !== undefined && isLoopback(apiUrl);

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
      const { status, ok, headers, body } = response;
      if (trace.isProxyResponse(status)) {
        return fail(proxyFailure(status));
      }
      if (!ok || body === null) {
        const retryAfterMs = parseRetryAfter(headers.get('retry-after'), time.now());
        return fail(statusFailure(status, {}, retryAfterMs));
      }
      const length = lengthOf(response);
      if (length !== undefined && length > maxBytes) {
        return fail({ kind: 'malformed', status, reason: 'tooLarge' });
      }
      return {
        kind: 'opened',
        status,
        download: {
          contentType: headers.get('content-type') ?? undefined,
          length,
          body: readChunks(body, {
            status,
            length,
            maxBytes,
            timeout,
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
      let url = presigned(await source({ signal }), mayBeLoopback);
      for (;;) {
        const { host } = url;
        const logResult = logRequest('GET', () => host, attempts.count + 1);
        const opened = await open(url, maxBytes, signal);
        logResult(opened.kind === 'opened' ? opened.status : opened.failure);
        if (opened.kind === 'opened') {
          return opened.download;
        }
        attempts = countAttempt(attempts, opened.failure);
        if (opened.failure.kind === 'forbidden' && !renewed) {
          renewed = true;
          url = presigned(await source({ signal }), mayBeLoopback);
          continue;
        }
        const next = nextRetry('GET', opened.failure, attempts, policy, () => time.random());
        if (next === undefined) {
          throw new ApiError(opened.failure, `GET ${url.host}`);
        }
        const wait = scope.begin(signal);
        const isOver = await delay(time, next.delayMs, wait.signal);
        wait.end();
        if (!isOver) {
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

interface OpenedBody {
  readonly status: number;
  readonly length: number | undefined;
  readonly maxBytes: number;
  readonly timeout: RequestTimeout;
  readonly close: () => void;
  readonly call: string;
}

/** Reads a body chunk by chunk; the timeout does not run while the caller works on a chunk. */
async function* readChunks(
  stream: NodeJS.ReadableStream,
  { status, length, maxBytes, timeout, close, call }: OpenedBody,
): AsyncGenerator<Uint8Array, void, undefined> {
  const truncated: Failure = { kind: 'malformed', status, reason: 'truncated' };
  let size = 0;
  try {
    for await (const data of stream) {
      const chunk = typeof data === 'string' ? Buffer.from(data) : data;
      size += chunk.length;
      if (size > maxBytes) {
        throw new ApiError({ kind: 'malformed', status, reason: 'tooLarge' }, call);
      }
      timeout.pause();
      yield chunk;
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

/**
 * The URL that the platform gave, which must be one that may be opened: no credentials, no `http:`, and
 * nothing on this machine unless the platform itself is there.
 */
function presigned(text: string, mayBeLoopback: boolean): URL {
  const url = parseUrl(text);
  if (
    url === undefined ||
    !isConfidential(url) ||
    (isLoopback(url) && !mayBeLoopback) ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new ApiError({ kind: 'malformed', status: 200, reason: 'shape' }, 'GET');
  }
  return url;
}
