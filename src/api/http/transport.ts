import type { AgentOptions } from 'node:https';
import { parseApiUrl } from '../apiUrl';
import { authorization, redactor, type Credential } from '../credential';
import { CANCELLED, attemptRequest, type Outcome } from './attempt';
import { ApiError, type Failure } from '../failure';
import { CancellationScope, type AbortSignalLike, type CancellableCall } from './cancellation';
import { createRequestCoalescing } from './coalescing';
import type { Http } from './connections';
import { pathOf, type Path } from '../path';
import { createRequestLogger, type RequestLog } from './requestLog';
import {
  nextRetry,
  countAttempt,
  defaultRetryPolicy,
  noAttempts,
  type Method,
  type RetryPolicy,
} from './retry';
import { createSemaphore } from './semaphore';
import { createSystemTime, delay, type Time } from './time';

/** The `User-Agent` of the requests when none is given. */
export const USER_AGENT = 'abeja-triggers';

/** Where requests go, with which credential, and within which limits. */
export interface TransportOptions {
  /** `https://api.abeja.io` or another origin; `http:` only on loopback. */
  readonly apiUrl: string;
  /** Sent to that origin and nowhere else. */
  readonly credential: Credential;
  /** Milliseconds one attempt may take; 30,000 when not given. Asked at each attempt. */
  readonly timeoutMs?: () => number;
  /** Called once an attempt; the line holds nothing secret. */
  readonly log?: (line: RequestLog) => void;
  /** The largest body that is read; 20 MB when not given. */
  readonly maxBodyBytes?: number;
  /** Requests under way at the same time; 6 when not given. */
  readonly concurrency?: number;
  /** Where it differs from `defaultRetryPolicy`. */
  readonly retry?: Partial<RetryPolicy>;
  /** Further options of the connections, such as `ca`. */
  readonly agent?: AgentOptions;
  /**
   * Whether the client makes its connections itself, as it does when this is not given. Asked at each
   * request. Where VS Code's `http.proxySupport` is `on`, only a request that leaves its connection to
   * VS Code goes through a proxy.
   */
  readonly ownConnections?: () => boolean;
  /** The `User-Agent` of the requests. */
  readonly userAgent?: string;
  /** Clock, timers and chance; the system's when not given. */
  readonly time?: Time;
}

/** Options of one request. */
export interface SendOptions {
  /** Ends the call, a wait between attempts included; it then fails as `cancelled`. */
  readonly signal?: AbortSignalLike | undefined;
  /** No second attempt, whatever the policy allows. */
  readonly once?: boolean | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Why the body must not be sent; the call then fails as `invalid`. */
  readonly refused?: string | undefined;
}

/** Makes a value of a 2xx answer, whose JSON is `undefined` when a DELETE was answered empty. */
export type Read<T> = (json: unknown, text: string) => T | undefined;

/**
 * Sends a request and gives what `read` makes of the answer; when that is `undefined`, the answer has
 * the wrong shape. Rejects with an {@link ApiError} and nothing else.
 */
export type Send = <T>(
  method: Method,
  path: Path,
  read: Read<T>,
  options?: SendOptions,
) => Promise<T>;

/** Sends all requests to the platform's API. */
export interface Transport {
  readonly send: Send;
  /** Ends what is under way; what comes after is cancelled. */
  dispose(): void;
}

interface Request {
  readonly method: Method;
  readonly path: string;
  readonly body: string | undefined;
  readonly once: boolean;
}

