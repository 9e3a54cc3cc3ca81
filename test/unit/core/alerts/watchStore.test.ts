import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StateStore } from '../../../../src/core/alerts/watchStore';
import { manualTime, type ManualTime } from '../../api/support';
import {
  FAILING,
  HEALTHY,
  pass,
  SharedStore,
  PROPAGATIONS,
  trigger,
  Window,
} from './watchesFixture';

const PATH = '/api.abeja.io/acme/deployments/d/triggers/';

describe('Stored watches', () => {
  let time: ManualTime;
  beforeEach(() => {
    time = manualTime();
  });

  it('are addresses and states and nothing else', async () => {
    const window = new Window('one', new SharedStore(time).window(), time);
    await window.watches.watch(trigger('t'), HEALTHY);
    window.watches.seen(trigger('t'), FAILING);
    await pass(time, 10_000);
    assert.deepEqual(window.store.keys(), [`abeja.watch:${PATH}t`]);
    assert.deepEqual(window.store.get(`abeja.watch:${PATH}t`), {
      notifiedState: 'failing',
      claimedBy: 'one',
      acknowledged: true,
    });
  });

  it('are not trusted', () => {
    for (const wrong of [undefined, null, 7, 'x', [{ notifiedState: 'failing' }]]) {
      const values = new Map<string, unknown>([
        [`abeja.watch:${PATH}u`, wrong],
        ['abeja.watch:/h/o', {}],
        [`abeja.watch:${PATH}t`, 7],
        [`${PATH}t`, {}],
      ]);
      const store: StateStore = {
        keys: () => [...values.keys()],
        get: (key) => values.get(key),
        update: () => Promise.resolve(),
      };
      assert.deepEqual(new Window('one', store, time).watches.all(), []);
    }
  });

  it('end when they are ended right after they began', async () => {
    const window = new Window('one', new SharedStore(time).window(), time);
    await window.watches.watch(trigger('t'), HEALTHY);
    await window.watches.stop([trigger('t')]);
    await pass(time, 10_000);
    assert.deepEqual(window.watched(), []);
  });

  it('are all kept when two windows begin to watch at the same moment', async () => {
    for (const propagation of PROPAGATIONS) {
      const shared = new SharedStore(time, propagation);
      const windows = ['one', 'other'].map((name) => new Window(name, shared.window(), time));
      await Promise.all(windows.map(({ watches, name }) => watches.watch(trigger(name), HEALTHY)));
      await pass(time, 5000);
      for (const window of windows) {
        assert.deepEqual(
          window.watched(),
          ['one', 'other'],
          `${window.name} ${propagation.what} ${propagation.to}`,
        );
      }
    }
  });

  it('are the same in both windows, whatever each began and ended at the same time', async () => {
    const step = fc.record({
      at: fc.integer({ min: 0, max: 30 }),
      window: fc.integer({ min: 0, max: 1 }),
      id: fc.constantFrom('a', 'b', 'c'),
      begins: fc.boolean(),
    });
    const inOrder = PROPAGATIONS.filter(({ to }) => to === 'allInOrder');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...inOrder),
        fc.array(step, { maxLength: 12 }),
        async (propagation, steps) => {
          time = manualTime();
          const shared = new SharedStore(time, propagation);
          const windows = ['0', '1'].map((name) => new Window(name, shared.window(), time));
          const expected = new Set<string>();
          for (let tick = 0; tick <= 30; tick += 1) {
            for (const { window, id, begins } of steps.filter(({ at }) => at === tick)) {
              // Each trigger is watched in one window, so that the last step of each is known.
              const address = trigger(`${window}${id}`);
              const watches = windows[window]?.watches;
              await (begins ? watches?.watch(address, HEALTHY) : watches?.stop([address]));
              expected[begins ? 'add' : 'delete'](address.trigger);
            }
            await pass(time, 100);
          }
          await pass(time, 10_000);
          for (const window of windows) {
            assert.deepEqual(window.watched(), [...expected].sort());
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
