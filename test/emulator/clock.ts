/** Where the emulator reads the time. Everything that changes by itself is a function of it. */
export type Clock = RealClock | FakeClock;

/** The machine's time. */
export interface RealClock {
  readonly kind: 'real';
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** A time that changes by {@link FakeClock.advance} alone. */
export interface FakeClock {
  readonly kind: 'fake';
  now(): number;
  /** Moves the time forward. */
  advance(milliseconds: number): void;
}

export function realClock(): RealClock {
  return { kind: 'real', now: () => Date.now() };
}

/** A clock that starts at an ISO 8601 time and moves only by {@link FakeClock.advance}. */
export function fakeClock(start = '2024-03-01T09:15:00Z'): FakeClock {
  let now = Date.parse(start);
  if (Number.isNaN(now)) {
    throw new RangeError(`"${start}" is not an ISO 8601 time`);
  }
  return {
    kind: 'fake',
    now: () => now,
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) {
        throw new RangeError(`a clock cannot advance by ${milliseconds} ms`);
      }
      now += milliseconds;
    },
  };
}
