import type { AgentOptions } from 'node:https';
import { parseApiUrl } from '../apiUrl';
import {
  createBreaker,
  defaultBreakerPolicy,
  type Admission,
  type BreakerPolicy,
} from './circuitBreaker';
import { authorization, redactor, type Credential } from '../credential';
import { CANCELLED, attemptRequest, failedOutcome, type Outcome } from './attempt';
import { ApiError, type Failure } from '../failure';
import {
  createSemaphore,
  createRequestCoalescing,
  CancellationScope,
  type CancellableCall,
} from './concurrency';
import type { Http } from './connections';
import { pathOf, type Path } from '../path';
import { createStopwatch, type RequestLog } from './requestLog';
import {
  nextRetry,
  countAttempt,
  defaultRetryPolicy,
  noAttempts,
  type Method,
  type RetryPolicy,
} from './retry';
import type { AbortSignalLike } from './abort';
import { createSystemTime, delay, type Time } from './time';

/** What the requests call themselves when nothing else is given. */
export const USER_AGENT = 'abeja-triggers';

/** Where requests go, in whose name, and within which bounds. */
export interface TransportOptions {
  /** `https://api.abeja.io` or another origin; `http:` only on loopback. */
  readonly apiUrl: string;
  /** Sent to that origin and nowhere else. */
  readonly credential: Credential;
  /** Milliseconds one attempt may take; 30,000 when not given. Asked at each attempt. */
  readonly timeoutMs?: () => number;
  /** Called once an attempt; holds nothing secret. */
  readonly log?: (line: RequestLog) => void;
  /** The largest body that is read; 20 MB when not given. */
  readonly maxBodyBytes?: number;
  /** Requests under way at the same time; 6 when not given. */
  readonly concurrency?: number;
  /** Where it differs from `defaultRetryPolicy`. */
  readonly retry?: Partial<RetryPolicy>;
  /** Where it differs from `defaultBreakerPolicy`. */
  readonly breaker?: Partial<BreakerPolicy>;
  /** Further options of the connections, such as `ca`. */
  readonly agent?: AgentOptions;
  /**
   * Whether the client makes its connections itself, as it does when this is not given. Asked at each
   * request. Where VS Code's `http.proxySupport` is `on`, only a request that leaves its connection to
   * VS Code is led through a proxy.
   */
  readonly ownConnections?: () => boolean;
  /** What the requests call themselves. */
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
  /** Not to be answered by what is under way already. */
  readonly fresh?: boolean | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Why the body must not be sent; the call then fails as `invalid`. */
  readonly refused?: string | undefined;
}

/** Makes a value of a 2xx answer, whose JSON is `undefined` when a DELETE was answered empty. */
export type Read<T> = (json: unknown, text: string) => T | undefined;

/** The one way to the platform's API. */
export interface Transport {
  /**
   * Sends a request and gives what `read` makes of the answer; when that is `undefined`, the answer
   * has the wrong shape. Rejects with an {@link ApiError} and nothing else.
   */
  send<T>(method: Method, path: Path, read: Read<T>, options?: SendOptions): Promise<T>;
  /** Ends what is under way; what comes after is cancelled. */
  dispose(): void;
}

interface Request {
  readonly method: Method;
  readonly path: string;
  readonly body: string | undefined;
  readonly once: boolean;
}

