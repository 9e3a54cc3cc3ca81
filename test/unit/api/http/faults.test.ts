import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ApiError } from '../../../../src/api/failure';
import type { ClientOptions } from '../../../../src/api/client';
import { defaultRetryPolicy } from '../../../../src/api/http/retry';
import { startEmulator, type Emulator } from '../../../emulator/emulator';
import { errorOf, until } from '../support';
import { startClientFixture, type ConnectedClient, type ClientFixture } from '../fixture';
import { FAULT_ROWS, FAULTS, SERVERS } from './faultTable';

const METHODS = ['GET', 'DELETE', 'POST'] as const;
const ASKED_FOR_AGAIN = ['429, Retry-After: 1', '429, Retry-After: 25'].map(
  (name) => `POST ${name}`,
);

describe('faults', () => {
  let fixture: ClientFixture;
  /** Objects that a call of an earlier cell would keep in memory if it left anything behind. */
  const objects: { readonly title: string; readonly object: WeakRef<object> }[] = [];

  before(async () => (fixture = await startClientFixture()));
  after(() => fixture.close());

  for (const { name, failure, cells } of FAULT_ROWS) {
    for (const [index, method] of METHODS.entries()) {
      const cell = cells[index] ?? assert.fail('a cell is missing');
      const expected = cell.endsWith('ok')
        ? cell
        : cell.endsWith(' 404')
          ? cell.replace('404', 'malformed 404 shape ?')
          : cell.replace(/\d+/, `$& ${failure}`);
      const title = `${name} x ${method}: ${expected}`;

      it(title, async () => {
        const timeout = timeoutOf(failure);
        const id = await fixture.newTrigger();
        const { emulator, options, close } = await startFault(name);
        const attempts: number[] = [];
        const log: ClientOptions['log'] = ({ attempt }) => attempts.push(attempt);
        const connected = fixture.connect({ ...options, timeoutMs: () => timeout, log });
        const { client, time } = connected;
        objects.push(...[log, time].map((object) => ({ title, object: new WeakRef(object) })));

        const call = callOf(method, connected, id);
        const outcome = cell.endsWith('ok')
          ? await call.then(() => 'ok')
          : describeError(await errorOf(call));
        assert.equal(`${attempts.length} ${outcome}`, expected);
        assertBounded(time.waits);

        // Released: every timer, and every connection but one to be used again.
        assert.equal(time.pending(), 0);
        const most = method === 'POST' ? 0 : 1;
        await until(() => emulator.connections().open <= most);

        // A request for each attempt, or none where the server was not trusted.
        const seen = emulator.requests();
        assert.equal(seen.length, name in SERVERS ? 0 : attempts.length);
        assert.ok(seen.every((request) => request.method === method));

        client.dispose();
        await close();
      });
    }
  }

  it('have no POST sent twice, all of them, unless the platform asks for it with 429 and Retry-After', async () => {
    const rows = FAULT_ROWS.filter(({ name }) => !(name in SERVERS));
    await fixture.newTrigger();
    for (const { name, failure } of rows) {
      fixture.emulator.faults.clear();
      await startFault(name);
      const connected = fixture.connect({ timeoutMs: () => timeoutOf(failure) });
      const body = { ...connected.body, environment: { ROW: name } };
      await callOf('POST', { ...connected, body }, '').catch(() => undefined);
      connected.client.dispose();
    }
    const posts = fixture.emulator.requests().map(({ method, body }) => {
      const { environment } = JSON.parse(body) as { readonly environment: { ROW: string } };
      return `${method} ${environment.ROW}`;
    });
    assert.deepEqual(new Set(posts), new Set(rows.map(({ name }) => `POST ${name}`)));
    const twice = posts.filter((post, index) => posts.indexOf(post) !== index);
    assert.deepEqual([...new Set(twice)], ASKED_FOR_AGAIN);
  });

  it('leave nothing of a call in memory', async () => {
    let kept: readonly string[] = [];
    await until(() => {
      collectGarbage();
      kept = objects.flatMap(({ title, object }) => (object.deref() === undefined ? [] : title));
      return kept.length === 0;
    }).catch(() => assert.deepEqual(kept, []));
  });

  it('leave nothing of 50 MB in memory', async () => {
    const id = await fixture.newTrigger();
    const connected = fixture.connect();
    fixture.emulator.faults.add({ path: '/triggers', ...FAULTS['200, 50 MB'] });
    const before = memory();
    for (const method of METHODS) {
      await errorOf(callOf(method, connected, id));
    }
    await until(() => fixture.emulator.connections().open === 0);
    // Buffers are given back a while after they were collected.
    await until(() => memory() - before < 5_000_000);
    connected.client.dispose();
  });

  it('that are a byte which is not UTF-8 are a replacement character', async () => {
    const id = await fixture.newTrigger();
    const { client, deployment } = fixture.connect();
    fixture.emulator.faults.add({ path: '/triggers', action: 'invalidUtf8' });
    const text = await client.triggers.text(deployment, id);
    assert.equal(text.split('\uFFFD').length, 2);
    client.dispose();
  });

  /** Sets the fault of a row: a server, and the options of its client. */
  async function startFault(name: string): Promise<{
    readonly emulator: Emulator;
    readonly options: Partial<ClientOptions>;
    readonly close: () => Promise<void>;
  }> {
    const { emulator } = fixture;
    const own = SERVERS[name]?.();
    if (own === undefined) {
      const fault = FAULTS[name] ?? { status: Number(name.slice(0, 3)), body: '' };
      emulator.faults.add({ path: '/triggers', ...fault });
      return { emulator, options: {}, close: () => Promise.resolve() };
    }
    const { served = false, agent = {}, onConnection } = own;
    if (onConnection !== undefined) {
      const { port, close } = await startSocketServer(onConnection);
      return { emulator, options: { apiUrl: `https://127.0.0.1:${port}` }, close };
    }
    const server = await startEmulator({ world: 'empty', tls: served });
    if (served === false) {
      await server.close();
    }
    return {
      emulator: server,
      // A number is not looked up.
      options: { apiUrl: server.url.replace('127.0.0.1', 'localhost'), agent },
      close: () => server.close(),
    };
  }
});

/** A server that accepts connections and sends no response; closing it waits until they are closed. */
async function startSocketServer(onConnection: (socket: Socket) => void): Promise<{
  readonly port: number;
  readonly close: () => Promise<void>;
}> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    onConnection(socket);
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await until(() => open.size === 0);
      server.close();
    },
  };
}

/** Milliseconds an attempt may take: few where that ends it, or else enough for any machine. */
function timeoutOf(failure: string): number {
  return failure.startsWith('timeout') ? 100 : 10_000;
}

/** The waits between the attempts of a call are limited. */
function assertBounded(waits: readonly number[]): void {
  const { retryAfterMs, capMs, attempts } = defaultRetryPolicy;
  const waited = waits.reduce((sum, wait) => sum + wait, 0);
  assert.ok(waited <= retryAfterMs + attempts * capMs, `${waited} ms between attempts`);
}

function callOf(
  method: (typeof METHODS)[number],
  { client, deployment, body }: ConnectedClient,
  id: string,
): Promise<unknown> {
  switch (method) {
    case 'GET':
      return client.triggers.get(deployment, id);
    case 'DELETE':
      return client.triggers.delete(deployment, id);
    case 'POST':
      return client.triggers.create(deployment, body);
  }
}

function describeError({ failure, outcomeUnknown }: ApiError): string {
  const values: readonly unknown[] = Object.values(failure);
  return [...values, ...(outcomeUnknown ? ['?'] : [])].join(' ');
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, when all that can be forgotten is. */
function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
