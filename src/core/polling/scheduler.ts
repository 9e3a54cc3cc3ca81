import { ApiError } from '../../api/failure';
import type { Time } from '../../api/http/time';
import { formatAddress, organizationOf, type RunAddress, type TriggerAddress } from '../address';
import { FollowLane, jitter } from './backoff';
import type { Purpose, RequestBudget } from './rateLimit';

/** One request that is made again and again: the newest page of a trigger's runs, or one run. */
export type Target =
  | { readonly kind: 'head'; readonly address: TriggerAddress }
  | { readonly kind: 'run'; readonly address: RunAddress };

/** What somebody wants to be kept up to date. */
export interface Wish {
  /** The same for the same target; of two wishes for one target the more urgent counts. */
  readonly key: string;
  readonly target: Target;
  readonly purpose: Purpose;
  /** Whether it is shown as it was at some time; otherwise it is asked for at once. */
  readonly isKnown: boolean;
}

export interface FollowerParts {
  /** What is wanted at the moment, in the order it is shown. */
  readonly wishes: () => readonly Wish[];
  /**
   * Asks once and takes the answer in; tells whether anything changed.
   * @throws ApiError
   */
  readonly ask: (target: Target) => Promise<'changed' | 'unchanged'>;
  /** The setting: milliseconds between two requests for what changes. */
  readonly floorMs: () => number;
  readonly budget: RequestBudget;
  /** A clock that does not jump; server times are never compared with it. */
  readonly time: Time;
  /** Told once when a platform wants fewer requests, until it is content again. */
  readonly slowed: (target: Target, restMs: number) => void;
  /** Takes what is no failure of a call. */
  readonly fault: (error: unknown) => void;
}

/**
 * Milliseconds between two requests for one target, as multiples of the floor: right after a change,
 * and when nothing has changed for long. With the default floor of 5 s: 5 to 30 s for what is read,
 * 60 s to 5 min for what is only in sight, 60 s to 2 min for what is watched.
 */
const PACES: Readonly<Record<Purpose, { readonly fast: number; readonly slow: number }>> = {
  following: { fast: 1, slow: 6 },
  watching: { fast: 12, slow: 24 },
  health: { fast: 12, slow: 60 },
};

/** How much longer each wait is when nothing changed. */
const SLOWER = 1.5;
/** Targets whose last answer is remembered. */
const REMEMBERED = 5000;

interface Subject {
  readonly lane: FollowLane;
  wish: Wish;
  /** Milliseconds to the next request, before slowness and jitter. */
  intervalMs: number;
  jitter: number;
}

/**
 * Keeps what is wished for up to date: asks soon again for what changes and less often for what does
 * not, never twice at once for one target, within the budget, purposes taking turns, most overdue
 * first. A platform that wants fewer requests, refuses the token or is away gets a rest.
 */
export class Follower {
  readonly #subjects = new Map<string, Subject>();
  readonly #lanes = new Map<string, FollowLane>();
  /** Targets that are being asked for; wished for or not any more. */
  readonly #running = new Set<string>();
  /** When each target was last asked for, by whomever. */
  readonly #asked = new Map<string, number>();
  readonly #turns: Record<Purpose, number> = { following: 0, watching: 0, health: 0 };
  #turn = 0;
  #callOff: (() => void) | undefined;
  #isOver = false;

  constructor(private readonly parts: FollowerParts) {}

  /** What is wished for may have changed. */
  changed(): void {
    this.#wake(0);
  }

  /** The accounts have changed: what an organization was given a rest for may be over. */
  forgive(): void {
    for (const lane of this.#lanes.values()) {
      lane.forgive();
    }
    this.#subjects.clear();
    this.changed();
  }

  /** A target's present state has just come, because of a click or of a request made here. */
  noted(key: string): void {
    this.#asked.delete(key);
    this.#asked.set(key, this.parts.time.now());
    for (const oldest of this.#asked.keys()) {
      if (this.#asked.size <= REMEMBERED) {
        break;
      }
      this.#asked.delete(oldest);
    }
  }

  dispose(): void {
    this.#isOver = true;
    this.#callOff?.();
    this.#subjects.clear();
  }

  #wake(milliseconds: number): void {
    this.#callOff?.();
    this.#callOff = this.#isOver
      ? undefined
      : this.parts.time.after(milliseconds, () => this.#look());
  }

