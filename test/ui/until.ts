import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Whatever a test waits for may take this long: more than any machine needs, however busy it is. */
export const LIMIT_MS = 120_000;

/** Between two looks at the same thing. */
const PAUSE_MS = 50;

/** Looks again and again until `condition` gives something other than undefined or false. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not seen within ${LIMIT_MS / 1000} seconds: ${what}`);
    }
    await pause(PAUSE_MS);
  }
}

/**
 * Reads again and again until `check` finds nothing wrong, and gives what was read. After the limit
 * the last complaint of `check` is thrown.
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  check: (value: T) => void,
): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const value = await read();
    try {
      check(value);
      return value;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await pause(PAUSE_MS);
  }
}

/** Reads again and again until the value is the expected one. */
export async function becomes<T>(
  read: () => T | Promise<T>,
  expected: T,
  message?: string,
): Promise<void> {
  await eventually(read, (value) => assert.deepEqual(value, expected, message));
}
