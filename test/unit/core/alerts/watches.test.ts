import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TriggerAddress } from '../../../../src/core/address';
import { healthOf, type Health } from '../../../../src/core/runs/health';
import { Watches, type StateStore, type WatchEnd } from '../../../../src/core/alerts/watches';
import { manualTime, type ManualTime } from '../../api/support';

const QUIET = 30_000;

const OFFSETS = fc.integer({ min: 0, max: 40 });
const KINDS = fc.constantFrom('peers' as const, 'ordered' as const);

const trigger = (id: string, organization = 'acme'): TriggerAddress => ({
  kind: 'trigger',
  host: 'api.abeja.io',
  organization,
  deployment: 'd',
  trigger: id,
});

const health = (...statuses: readonly string[]): Health => {
  const found = healthOf(
    statuses.map((status, index) => ({
      kind: 'resource',
      value: { run_id: `run-${index}`, status },
    })),
  );
  assert.ok(found);
  return found;
};

const WELL = health('SUCCEEDED', 'FAILED', 'SUCCEEDED');
const FAILING = health('FAILED', 'FAILED', 'SUCCEEDED');

/**
 * A store that all windows see, a moment after one of them has written: each write reaches the others
 * on its own way (`peers`), or all of them in one order (`ordered`).
 */
class SharedStore {
  readonly #windows: Map<string, unknown>[] = [];

  constructor(
    private readonly time: ManualTime,
    private readonly kind: 'peers' | 'ordered' = 'peers',
    private readonly delayMs = 300,
  ) {}

  window(): StateStore {
    const values = new Map<string, unknown>(this.#windows[0]);
    this.#windows.push(values);
    return {
      get: (key) => values.get(key),
      update: (key, value) => {
        const text = JSON.stringify(value);
        const put = (window: Map<string, unknown>): void => {
          window.set(key, JSON.parse(text));
        };
        put(values);
        this.time.after(this.delayMs, () =>
          this.#windows.filter((one) => this.kind === 'ordered' || one !== values).forEach(put),
        );
        return Promise.resolve();
      },
    };
  }
}

class Window {
  readonly said: string[] = [];
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
      announce: (changes) =>
        this.said.push(
          changes.map(({ address, state }) => `${address.trigger} ${state}`).join(', '),
        ),
      ended: (addresses: readonly TriggerAddress[], why: WatchEnd) =>
        this.ended.push(`${addresses.map((address) => address.trigger).join(', ')} ${why}`),
      reportUnexpectedError: (error) => assert.fail(String(error)),
    });
  }
}

