import type { Time } from '../../api/http/time';
import { formatAddress, type TriggerAddress } from '../address';
import { parseWatch, type Watch } from './watchState';

/** The part of a store that outlives the window and is shared by all windows: VS Code's memento. */
export interface StateStore {
  keys(): readonly string[];
  get(key: string): unknown;
  /** Without a value, removes the key. */
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface WatchStoreDeps {
  readonly store: StateStore;
  readonly time: Time;
  /** Takes what goes wrong where nobody waits: the store could not be written. */
  readonly reportUnexpectedError: (error: unknown) => void;
}

/** Milliseconds in which what one window stores has reached the others. */
export const SETTLE = 1000;

/** One key a watch, so that windows do not write each other's: this, and the trigger's path. */
const PREFIX = 'abeja.watch:';
/** How often it is looked whether a write was undone, {@link SETTLE} milliseconds apart. */
const CHECKS = 5;

/**
 * The watched triggers as they are stored for all windows. VS Code stores all keys of an extension at
 * once, as the writing window knows them (seen in 1.100 and 1.139), so of two windows that write at
 * the same moment one undoes what the other wrote, in whatever key. So for some seconds after a watch
 * began or ended it is looked whether that still holds, and it is written again where it does not.
 */
export class WatchStore {
  /** By key: cancels the look at whether the last write was undone. */
  readonly #checks = new Map<string, () => void>();

  constructor(private readonly deps: WatchStoreDeps) {}

  /** All watches; what is no watch of a trigger is left out rather than trusted. */
  all(): readonly Watch[] {
    return this.deps.store
      .keys()
      .filter((key) => key.startsWith(PREFIX))
      .flatMap((key) => this.#read(key.slice(PREFIX.length)) ?? []);
  }

  get(address: TriggerAddress): Watch | undefined {
    return this.#read(formatAddress(address));
  }

  /** Begins a watch, or begins it anew. */
  async add(watch: Watch): Promise<void> {
    await this.#writeLasting(keyOf(watch.address), valueOf(watch));
  }

  /** Stores what has changed of a watch. */
  async put(watch: Watch): Promise<void> {
    await this.deps.store.update(keyOf(watch.address), valueOf(watch));
  }

  /** Ends a watch. */
  async remove(address: TriggerAddress): Promise<void> {
    await this.#writeLasting(keyOf(address), undefined);
  }

  dispose(): void {
    this.#checks.forEach((cancel) => cancel());
  }

  #read(path: string): Watch | undefined {
    return parseWatch(path, this.deps.store.get(PREFIX + path));
  }

  /** Writes or removes a key, and again where that was undone. */
  async #writeLasting(key: string, value: unknown): Promise<void> {
    this.#checkLater(key, value, CHECKS);
    await this.deps.store.update(key, value);
  }

  #checkLater(key: string, value: unknown, checks: number): void {
    const { store, time, reportUnexpectedError } = this.deps;
    const check = (): void => {
      this.#checks.delete(key);
      if ((store.get(key) === undefined) !== (value === undefined)) {
        Promise.resolve(store.update(key, value)).catch(reportUnexpectedError);
      }
      if (checks > 1) {
        this.#checkLater(key, value, checks - 1);
      }
    };
    this.#checks.get(key)?.();
    this.#checks.set(key, time.after(SETTLE, check));
  }
}

function keyOf(address: TriggerAddress): string {
  return PREFIX + formatAddress(address);
}

function valueOf({ notifiedState, claimedBy, acknowledged }: Watch): unknown {
  return { notifiedState, claimedBy, acknowledged };
}
