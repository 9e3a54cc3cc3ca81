import assert from 'node:assert/strict';
import { createSemaphore } from '../../../../src/api/http/semaphore';

/** Lets every promise settle that can. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a semaphore', () => {
  it('gives its permits in order, as many as it has', async () => {
    const semaphore = createSemaphore(2);
    const order: number[] = [];
    const releases = new Map<number, () => void>();
    for (const number of [1, 2, 3, 4]) {
      void semaphore.acquire(undefined).then((release) => {
        order.push(number);
        releases.set(number, release ?? assert.fail());
      });
    }
    await settle();
    assert.deepEqual(order, [1, 2]);
    releases.get(2)?.();
    releases.get(2)?.();
    await settle();
    assert.deepEqual(order, [1, 2, 3]);
    releases.get(1)?.();
    await settle();
    assert.deepEqual(order, [1, 2, 3, 4]);
  });

  it('gives none to a caller that was aborted in the queue', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire(undefined);
    const controller = new AbortController();
    const aborted = semaphore.acquire(controller.signal);
    const queued = semaphore.acquire(undefined);
    controller.abort();
    assert.equal(await aborted, undefined);
    release?.();
    assert.ok(await queued);
    assert.equal(await semaphore.acquire(AbortSignal.abort()), undefined);
  });
});