/** A transport of nothing yet: neither the HTTP stack is loaded nor a connection opened. */
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
  const breaker = createBreaker({ ...defaultBreakerPolicy, ...options.breaker }, time);
  const scope = new CancellationScope();
  const stopwatch = createStopwatch(options.log, time);

  /** Why a request must not leave this machine. */
  function refusal(path: Path, unfit: string | undefined): Failure | undefined {
    if (path.refused !== undefined) {
      const description = redact(JSON.stringify(path.refused));
      return { kind: 'invalid', status: 0, error: 'path', description };
    }
    if (unfit !== undefined) {
      return { kind: 'invalid', status: 0, error: 'body', description: unfit };
    }
    if (apiUrl.kind === 'refused') {
      return { kind: 'invalid', status: 0, error: 'api_url', description: apiUrl.reason };
    }
    if (header === undefined) {
      return { kind: 'unauthorized', status: 0, error: 'credential' };
    }
    return undefined;
  }

  /** One attempt: waits for its place, is made, and leaves its line in the log. */
  async function attempt(
    { method, path, body }: Request,
    attemptNumber: number,
    admission: Admission,
    signal: AbortSignalLike,
  ): Promise<Outcome> {
    const leave = semaphore.tryAcquire(signal) ?? (await semaphore.acquire(signal));
    if (leave === undefined) {
      return CANCELLED;
    }
    try {
      const resting = admission.kind === 'probe' ? undefined : breaker.resting();
      if (resting !== undefined) {
        return failedOutcome(resting, false);
      }
      const stop = stopwatch(method, () => redact(path), attemptNumber);
      const outcome = await attemptRequest(
        http,
        {
          method,
          url: (apiUrl.kind === 'ok' ? apiUrl.origin : '') + path,
          ...(body === undefined ? { headers } : { headers: headersWithBody, body }),
        },
        {
          timeoutMs: usableTimeout(options.timeoutMs?.()),
          maxBodyBytes: options.maxBodyBytes ?? 20_000_000,
          time,
          redact,
        },
        signal,
      );
      stop(outcome.kind === 'answer' ? outcome.status : outcome.failure);
      return outcome;
    } finally {
      leave();
    }
  }

  /** A request, sent again as often as it may be. */
  async function repeat(
    request: Request,
    admission: Admission,
    signal: AbortSignalLike,
  ): Promise<Outcome> {
    const patience = request.once ? { ...policy, attempts: 1 } : policy;
    let attempts = noAttempts;
    let mayBeDone = false;
    for (;;) {
      const outcome = await attempt(request, attempts.count + 1, admission, signal);
      if (outcome.kind === 'answer') {
        return outcome;
      }
      const { failure } = outcome;
      if (request.method === 'DELETE' && mayBeDone && failure.kind === 'notFound') {
        return { kind: 'answer', status: failure.status, text: '', json: undefined };
      }
      mayBeDone ||= outcome.mayBeDone;
      const gaveUp: Outcome = { kind: 'failed', failure, mayBeDone };
      attempts = countAttempt(attempts, failure);
      const next = nextRetry(request.method, failure, attempts, patience, () => time.random());
      if (next === undefined || admission.kind === 'probe' || breaker.resting() !== undefined) {
        return gaveUp;
      }
      if (!(await delay(time, next.delayMs, signal))) {
        return { ...CANCELLED, mayBeDone };
      }
      attempts = { ...attempts, retryAfterSpentMs: attempts.retryAfterSpentMs + next.retryAfterMs };
    }
  }

  /** A request on its way, as long as the breaker and its life last. */
  async function deliver(request: Request, call: CancellableCall): Promise<Outcome> {
    const admission = breaker.admit();
    if (admission.kind === 'refused') {
      call.end();
      return failedOutcome(admission.failure, false);
    }
    if (admission.kind === 'probe') {
      // Another one may find out at once, and not only when this one is wound up.
      call.signal.addEventListener('abort', () => breaker.ended(admission, CANCELLED.failure));
    }
    let outcome: Outcome = CANCELLED;
    try {
      outcome = await repeat(request, admission, call.signal);
      return outcome;
    } finally {
      call.end();
      breaker.ended(admission, outcome.kind === 'failed' ? outcome.failure : undefined);
    }
  }

  /** A request that changes something: what is asked for after it must not know of before. */
  async function change(request: Request, signal: AbortSignalLike | undefined): Promise<Outcome> {
    try {
      return await deliver(request, scope.begin(signal));
    } finally {
      coalescing.forget();
    }
  }

  /** A request for something, shared by all who ask for it with the same patience. */
  function ask(
    request: Request,
    signal: AbortSignalLike | undefined,
    added: boolean,
  ): Promise<Outcome> {
    const { path, once } = request;
    const key = once ? `once ${path}` : path;
    if (added) {
      coalescing.forget(key);
    }
    return coalescing.join(key, signal, () => {
      const call = scope.begin(undefined);
      return { result: deliver(request, call), abort: call.abort };
    });
  }

  return {
    send: async (
      method,
      path,
      read,
      { signal, once = false, fresh: added = false, body, refused } = {},
    ) => {
      const changes = method !== 'GET';
      const error = (failure: Failure, outcomeUnknown = false) =>
        new ApiError(failure, `${method} ${redact(pathOf(path))}`, changes && outcomeUnknown);
      const unsendable = refusal(path, refused);
      if (unsendable !== undefined) {
        throw error(unsendable);
      }
      const json = body === undefined ? undefined : JSON.stringify(body);
      const request: Request = { method, path: path.text, body: json, once };
      const outcome = changes ? await change(request, signal) : await ask(request, signal, added);
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

/** A setting may hold anything; what is no time at all is the default. */
export function usableTimeout(setting: number | undefined): number {
  return setting !== undefined && setting > 0 && setting < Infinity ? setting : 30_000;
}