/** Makes a transport; the HTTP stack is loaded and a connection opened with the first request. */
export function createTransport(options: TransportOptions, http: Http): Transport {
  const apiUrl = parseApiUrl(options.apiUrl);
  const header = authorization(options.credential);
  const redact = redactor(options.credential);
  const headers = {
    Accept: 'application/json',
    Authorization: header ?? '',
    'User-Agent': options.userAgent ?? USER_AGENT,
  };
  const headersWithBody = { ...headers, 'Content-Type': 'application/json' };
  const time = options.time ?? createSystemTime();
  const policy = { ...defaultRetryPolicy, ...options.retry };
  const semaphore = createSemaphore(options.concurrency ?? 6);
  const coalescing = createRequestCoalescing<Outcome>(CANCELLED);
  const scope = new CancellationScope();
  const logRequest = createRequestLogger(options.log, time);

  /** Why a request must not be sent. */
  function refusal(path: Path, unfitBody: string | undefined): Failure | undefined {
    if (path.refused !== undefined) {
      const description = redact(JSON.stringify(path.refused));
      return { kind: 'invalid', status: 0, error: 'path', description };
    }
    if (unfitBody !== undefined) {
      return { kind: 'invalid', status: 0, error: 'body', description: unfitBody };
    }
    if (apiUrl.kind === 'refused') {
      return { kind: 'invalid', status: 0, error: 'api_url', description: apiUrl.reason };
    }
    if (header === undefined) {
      return { kind: 'unauthorized', status: 0, error: 'credential' };
    }
    return undefined;
  }

  /** One attempt: waits for the semaphore, is sent, and writes one line to the log. */
  async function attempt(
    { method, path, body }: Request,
    attemptNumber: number,
    signal: AbortSignalLike,
  ): Promise<Outcome> {
    const release = semaphore.tryAcquire(signal) ?? (await semaphore.acquire(signal));
    if (release === undefined) {
      return CANCELLED;
    }
    try {
      const logResult = logRequest(method, () => redact(path), attemptNumber);
      const outcome = await attemptRequest(
        http,
        {
          method,
          url: (apiUrl.kind === 'ok' ? apiUrl.origin : '') + path,
          headers: body === undefined ? headers : headersWithBody,
          body,
        },
        {
          timeoutMs: usableTimeout(options.timeoutMs?.()),
          maxBodyBytes: options.maxBodyBytes ?? 20_000_000,
          time,
          redact,
        },
        signal,
      );
      logResult(outcome.kind === 'answer' ? outcome.status : outcome.failure);
      return outcome;
    } finally {
      release();
    }
  }

  /** Sends a request, again as often as the policy allows. */
  async function sendWithRetries(request: Request, signal: AbortSignalLike): Promise<Outcome> {
    const limits = request.once ? { ...policy, attempts: 1 } : policy;
    let attempts = noAttempts;
    let mayBeDone = false;
    for (;;) {
      const outcome = await attempt(request, attempts.count + 1, signal);
      if (outcome.kind === 'answer') {
        return outcome;
      }
      const { failure } = outcome;
      if (request.method === 'DELETE' && mayBeDone && failure.kind === 'notFound') {
        return { kind: 'answer', status: failure.status, text: '', json: undefined };
      }
      mayBeDone ||= outcome.mayBeDone;
      attempts = countAttempt(attempts, failure);
      const next = nextRetry(request.method, failure, attempts, limits, () => time.random());
      if (next === undefined) {
        return { kind: 'failed', failure, mayBeDone };
      }
      if (!(await delay(time, next.delayMs, signal))) {
        return { ...CANCELLED, mayBeDone };
      }
      attempts = { ...attempts, retryAfterSpentMs: attempts.retryAfterSpentMs + next.retryAfterMs };
    }
  }

  async function runCall(request: Request, call: CancellableCall): Promise<Outcome> {
    try {
      return await sendWithRetries(request, call.signal);
    } finally {
      call.end();
    }
  }

  /** A request that changes something: no GET sent before its end answers a call made after it. */
  async function change(request: Request, signal: AbortSignalLike | undefined): Promise<Outcome> {
    try {
      return await runCall(request, scope.begin(signal));
    } finally {
      coalescing.forgetAll();
    }
  }

  /** A GET, which all who ask for the same meanwhile share. */
  function get(request: Request, signal: AbortSignalLike | undefined): Promise<Outcome> {
    const { path, once } = request;
    return coalescing.join(once ? `once ${path}` : path, signal, () => {
      const call = scope.begin(undefined);
      return { result: runCall(request, call), abort: call.abort };
    });
  }

  return {
    send: async (method, path, read, { signal, once = false, body, refused } = {}) => {
      const changes = method !== 'GET';
      const error = (failure: Failure, outcomeUnknown = false) =>
        new ApiError(failure, `${method} ${redact(pathOf(path))}`, changes && outcomeUnknown);
      const unsendable = refusal(path, refused);
      if (unsendable !== undefined) {
        throw error(unsendable);
      }
      const json = body === undefined ? undefined : JSON.stringify(body);
      const request: Request = { method, path: path.text, body: json, once };
      const outcome = changes ? await change(request, signal) : await get(request, signal);
      if (outcome.kind === 'failed') {
        throw error(outcome.failure, outcome.mayBeDone);
      }
      const value = read(outcome.json, outcome.text);
      if (value === undefined) {
        throw error({ kind: 'malformed', status: outcome.status, reason: 'shape' }, true);
      }
      return value;
    },
    dispose: () => scope.abortAll(),
  };
}

/** The timeout that a setting gives; the default where the setting is no positive number. */
export function usableTimeout(setting: number | undefined): number {
  return setting !== undefined && setting > 0 && setting < Infinity ? setting : 30_000;
}
