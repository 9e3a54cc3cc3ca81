import type { StopSignal } from './stop';

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

/** The time that passes outside of tests. */
export const systemTime: Time = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.min(milliseconds, LONGEST));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Waits; false at once when `signal` ends the wait. */
export function pause(
  time: Time,
  milliseconds: number,
  signal: StopSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve(false);
      return;
    }
    const ended = () => {
      callOff();
      resolve(false);
    };
    const callOff = time.after(milliseconds, () => {
      signal?.removeEventListener('abort', ended);
      resolve(true);
    });
    signal?.addEventListener('abort', ended);
  });
}
