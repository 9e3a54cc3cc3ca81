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

describe('GETs of a client', () => {
  let held: HeldServer;
  before(async () => (held = await startHeldServer()));
  beforeEach(() => held.forget());
  after(() => held.close());

  it('asks once for what is asked for twice at the same time', async () => {
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

  it('answers nothing that is asked for after a change with what was asked for before it', async () => {
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

  it('does not let one caller end what another one waits for', async () => {
    const client = clientAt(held.url);
    const controller = new AbortController();
    const impatient = client.triggers.list('1', { signal: controller.signal });
    const patient = client.triggers.list('1');
    await until(() => held.open.length === 1);
    controller.abort();
    assert.equal((await errorOf(impatient)).failure.kind, 'cancelled');
    held.answer({ entries: [] });
    assert.deepEqual(await patient, { items: [] });
    client.dispose();
  });

  it('ends a request with its last caller', async () => {
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

  it('never shares a request that changes something', async () => {
    const client = clientAt(held.url);
    const calls = [client.triggers.delete('1', 'a'), client.triggers.delete('1', 'a')];
    await until(() => held.open.length === 2);
    held.answer();
    await Promise.all(calls);
    client.dispose();
  });

  it('makes one attempt of a call that asks for it, which patient ones do not share', async () => {
    let refusals = 2;
    const failing = await startServer(() =>
      refusals-- > 0 ? { status: 429, headers: { 'retry-after': '7' } } : { body: { entries: [] } },
    );
    const client = clientAt(failing.url, { time: instantTime(30_000) });
    const [hasty, patient] = await Promise.allSettled([
      client.triggers.list('1', { once: true }),
      client.triggers.list('1'),
    ]);
    assert.ok(hasty.status === 'rejected' && hasty.reason instanceof ApiError);
    assert.deepEqual(
      hasty.reason.failure.kind === 'rateLimited' && hasty.reason.failure.retryAfterMs,
      7000,
    );
    assert.equal(patient.status, 'fulfilled');
    assert.equal(failing.seen.length, 3);
    client.dispose();
    await failing.close();
  });
});
