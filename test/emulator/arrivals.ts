import { randomFraction } from './seededRandom';

/**
 * When files come into a channel, or a schedule fires. The time of an arrival is a function of its
 * index, so that a million arrivals need no memory.
 */
export interface Arrivals {
  /** Not before this time, in milliseconds since 1970. */
  readonly first: number;
  readonly everyMs: number;
  /** How many there will ever be; `Infinity` for no end. */
  readonly count: number;
  /** Gives two sources different times. */
  readonly salt: number;
}

/** The largest delay of an arrival as a share of the interval: below 1, so that order is kept. */
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
