import type { Failure } from '../failure';

/** The methods that the platform's API is used with here. */
export type Method = 'GET' | 'POST' | 'DELETE';

/** How often, and after which delays, a request is sent again. */
export interface RetryPolicy {
  /** Attempts of one call in all. */
  readonly attempts: number;
  /** Attempts of one call that may end in a timeout; each of them has cost the whole timeout. */
  readonly timeouts: number;
  /** The first wait is at most this long, each further one at most twice the one before. */
  readonly baseMs: number;
  /** No wait is longer, but for those that `Retry-After` asks for. */
  readonly capMs: number;
  /** The longest time, in all, that a call waits because of `Retry-After`. */
  readonly retryAfterMs: number;
}

/** Five attempts, two of which may time out, and a minute of waits because of `Retry-After`. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  timeouts: 2,
  baseMs: 250,
  capMs: 4000,
  retryAfterMs: 60_000,
};

/** The attempts that a call has made. */
export interface Attempts {
  readonly count: number;
  readonly timeouts: number;
  /** Milliseconds waited because of `Retry-After`. */
  readonly retryAfterSpentMs: number;
}

/** Before the first attempt. */
export const noAttempts: Attempts = { count: 0, timeouts: 0, retryAfterSpentMs: 0 };

/** The same after one more attempt. */
export function countAttempt(attempts: Attempts, failure: Failure): Attempts {
  return {
    ...attempts,
    count: attempts.count + 1,
    timeouts: attempts.timeouts + (failure.kind === 'timeout' ? 1 : 0),
  };
}

/** A request is to be sent again, after `delayMs`. */
export interface Retry {
  readonly delayMs: number;
  /** The part of the delay that `Retry-After` asked for. */
  readonly retryAfterMs: number;
}

/**
 * Decides what follows a failed attempt; `undefined` is to give up.
 *
 * A 429 with Retry-After has not been carried out: any method is sent again when its time has come,
 * after a second at least. Apart from that GET and DELETE alone are sent again: likewise on a 503 with
 * Retry-After, when there was no connection or it broke, and on 500, 502, 503 and 504. The wait is
 * random between nothing and a bound that doubles ("full jitter"), so that clients which failed together
 * do not come back together. A POST is sent again on nothing else: the platform knows no idempotency
 * key, and a second trigger would be made (A.5).
 */
export function nextRetry(
  method: Method,
  failure: Failure,
  attempts: Attempts,
  policy: RetryPolicy,
  random: () => number,
): Retry | undefined {
  // With a limit that is NaN, these comparisons end the call.
  const mayRetry = attempts.count < policy.attempts && attempts.timeouts < policy.timeouts;
  if (!mayRetry) {
    return undefined;
  }
  const jitter = random() * Math.min(policy.capMs, policy.baseMs * 2 ** (attempts.count - 1));
  if (method === 'POST' && failure.kind !== 'rateLimited') {
    return undefined;
  }
  const retryAfterMs = retryAfterOf(failure);
  if (retryAfterMs !== undefined) {
    const asked = Math.max(retryAfterMs, LEAST_WAIT);
    return attempts.retryAfterSpentMs + asked <= policy.retryAfterMs
      ? { delayMs: asked + Math.min(jitter, policy.baseMs), retryAfterMs: asked }
      : undefined;
  }
  return isTemporary(failure) ? { delayMs: jitter, retryAfterMs: 0 } : undefined;
}

/** The shortest wait because of `Retry-After`, which may be 0 or a date gone by. */
const LEAST_WAIT = 1000;

/** The longest wait a server may ask for: one wrong header must not stop a poll for days. */
const LONGEST_WAIT = 3_600_000;

/**
 * Milliseconds a `Retry-After` header asks for, an hour at most: seconds or an HTTP date. `undefined`
 * when there is none or it is neither; a date gone by is 0.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) {
    return Math.min(Math.ceil(Number(value) * 1000), LONGEST_WAIT);
  }
  // A date has a day's name in front; Date.parse alone would take "-5" for a year.
  const date = /^[a-z]{3,9},? /i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), LONGEST_WAIT);
}

function retryAfterOf(failure: Failure): number | undefined {
  return failure.kind === 'rateLimited' || (failure.kind === 'server' && failure.status === 503)
    ? failure.retryAfterMs
    : undefined;
}

/** Codes of a network failure that is often over a moment later. */
const NO_ROUTE = ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'ETIMEDOUT'];

/** Whether there was no route to the host, or the route was lost. */
export function isNoRoute(failure: Failure): boolean {
  return failure.kind === 'network' && NO_ROUTE.includes(failure.code);
}

function isTemporary(failure: Failure): boolean {
  switch (failure.kind) {
    case 'network':
      switch (failure.reason) {
        case 'refused':
        case 'dns':
        case 'reset':
        case 'proxyUnable':
          return true;
        case 'certificate':
        case 'proxy':
        case 'proxyCredentials':
        case 'proxyRefused':
          return false;
        case 'other':
          return isNoRoute(failure);
      }
      return false;
    case 'timeout':
      return true;
    case 'malformed':
      return failure.reason === 'truncated';
    case 'server':
      return [500, 502, 503, 504].includes(failure.status);
    case 'cancelled':
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
    case 'conflict':
    case 'invalid':
    case 'rateLimited':
      return false;
  }
}
