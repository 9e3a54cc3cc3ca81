import {
  hexOf,
  randomInteger,
  type Uint64,
  uint64Of,
  scramble,
  textHash,
  unscramble,
} from './seededRandom';
import { stamp } from './timestamp';

/** Kinds with ids of 13 decimal digits, and the two digits that these begin with. */
const NUMBERED = {
  organization: 11,
  deployment: 12,
  channel: 13,
  model: 14,
  user: 15,
  datasource: 16,
  definition: 17,
  job: 18,
} as const;

/**
 * Part of every secret that an emulator gives out, whatever its seed: a search for it finds all of
 * them, also where they are cut off behind it.
 */
export const SECRET_MARK = 'emulated-secret';

export type NumberedKind = keyof typeof NUMBERED;

/** Kinds with ids of a prefix and 16 hexadecimal digits. */
export type HexKind = 'ver' | 'tri';

/** Which file of which channel; uploads and arrivals are counted separately. */
export interface FileAddress {
  readonly channel: number;
  readonly uploaded: boolean;
  readonly index: number;
}

/** Which run of which stream of runs. */
export interface RunAddress {
  readonly stream: number;
  readonly index: number;
}

/**
 * Makes ids of the platform's shapes (section 0 of docs/platform-api.md) from a seed. Ids of runs
 * and files contain their index, scrambled, so that any of a million is found by its id without a
 * table.
 */
export class Ids {
  readonly #counters = new Map<string, number>();
  readonly #keys = new Map<string, number>();

  constructor(private readonly seed: number) {}

  /** The next id of 13 digits. */
  numbered(kind: NumberedKind): string {
    const base = randomInteger(this.seed, textHash(kind)) % 1_000_000;
    return String(NUMBERED[kind] * 1e11 + base * 1e5 + this.#count(kind));
  }

  /** The next id such as `tri-0f1e2d3c4b5a6978`. */
  hex(kind: HexKind): string {
    const value = { high: 0, low: this.#count(kind) };
    return `${kind}-${hexOf(scramble(this.#key(kind), value))}`;
  }

  /** A secret for a person, a job or a datasource. */
  secret(prefix: string): string {
    const value = { high: 0, low: this.#count(prefix) };
    return `${prefix}-${SECRET_MARK}-${hexOf(scramble(this.#key(prefix), value))}`;
  }

  run({ stream, index }: RunAddress): string {
    return `run-${hexOf(scramble(this.#key('run'), { high: stream, low: index }))}`;
  }

  /** Stream and index of a run from its id; that there is such a run is not checked. */
  runAddress(id: string): RunAddress | null {
    const match = /^run-([0-9a-f]{16})$/.exec(id);
    if (match?.[1] === undefined) {
      return null;
    }
    const { high, low } = unscramble(this.#key('run'), uint64Of(match[1]));
    return { stream: high, index: low };
  }

  /** `YYYYMMDDTHHMMSS-<uuid>`, the stamp being the time of the upload. */
  file(address: FileAddress, uploadedAt: number): string {
    return `${stamp(uploadedAt)}-${this.#uuid(address)}`;
  }

  fileAddress(id: string): FileAddress | null {
    const match =
      /^\d{8}T\d{6}-([0-9a-f]{8})-([0-9a-f]{4})-4([0-9a-f]{3})-[89ab]([0-9a-f])[0-9a-f]{2}-[0-9a-f]{12}$/.exec(
        id,
      );
    if (match === null) {
      return null;
    }
    const { high, low } = unscramble(this.#key('file'), uint64Of(match.slice(1).join('')));
    return { channel: high >>> 1, uploaded: (high & 1) === 1, index: low };
  }

  #uuid({ channel, uploaded, index }: FileAddress): string {
    const value: Uint64 = { high: channel * 2 + Number(uploaded), low: index };
    const head = hexOf(scramble(this.#key('file'), value));
    const tail = hexOf(scramble(this.#key('tail'), value));
    return [
      head.slice(0, 8),
      head.slice(8, 12),
      `4${head.slice(12, 15)}`,
      `8${head.slice(15)}${tail.slice(0, 2)}`,
      tail.slice(2, 14),
    ].join('-');
  }

  #key(name: string): number {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = randomInteger(this.seed, textHash(name));
      this.#keys.set(name, key);
    }
    return key;
  }

  #count(name: string): number {
    const count = (this.#counters.get(name) ?? 0) + 1;
    this.#counters.set(name, count);
    return count;
  }
}
