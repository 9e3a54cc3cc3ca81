import assert from 'node:assert/strict';
import { createSemaphore } from '../../../../src/api/http/semaphore';

/** Lets every promise that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('places', () => {
  it('are given in order, as many as there are', async () => {
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

  it('are not given to one who has left the queue', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire(undefined);
    const impatient = new AbortController();
    const queued = semaphore.acquire(impatient.signal);
    const patient = semaphore.acquire(undefined);
    impatient.abort();
    assert.equal(await queued, undefined);
    release?.();
    assert.ok(await patient);
    assert.equal(await semaphore.acquire(AbortSignal.abort()), undefined);
  });
});