  /** Asks for what is due, as far as it may, and sets the time to look again. */
  #look(): void {
    this.#callOff = undefined;
    const { budget, time } = this.parts;
    const subjects = this.#adopt(this.parts.wishes());
    for (;;) {
      const subject = this.#next(subjects);
      if (subject === undefined) {
        break;
      }
      const { purpose } = subject.wish;
      if (!budget.take(purpose)) {
        this.#wake(budget.waitMs());
        return;
      }
      this.#turns[purpose] = this.#turn += 1;
      void this.#ask(subject);
    }
    const now = time.now();
    // What is due and not asked for waits for a place: the end of a request looks again.
    const later = subjects
      .filter(({ wish }) => !this.#running.has(wish.key))
      .map((subject) => Math.max(this.#due(subject), subject.lane.restsUntil))
      .filter((due) => due > now);
    if (later.length > 0) {
      this.#wake(later.reduce((soonest, due) => Math.min(soonest, due)) - now);
    }
  }

  #adopt(wishes: readonly Wish[]): readonly Subject[] {
    const wanted = new Map<string, Wish>();
    for (const wish of wishes) {
      const other = wanted.get(wish.key);
      if (other === undefined || urgency(wish) > urgency(other)) {
        wanted.set(wish.key, wish);
      }
    }
    for (const key of this.#subjects.keys()) {
      if (!wanted.has(key)) {
        this.#subjects.delete(key);
      }
    }
    return [...wanted].map(([key, wish]) => {
      const known = this.#subjects.get(key);
      if (known !== undefined) {
        if (known.wish.purpose !== wish.purpose) {
          known.intervalMs = this.#fast(wish.purpose);
        }
        known.wish = wish;
        return known;
      }
      const subject = {
        lane: this.#lane(wish),
        wish,
        intervalMs: this.#fast(wish.purpose),
        jitter: jitter(this.parts.time),
      };
      if (wish.isKnown && !this.#asked.has(key)) {
        this.noted(key);
      }
      this.#subjects.set(key, subject);
      return subject;
    });
  }

  /** The most overdue subject of the purpose that was served the longest time ago. */
  #next(subjects: readonly Subject[]): Subject | undefined {
    const now = this.parts.time.now();
    let best: Subject | undefined;
    for (const subject of subjects) {
      const may = !this.#running.has(subject.wish.key) && subject.lane.isFree;
      if (
        may &&
        this.#due(subject) <= now &&
        (best === undefined || this.#isSooner(subject, best))
      ) {
        best = subject;
      }
    }
    return best;
  }

  #isSooner(one: Subject, other: Subject): boolean {
    const turns = this.#turns[one.wish.purpose] - this.#turns[other.wish.purpose];
    return turns !== 0 ? turns < 0 : this.#due(one) < this.#due(other);
  }

  #due({ wish, intervalMs, jitter, lane }: Subject): number {
    const asked = this.#asked.get(wish.key);
    return asked === undefined ? -Infinity : asked + intervalMs * jitter * lane.slowness;
  }

  async #ask(subject: Subject): Promise<void> {
    const { wish, lane } = subject;
    this.#running.add(wish.key);
    lane.enter();
    try {
      const seen = await this.parts.ask(wish.target);
      this.#answered(subject, seen);
    } catch (error) {
      if (error instanceof ApiError) {
        const setback = lane.failed(error.failure);
        if (setback.kind === 'target') {
          subject.intervalMs = this.#floors(PACES.health.slow);
        } else if (setback.kind === 'slowed') {
          this.parts.slowed(wish.target, setback.restMs);
        }
      } else {
        subject.intervalMs = this.#floors(PACES.health.slow);
        this.parts.fault(error);
      }
    } finally {
      this.#running.delete(wish.key);
      subject.jitter = jitter(this.parts.time);
      lane.leave();
      this.noted(wish.key);
      this.changed();
    }
  }

  #answered(subject: Subject, seen: 'changed' | 'unchanged'): void {
    const { fast, slow } = PACES[subject.wish.purpose];
    const [least, most] = [this.#floors(fast), this.#floors(slow)];
    subject.intervalMs =
      seen === 'changed' ? least : Math.min(most, Math.max(least, subject.intervalMs * SLOWER));
    subject.lane.answered();
  }

  #lane({ target }: Wish): FollowLane {
    const id = formatAddress(organizationOf(target.address));
    const lane = this.#lanes.get(id) ?? new FollowLane(this.parts.time, this.parts.floorMs);
    this.#lanes.set(id, lane);
    return lane;
  }

  #fast(purpose: Purpose): number {
    return this.#floors(PACES[purpose].fast);
  }

  #floors(count: number): number {
    return this.parts.floorMs() * count;
  }
}

function urgency({ purpose }: Wish): number {
  return -PACES[purpose].fast * 1000 - PACES[purpose].slow;
}
