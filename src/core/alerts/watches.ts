import { EventEmitter } from 'node:events';
import type { Time } from '../../api/http/time';
import { formatAddress, parseAddress, type TriggerAddress } from '../address';
import { conditionOf, type Health } from '../runs/health';

/** The part of a store that outlives the window and is shared by all windows: VS Code's memento. */
export interface StateStore {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** How a watched trigger was when it was last looked at. */
export type WatchState = 'healthy' | 'failing';

/** A watched trigger that went from one state to the other. */
export interface WatchStateChange {
  readonly address: TriggerAddress;
  readonly state: WatchState;
  readonly health: Health;
}

/** Why a trigger is not watched any more, other than by a click. */
export type WatchEnd = 'deleted' | 'organizationRemoved';

export interface WatchesDeps {
  readonly store: StateStore;
  readonly time: Time;
  /** What no other window is called. */
  readonly window: string;
  /** Milliseconds from one announcement to the next, at least. */
  readonly quietMs: () => number;
  /** Takes turns that are to be told together. */
  readonly announce: (changes: readonly WatchStateChange[]) => void;
  readonly ended: (addresses: readonly TriggerAddress[], why: WatchEnd) => void;
  /** Takes what goes wrong where nobody waits: the store could not be written. */
  readonly reportUnexpectedError: (error: unknown) => void;
}

const KEY = 'abeja.watches';

/** Milliseconds in which turns are collected before they are told. */
const COLLECT = 2000;
/** Milliseconds in which what one window stores has reached the others. */
const SETTLE = 1000;

type Watch = StoredWatch & { readonly address: TriggerAddress };

/** What is stored of a watched trigger: nothing but where it is, what was told, and by which window. */
interface StoredWatch {
  readonly path: string;
  /** Absent until its runs were looked at once. */
  readonly notifiedState?: WatchState;
  /** The window that tells, and whether it has. */
  readonly claimedBy?: string;
  readonly acknowledged?: true;
}

/**
 * The triggers that a person wants to hear of: told once when one starts failing and once when it
 * recovers. Turns that come close together are told together, and a trigger that is back where it
 * was by then is not told of at all.
 *
 * All windows share the list, so each turn is told by one of them: a window that has seen it writes
 * that it will tell, waits until the others can have read this, and tells if what is written is
 * still its own. Who comes later finds it told. Where two wrote at the same time, each may read the
 * other's word: then the one whose name comes first tells, unless by then the other has.
 */
export class Watches {
  readonly #changes = new EventEmitter<{ change: [readonly TriggerAddress[]] }>();
  readonly #seen = new Map<string, WatchState>();
  readonly #stateChanges = new Map<string, WatchStateChange>();
  /** What the store held when it was read last, and what was read. */
  #read: { readonly stored: unknown; readonly watches: readonly Watch[] } | undefined;
  #cancelTimer: (() => void) | undefined;
  #announced = -Infinity;
  #isOver = false;

  constructor(private readonly deps: WatchesDeps) {}

  /** Calls back with the triggers whose watch, or state, changed; returns the way to stop. */
  onDidChange(listener: (addresses: readonly TriggerAddress[]) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** The watched triggers. */
  all(): readonly TriggerAddress[] {
    return this.#watches().map(({ address }) => address);
  }

  has(address: TriggerAddress): boolean {
    const path = formatAddress(address);
    return this.#watches().some((watch) => watch.path === path);
  }

  /** How many watched triggers fail, as far as is known. */
  failing(): number {
    return this.#watches().filter(
      ({ path, notifiedState: told }) => (this.#seen.get(path) ?? told) === 'failing',
    ).length;
  }

  /** Starts to watch a trigger; how it is now, if that is known, is no news. */
  async watch(address: TriggerAddress, health: Health | undefined): Promise<void> {
    const path = formatAddress(address);
    const told = health && stateOf(health);
    await this.#write((watches) => [
      ...watches.filter((other) => other.path !== path),
      { path, ...(told === undefined ? {} : { notifiedState: told }) },
    ]);
    this.#changed([address]);
  }

  /** Stops watching triggers. */
  async stop(addresses: readonly TriggerAddress[]): Promise<void> {
    const paths = new Set(addresses.map(formatAddress));
    paths.forEach((path) => {
      this.#stateChanges.delete(path);
      this.#seen.delete(path);
    });
    await this.#write((watches) => watches.filter(({ path }) => !paths.has(path)));
    this.#changed(addresses);
  }

  /** Stops watching those of `addresses` that are watched, and says so. */
  async end(addresses: readonly TriggerAddress[], why: WatchEnd): Promise<void> {
    const watched = addresses.filter((address) => this.has(address));
    if (watched.length > 0) {
      await this.stop(watched);
      this.deps.ended(watched, why);
    }
  }

