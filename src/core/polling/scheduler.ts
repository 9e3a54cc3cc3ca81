import { ApiError } from '../../api/failure';
import type { Time } from '../../api/http/time';
import { formatAddress, organizationOf, type RunAddress, type TriggerAddress } from '../address';
import { Backoff, jitter } from './backoff';
import type { Purpose, RequestBudget } from './requestBudget';

/** One request that is made again and again: the newest page of a trigger's runs, or one run. */
export type Target =
  | { readonly kind: 'head'; readonly address: TriggerAddress }
  | { readonly kind: 'run'; readonly address: RunAddress };

/** What is to be kept up to date. */
export interface PollRequest {
  /** The same for the same target; of two requests for one target the more urgent counts. */
  readonly key: string;
  readonly target: Target;
  readonly purpose: Purpose;
  /** Whether an earlier state of it is shown; otherwise it is asked for at once. */
  readonly isKnown: boolean;
}

export interface PollSchedulerDeps {
  /** What is to be kept up to date at the moment, in the order it is shown. */
  readonly requests: () => readonly PollRequest[];
  /**
   * Asks once and takes the answer in; gives whether anything changed.
   * @throws ApiError
   */
  readonly poll: (target: Target) => Promise<boolean>;
  /** The setting: milliseconds between two requests for what changes. */
  readonly baseIntervalMs: () => number;
  readonly budget: RequestBudget;
  /** Its clock must not be one that a person or a time server sets. */
  readonly time: Time;
  /** Called when a platform wants fewer requests, for the first time in a while. */
  readonly rateLimited: (target: Target, restMs: number) => void;
  /** Takes errors that are no failure of a call. */
  readonly reportUnexpectedError: (error: unknown) => void;
}

/**
 * Base intervals between two requests for one target: right after a change, and when nothing has
 * changed for long. With the default of 5 s: 5 to 30 s for what is open, 60 s to 5 min for what is
 * only visible, 60 s to 2 min for what is watched.
 */
const INTERVALS: Readonly<
  Record<Purpose, { readonly shortest: number; readonly longest: number }>
> = {
  following: { shortest: 1, longest: 6 },
  watching: { shortest: 12, longest: 24 },
  health: { shortest: 12, longest: 60 },
};

/** Of two purposes for one target, the greater counts. */
const URGENCY: Readonly<Record<Purpose, number>> = { following: 2, watching: 1, health: 0 };

/** An interval is so many times longer after an answer in which nothing has changed. */
const GROWTH = 1.5;
/** Targets of which it is remembered when they were asked for. */
const REMEMBERED = 5000;

interface PollState {
  readonly backoff: Backoff;
  request: PollRequest;
  /** Milliseconds to the next request, before jitter. */
  intervalMs: number;
  jitter: number;
}

/**
 * Decides when what is to be kept up to date is asked for: soon again where something changes and
 * less often where nothing does, never twice at once for one target, within the budget, purposes in
 * turn, the most overdue target first. An organization whose requests fail gets a rest.
 */
export class PollScheduler {
  readonly #states = new Map<string, PollState>();
  readonly #backoffs = new Map<string, Backoff>();
  /** Targets that are being asked for, requested or not any more. */
  readonly #running = new Set<string>();
  /** When each target was last asked for, by whomever. */
  readonly #polledAt = new Map<string, number>();
  /** By purpose: the number of the last request made for it. */
  readonly #lastServed: Record<Purpose, number> = { following: 0, watching: 0, health: 0 };
  #served = 0;
  #cancelTimer: (() => void) | undefined;
  #isOver = false;

  constructor(private readonly deps: PollSchedulerDeps) {}

  /** What is to be kept up to date may have changed. */
  changed(): void {
    this.#wake(0);
  }

  /** The accounts have changed: why an organization was given a rest may be over. */
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
      : this.deps.time.after(milliseconds, () => this.#run());
  }

