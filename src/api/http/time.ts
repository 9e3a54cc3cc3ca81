import type { AbortSignalLike } from './cancellation';

/** Everything of this layer that depends on time and chance; tests pass their own. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, `milliseconds` from now; the function returned cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
  /** At least 0, below 1. */
  random(): number;
}

/** The longest delay that a timer of Node's takes. */
const LONGEST_DELAY = 2 ** 31 - 1;

interface Wait {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * The system's clock, timers and chance. One timer serves all waits and stays when a wait is cancelled:
 * nearly every wait is the timeout of an attempt that is answered long before, and a timer for each
 * would cost more than the rest of its bookkeeping.
 */
export function createSystemTime(): Time {
  const waits = new Set<Wait>();
  let timer: NodeJS.Timeout | undefined;
  let timerDue = Infinity;

  const setTimer = (due: number) => {
    clearTimeout(timer);
    timerDue = due;
    timer = setTimeout(onTimer, Math.min(Math.max(0, due - performance.now()), LONGEST_DELAY));
  };
  const onTimer = () => {
    // Timers count whole milliseconds and may be one too early.
    const now = performance.now() + 1;
    timerDue = Infinity;
    const due = [...waits].filter((wait) => wait.due <= now).sort((a, b) => a.due - b.due);
    due.forEach((wait) => waits.delete(wait) && wait.callback());
    const next = Math.min(...[...waits].map((wait) => wait.due));
    if (next < timerDue) {
      setTimer(next);
    }
  };
  return {
    now: () => Date.now(),
    after: (milliseconds, callback) => {
      const wait = { due: performance.now() + milliseconds, callback };
      waits.add(wait);
      if (wait.due < timerDue) {
        setTimer(wait.due);
      } else if (waits.size === 1) {
        timer?.ref();
      }
      return () => {
        if (waits.delete(wait) && waits.size === 0) {
          // The timer stays, but must not keep the process running.
          timer?.unref();
        }
      };
    },
    random: () => Math.random(),
  };
}

/** Waits; gives false at once when `signal` ends the wait. */
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
    const onAbort = () => {
      cancelTimer();
      resolve(false);
    };
    const cancelTimer = time.after(milliseconds, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal?.addEventListener('abort', onAbort);
  });
}