  /** Takes how a trigger's runs went, from whoever has looked; nothing happens if it is not watched. */
  seen(address: TriggerAddress, health: Health | undefined): void {
    const path = formatAddress(address);
    const watch = this.#watches().find((other) => other.path === path);
    if (watch === undefined || health === undefined) {
      return;
    }
    const state = stateOf(health);
    if (this.#seen.get(path) !== state) {
      this.#seen.set(path, state);
      this.#changed([address]);
    }
    if (watch.notifiedState === undefined) {
      this.#runInBackground(this.#tell(new Map([[path, state]])));
    } else if (watch.notifiedState === state) {
      this.#stateChanges.delete(path);
    } else {
      this.#stateChanges.set(path, { address, state, health });
      this.#collect();
    }
  }

  dispose(): void {
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#stateChanges.clear();
    this.#changes.removeAllListeners();
  }

  #collect(): void {
    const { time, quietMs } = this.deps;
    const quiet = this.#announced + quietMs() - time.now();
    this.#cancelTimer ??= time.after(Math.max(COLLECT, quiet), () =>
      this.#runInBackground(this.#claim()),
    );
  }

  /** Writes which turns this window will tell, as far as no other window has told them. */
  async #claim(): Promise<void> {
    this.#cancelTimer = undefined;
    const untold = new Map(this.#watches().map(({ path, notifiedState: told }) => [path, told]));
    const changes = [...this.#stateChanges].filter(
      ([path, { state }]) => untold.has(path) && untold.get(path) !== state,
    );
    this.#stateChanges.clear();
    if (changes.length === 0) {
      return;
    }
    this.#announced = this.deps.time.now();
    await this.#tell(new Map(changes.map(([path, { state }]) => [path, state])));
    this.#later(changes, false);
  }

  #later(changes: readonly (readonly [string, WatchStateChange])[], isLast: boolean): void {
    this.deps.time.after(SETTLE, () => this.#runInBackground(this.#announce(changes, isLast)));
  }

  async #announce(
    changes: readonly (readonly [string, WatchStateChange])[],
    isLast: boolean,
  ): Promise<void> {
    if (this.#isOver) {
      return;
    }
    const { window, announce } = this.deps;
    const claims = new Map(this.#watches().map((watch) => [watch.path, watch]));
    const open = changes.filter(([path, { state }]) => {
      const claim = claims.get(path);
      return claim?.notifiedState === state && claim.acknowledged === undefined;
    });
    const isMine = ([path]: readonly [string, WatchStateChange]): boolean =>
      isLast || claims.get(path)?.claimedBy === window;
    const mine = open.filter(isMine);
    const contested = open.filter(
      (change) => !isMine(change) && window < (claims.get(change[0])?.claimedBy ?? ''),
    );
    if (contested.length > 0) {
      this.#later(contested, true);
    }
    if (mine.length > 0) {
      announce(mine.map(([, change]) => change));
      const paths = new Set(mine.map(([path]) => path));
      await this.#write((watches) =>
        watches.map((watch) => (paths.has(watch.path) ? { ...watch, acknowledged: true } : watch)),
      );
    }
  }

  #tell(states: ReadonlyMap<string, WatchState>): Promise<void> {
    const by = this.deps.window;
    return this.#write((watches) =>
      watches.map((watch) => {
        const told = states.get(watch.path);
        return told === undefined
          ? watch
          : { path: watch.path, notifiedState: told, claimedBy: by };
      }),
    );
  }

  /** The stored list: what is no watch of a trigger is left out rather than trusted. */
  #watches(): readonly Watch[] {
    const stored = this.deps.store.get(KEY);
    if (this.#read === undefined || this.#read.stored !== stored) {
      this.#read = { stored, watches: Array.isArray(stored) ? stored.flatMap(parseWatch) : [] };
    }
    return this.#read.watches;
  }

  async #write(change: (watches: readonly StoredWatch[]) => readonly StoredWatch[]): Promise<void> {
    const stored = change(this.#watches()).map(
      ({ path, notifiedState: told, claimedBy: by, acknowledged: said }) => ({
        path,
        told,
        by,
        said,
      }),
    );
    await this.deps.store.update(KEY, stored);
  }

  #changed(addresses: readonly TriggerAddress[]): void {
    this.#changes.emit('change', addresses);
  }

  #runInBackground(work: Promise<void>): void {
    work.catch(this.deps.reportUnexpectedError);
  }
}

function stateOf(health: Health): WatchState {
  return conditionOf(health) === 'failing' ? 'failing' : 'healthy';
}

function parseWatch(entry: unknown): readonly Watch[] {
  if (typeof entry !== 'object' || entry === null || !('path' in entry)) {
    return [];
  }
  const { path } = entry;
  const address = typeof path === 'string' ? parseAddress(path) : undefined;
  if (typeof path !== 'string' || address?.kind !== 'trigger') {
    return [];
  }
  const told = 'told' in entry ? entry.told : undefined;
  const by = 'by' in entry ? entry.by : undefined;
  return [
    {
      path,
      address,
      ...(told === 'healthy' || told === 'failing' ? { notifiedState: told } : {}),
      ...(typeof by === 'string' ? { claimedBy: by } : {}),
      ...('said' in entry && entry.said === true ? { acknowledged: true } : {}),
    },
  ];
}
