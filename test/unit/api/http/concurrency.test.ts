import assert from 'node:assert/strict';
import {
  createSemaphore,
  createRequestCoalescing,
  CancellationScope,
} from '../../../../src/api/http/concurrency';

/** Lets every promise that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('places', () => {
  it('are given in order, as many as there are', async () => {
    const semaphore = createSemaphore(2);
    const order: number[] = [];
    const leaves = new Map<number, () => void>();
    for (const number of [1, 2, 3, 4]) {
      void semaphore.acquire(undefined).then((leave) => {
        order.push(number);
        leaves.set(number, leave ?? assert.fail());
      });
    }
    await settle();
    assert.deepEqual(order, [1, 2]);
    leaves.get(2)?.();
    leaves.get(2)?.();
    await settle();
    assert.deepEqual(order, [1, 2, 3]);
    leaves.get(1)?.();
    await settle();
    assert.deepEqual(order, [1, 2, 3, 4]);
  });

  it('are not given to one who has left the queue', async () => {
    const semaphore = createSemaphore(1);
    const leave = await semaphore.acquire(undefined);
    const impatient = new AbortController();
    const left = semaphore.acquire(impatient.signal);
    const patient = semaphore.acquire(undefined);
    impatient.abort();
    assert.equal(await left, undefined);
    leave?.();
    assert.ok(await patient);
    assert.equal(await semaphore.acquire(AbortSignal.abort()), undefined);
  });
});

describe('sharing', () => {
  it('gives one result to all who ask while it is under way, and begins anew after', async () => {
    const coalescing = createRequestCoalescing('left');
    let begun = 0;
    const work = () => ({
      result: Promise.resolve(`result ${++begun}`),
      abort: () => assert.fail('nobody left'),
    });
    assert.deepEqual(
      await Promise.all([
        coalescing.join('a', undefined, work),
        coalescing.join('a', new AbortController().signal, work),
        coalescing.join('b', undefined, work),
      ]),
      ['result 1', 'result 1', 'result 2'],
    );
    assert.equal(await coalescing.join('a', undefined, work), 'result 3');
  });

  it('goes on for those who stay, and is abandoned with the last who leaves', async () => {
    const coalescing = createRequestCoalescing('left');
    let abandoned = 0;
    const work = () => ({ result: new Promise<string>(() => {}), abort: () => (abandoned += 1) });
    const [first, second] = [new AbortController(), new AbortController()];
    const one = coalescing.join('a', first.signal, work);
    const two = coalescing.join('a', second.signal, () => assert.fail('it is under way'));
    first.abort();
    assert.equal(await one, 'left');
    assert.equal(abandoned, 0);
    second.abort();
    assert.equal(await two, 'left');
    assert.equal(abandoned, 1);
    const added = () => ({ result: Promise.resolve('fresh'), abort: () => {} });
    assert.equal(await coalescing.join('a', undefined, added), 'fresh');
    assert.equal(await coalescing.join('a', AbortSignal.abort(), added), 'left');
  });
});

describe('lives', () => {
  it('end one by one, or all together', () => {
    const scope = new CancellationScope();
    const caller = new AbortController();
    const [one, two, over] = [
      scope.begin(caller.signal),
      scope.begin(undefined),
      scope.begin(undefined),
    ];
    over.end();
    caller.abort();
    assert.deepEqual([one.signal.aborted, two.signal.aborted], [true, false]);
    scope.abortAll();
    assert.deepEqual([two.signal.aborted, over.signal.aborted], [true, false]);
    assert.equal(scope.begin(AbortSignal.abort()).signal.aborted, true);
  });
});
