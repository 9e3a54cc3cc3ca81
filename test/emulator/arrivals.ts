import { randomFraction } from './seededRandom';

/**
 * When something comes in again and again: file after file in a channel, or the ticks of a
 * schedule. A pure function of the index, so that a million arrivals take no room.
 */
export interface Arrivals {
  /** Not before this time, in milliseconds since 1970. */
  readonly first: number;
  readonly everyMs: number;
  /** How many there will ever be; `Infinity` for a source that never dries up. */
  readonly count: number;
  /** Makes two sources come at different times. */
  readonly salt: number;
}

/** How far an arrival may be late, as a part of the interval: below 1, so that order is kept. */
const JITTER = 0.8;

/** When arrival number `index` (from 0) comes in. Strictly increasing. */
export function arrivalTime(arrivals: Arrivals, index: number): number {
  const late = randomFraction(arrivals.salt, index) * JITTER;
  return arrivals.first + Math.floor((index + late) * arrivals.everyMs);
}

/** How many have come in at a time, that time included. */
export function arrivedBy(arrivals: Arrivals, time: number): number {
  if (time < arrivals.first) {
    return 0;
  }
  const candidate = Math.floor((time - arrivals.first) / arrivals.everyMs);
  const arrived = arrivalTime(arrivals, candidate) <= time ? candidate + 1 : candidate;
  return Math.min(arrived, arrivals.count);
}
