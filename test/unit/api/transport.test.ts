import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { ApiError } from '../../../src/api/failure';
import type { RequestLog } from '../../../src/api/requestLog';
import {
  clientAt,
  errorOf,
  hastyTime,
  manualTime,
  startServer,
  until,
  type SmallServer,
} from './support';

describe('the transport', () => {
  let server: SmallServer;
  /** Requests that wait for their answer, by path. */
  let open: { readonly url: string; readonly response: ServerResponse }[];

  const answer = (body: unknown = {}) =>
    open.splice(0).forEach(({ response }) => response.end(JSON.stringify(body)));

  before(async () => {
    server = await startServer(({ url }, response) => {
      open.push({ url, response });
      return undefined;
    });
  });
  beforeEach(() => {
    open = [];
    server.seen.length = 0;
  });
  after(() => server.close());

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

    it('refuses ids and pages that have no place in a path', async () => {
      const client = clientAt(server.url);
      const calls: (() => Promise<unknown>)[] = [
        () => client.triggers.get('', 'tri-1'),
        () => client.triggers.delete('1', '.'),
        () => client.triggers.create('..', {} as never),
        () => client.channels.list({ next: 'page 2' }),
        () => client.runs.logs('1', 'run-1', { startTime: NaN }),
      ];
      for (const call of calls) {
        const error = await errorOf(call());
        assert.ok(error.failure.kind === 'invalid' && error.failure.status === 0);
        assert.equal(error.outcomeUnknown, false);
      }
      assert.deepEqual(server.seen, []);
      client.dispose();
    });

    it('ends a call whose signal has ended', async () => {
      const client = clientAt(server.url);
      const signal = AbortSignal.abort();
      for (const call of [
        client.organization.get({ signal }),
        client.triggers.create('1', {} as never, { signal }),
        client.triggers.delete('1', 'tri-1', { signal }),
      ]) {
        const error = await errorOf(call);
        assert.deepEqual([error.failure.kind, error.outcomeUnknown], ['cancelled', false]);
      }
      assert.deepEqual(server.seen, []);
      client.dispose();
    });
  });

  it('has six requests under way and the others wait their turn', async () => {
    const client = clientAt(server.url);
    const calls = Array.from({ length: 20 }, (_, id) => client.deployments.get(`${id}`));
    const most: number[] = [];
    for (let left = 20; left > 0; left -= 6) {
      await until(() => open.length === Math.min(left, 6));
      most.push(open.length);
      answer({ deployment_id: '1' });
    }
    await Promise.all(calls);
    assert.deepEqual(most, [6, 6, 6, 2]);
    client.dispose();
  });

  it('uses its connections again', async () => {
    const fresh = await startServer(() => ({ body: {} }));
    const client = clientAt(fresh.url);
    for (let call = 0; call < 20; call++) {
      await client.organization.get();
    }
    assert.equal(fresh.connections(), 1);
    client.dispose();
    await fresh.close();
  });

  it('asks once for what is asked for twice at the same time', async () => {
    const client = clientAt(server.url);
    const calls = [client.triggers.list('1'), client.triggers.list('1'), client.triggers.list('2')];
    await until(() => open.length === 2);
    answer({ entries: [] });
    await Promise.all(calls);
    assert.equal(server.seen.length, 2);
    const text = [client.triggers.text('1', 'a'), client.triggers.get('1', 'a')];
    await until(() => open.length === 1);
    answer({ trigger_id: 'a' });
    assert.deepEqual(await Promise.all(text), ['{"trigger_id":"a"}', { trigger_id: 'a' }]);
    client.dispose();
  });

  it('answers nothing that is asked for after a change with what was asked for before it', async () => {
    const client = clientAt(server.url);
    const changes: readonly (() => Promise<unknown>)[] = [
      () => client.triggers.create('1', {} as never).catch(() => undefined),
      () => client.triggers.delete('1', 'a'),
    ];
    for (const change of changes) {
      const before = client.triggers.list('1');
      await until(() => open.length === 1);
      const [first] = open.splice(0);
      const changed = change();
      await until(() => open.length === 1);
      answer({});
      await changed;
      const after = client.triggers.list('1');
      await until(() => open.length === 1);
      answer({ entries: [{ trigger_id: 'new' }] });
      assert.equal((await after).items.length, 1);
      first?.response.end('{"entries":[]}');
      assert.equal((await before).items.length, 0);
    }
    client.dispose();
  });

  it('answers a fresh call with nothing that was asked for before, and others with it', async () => {
    const client = clientAt(server.url);
    const before = client.triggers.list('1');
    await until(() => open.length === 1);
    const [first] = open.splice(0);
    const fresh = client.triggers.list('1', { fresh: true });
    await until(() => open.length === 1);
    const shared = client.triggers.list('1');
    answer({ entries: [{ trigger_id: 'new' }] });
    assert.deepEqual(await shared, await fresh);
    assert.equal((await fresh).items.length, 1);
    first?.response.end('{"entries":[]}');
    assert.equal((await before).items.length, 0);
    assert.equal(server.seen.length, 2);
    client.dispose();
  });

  it('does not let one caller end what another one waits for', async () => {
    const client = clientAt(server.url);
    const controller = new AbortController();
    const impatient = client.triggers.list('1', { signal: controller.signal });
    const patient = client.triggers.list('1');
    await until(() => open.length === 1);
    controller.abort();
    assert.equal((await errorOf(impatient)).failure.kind, 'cancelled');
    answer({ entries: [] });
    assert.deepEqual(await patient, { items: [] });
    client.dispose();
  });

  it('ends a request with its last caller', async () => {
    const client = clientAt(server.url);
    const controller = new AbortController();
    const call = client.triggers.list('1', { signal: controller.signal });
    await until(() => open.length === 1);
    let closed = false;
    open[0]?.response.on('close', () => (closed = true));
    controller.abort();
    assert.equal((await errorOf(call)).failure.kind, 'cancelled');
    await until(() => closed);
    client.dispose();
  });

  it('never shares a request that changes something', async () => {
    const client = clientAt(server.url);
    const calls = [client.triggers.delete('1', 'a'), client.triggers.delete('1', 'a')];
    await until(() => open.length === 2);
    answer();
    await Promise.all(calls);
    client.dispose();
  });

  it('says that the outcome is unknown when a create is ended on its way', async () => {
    const client = clientAt(server.url);
    const controller = new AbortController();
    const call = client.triggers.create('1', {} as never, { signal: controller.signal });
    await until(() => open.length === 1);
    controller.abort();
    const error = await errorOf(call);
    assert.deepEqual([error.failure.kind, error.outcomeUnknown], ['cancelled', true]);
    client.dispose();
  });

  it('says so too when the answer to a create has the wrong shape', async () => {
    const client = clientAt(server.url);
    const call = client.triggers.create('1', {} as never);
    await until(() => open.length === 1);
    answer({ message: 'accepted' });
    const error = await errorOf(call);
    assert.deepEqual(error.failure, { kind: 'malformed', status: 200, reason: 'shape' });
    assert.equal(error.outcomeUnknown, true);
    client.dispose();
  });

  it('gives an attempt its timeout, asked for anew at each, and no more', async () => {
    const time = manualTime();
    const limits = [1000, NaN];
    const client = clientAt(server.url, { time, timeoutMs: () => limits.shift() ?? 0 });
    const call = client.organization.get();
    await until(() => open.length === 1);
    time.advance(999);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(open.length, 1);
    time.advance(1);
    await until(() => time.pending().length === 1);
    assert.deepEqual(time.pending(), [125]);
    time.advance(125);
    await until(() => open.length === 2);
    assert.deepEqual(time.pending(), [30_000]);
    time.advance(30_000);
    assert.deepEqual((await errorOf(call)).failure, { kind: 'timeout', milliseconds: 30_000 });
    assert.equal(server.seen.length, 2);
    client.dispose();
  });

  it('makes fewer attempts of a call that asks for it, which others do not share', async () => {
    let refusals = 2;
    const failing = await startServer(() =>
      refusals-- > 0 ? { status: 429, headers: { 'retry-after': '7' } } : { body: { entries: [] } },
    );
    const client = clientAt(failing.url, { time: hastyTime(30_000) });
    const [hasty, patient] = await Promise.allSettled([
      client.triggers.list('1', { attempts: 1 }),
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

  it('ends a wait between attempts at once', async () => {
    const failing = await startServer(() => ({ status: 503, headers: { 'retry-after': '30' } }));
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
    const client = clientAt(server.url, { concurrency: 1 });
    const calls = [
      client.triggers.list('1'),
      client.triggers.list('2'),
      client.triggers.delete('1', 'a'),
      client.download(() => Promise.resolve(`${server.url}/file`)),
    ];
    await until(() => open.length === 2);
    client.dispose();
    for (const call of calls) {
      assert.equal((await errorOf(call)).failure.kind, 'cancelled');
    }
    for (const call of [
      client.organization.get(),
      client.triggers.create('1', {} as never),
      client.download(() => Promise.resolve(`${server.url}/file`)),
    ]) {
      assert.equal((await errorOf(call)).failure.kind, 'cancelled');
    }
    assert.equal(server.seen.length, 2);
  });

  it('fails at once when the platform has not been there for five calls, and tries again later', async () => {
    let healthy = false;
    const ailing = await startServer(() => (healthy ? { body: {} } : { status: 500, body: '' }));
    const time = manualTime(0);
    const client = clientAt(ailing.url, { time, retry: { attempts: 1 } });
    const call = () => client.organization.get();
    for (let count = 0; count < 5; count++) {
      await errorOf(call());
    }
    const failures = await Promise.all(Array.from({ length: 50 }, () => errorOf(call())));
    assert.ok(failures.every(({ failure }) => failure.kind === 'server' && failure.status === 500));
    assert.equal(ailing.seen.length, 5);

    time.advance(4000);
    await errorOf(call());
    time.advance(1000);
    await errorOf(call());
    await errorOf(call());
    assert.equal(ailing.seen.length, 6);

    healthy = true;
    time.advance(5000);
    await call();
    await call();
    assert.equal(ailing.seen.length, 8);
    client.dispose();
    await ailing.close();
  });

  it('survives an observer that throws', async () => {
    const fine = await startServer(() => ({ body: {} }));
    const client = clientAt(fine.url, {
      log: () => {
        throw new Error('full disk');
      },
    });
    assert.deepEqual(await client.organization.get(), {});
    client.dispose();
    await fine.close();
  });

  it('logs one line an attempt', async () => {
    const lines: RequestLog[] = [];
    const statuses = [500, 200];
    const twice = await startServer(() => ({
      status: statuses.shift() ?? 404,
      body: { entries: [] },
    }));
    const time = manualTime(0);
    const client = clientAt(twice.url, { time, log: (line) => lines.push(line) });
    const call = client.triggers.runs('1', 'tri-1', { next: 'a b' });
    await until(() => lines.length === 1);
    await until(() => time.pending().length > 0);
    time.advance(0);
    await call;
    await errorOf(client.triggers.delete('1', 'tri-1'));
    const path = '/organizations/1111111111111/deployments/1/triggers/tri-1';
    const runs = `${path}/runs?next_page_token=a%20b`;
    assert.deepEqual(lines, [
      { method: 'GET', path: runs, status: 500, milliseconds: 0, attempt: 1 },
      { method: 'GET', path: runs, status: 200, milliseconds: 0, attempt: 2 },
      { method: 'DELETE', path, status: 404, milliseconds: 0, attempt: 1 },
    ]);
    client.dispose();
    await twice.close();
  });

  it('lets no secret into a log line or an error, wherever it was put', async () => {
    let said = '';
    const parrot = await startServer(({ headers }) => ({
      status: 400,
      body: { error: headers.authorization, error_description: said },
    }));
    const word = fc
      .string({ minLength: 8, maxLength: 30 })
      .filter((text) => /^[\x21-\x7e]+$/.test(text));
    await fc.assert(
      fc.asyncProperty(word, fc.string(), async (token, id) => {
        said = `you said ${token}`;
        for (const credential of [
          { kind: 'user', userId: '1500000000064', token },
          { kind: 'bearer', token },
          { kind: 'datasource', datasourceId: '1600000000072', secret: token },
        ] as const) {
          const lines: RequestLog[] = [];
          const client = clientAt(parrot.url, {
            credential,
            organization: token,
            log: (line) => lines.push(line),
          });
          const errors = [
            await errorOf(client.triggers.get(id, token)),
            await errorOf(client.triggers.runs(`${id}/${token}`, 'tri-1', { next: token })),
            await errorOf(client.channels.list({ next: token })),
          ];
          client.dispose();
          const written = JSON.stringify([lines, errors.map((error) => [error, error.message])])
            .replaceAll('***', '')
            .replaceAll('\\"', '"')
            .replaceAll('\\\\', '\\');
          for (const trace of [
            token,
            encodeURIComponent(token),
            btoa(`user-1500000000064:${token}`),
          ]) {
            assert.ok(!written.includes(trace), `${trace} in ${written}`);
          }
        }
      }),
      { numRuns: 40 },
    );
    await parrot.close();
  });
});
