import type { Time } from '../../api/http/time';

/** Why a request is made without a click. */
export type Purpose = 'following' | 'health' | 'watching';

/** How the budget of a minute was used when it ran out. */
export interface BudgetReport {
  readonly perMinute: number;
  /** Requests of the last minute. */
  readonly spent: Readonly<Record<Purpose, number>>;
  /** Milliseconds until there is the next one. */
  readonly waitMs: number;
}

/** Requests a minute where the setting is not a number. */
export const DEFAULT_BUDGET = 60;

const MINUTE = 60_000;
/** Bounds of the setting. */
const LEAST = 6;
const MOST = 600;

/**
 * Bounds the requests made without a click: no minute, the first one included, has more of them than
 * `perMinute`. A third of them may be made at once; the others become available evenly over the
 * minute, so that the wait after a burst is short. `report` is called at most once a minute, when the
 * budget is used up.
 */
export class RequestBudget {
  #available: number;
  #refilledAt: number;
  #reportedAt = -Infinity;
  #spent: { readonly at: number; readonly purpose: Purpose }[] = [];

  /** `perMinute` is read each time; it is kept between 6 and 600. */
  constructor(
    private readonly perMinute: () => number,
    private readonly time: Time,
    private readonly report: (report: BudgetReport) => void,
  ) {
    this.#available = burst(this.#limit());
    this.#refilledAt = time.now();
  }

  /** Takes one request; false when there is none left at the moment. */
  take(purpose: Purpose): boolean {
    if (this.waitMs() > 0) {
      this.#reportUsedUp();
      return false;
    }
    this.#available -= 1;
    this.#dropOld();
    this.#spent.push({ at: this.time.now(), purpose });
    return true;
  }

  /** Milliseconds until there is a request to take; 0 when there is one. */
  waitMs(): number {
    const limit = this.#limit();
    const now = this.time.now();
    const perMs = (limit - burst(limit)) / MINUTE;
    const elapsed = Math.max(0, now - this.#refilledAt);
    this.#available = Math.min(burst(limit), this.#available + elapsed * perMs);
    this.#refilledAt = now;
    // Rounded up, and one more: timers count whole milliseconds, and the wait must not be repeated.
    return this.#available >= 1 ? 0 : Math.ceil((1 - this.#available) / perMs) + 1;
  }

  #reportUsedUp(): void {
    const now = this.time.now();
    if (now - this.#reportedAt < MINUTE) {
      return;
    }
    this.#reportedAt = now;
    this.#dropOld();
    const spent = { following: 0, health: 0, watching: 0 };
    for (const { purpose } of this.#spent) {
      spent[purpose] += 1;
    }
    this.report({ perMinute: this.#limit(), spent, waitMs: this.waitMs() });
  }

  #dropOld(): void {
    const now = this.time.now();
    this.#spent = this.#spent.filter(({ at }) => now - at < MINUTE);
  }

  #limit(): number {
    const setting = this.perMinute();
    return Number.isFinite(setting)
      ? Math.min(MOST, Math.max(LEAST, Math.floor(setting)))
      : DEFAULT_BUDGET;
  }
}

function burst(limit: number): number {
  return Math.floor(limit / 3);
}
