import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/failure';
import { createRequestCoalescing } from '../../../../src/api/http/coalescing';
import {
  clientAt,
  errorOf,
  instantTime,
  startHeldServer,
  startServer,
  until,
  type HeldServer,
} from '../support';

describe('request coalescing', () => {
  it('gives one result to all who join while a request is under way, and sends a new one after', async () => {
    const coalescing = createRequestCoalescing('cancelled');
    let started = 0;
    const work = () => ({
      result: Promise.resolve(`result ${++started}`),
      abort: () => assert.fail('nobody aborted'),
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

  it('goes on for the callers that stay, and aborts the request with the last one', async () => {
    const coalescing = createRequestCoalescing('cancelled');
    let aborted = 0;
    const work = () => ({ result: new Promise<string>(() => {}), abort: () => (aborted += 1) });
    const [first, second] = [new AbortController(), new AbortController()];
    const one = coalescing.join('a', first.signal, work);
    const two = coalescing.join('a', second.signal, () => assert.fail('it is under way'));
    first.abort();
    assert.equal(await one, 'cancelled');
    assert.equal(aborted, 0);
    second.abort();
    assert.equal(await two, 'cancelled');
    assert.equal(aborted, 1);
    const next = () => ({ result: Promise.resolve('new'), abort: () => {} });
    assert.equal(await coalescing.join('a', undefined, next), 'new');
    assert.equal(await coalescing.join('a', AbortSignal.abort(), next), 'cancelled');
  });
});

describe('GETs of a client', () => {
  let held: HeldServer;
  before(async () => (held = await startHeldServer()));
  beforeEach(() => held.clear());
  after(() => held.close());

  it('are one request when they are equal and under way at the same time', async () => {
    const client = clientAt(held.url);
    const calls = [client.triggers.list('1'), client.triggers.list('1'), client.triggers.list('2')];
    await until(() => held.open.length === 2);
    held.answer({ entries: [] });
    await Promise.all(calls);
    assert.equal(held.seen.length, 2);
    const text = [client.triggers.text('1', 'a'), client.triggers.get('1', 'a')];
    await until(() => held.open.length === 1);
    held.answer({ trigger_id: 'a' });
    assert.deepEqual(await Promise.all(text), ['{"trigger_id":"a"}', { trigger_id: 'a' }]);
    client.dispose();
  });

  it('are sent again when they are made after a change, while one from before it is under way', async () => {
    const client = clientAt(held.url);
    const changes: readonly (() => Promise<unknown>)[] = [
      () => client.triggers.create('1', {} as never).catch(() => undefined),
      () => client.triggers.delete('1', 'a'),
    ];
    for (const change of changes) {
      const before = client.triggers.list('1');
      await until(() => held.open.length === 1);
      const [first] = held.open.splice(0);
      const changed = change();
      await until(() => held.open.length === 1);
      held.answer({});
      await changed;
      const after = client.triggers.list('1');
      await until(() => held.open.length === 1);
      held.answer({ entries: [{ trigger_id: 'new' }] });
      assert.equal((await after).items.length, 1);
      first?.response.end('{"entries":[]}');
      assert.equal((await before).items.length, 0);
    }
    client.dispose();
  });

  it('go on for one caller when another one aborts', async () => {
    const client = clientAt(held.url);
    const controller = new AbortController();
    const aborted = client.triggers.list('1', { signal: controller.signal });
    const kept = client.triggers.list('1');
    await until(() => held.open.length === 1);
    controller.abort();
    assert.equal((await errorOf(aborted)).failure.kind, 'cancelled');
    held.answer({ entries: [] });
    assert.deepEqual(await kept, { items: [] });
    client.dispose();
  });

  it('end with their last caller', async () => {
    const client = clientAt(held.url);
    const controller = new AbortController();
    const call = client.triggers.list('1', { signal: controller.signal });
    await until(() => held.open.length === 1);
    let closed = false;
    held.open[0]?.response.on('close', () => (closed = true));
    controller.abort();
    assert.equal((await errorOf(call)).failure.kind, 'cancelled');
    await until(() => closed);
    client.dispose();
  });

  it('are the only requests that are shared', async () => {
    const client = clientAt(held.url);
    const calls = [client.triggers.delete('1', 'a'), client.triggers.delete('1', 'a')];
    await until(() => held.open.length === 2);
    held.answer();
    await Promise.all(calls);
    client.dispose();
  });

  it('have one attempt with `once`, and are not shared with calls that may retry', async () => {
    let refusals = 2;
    const failing = await startServer(() =>
      refusals-- > 0 ? { status: 429, headers: { 'retry-after': '7' } } : { body: { entries: [] } },
    );
    const client = clientAt(failing.url, { time: instantTime(30_000) });
    const [once, retried] = await Promise.allSettled([
      client.triggers.list('1', { once: true }),
      client.triggers.list('1'),
    ]);
    assert.ok(once.status === 'rejected' && once.reason instanceof ApiError);
    assert.deepEqual(
      once.reason.failure.kind === 'rateLimited' && once.reason.failure.retryAfterMs,
      7000,
    );
    assert.equal(retried.status, 'fulfilled');
    assert.equal(failing.seen.length, 3);
    client.dispose();
    await failing.close();
  });
});
