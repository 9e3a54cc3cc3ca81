import assert from 'node:assert/strict';
import fc from 'fast-check';
import { manualTime, type ManualTime } from '../../api/support';
import {
  FAILING,
  health,
  HEALTHY,
  pass as passIn,
  SharedStore,
  PROPAGATIONS,
  trigger,
  Window,
} from './watchesFixture';

const OFFSETS = fc.integer({ min: 0, max: 40 });
const PROPAGATION = fc.constantFrom(...PROPAGATIONS);

describe('Watching', () => {
  let time: ManualTime;
  let shared: SharedStore;
  let window: Window;
  let watches: Window['watches'];
  beforeEach(() => {
    time = manualTime();
    shared = new SharedStore(time);
    window = new Window('one', shared.window(), time);
    watches = window.watches;
  });

  const pass = (milliseconds: number): Promise<void> => passIn(time, milliseconds);

  it('is off by default', async () => {
    watches.seen(trigger('t'), HEALTHY);
    watches.seen(trigger('t'), FAILING);
    await pass(60_000);
    assert.ok(!watches.has(trigger('t')));
    assert.deepEqual(watches.all(), []);
    assert.deepEqual(window.notified, []);
  });

  it('notifies once when a trigger starts failing and once when it recovers', async () => {
    await watches.watch(trigger('t'), HEALTHY);
    for (const seen of [HEALTHY, FAILING, FAILING, FAILING]) {
      watches.seen(trigger('t'), seen);
      await pass(60_000);
    }
    assert.deepEqual(window.notified, ['t failing']);
    assert.equal(watches.failing(), 1);
    for (const seen of [HEALTHY, HEALTHY]) {
      watches.seen(trigger('t'), seen);
      await pass(60_000);
    }
    assert.deepEqual(window.notified, ['t failing', 't healthy']);
    assert.equal(watches.failing(), 0);
  });

  it('does not notify of the first state, whether it is known or not', async () => {
    await watches.watch(trigger('known'), FAILING);
    await watches.watch(trigger('unknown'), undefined);
    watches.seen(trigger('known'), FAILING);
    watches.seen(trigger('unknown'), undefined);
    watches.seen(trigger('unknown'), FAILING);
    await pass(60_000);
    assert.deepEqual(window.notified, []);
    assert.equal(watches.failing(), 2);
    watches.seen(trigger('unknown'), HEALTHY);
    await pass(60_000);
    assert.deepEqual(window.notified, ['unknown healthy']);
  });

  it('does not notify while the outcomes alternate', async () => {
    await watches.watch(trigger('t'), HEALTHY);
    let statuses = ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'];
    for (let run = 0; run < 12; run += 1) {
      statuses = [run % 2 === 0 ? 'FAILED' : 'SUCCEEDED', ...statuses];
      watches.seen(trigger('t'), health(...statuses));
      await pass(60_000);
    }
    assert.deepEqual(window.notified, []);
    for (const status of ['FAILED', 'FAILED', 'SUCCEEDED', 'FAILED', 'SUCCEEDED', 'SUCCEEDED']) {
      statuses = [status, ...statuses];
      watches.seen(trigger('t'), health(...statuses));
      await pass(60_000);
    }
    assert.deepEqual(window.notified, ['t failing', 't healthy']);
  });

  it('notifies of several triggers at once', async () => {
    for (const id of ['a', 'b', 'c']) {
      await watches.watch(trigger(id), HEALTHY);
    }
    watches.seen(trigger('a'), FAILING);
    await pass(1000);
    watches.seen(trigger('b'), FAILING);
    await pass(3000);
    assert.deepEqual(window.notified, ['a failing, b failing']);
    watches.seen(trigger('c'), FAILING);
    await pass(10_000);
    watches.seen(trigger('a'), HEALTHY);
    assert.equal(window.notified.length, 1, 'quiet for a while');
    await pass(30_000);
    assert.deepEqual(window.notified.slice(1), ['c failing, a healthy']);
  });

  it('does not notify of a trigger that is back in its state by then', async () => {
    await watches.watch(trigger('t'), HEALTHY);
    watches.seen(trigger('t'), FAILING);
    await pass(1000);
    watches.seen(trigger('t'), HEALTHY);
    await pass(60_000);
    assert.deepEqual(window.notified, []);
  });

  it('goes on after a restart, and notifies of what happened meanwhile', async () => {
    await watches.watch(trigger('t'), HEALTHY);
    watches.dispose();
    const again = new Window('again', window.store, time);
    assert.deepEqual(again.watches.all(), [trigger('t')]);
    again.watches.seen(trigger('t'), FAILING);
    await pass(10_000);
    assert.deepEqual(again.notified, ['t failing']);
  });

  it('stops on demand, with the notification that was due', async () => {
    await watches.watch(trigger('t'), HEALTHY);
    watches.seen(trigger('t'), FAILING);
    await watches.stop([trigger('t')]);
    await pass(60_000);
    assert.deepEqual([window.notified, window.ended, watches.failing()], [[], [], 0]);
  });

  it('says once which of the triggers that it ends with were watched', async () => {
    await watches.watch(trigger('a'), HEALTHY);
    await watches.watch(trigger('b'), HEALTHY);
    await watches.end([trigger('a'), trigger('b'), trigger('c')], 'organizationRemoved');
    await watches.end([trigger('a')], 'deleted');
    assert.deepEqual(window.ended, ['a, b organizationRemoved']);
    assert.deepEqual(watches.all(), []);
  });

  it('calls back with each change', async () => {
    const changed: string[] = [];
    watches.onDidChange((addresses) => changed.push(...addresses.map(({ trigger: id }) => id)));
    await watches.watch(trigger('a'), HEALTHY);
    watches.seen(trigger('a'), HEALTHY);
    watches.seen(trigger('a'), HEALTHY);
    watches.seen(trigger('a'), FAILING);
    await watches.stop([trigger('a')]);
    assert.deepEqual(changed, ['a', 'a', 'a', 'a']);
  });

  it('notifies in one of two windows, however close together they see a change', async () => {
    await fc.assert(
      fc.asyncProperty(OFFSETS, fc.boolean(), PROPAGATION, async (offset, swap, propagation) => {
        time = manualTime();
        shared = new SharedStore(time, propagation);
        const [one, other] = ['one', 'other'].map(
          (name) => new Window(name, shared.window(), time),
        );
        assert.ok(one && other);
        await one.watches.watch(trigger('t'), HEALTHY);
        await pass(1000);
        const [first, second] = swap ? [other, one] : [one, other];
        for (const [seen, change] of [
          [FAILING, 't failing'],
          [HEALTHY, 't healthy'],
        ] as const) {
          first.watches.seen(trigger('t'), seen);
          await pass(offset * 100);
          second.watches.seen(trigger('t'), seen);
          await pass(60_000);
          assert.deepEqual([...one.notified.splice(0), ...other.notified.splice(0)], [change]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
