import assert from 'node:assert/strict';
import { createPlaces, createSharing, Lives } from '../../../../src/api/http/concurrency';

/** Lets every promise that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('places', () => {
  it('are given in order, as many as there are', async () => {
    const places = createPlaces(2);
    const order: number[] = [];
    const leaves = new Map<number, () => void>();
    for (const number of [1, 2, 3, 4]) {
      void places.take(undefined).then((leave) => {
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
    const places = createPlaces(1);
    const leave = await places.take(undefined);
    const impatient = new AbortController();
    const left = places.take(impatient.signal);
    const patient = places.take(undefined);
    impatient.abort();
    assert.equal(await left, undefined);
    leave?.();
    assert.ok(await patient);
    assert.equal(await places.take(AbortSignal.abort()), undefined);
  });
});

describe('sharing', () => {
  it('gives one result to all who ask while it is under way, and begins anew after', async () => {
    const sharing = createSharing('left');
    let begun = 0;
    const work = () => ({
      result: Promise.resolve(`result ${++begun}`),
      abandon: () => assert.fail('nobody left'),
    });
    assert.deepEqual(
      await Promise.all([
        sharing.join('a', undefined, work),
        sharing.join('a', new AbortController().signal, work),
        sharing.join('b', undefined, work),
      ]),
      ['result 1', 'result 1', 'result 2'],
    );
    assert.equal(await sharing.join('a', undefined, work), 'result 3');
  });

  it('goes on for those who stay, and is abandoned with the last who leaves', async () => {
    const sharing = createSharing('left');
    let abandoned = 0;
    const work = () => ({ result: new Promise<string>(() => {}), abandon: () => (abandoned += 1) });
    const [first, second] = [new AbortController(), new AbortController()];
    const one = sharing.join('a', first.signal, work);
    const two = sharing.join('a', second.signal, () => assert.fail('it is under way'));
    first.abort();
    assert.equal(await one, 'left');
    assert.equal(abandoned, 0);
    second.abort();
    assert.equal(await two, 'left');
    assert.equal(abandoned, 1);
    const fresh = () => ({ result: Promise.resolve('fresh'), abandon: () => {} });
    assert.equal(await sharing.join('a', undefined, fresh), 'fresh');
    assert.equal(await sharing.join('a', AbortSignal.abort(), fresh), 'left');
  });
});

describe('lives', () => {
  it('end one by one, or all together', () => {
    const lives = new Lives();
    const caller = new AbortController();
    const [one, two, over] = [
      lives.begin(caller.signal),
      lives.begin(undefined),
      lives.begin(undefined),
    ];
    over.end();
    caller.abort();
    assert.deepEqual([one.signal.aborted, two.signal.aborted], [true, false]);
    lives.endAll();
    assert.deepEqual([two.signal.aborted, over.signal.aborted], [true, false]);
    assert.equal(lives.begin(AbortSignal.abort()).signal.aborted, true);
  });
});
