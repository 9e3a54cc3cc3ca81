import assert from 'node:assert/strict';
import type { RequestLog } from '../../../../src/api/http/requestLog';
import {
  clientAt,
  errorOf,
  manualTime,
  startHeldServer,
  startServer,
  until,
  type HeldServer,
} from '../support';

describe('the transport', () => {
  let held: HeldServer;
  before(async () => (held = await startHeldServer()));
  beforeEach(() => held.clear());
  after(() => held.close());

  it('names the call that failed without the token that stands in it', async () => {
    const server = await startServer(() => ({ status: 404, body: {} }));
    const token = 'pat-in-a-path';
    const client = clientAt(server.url, { credential: { kind: 'user', userId: '15', token } });
    const { call } = await errorOf(client.triggers.get('1', token)).finally(() => server.close());
    assert.match(call, /^GET .*\/triggers\/\*\*\*$/);
  });

  describe('before anything is sent', () => {
    const refused: readonly (readonly [string, Parameters<typeof clientAt>, object])[] = [
      [
        'another scheme than https',
        ['http://api.abeja.io'],
        { kind: 'invalid', status: 0, error: 'api_url', description: 'notHttps' },
      ],
      [
        'an address with a path',
        ['https://api.abeja.io/v1'],
        { kind: 'invalid', status: 0, error: 'api_url', description: 'hasPath' },
      ],
      [
        'a token that cannot stand in a header',
        ['https://api.abeja.io', { credential: { kind: 'bearer', token: 'a\nb' } }],
        { kind: 'unauthorized', status: 0, error: 'credential' },
      ],
      [
        'an organization that is a path',
        ['https://api.abeja.io', { organization: '..' }],
        { kind: 'invalid', status: 0, error: 'path', description: '".."' },
      ],
    ];
    for (const [name, options, failure] of refused) {
      it(`refuses ${name}`, async () => {
        const lines: RequestLog[] = [];
        const client = clientAt(options[0], { ...options[1], log: (line) => lines.push(line) });
        const error = await errorOf(client.organization.get());
        assert.deepEqual(error.failure, failure);
        assert.deepEqual(lines, []);
        client.dispose();
      });
    }

    it('refuses ids and tokens that cannot stand in a path', async () => {
      const client = clientAt(held.url);
      const calls: (() => Promise<unknown>)[] = [
        () => client.triggers.get('', 'tri-1'),
        () => client.triggers.delete('1', '.'),
        () => client.triggers.create('..', {} as never),
        () => client.channels.list({ next: 'page 2' }),
        () => client.logs.list('1', 'run-1', { startTime: NaN }),
      ];
      for (const call of calls) {
        const error = await errorOf(call());
        assert.ok(error.failure.kind === 'invalid' && error.failure.status === 0);
        assert.equal(error.outcomeUnknown, false);
      }
      assert.deepEqual(held.seen, []);
      client.dispose();
    });

    it('ends a call whose signal is aborted already', async () => {
      const client = clientAt(held.url);
      const signal = AbortSignal.abort();
      for (const call of [
        client.organization.get({ signal }),
        client.triggers.create('1', {} as never, { signal }),
        client.triggers.delete('1', 'tri-1', { signal }),
      ]) {
        const error = await errorOf(call);
        assert.deepEqual([error.failure.kind, error.outcomeUnknown], ['cancelled', false]);
      }
      assert.deepEqual(held.seen, []);
      client.dispose();
    });
  });

  it('has six requests under way, and the others wait', async () => {
    const client = clientAt(held.url);
    const calls = Array.from({ length: 20 }, (_, id) => client.deployments.get(`${id}`));
    const most: number[] = [];
    for (let queued = 20; queued > 0; queued -= 6) {
      await until(() => held.open.length === Math.min(queued, 6));
      most.push(held.open.length);
      held.answer({ deployment_id: '1' });
    }
    await Promise.all(calls);
    assert.deepEqual(most, [6, 6, 6, 2]);
    client.dispose();
  });

  it('keeps its connection alive', async () => {
    const reused = await startServer(() => ({ body: {} }));
    const client = clientAt(reused.url);
    for (let call = 0; call < 20; call++) {
      await client.organization.get();
    }
    assert.equal(reused.connections(), 1);
    client.dispose();
    await reused.close();
  });

  it('says that the outcome is unknown when a create is ended on its way', async () => {
    const client = clientAt(held.url);
    const controller = new AbortController();
    const call = client.triggers.create('1', {} as never, { signal: controller.signal });
    await until(() => held.open.length === 1);
    controller.abort();
    const error = await errorOf(call);
    assert.deepEqual([error.failure.kind, error.outcomeUnknown], ['cancelled', true]);
    client.dispose();
  });

  it('says so too when the answer to a create has the wrong shape', async () => {
    const client = clientAt(held.url);
    const call = client.triggers.create('1', {} as never);
    await until(() => held.open.length === 1);
    held.answer({ message: 'accepted' });
    const error = await errorOf(call);
    assert.deepEqual(error.failure, { kind: 'malformed', status: 200, reason: 'shape' });
    assert.equal(error.outcomeUnknown, true);
    client.dispose();
  });

  it('gives each attempt the timeout of that moment, and no more', async () => {
    const time = manualTime();
    const limits = [1000, NaN];
    const client = clientAt(held.url, { time, timeoutMs: () => limits.shift() ?? 0 });
    const call = client.organization.get();
    await until(() => held.open.length === 1);
    time.advance(999);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(held.open.length, 1);
    time.advance(1);
    await until(() => time.pending().length === 1);
    assert.deepEqual(time.pending(), [125]);
    time.advance(125);
    await until(() => held.open.length === 2);
    assert.deepEqual(time.pending(), [15_000, 30_000], 'to connect, and in all');
    time.advance(30_000);
    assert.deepEqual((await errorOf(call)).failure, { kind: 'timeout', milliseconds: 30_000 });
    assert.equal(held.seen.length, 2);
    client.dispose();
  });

  it('ends a wait between attempts at once', async () => {
    const failing = await startServer(() => ({ status: 429, headers: { 'retry-after': '30' } }));
    const time = manualTime();
    const client = clientAt(failing.url, { time });
    const controller = new AbortController();
    const call = client.triggers.create('1', {} as never, { signal: controller.signal });
    await until(() => time.pending().includes(30_125));
    controller.abort();
    const error = await errorOf(call);
    assert.deepEqual([error.failure.kind, error.outcomeUnknown], ['cancelled', false]);
    assert.deepEqual(time.pending(), []);
    client.dispose();
    await failing.close();
  });

  it('ends everything when it is disposed of, and begins nothing after', async () => {
    const client = clientAt(held.url, { concurrency: 1 });
    const calls = [
      client.triggers.list('1'),
      client.triggers.list('2'),
      client.triggers.delete('1', 'a'),
      client.download(() => Promise.resolve(`${held.url}/file`)),
    ];
    await until(() => held.open.length === 2);
    client.dispose();
    for (const call of calls) {
      assert.equal((await errorOf(call)).failure.kind, 'cancelled');
    }
    for (const call of [
      client.organization.get(),
      client.triggers.create('1', {} as never),
      client.download(() => Promise.resolve(`${held.url}/file`)),
    ]) {
      assert.equal((await errorOf(call)).failure.kind, 'cancelled');
    }
    assert.equal(held.seen.length, 2);
  });
});
