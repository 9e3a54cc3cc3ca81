import type { Failure } from '../../api/failure';
import type { Time } from '../../api/http/time';

/** Requests under way at once for one organization; the others that its client may make are for clicks. */
const CONCURRENCY = 2;
/** Waits are up to this share longer at random, so that several windows do not ask in step. */
const JITTER = 0.2;
/**
 * Rests in base intervals: after a first 429 without Retry-After, after a first failure to reach the
 * platform, at most when failures follow each other, and after a refused token.
 */
const RATE_LIMIT_REST = 2;
const UNREACHABLE_REST = 1;
const LONGEST_REST = 24;
const REFUSED_TOKEN_REST = 60;
/** Base intervals without a 429 after which the next one is reported again. */
const QUIET_AFTER_RATE_LIMIT = 24;

/** What follows from a failure. */
export type FailureEffect =
  /** Only the target that was asked for is asked for less often. */
  | { readonly kind: 'target' }
  /** The organization gets a rest. */
  | { readonly kind: 'rest' }
  /** The same because of too many requests, for the first time in a while: to be reported. */
  | { readonly kind: 'rateLimited'; readonly restMs: number };

/**
 * What all targets of one organization share: how many of them are asked for at once, and the moment
 * until which nothing is asked because of a failure. Failures in a row make the rest longer, up to a
 * bound; the first answer ends the row.
 */
export class Backoff {
  #running = 0;
  #restsUntil = -Infinity;
  #failuresInARow = 0;
  /** A 429 before this moment is not reported. */
  #reportAfter = -Infinity;

  constructor(
    private readonly time: Time,
    /** Milliseconds between two requests for what changes. */
    private readonly baseIntervalMs: () => number,
  ) {}

  /** The moment from which on requests may be made. */
  get restsUntil(): number {
    return this.#restsUntil;
  }

  /** Whether one more target may be asked for now. */
  get isFree(): boolean {
    return this.#running < CONCURRENCY && !this.#isResting;
  }

  /** A request begins. */
  acquire(): void {
    this.#running += 1;
  }

  /** A request has ended. */
  release(): void {
    this.#running -= 1;
  }

  /** Ends the rest and forgets the failures. */
  reset(): void {
    this.#restsUntil = -Infinity;
    this.#failuresInARow = 0;
    this.#reportAfter = -Infinity;
  }

  /** A request was answered; during a rest that says nothing, as it was sent before. */
  answered(): void {
    if (!this.#isResting) {
      this.#failuresInARow = 0;
    }
  }

  /** A request has failed. */
  failed(failure: Failure): FailureEffect {
    const retryAfterMs = 'retryAfterMs' in failure ? failure.retryAfterMs : undefined;
    if (failure.kind === 'rateLimited' || retryAfterMs !== undefined) {
      return this.#rateLimited(retryAfterMs);
    }
    switch (failure.kind) {
      case 'server':
      case 'network':
      case 'timeout':
        this.#rest(UNREACHABLE_REST);
        return { kind: 'rest' };
      case 'unauthorized':
        this.#restFor(REFUSED_TOKEN_REST * this.baseIntervalMs());
        return { kind: 'rest' };
      case 'cancelled':
      case 'forbidden':
      case 'notFound':
      case 'conflict':
      case 'invalid':
      case 'malformed':
        return { kind: 'target' };
    }
  }

  get #isResting(): boolean {
    return this.#restsUntil > this.time.now();
  }

  #rateLimited(retryAfterMs: number | undefined): FailureEffect {
    const isFirst = this.time.now() >= this.#reportAfter;
    const restMs = this.#rest(RATE_LIMIT_REST, retryAfterMs);
    this.#reportAfter = this.#restsUntil + QUIET_AFTER_RATE_LIMIT * this.baseIntervalMs();
    return isFirst ? { kind: 'rateLimited', restMs } : { kind: 'rest' };
  }

  /**
   * Rests for so many base intervals, doubled with every failure before, and not shorter than
   * `leastMs`; gives the milliseconds. What fails during a rest was sent before it and counts once.
   */
  #rest(firstRest: number, leastMs = 0): number {
    if (!this.#isResting) {
      this.#failuresInARow += 1;
    }
    const intervals = Math.min(LONGEST_REST, firstRest * 2 ** (this.#failuresInARow - 1));
    const restMs = Math.max(leastMs, intervals * this.baseIntervalMs()) * jitter(this.time);
    this.#restFor(restMs);
    return restMs;
  }

  #restFor(milliseconds: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, this.time.now() + milliseconds);
  }
}

/** A factor that makes a wait a little longer, at random. */
export function jitter(time: Time): number {
  return 1 + JITTER * time.random();
}
