import { ApiError } from '../../api/failure';
import type { Time } from '../../api/http/time';
import { formatAddress, organizationOf, type RunAddress, type TriggerAddress } from '../address';
import { Backoff, jitter } from './backoff';
import type { Purpose, RequestBudget } from './requestBudget';

/** One request that is made again and again: the newest page of a trigger's runs, or one run. */
export type Target =
  | { readonly kind: 'head'; readonly address: TriggerAddress }
  | { readonly kind: 'run'; readonly address: RunAddress };

/** What somebody wants to be kept up to date. */
export interface PollRequest {
  /** The same for the same target; of two wishes for one target the more urgent counts. */
  readonly key: string;
  readonly target: Target;
  readonly purpose: Purpose;
  /** Whether it is shown as it was at some time; otherwise it is asked for at once. */
  readonly isKnown: boolean;
}

export interface PollSchedulerDeps {
  /** What is wanted at the moment, in the order it is shown. */
  readonly requests: () => readonly PollRequest[];
  /**
   * Asks once and takes the answer in; tells whether anything changed.
   * @throws ApiError
   */
  readonly poll: (target: Target) => Promise<'changed' | 'unchanged'>;
  /** The setting: milliseconds between two requests for what changes. */
  readonly baseIntervalMs: () => number;
  readonly budget: RequestBudget;
  /** A clock that does not jump; server times are never compared with it. */
  readonly time: Time;
  /** Told once when a platform wants fewer requests, until it is content again. */
  readonly slowed: (target: Target, restMs: number) => void;
  /** Takes what is no failure of a call. */
  readonly reportUnexpectedError: (error: unknown) => void;
}

/**
 * Milliseconds between two requests for one target, as multiples of the floor: right after a change,
 * and when nothing has changed for long. With the default floor of 5 s: 5 to 30 s for what is read,
 * 60 s to 5 min for what is only in sight, 60 s to 2 min for what is watched.
 */
const INTERVALS: Readonly<Record<Purpose, { readonly fast: number; readonly slow: number }>> = {
  following: { fast: 1, slow: 6 },
  watching: { fast: 12, slow: 24 },
  health: { fast: 12, slow: 60 },
};

/** How much longer each wait is when nothing changed. */
const SLOWER = 1.5;
/** Targets whose last answer is remembered. */
const REMEMBERED = 5000;

interface PollState {
  readonly backoff: Backoff;
  request: PollRequest;
  /** Milliseconds to the next request, before slowness and jitter. */
  intervalMs: number;
  jitter: number;
}

/**
 * Keeps what is wished for up to date: asks soon again for what changes and less often for what does
 * not, never twice at once for one target, within the budget, purposes taking turns, most overdue
 * first. A platform that wants fewer requests, refuses the token or is away gets a rest.
 */
export class PollScheduler {
  readonly #states = new Map<string, PollState>();
  readonly #backoffs = new Map<string, Backoff>();
  /** Targets that are being asked for; wished for or not any more. */
  readonly #running = new Set<string>();
  /** When each target was last asked for, by whomever. */
  readonly #polledAt = new Map<string, number>();
  readonly #turns: Record<Purpose, number> = { following: 0, watching: 0, health: 0 };
  #turn = 0;
  #cancelTimer: (() => void) | undefined;
  #isOver = false;

  constructor(private readonly deps: PollSchedulerDeps) {}

  /** What is wished for may have changed. */
  changed(): void {
    this.#wake(0);
  }

  /** The accounts have changed: what an organization was given a rest for may be over. */
  reset(): void {
    for (const backoff of this.#backoffs.values()) {
      backoff.reset();
    }
    this.#states.clear();
    this.changed();
  }

  /** A target's present state has just come, because of a click or of a request made here. */
  markPolled(key: string): void {
    this.#polledAt.delete(key);
    this.#polledAt.set(key, this.deps.time.now());
    for (const oldest of this.#polledAt.keys()) {
      if (this.#polledAt.size <= REMEMBERED) {
        break;
      }
      this.#polledAt.delete(oldest);
    }
  }

  dispose(): void {
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#states.clear();
  }

  #wake(milliseconds: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#isOver
      ? undefined
      : this.deps.time.after(milliseconds, () => this.#look());
  }