describe('Watching', () => {
  let time: ManualTime;
  let shared: SharedStore;
  let window: Window;
  let watches: Watches;
  beforeEach(() => {
    time = manualTime();
    shared = new SharedStore(time);
    window = new Window('one', shared.window(), time);
    watches = window.watches;
  });

  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      time.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('is off by default', async () => {
    watches.seen(trigger('t'), WELL);
    watches.seen(trigger('t'), FAILING);
    await pass(60_000);
    assert.ok(!watches.has(trigger('t')));
    assert.deepEqual(watches.all(), []);
    assert.deepEqual(window.said, []);
  });

  it('tells once when a trigger starts failing and once when it recovers', async () => {
    await watches.watch(trigger('t'), WELL);
    for (const seen of [WELL, FAILING, FAILING, FAILING]) {
      watches.seen(trigger('t'), seen);
      await pass(60_000);
    }
    assert.deepEqual(window.said, ['t failing']);
    assert.equal(watches.failing(), 1);
    for (const seen of [WELL, WELL]) {
      watches.seen(trigger('t'), seen);
      await pass(60_000);
    }
    assert.deepEqual(window.said, ['t failing', 't healthy']);
    assert.equal(watches.failing(), 0);
  });

  it('takes how a trigger is at first as no news, whether it is known or not', async () => {
    await watches.watch(trigger('known'), FAILING);
    await watches.watch(trigger('unknown'), undefined);
    watches.seen(trigger('known'), FAILING);
    watches.seen(trigger('unknown'), undefined);
    watches.seen(trigger('unknown'), FAILING);
    await pass(60_000);
    assert.deepEqual(window.said, []);
    assert.equal(watches.failing(), 2);
    watches.seen(trigger('unknown'), WELL);
    await pass(60_000);
    assert.deepEqual(window.said, ['unknown healthy']);
  });

  it('tells of several triggers at once', async () => {
    for (const id of ['a', 'b', 'c']) {
      await watches.watch(trigger(id), WELL);
    }
    watches.seen(trigger('a'), FAILING);
    await pass(1000);
    watches.seen(trigger('b'), FAILING);
    await pass(3000);
    assert.deepEqual(window.said, ['a failing, b failing']);
    watches.seen(trigger('c'), FAILING);
    await pass(10_000);
    watches.seen(trigger('a'), WELL);
    assert.equal(window.said.length, 1, 'quiet for a while');
    await pass(30_000);
    assert.deepEqual(window.said.slice(1), ['c failing, a healthy']);
  });

  it('does not tell of a trigger that is back where it was by then', async () => {
    await watches.watch(trigger('t'), WELL);
    watches.seen(trigger('t'), FAILING);
    await pass(1000);
    watches.seen(trigger('t'), WELL);
    await pass(60_000);
    assert.deepEqual(window.said, []);
  });

  it('survives a restart, and tells what happened meanwhile', async () => {
    await watches.watch(trigger('t'), WELL);
    watches.dispose();
    const again = new Window('again', window.store, time);
    assert.deepEqual(again.watches.all(), [trigger('t')]);
    again.watches.seen(trigger('t'), FAILING);
    await pass(10_000);
    assert.deepEqual(again.said, ['t failing']);
  });

  it('stops on demand, and forgets what it was about to tell', async () => {
    await watches.watch(trigger('t'), WELL);
    watches.seen(trigger('t'), FAILING);
    await watches.stop([trigger('t')]);
    await pass(60_000);
    assert.deepEqual([window.said, window.ended, watches.failing()], [[], [], 0]);
  });

  it('ends with one sentence for what was watched, and none for what was not', async () => {
    await watches.watch(trigger('a'), WELL);
    await watches.watch(trigger('b'), WELL);
    await watches.end([trigger('a'), trigger('b'), trigger('c')], 'organizationRemoved');
    await watches.end([trigger('a')], 'deleted');
    assert.deepEqual(window.ended, ['a, b organizationRemoved']);
    assert.deepEqual(watches.all(), []);
  });

  it('stores addresses and states and nothing else', async () => {
    await watches.watch(trigger('t'), WELL);
    watches.seen(trigger('t'), FAILING);
    await pass(10_000);
    assert.deepEqual(window.store.get('abeja.watches'), [
      {
        path: '/api.abeja.io/acme/deployments/d/triggers/t',
        told: 'failing',
        by: 'one',
        said: true,
      },
    ]);
  });

  it('trusts nothing it finds in the store', () => {
    for (const odd of [
      undefined,
      7,
      'x',
      {},
      [null, 7, 'x', {}, { path: 7 }, { path: '/x' }, { path: '/h/o' }],
    ]) {
      const values = new Map([['abeja.watches', odd]]);
      const store: StateStore = {
        get: (key) => values.get(key),
        update: () => Promise.resolve(),
      };
      assert.deepEqual(new Window('odd', store, time).watches.all(), []);
    }
  });

  it('tells of changes', async () => {
    const told: string[] = [];
    watches.onDidChange((addresses) => told.push(...addresses.map(({ trigger: id }) => id)));
    await watches.watch(trigger('a'), WELL);
    watches.seen(trigger('a'), WELL);
    watches.seen(trigger('a'), WELL);
    watches.seen(trigger('a'), FAILING);
    await watches.stop([trigger('a')]);
    assert.deepEqual(told, ['a', 'a', 'a', 'a']);
  });

  it('of two windows that see the same, one tells, however close together they see it', async () => {
    await fc.assert(
      fc.asyncProperty(OFFSETS, fc.boolean(), KINDS, async (offset, swap, kind) => {
        time = manualTime();
        shared = new SharedStore(time, kind);
        const [one, other] = ['one', 'other'].map(
          (name) => new Window(name, shared.window(), time),
        );
        assert.ok(one && other);
        await one.watches.watch(trigger('t'), WELL);
        await pass(1000);
        const [first, second] = swap ? [other, one] : [one, other];
        for (const [seen, word] of [
          [FAILING, 't failing'],
          [WELL, 't healthy'],
        ] as const) {
          first.watches.seen(trigger('t'), seen);
          await pass(offset * 100);
          second.watches.seen(trigger('t'), seen);
          await pass(60_000);
          assert.deepEqual([...one.said.splice(0), ...other.said.splice(0)], [word]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
