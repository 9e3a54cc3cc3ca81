/**
 * Random numbers that are functions of their arguments: the same in every process, so that a world
 * is a function of its seed and the clock, and nothing about a million runs has to be stored.
 */

/** Two unsigned 32-bit halves of a 64-bit value. */
export interface Uint64 {
  readonly high: number;
  readonly low: number;
}

const ROUNDS = 6;

/** An unsigned 32-bit hash of three whole numbers (MurmurHash3's block step and finalizer). */
export function randomInteger(a: number, b: number, c = 0): number {
  let hash = block(block(block(0x9747b28c, a), b), c);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** {@link randomInteger} as a fraction, at least 0 and below 1. */
export function randomFraction(a: number, b: number, c = 0): number {
  return randomInteger(a, b, c) / 0x1_0000_0000;
}

/** An unsigned 32-bit hash of a text (FNV-1a over its UTF-16 units). */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * A keyed permutation of the 64-bit values (a Feistel network), undone by {@link unscramble}: ids
 * look random and can be decoded.
 */
export function scramble(key: number, value: Uint64): Uint64 {
  let { high, low } = value;
  for (let round = 1; round <= ROUNDS; round++) {
    const mixed = (high ^ randomInteger(key, round, low)) >>> 0;
    high = low;
    low = mixed;
  }
  return { high, low };
}

/** Undoes {@link scramble}. */
export function unscramble(key: number, value: Uint64): Uint64 {
  let { high, low } = value;
  for (let round = ROUNDS; round >= 1; round--) {
    const mixed = (low ^ randomInteger(key, round, high)) >>> 0;
    low = high;
    high = mixed;
  }
  return { high, low };
}

/** Sixteen lower-case hexadecimal digits. */
export function hexOf({ high, low }: Uint64): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** Undoes {@link hexOf}; expects sixteen hexadecimal digits. */
export function uint64Of(hex: string): Uint64 {
  return { high: parseInt(hex.slice(0, 8), 16), low: parseInt(hex.slice(8), 16) };
}

function block(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const mixed = hash ^ k;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}