  /** Asks for what is due, as far as it may, and sets the time to look again. */
  #look(): void {
    this.#cancelTimer = undefined;
    const { budget, time } = this.deps;
    const states = this.#adopt(this.deps.requests());
    for (;;) {
      const state = this.#next(states);
      if (state === undefined) {
        break;
      }
      const { purpose } = state.request;
      if (!budget.take(purpose)) {
        this.#wake(budget.waitMs());
        return;
      }
      this.#turns[purpose] = this.#turn += 1;
      void this.#poll(state);
    }
    const now = time.now();
    // What is due and not asked for waits for a place: the end of a request looks again.
    const later = states
      .filter(({ request }) => !this.#running.has(request.key))
      .map((state) => Math.max(this.#due(state), state.backoff.restsUntil))
      .filter((due) => due > now);
    if (later.length > 0) {
      this.#wake(later.reduce((soonest, due) => Math.min(soonest, due)) - now);
    }
  }

  #adopt(requests: readonly PollRequest[]): readonly PollState[] {
    const wanted = new Map<string, PollRequest>();
    for (const request of requests) {
      const other = wanted.get(request.key);
      if (other === undefined || urgency(request) > urgency(other)) {
        wanted.set(request.key, request);
      }
    }
    for (const key of this.#states.keys()) {
      if (!wanted.has(key)) {
        this.#states.delete(key);
      }
    }
    return [...wanted].map(([key, request]) => {
      const known = this.#states.get(key);
      if (known !== undefined) {
        if (known.request.purpose !== request.purpose) {
          known.intervalMs = this.#fast(request.purpose);
        }
        known.request = request;
        return known;
      }
      const state = {
        backoff: this.#backoff(request),
        request,
        intervalMs: this.#fast(request.purpose),
        jitter: jitter(this.deps.time),
      };
      if (request.isKnown && !this.#polledAt.has(key)) {
        this.markPolled(key);
      }
      this.#states.set(key, state);
      return state;
    });
  }

  /** The most overdue subject of the purpose that was served the longest time ago. */
  #next(states: readonly PollState[]): PollState | undefined {
    const now = this.deps.time.now();
    let best: PollState | undefined;
    for (const state of states) {
      const may = !this.#running.has(state.request.key) && state.backoff.isFree;
      if (may && this.#due(state) <= now && (best === undefined || this.#isSooner(state, best))) {
        best = state;
      }
    }
    return best;
  }

  #isSooner(one: PollState, other: PollState): boolean {
    const changes = this.#turns[one.request.purpose] - this.#turns[other.request.purpose];
    return changes !== 0 ? changes < 0 : this.#due(one) < this.#due(other);
  }

  #due({ request, intervalMs, jitter, backoff }: PollState): number {
    const asked = this.#polledAt.get(request.key);
    return asked === undefined ? -Infinity : asked + intervalMs * jitter * backoff.slowness;
  }

  async #poll(state: PollState): Promise<void> {
    const { request, backoff } = state;
    this.#running.add(request.key);
    backoff.acquire();
    try {
      const seen = await this.deps.poll(request.target);
      this.#answered(state, seen);
    } catch (error) {
      if (error instanceof ApiError) {
        const setback = backoff.failed(error.failure);
        if (setback.kind === 'target') {
          state.intervalMs = this.#intervals(INTERVALS.health.slow);
        } else if (setback.kind === 'slowed') {
          this.deps.slowed(request.target, setback.restMs);
        }
      } else {
        state.intervalMs = this.#intervals(INTERVALS.health.slow);
        this.deps.reportUnexpectedError(error);
      }
    } finally {
      this.#running.delete(request.key);
      state.jitter = jitter(this.deps.time);
      backoff.release();
      this.markPolled(request.key);
      this.changed();
    }
  }

  #answered(state: PollState, seen: 'changed' | 'unchanged'): void {
    const { fast, slow } = INTERVALS[state.request.purpose];
    const [least, most] = [this.#intervals(fast), this.#intervals(slow)];
    state.intervalMs =
      seen === 'changed' ? least : Math.min(most, Math.max(least, state.intervalMs * SLOWER));
    state.backoff.answered();
  }

  #backoff({ target }: PollRequest): Backoff {
    const id = formatAddress(organizationOf(target.address));
    const backoff = this.#backoffs.get(id) ?? new Backoff(this.deps.time, this.deps.baseIntervalMs);
    this.#backoffs.set(id, backoff);
    return backoff;
  }

  #fast(purpose: Purpose): number {
    return this.#intervals(INTERVALS[purpose].fast);
  }

  #intervals(count: number): number {
    return this.deps.baseIntervalMs() * count;
  }
}

function urgency({ purpose }: PollRequest): number {
  return -INTERVALS[purpose].fast * 1000 - INTERVALS[purpose].slow;
}
