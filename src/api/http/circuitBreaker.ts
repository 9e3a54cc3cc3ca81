import type { Failure } from '../failure';
import type { Time } from './time';

/** When calls are kept from a platform that is not there, and for how long. */
export interface BreakerPolicy {
  /** Calls that must fail in a row before further ones fail at once. */
  readonly failures: number;
  /** How long they do; after that one call at a time may try. */
  readonly restMs: number;
}

/** Five calls, five seconds. */
export const defaultBreakerPolicy: BreakerPolicy = { failures: 5, restMs: 5000 };

/** How a call stands before the breaker. */
export type Admission =
  | { readonly kind: 'admitted' }
  /** The one call that finds out whether the platform is back. It does not repeat itself. */
  | { readonly kind: 'probe' }
  /** Not to be sent: it would fail as the calls before it did. */
  | { readonly kind: 'refused'; readonly failure: Failure };

/**
 * Keeps calls from a platform that is not there: when one call after the other was given up because
 * of the network, a timeout or a 5xx, the next ones fail at once with the same failure instead of
 * adding to a storm. Any other answer means the platform is there.
 */
export interface Breaker {
  /** Asked once a call, before its first attempt. */
  admit(): Admission;
  /** Why a call under way should give up too, if it should. */
  resting(): Failure | undefined;
  /**
   * How an admitted call ended; no failure when it was answered. One that was cancelled may be said to
   * have ended twice.
   */
  ended(admission: Admission, failure: Failure | undefined): void;
}

/** A breaker that is shut: every call is admitted. */
export function createBreaker(policy: BreakerPolicy, time: Time): Breaker {
  let inARow = 0;
  let open: { readonly failure: Failure; readonly until: number } | undefined;
  /** The call that finds out, while there is one. */
  let probe: Admission | undefined;

  const resting = () =>
    open !== undefined && (probe !== undefined || time.now() < open.until)
      ? open.failure
      : undefined;
  return {
    resting,
    admit: () => {
      const failure = resting();
      if (failure !== undefined) {
        return { kind: 'refused', failure };
      }
      if (open === undefined) {
        return { kind: 'admitted' };
      }
      return (probe = { kind: 'probe' });
    },
    ended: (admission, failure) => {
      if (admission === probe) {
        probe = undefined;
      }
      if (failure?.kind === 'cancelled') {
        return;
      }
      if (failure === undefined || !isAbsence(failure)) {
        inARow = 0;
        open = undefined;
        return;
      }
      inARow += 1;
      if (inARow >= policy.failures) {
        open = { failure, until: time.now() + policy.restMs };
      }
    },
  };
}

/** Whether a failure says that the platform is not there, rather than that it said no. */
function isAbsence(failure: Failure): boolean {
  switch (failure.kind) {
    case 'network':
    case 'timeout':
    case 'server':
      return true;
    case 'malformed':
      return failure.reason === 'truncated';
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
