import { EventEmitter } from 'node:events';
import { formatAddress, type TriggerAddress } from '../address';
import type { Health } from '../runs/health';
import { watchState, type WatchState } from './watchState';
import { SETTLE, WatchStore, type WatchStoreDeps } from './watchStore';

/** A watched trigger that went from one state to the other. */
export interface WatchStateChange {
  readonly address: TriggerAddress;
  readonly state: WatchState;
  readonly health: Health;
}

/** Why a trigger is not watched any more, other than by a click. */
export type WatchEnd = 'deleted' | 'organizationRemoved';

export interface WatchesDeps extends WatchStoreDeps {
  /** A name that no other window has. */
  readonly window: string;
  /** Milliseconds from one notification to the next, at least. */
  readonly quietMs: () => number;
  /** Takes state changes that belong in one notification. */
  readonly notify: (changes: readonly WatchStateChange[]) => void;
  readonly ended: (addresses: readonly TriggerAddress[], why: WatchEnd) => void;
}

/** Milliseconds in which state changes are collected before the notification. */
const COLLECT = 2000;

/**
 * The triggers of which a person wants to be notified: once when one starts failing and once when it
 * recovers. State changes that come close together are notified of together, and a trigger that is
 * back in its state by then is left out.
 *
 * All windows share the watches, so each change is notified of by one of them: a window that has seen
 * it stores its claim, waits until the others can have read that, and notifies if the claim is still
 * its own. A window that sees the change later finds it claimed. Where two store their claims at the
 * same time, each may read the other's: then the one whose name comes first notifies, unless by then
 * the other has.
 */
export class Watches {
  readonly #changes = new EventEmitter<{ change: [readonly TriggerAddress[]] }>();
  readonly #store: WatchStore;
  /** By path: the state in which this window saw the trigger last. */
  readonly #seen = new Map<string, WatchState>();
  /** By path: state changes that are collected. */
  readonly #pending = new Map<string, WatchStateChange>();
  #cancelTimer: (() => void) | undefined;
  #notifiedAt = -Infinity;
  #isOver = false;

  constructor(private readonly deps: WatchesDeps) {
    this.#store = new WatchStore(deps);
  }

  /** Calls back with the triggers whose watch, or state, changed; gives the function that ends it. */
  onDidChange(listener: (addresses: readonly TriggerAddress[]) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** The watched triggers. */
  all(): readonly TriggerAddress[] {
    return this.#store.all().map(({ address }) => address);
  }

  has(address: TriggerAddress): boolean {
    return this.#store.get(address) !== undefined;
  }

  /** How many watched triggers fail, as far as is known. */
  failing(): number {
    return this.#store
      .all()
      .filter(
        ({ address, notifiedState }) =>
          (this.#seen.get(formatAddress(address)) ?? notifiedState) === 'failing',
      ).length;
  }

  /** Starts to watch a trigger; its present state, if that is known, is not notified of. */
  async watch(address: TriggerAddress, health: Health | undefined): Promise<void> {
    const notifiedState = health && watchState(health, undefined);
    await this.#store.add({ address, notifiedState });
    this.#changed([address]);
  }

  /** Stops watching triggers. */
  async stop(addresses: readonly TriggerAddress[]): Promise<void> {
    for (const path of addresses.map(formatAddress)) {
      this.#pending.delete(path);
      this.#seen.delete(path);
    }
    await Promise.all(addresses.map((address) => this.#store.remove(address)));
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

  /** Takes how a trigger's runs went, whoever has read them; without effect if it is not watched. */
  seen(address: TriggerAddress, health: Health | undefined): void {
    const watch = this.#store.get(address);
    if (watch === undefined || health === undefined) {
      return;
    }
    const { notifiedState } = watch;
    const path = formatAddress(address);
    const state = watchState(health, notifiedState);
    if (this.#seen.get(path) !== state) {
      this.#seen.set(path, state);
      this.#changed([address]);
    }
    if (notifiedState === undefined) {
      this.#runInBackground(this.#store.put({ ...watch, notifiedState: state }));
    } else if (notifiedState === state) {
      this.#pending.delete(path);
    } else {
      this.#pending.set(path, { address, state, health });
      this.#collect();
    }
  }

  dispose(): void {
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#pending.clear();
    this.#changes.removeAllListeners();
    this.#store.dispose();
  }

  #collect(): void {
    const { time, quietMs } = this.deps;
    const quiet = this.#notifiedAt + quietMs() - time.now();
    this.#cancelTimer ??= time.after(Math.max(COLLECT, quiet), () =>
      this.#runInBackground(this.#claim()),
    );
  }

  /** Stores that this window will notify of the collected changes, where no other window has. */
  async #claim(): Promise<void> {
    this.#cancelTimer = undefined;
    const { time, window } = this.deps;
    const changes = [...this.#pending.values()].filter(({ address, state }) => {
      const watch = this.#store.get(address);
      return watch !== undefined && watch.notifiedState !== state;
    });
    this.#pending.clear();
    if (changes.length === 0) {
      return;
    }
    this.#notifiedAt = time.now();
    await Promise.all(
      changes.map(({ address, state }) =>
        this.#store.put({ address, notifiedState: state, claimedBy: window }),
      ),
    );
    this.#notifyLater(changes, false);
  }

  #notifyLater(changes: readonly WatchStateChange[], isLast: boolean): void {
    this.deps.time.after(SETTLE, () => this.#runInBackground(this.#notify(changes, isLast)));
  }

  /** Notifies of the changes that this window may; `isLast` of all that no other window has. */
  async #notify(changes: readonly WatchStateChange[], isLast: boolean): Promise<void> {
    if (this.#isOver) {
      return;
    }
    const { window, notify } = this.deps;
    const open = changes.flatMap((change) => {
      const watch = this.#store.get(change.address);
      return watch?.notifiedState === change.state && watch.acknowledged !== true
        ? [{ change, watch, claimedBy: watch.claimedBy ?? '' }]
        : [];
    });
    const contested = open.filter(({ claimedBy }) => !isLast && window < claimedBy);
    if (contested.length > 0) {
      this.#notifyLater(
        contested.map(({ change }) => change),
        true,
      );
    }
    const own = open.filter(({ claimedBy }) => isLast || claimedBy === window);
    if (own.length > 0) {
      notify(own.map(({ change }) => change));
      await Promise.all(own.map(({ watch }) => this.#store.put({ ...watch, acknowledged: true })));
    }
  }

  #changed(addresses: readonly TriggerAddress[]): void {
    this.#changes.emit('change', addresses);
  }

  #runInBackground(work: Promise<void>): void {
    work.catch(this.deps.reportUnexpectedError);
  }
}
