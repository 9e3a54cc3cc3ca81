import type { AbortSignalLike } from './abort';

/** Everything of this layer that depends on time and chance, so that tests can hold it still. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, `milliseconds` from now; the function returned calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
  /** At least 0, below 1. */
  random(): number;
}

/** The longest time a timer can wait. */
const LONGEST = 2 ** 31 - 1;

interface Wait {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * The time that passes outside of tests. One timer serves all waits and stays when a wait is called
 * off: nearly every wait is the timeout of an attempt that is answered long before, and a timer of its
 * own would cost each of them more than the rest of the bookkeeping.
 */
export function createSystemTime(): Time {
  const waits = new Set<Wait>();
  let timer: NodeJS.Timeout | undefined;
  let rings = Infinity;

  const set = (due: number) => {
    clearTimeout(timer);
    rings = due;
    timer = setTimeout(ring, Math.min(Math.max(0, due - performance.now()), LONGEST));
  };
  const ring = () => {
    // Timers count whole milliseconds and may be one too early.
    const now = performance.now() + 1;
    rings = Infinity;
    const due = [...waits].filter((wait) => wait.due <= now).sort((a, b) => a.due - b.due);
    due.forEach((wait) => waits.delete(wait) && wait.callback());
    const next = Math.min(...[...waits].map((wait) => wait.due));
    if (next < rings) {
      set(next);
    }
  };
  return {
    now: () => Date.now(),
    after: (milliseconds, callback) => {
      const wait = { due: performance.now() + milliseconds, callback };
      waits.add(wait);
      if (wait.due < rings) {
        set(wait.due);
      } else if (waits.size === 1) {
        timer?.ref();
      }
      return () => {
        if (waits.delete(wait) && waits.size === 0) {
          // It may ring for nothing, but no process has to wait for that.
          timer?.unref();
        }
      };
    },
    random: () => Math.random(),
  };
}

/** Waits; false at once when `signal` ends the wait. */
export function delay(
  time: Time,
  milliseconds: number,
  signal: AbortSignalLike | undefined,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve(false);
      return;
    }
    const ended = () => {
      cancelTimer();
      resolve(false);
    };
    const cancelTimer = time.after(milliseconds, () => {
      signal?.removeEventListener('abort', ended);
      resolve(true);
    });
    signal?.addEventListener('abort', ended);
  });
}
