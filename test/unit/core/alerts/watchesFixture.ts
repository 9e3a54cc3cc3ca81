import assert from 'node:assert/strict';
import type { TriggerAddress } from '../../../../src/core/address';
import { Watches, type WatchEnd } from '../../../../src/core/alerts/watches';
import type { StateStore } from '../../../../src/core/alerts/watchStore';
import { healthOf, type Health } from '../../../../src/core/runs/health';
import type { ManualTime } from '../../api/support';

/** Milliseconds between two notifications. */
export const QUIET = 30_000;

export const trigger = (id: string, organization = 'acme'): TriggerAddress => ({
  kind: 'trigger',
  host: 'api.abeja.io',
  organization,
  deployment: 'd',
  trigger: id,
});

/** The health of a trigger whose last runs, newest first, ended so. */
export const health = (...statuses: readonly string[]): Health => {
  const found = healthOf(
    statuses.map((status, index) => ({
      kind: 'resource',
      value: { run_id: `run-${index}`, status },
    })),
  );
  assert.ok(found);
  return found;
};

export const HEALTHY = health('SUCCEEDED', 'SUCCEEDED', 'FAILED');
export const FAILING = health('FAILED', 'FAILED', 'SUCCEEDED');

/** What of a write reaches other windows, and which. */
export interface Propagation {
  /** The written key, or all keys as the writing window has them: so does VS Code. */
  readonly what: 'key' | 'allKeys';
  /** The other windows, each on its own; or all of them, the writing one included, in one order. */
  readonly to: 'others' | 'allInOrder';
}

export const PROPAGATIONS: readonly Propagation[] = (['key', 'allKeys'] as const).flatMap((what) =>
  (['others', 'allInOrder'] as const).map((to) => ({ what, to })),
);

/** A store that all windows see, a moment after one of them has written. */
export class SharedStore {
  readonly #windows: Map<string, unknown>[] = [];

  constructor(
    private readonly time: ManualTime,
    private readonly propagation: Propagation = { what: 'allKeys', to: 'allInOrder' },
    private readonly delayMs = 300,
  ) {}

  /** The store as one more window sees it. */
  window(): StateStore {
    const values = new Map<string, unknown>(this.#windows[0]);
    this.#windows.push(values);
    return {
      keys: () => [...values.keys()],
      get: (key) => values.get(key),
      update: (key, value) => {
        const text = value === undefined ? undefined : JSON.stringify(value);
        put(values, key, text);
        const all = new Map(values);
        this.time.after(this.delayMs, () => {
          const { what, to } = this.propagation;
          for (const window of this.#windows.filter(
            (other) => to === 'allInOrder' || other !== values,
          )) {
            if (what === 'key') {
              put(window, key, text);
            } else {
              window.clear();
              all.forEach((other, name) => window.set(name, other));
            }
          }
        });
        return Promise.resolve();
      },
    };
  }
}

function put(values: Map<string, unknown>, key: string, text: string | undefined): void {
  if (text === undefined) {
    values.delete(key);
  } else {
    values.set(key, JSON.parse(text));
  }
}

/** One window, and what it showed. */
export class Window {
  readonly notified: string[] = [];
  readonly ended: string[] = [];
  readonly watches: Watches;

  constructor(
    readonly name: string,
    readonly store: StateStore,
    time: ManualTime,
  ) {
    this.watches = new Watches({
      store,
      time,
      window: name,
      quietMs: () => QUIET,
      notify: (changes) =>
        this.notified.push(
          changes.map(({ address, state }) => `${address.trigger} ${state}`).join(', '),
        ),
      ended: (addresses: readonly TriggerAddress[], why: WatchEnd) =>
        this.ended.push(`${addresses.map((address) => address.trigger).join(', ')} ${why}`),
      reportUnexpectedError: (error) => assert.fail(String(error)),
    });
  }

  /** The ids of the watched triggers, in order. */
  watched(): readonly string[] {
    return this.watches
      .all()
      .map(({ trigger: id }) => id)
      .sort();
  }
}

/** Lets time pass, and what waits be done. */
export async function pass(time: ManualTime, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    time.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
