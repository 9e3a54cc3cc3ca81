import assert from 'node:assert/strict';
import { createSystemTime, delay } from '../../../../src/api/http/time';

describe("the system's time", () => {
  /** Timers that keep this process alive. */
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

  /** The test runner's own timer is set behind the first one. */
  const change = () => new Promise((resolve) => setImmediate(resolve));

  it('calls back for a short wait before a long one that was begun before', async () => {
    const time = createSystemTime();
    const cancelTimer = time.after(60_000, () => assert.fail());
    await new Promise<void>((resolve) => time.after(5, resolve));
    await new Promise<void>((resolve) => time.after(5, resolve));
    cancelTimer();
  });

  it('never calls back too early', async () => {
    const time = createSystemTime();
    for (const milliseconds of [1, 5, 17]) {
      const started = performance.now();
      await new Promise<void>((resolve) => time.after(milliseconds, resolve));
      assert.ok(performance.now() - started > milliseconds - 1.5);
    }
  });

  it('does not call back what was cancelled, and no timer keeps running for it', async () => {
    const time = createSystemTime();
    await change();
    const before = timers();
    const called: string[] = [];
    const cancelTimer = [5, 50_000, 10].map((ms) => time.after(ms, () => called.push(`${ms}`)));
    assert.equal(timers(), before + 1);
    cancelTimer.forEach((call) => call());
    assert.equal(timers(), before);
    const due = new Promise<void>((resolve) => time.after(20, resolve));
    assert.equal(timers(), before + 1);
    await due;
    await change();
    assert.deepEqual(called, []);
    assert.equal(timers(), before);
  });

  it('takes a wait that is begun in the callback of another one', async () => {
    const time = createSystemTime();
    await new Promise<void>((resolve) => time.after(1, () => time.after(1, resolve)));
  });

  it('survives waits longer than a timer can be', () => {
    const time = createSystemTime();
    time.after(2 ** 40, () => assert.fail())();
    time.after(Infinity, () => assert.fail())();
  });

  it('delays until the time is over or its signal aborts', async () => {
    const time = createSystemTime();
    assert.equal(await delay(time, 1, undefined), true);
    assert.equal(await delay(time, 60_000, AbortSignal.abort()), false);
    const controller = new AbortController();
    const delayed = delay(time, 60_000, controller.signal);
    controller.abort();
    assert.equal(await delayed, false);
  });
});
