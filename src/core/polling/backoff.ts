import type { Failure } from '../../api/failure';
import type { Time } from '../../api/http/time';

/** Requests under way at once for one organization: most of its places stay for clicks. */
const PLACES = 2;
/** Waits are up to this much longer at random, so that windows do not ask in step. */
const JITTER = 0.2;
/** The most a platform that wants fewer requests slows its followers down. */
const SLOWEST = 8;
/**
 * In floors: how long a platform that wants fewer requests is given at least, and how long all must be
 * well before the slowness is eased.
 */
const LEAST_REST = 2;
const EASE = 6;
/** In floors: how long an organization rests when its token is refused, and at most when it is away. */
const LONG_REST = 60;
const AWAY_REST = 24;

/** What a failure says beyond the one target that was asked for. */
export type Setback =
  /** Nothing: only that target is asked for less often. */
  | { readonly kind: 'target' }
  | { readonly kind: 'rest' }
  /** The platform wants fewer requests, after a time in which it was content. */
  | { readonly kind: 'slowed'; readonly restMs: number };

/**
 * What the targets of one organization share: how many of them are asked for at once, and the rest that
 * a platform gets which wants fewer requests, refuses the token or is away.
 */
export class Backoff {
  #running = 0;
  #restsUntil = 0;
  #slowness = 1;
  /** When the platform last wanted fewer requests, or the slowness was last eased. */
  #limitedAt = 0;
  #failuresInARow = 0;

  constructor(
    private readonly time: Time,
    /** Milliseconds between two requests for what changes. */
    private readonly baseIntervalMs: () => number,
  ) {}

  /** When it has rested enough. */
  get restsUntil(): number {
    return this.#restsUntil;
  }

  /** 1 when all is well; all waits are so many times longer. */
  get slowness(): number {
    return this.#slowness;
  }

  /** Whether one more target may be asked for now. */
  get isFree(): boolean {
    return this.#running < PLACES && this.#restsUntil <= this.time.now();
  }

  /** A request begins. */
  acquire(): void {
    this.#running += 1;
  }

  /** A request has ended. */
  release(): void {
    this.#running -= 1;
  }

  /** Takes back the rest and the slowness. */
  reset(): void {
    this.#restsUntil = 0;
    this.#slowness = 1;
    this.#limitedAt = 0;
    this.#failuresInARow = 0;
  }

  answered(): void {
    this.#failuresInARow = 0;
    const now = this.time.now();
    if (this.#slowness > 1 && now - this.#limitedAt > EASE * this.baseIntervalMs()) {
      this.#slowness /= 2;
      this.#limitedAt = now;
    }
  }

  failed(failure: Failure): Setback {
    switch (failure.kind) {
      case 'rateLimited':
        return this.#slowDown(failure.retryAfterMs);
      case 'server':
        return failure.retryAfterMs !== undefined
          ? this.#slowDown(failure.retryAfterMs)
          : this.#restAway();
      case 'network':
      case 'timeout':
        return this.#restAway();
      case 'unauthorized':
        return this.#rest(LONG_REST * this.baseIntervalMs());
      case 'cancelled':
      case 'forbidden':
      case 'notFound':
      case 'conflict':
      case 'invalid':
      case 'malformed':
        return { kind: 'target' };
    }
  }

  #slowDown(retryAfterMs: number | undefined): Setback {
    const restMs =
      Math.max(retryAfterMs ?? 0, LEAST_REST * this.baseIntervalMs()) * jitter(this.time);
    const isNews = this.#slowness === 1;
    this.#slowness = Math.min(SLOWEST, this.#slowness * 2);
    this.#limitedAt = this.time.now() + restMs;
    const rest = this.#rest(restMs);
    return isNews ? { kind: 'slowed', restMs } : rest;
  }

  #restAway(): Setback {
    const floors = Math.min(AWAY_REST, 2 ** this.#failuresInARow);
    this.#failuresInARow += 1;
    return this.#rest(floors * this.baseIntervalMs() * jitter(this.time));
  }

  #rest(milliseconds: number): Setback {
    this.#restsUntil = Math.max(this.#restsUntil, this.time.now() + milliseconds);
    return { kind: 'rest' };
  }
}

/** A factor that makes a wait a little longer, at random. */
export function jitter(time: Time): number {
  return 1 + JITTER * time.random();
}
