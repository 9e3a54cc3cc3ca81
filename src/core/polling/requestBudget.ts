import type { Time } from '../../api/http/time';

/** What is asked without a click. */
export type Purpose = 'following' | 'health' | 'watching';

/** How the budget of a minute was used when it ran out. */
export interface BudgetReport {
  readonly perMinute: number;
  /** Requests of the last minute. */
  readonly spent: Readonly<Record<Purpose, number>>;
  /** Milliseconds until there is the next one. */
  readonly waitMs: number;
}

/** Requests a minute, where the setting says nothing that can be used. */
export const DEFAULT_BUDGET = 60;

const MINUTE = 60_000;
const LEAST = 6;
const MOST = 600;

/**
 * Bounds what is asked without a click: in no minute are there more requests than `perMinute`, the
 * beginning included. A third of them may be made at once; the rest comes back evenly over the
 * minute, so that after a burst nobody waits long. `report` is called at most once a minute, when
 * the budget is used up.
 */
export class RequestBudget {
  #left: number;
  #counted: number;
  #reported = -Infinity;
  #spent: { readonly at: number; readonly purpose: Purpose }[] = [];

  /** `perMinute` is asked each time; it is held between 6 and 600. */
  constructor(
    private readonly perMinute: () => number,
    private readonly time: Time,
    private readonly report: (report: BudgetReport) => void,
  ) {
    this.#left = burst(this.#limit());
    this.#counted = time.now();
  }

  /** Takes one request; false when there is none left at the moment. */
  take(purpose: Purpose): boolean {
    if (this.waitMs() > 0) {
      this.#tell();
      return false;
    }
    this.#left -= 1;
    this.#forget();
    this.#spent.push({ at: this.time.now(), purpose });
    return true;
  }

  /** Milliseconds until there is a request to take; 0 when there is one. */
  waitMs(): number {
    const limit = this.#limit();
    const now = this.time.now();
    const perMs = (limit - burst(limit)) / MINUTE;
    const passed = Math.max(0, now - this.#counted);
    this.#left = Math.min(burst(limit), this.#left + passed * perMs);
    this.#counted = now;
    // A hair more than is needed: half a millisecond must not be waited for again and again.
    return this.#left >= 1 ? 0 : Math.ceil((1 - this.#left) / perMs) + 1;
  }

  #tell(): void {
    const now = this.time.now();
    if (now - this.#reported < MINUTE) {
      return;
    }
    this.#reported = now;
    this.#forget();
    const spent = { following: 0, health: 0, watching: 0 };
    for (const { purpose } of this.#spent) {
      spent[purpose] += 1;
    }
    this.report({ perMinute: this.#limit(), spent, waitMs: this.waitMs() });
  }

  #forget(): void {
    const now = this.time.now();
    this.#spent = this.#spent.filter(({ at }) => now - at < MINUTE);
  }

  #limit(): number {
    const wanted = this.perMinute();
    return Number.isFinite(wanted)
      ? Math.min(MOST, Math.max(LEAST, Math.floor(wanted)))
      : DEFAULT_BUDGET;
  }
}

function burst(limit: number): number {
  return Math.floor(limit / 3);
}