  /** Asks for what is due, as far as it may, and sets the time to do so again. */
  #run(): void {
    this.#cancelTimer = undefined;
    const { budget, time } = this.deps;
    const states = this.#update(this.deps.requests());
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
      this.#lastServed[purpose] = this.#served += 1;
      void this.#poll(state);
    }
    const now = time.now();
    // What is due and may not be asked for waits for the end of a request, which calls this again. What
    // has become due since it was looked at is free.
    const later = states
      .filter(({ request }) => !this.#running.has(request.key))
      .map((state) => ({
        isFree: state.backoff.isFree,
        dueAt: Math.max(this.#dueAt(state), state.backoff.restsUntil),
      }))
      .filter(({ isFree, dueAt }) => isFree || dueAt > now);
    if (later.length > 0) {
      this.#wake(Math.max(0, Math.min(...later.map(({ dueAt }) => dueAt)) - now));
    }
  }

  /** Gives every requested target its state, and forgets the states of the others. */
  #update(requests: readonly PollRequest[]): readonly PollState[] {
    const wanted = new Map<string, PollRequest>();
    for (const request of requests) {
      const other = wanted.get(request.key);
      if (other === undefined || URGENCY[request.purpose] > URGENCY[other.purpose]) {
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
          known.intervalMs = this.#intervals(INTERVALS[request.purpose].shortest);
        }
        known.request = request;
        return known;
      }
      const state = {
        backoff: this.#backoff(request),
        request,
        intervalMs: this.#intervals(INTERVALS[request.purpose].shortest),
        jitter: jitter(this.deps.time),
      };
      if (request.isKnown && !this.#polledAt.has(key)) {
        this.markPolled(key);
      }
      this.#states.set(key, state);
      return state;
    });
  }

  /** The most overdue target of the purpose that was served the longest time ago. */
  #next(states: readonly PollState[]): PollState | undefined {
    const now = this.deps.time.now();
    let best: PollState | undefined;
    for (const state of states) {
      const may = !this.#running.has(state.request.key) && state.backoff.isFree;
      if (may && this.#dueAt(state) <= now && (best === undefined || this.#isSooner(state, best))) {
        best = state;
      }
    }
    return best;
  }

  #isSooner(one: PollState, other: PollState): boolean {
    const difference =
      this.#lastServed[one.request.purpose] - this.#lastServed[other.request.purpose];
    return difference !== 0 ? difference < 0 : this.#dueAt(one) < this.#dueAt(other);
  }

  #dueAt({ request, intervalMs, jitter }: PollState): number {
    const polledAt = this.#polledAt.get(request.key);
    return polledAt === undefined ? -Infinity : polledAt + intervalMs * jitter;
  }

  async #poll(state: PollState): Promise<void> {
    const { request, backoff } = state;
    this.#running.add(request.key);
    backoff.acquire();
    try {
      this.#answered(state, await this.deps.poll(request.target));
    } catch (error) {
      this.#failed(state, error);
    } finally {
      this.#running.delete(request.key);
      state.jitter = jitter(this.deps.time);
      backoff.release();
      this.markPolled(request.key);
      this.changed();
    }
  }

  #answered(state: PollState, hasChanged: boolean): void {
    const { shortest, longest } = INTERVALS[state.request.purpose];
    const [least, most] = [this.#intervals(shortest), this.#intervals(longest)];
    state.intervalMs = hasChanged
      ? least
      : Math.min(most, Math.max(least, state.intervalMs * GROWTH));
    state.backoff.answered();
  }

  #failed(state: PollState, error: unknown): void {
    const effect = error instanceof ApiError ? state.backoff.failed(error.failure) : undefined;
    if (effect?.kind === 'rateLimited') {
      this.deps.rateLimited(state.request.target, effect.restMs);
    } else if (effect?.kind !== 'rest') {
      state.intervalMs = this.#intervals(INTERVALS.health.longest);
    }
    if (effect === undefined) {
      this.deps.reportUnexpectedError(error);
    }
  }

  #backoff({ target }: PollRequest): Backoff {
    const id = formatAddress(organizationOf(target.address));
    const backoff = this.#backoffs.get(id) ?? new Backoff(this.deps.time, this.deps.baseIntervalMs);
    this.#backoffs.set(id, backoff);
    return backoff;
  }

  #intervals(count: number): number {
    return this.deps.baseIntervalMs() * count;
  }
}
