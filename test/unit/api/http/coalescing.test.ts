import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/failure';
import {
  clientAt,
  errorOf,
  hastyTime,
  manualTime,
  startHeldServer,
  startServer,
  until,
  type HeldServer,
} from '../support';

describe('sharing', () => {
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

  it('answers a fresh call with nothing that was asked for before, and others with it', async () => {
    const client = clientAt(held.url);
    const before = client.triggers.list('1');
    await until(() => held.open.length === 1);
    const [first] = held.open.splice(0);
    const added = client.triggers.list('1', { fresh: true });
    await until(() => held.open.length === 1);
    const shared = client.triggers.list('1');
    held.answer({ entries: [{ trigger_id: 'new' }] });
    assert.deepEqual(await shared, await added);
    assert.equal((await added).items.length, 1);
    first?.response.end('{"entries":[]}');
    assert.equal((await before).items.length, 0);
    assert.equal(held.seen.length, 2);
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
    const client = clientAt(failing.url, { time: hastyTime(30_000) });
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

  it('of a call that finds out whether the platform is back goes on for those who stay', async () => {
    const time = manualTime();
    const client = clientAt(held.url, { time, retry: { attempts: 1 }, breaker: { failures: 1 } });
    const failed = client.triggers.list('1');
    await until(() => held.open.length === 1);
    held.open.splice(0).forEach(({ response }) => response.destroy());
    await errorOf(failed);
    assert.equal((await errorOf(client.triggers.list('1'))).failure.kind, 'network');
    assert.equal(held.seen.length, 1);

    time.advance(5000);
    const [one, two] = [new AbortController(), new AbortController()];
    const probes = [one, two].map(({ signal }) => client.triggers.list('1', { signal }));
    await until(() => held.open.length === 1);
    one.abort();
    assert.equal((await errorOf(probes[0] ?? assert.fail())).failure.kind, 'cancelled');
    assert.equal((await errorOf(client.triggers.list('2'))).failure.kind, 'network');

    // Nobody has learned anything: the next call finds out in its place.
    two.abort();
    assert.equal((await errorOf(probes[1] ?? assert.fail())).failure.kind, 'cancelled');
    held.open.length = 0;
    const next = client.triggers.list('2');
    await until(() => held.open.length === 1);
    held.answer({ entries: [] });
    assert.deepEqual(await next, { items: [] });
    client.dispose();
  });
});
