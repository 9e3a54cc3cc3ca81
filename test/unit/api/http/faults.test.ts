import assert from 'node:assert/strict';
import type { AgentOptions } from 'node:https';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ApiError } from '../../../../src/api/failure';
import type { ClientOptions } from '../../../../src/api/client';
import { defaultRetryPolicy } from '../../../../src/api/http/retry';
import { issueCertificates, type Certificates } from '../../../emulator/certificate';
import { startEmulator, type Emulator } from '../../../emulator/emulator';
import type { FaultRequest } from '../../../emulator/fault';
import { errorOf, until } from '../support';
import { startClientFixture, type ConnectedClient, type ClientFixture } from '../fixture';

/**
 * Every fault against every method: what a call fails with, its values in order, and the attempts a
 * GET, a DELETE and a POST make. `ok` is a call that succeeds all the same: a DELETE needs no body, and
 * one whose answer was lost is repeated and meets 404. `?` is an outcome that is unknown, as it must be
 * where the platform may have carried out what was asked; `true` behind a timeout says that it was one to
 * connect, after which nothing is unknown.
 */
const TABLE = `
  reset before headers   | network reset ECONNRESET                            | 5    | 5 ?  | 1 ?
  reset in headers       | network reset ECONNRESET                            | 5    | 5 ?  | 1 ?
  reset behind headers   | malformed 200 truncated                             | 5    | 2 ok | 1 ?
  reset in the body      | malformed 200 truncated                             | 5    | 2 ok | 1 ?
  closed in the body     | malformed 200 truncated                             | 5    | 2 ok | 1 ?
  slow headers           | timeout 100                                         | 2    | 2 ?  | 1 ?
  slow body              | timeout 100                                         | 2    | 2 ok | 1 ?
  half a body, silence   | timeout 100                                         | 2    | 2 ok | 1 ?
  silence                | timeout 100                                         | 2    | 2 ?  | 1 ?
  204                    | malformed 204 notJson                               | 1    | 1 ok | 1 ?
  200, empty             | malformed 200 notJson                               | 1    | 1 ok | 1 ?
  200, HTML              | malformed 200 notJson                               | 1    | 1 ?  | 1 ?
  200, half the JSON     | malformed 200 notJson                               | 1    | 1 ?  | 1 ?
  200, half the length   | malformed 200 truncated                             | 5    | 2 ok | 1 ?
  200, not UTF-8         |                                                     | 1 ok | 1 ok | 1 ok
  200, 50 MB             | malformed 200 tooLarge                              | 1    | 1 ?  | 1 ?
  302 to another host    | malformed 302 redirect                              | 1    | 1    | 1
  307 to this host       | malformed 307 redirect                              | 1    | 1    | 1
  400 with details       | invalid 400 bad_request wrong {"a":["b"]}           | 1    | 1    | 1
  400, HTML              | invalid 400                                         | 1    | 1    | 1
  401                    | unauthorized 401 who?                               | 1    | 1    | 1
  401, HTML              | malformed 401 webPage                               | 1    | 1    | 1
  403                    | forbidden 403                                       | 1    | 1    | 1
  403, HTML              | malformed 403 webPage                               | 1    | 1    | 1
  404                    | notFound 404                                        | 1    | 1    | 1
  405                    | invalid 405                                         | 1    | 1    | 1
  407                    | network proxyCredentials 407                        | 1    | 1    | 1
  409                    | conflict 409                                        | 1    | 1    | 1
  413                    | invalid 413                                         | 1    | 1    | 1
  422                    | invalid 422                                         | 1    | 1    | 1
  429                    | rateLimited 429                                     | 1    | 1    | 1
  429, Retry-After: 1    | rateLimited 429 1000                                | 5    | 5    | 5
  429, Retry-After: 25   | rateLimited 429 25000                               | 3    | 3    | 3
  429, Retry-After: 3600 | rateLimited 429 3600000                             | 1    | 1    | 1
  500                    | server 500                                          | 5    | 5 ?  | 1 ?
  501                    | server 501                                          | 1    | 1    | 1
  502                    | server 502                                          | 5    | 5 ?  | 1 ?
  503                    | server 503                                          | 5    | 5 ?  | 1 ?
  503, Retry-After: 1    | server 503 1000                                     | 5    | 5    | 5
  504                    | server 504                                          | 5    | 5 ?  | 1 ?
  no server              | network refused ECONNREFUSED                        | 5    | 5    | 1
  no address             | timeout 100 true                                    | 2    | 2    | 1
  no handshake           | timeout 100 true                                    | 2    | 2    | 1
  reset in the handshake | network reset ECONNRESET                            | 5    | 5    | 1
  signed by itself       | network certificate DEPTH_ZERO_SELF_SIGNED_CERT     | 1    | 1    | 1
  a root of its own      | network certificate SELF_SIGNED_CERT_IN_CHAIN       | 1    | 1    | 1
  unknown authority      | network certificate UNABLE_TO_VERIFY_LEAF_SIGNATURE | 1    | 1    | 1
  expired certificate    | network certificate CERT_HAS_EXPIRED                | 1    | 1    | 1
  named for another host | network certificate ERR_TLS_CERT_ALTNAME_INVALID    | 1    | 1    | 1
`;

const HTML = { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Sign in</p>' };
const DETAILS = { error: 'bad_request', error_description: 'wrong', error_detail: { a: ['b'] } };
const retryAfter = (seconds: number) => ({ headers: { 'retry-after': `${seconds}` }, body: '' });

/** Faults that are more than the status they are named by, with an empty body. */
const FAULTS: Readonly<Record<string, Omit<FaultRequest, 'path'>>> = {
  'reset before headers': { action: 'resetBeforeHeaders' },
  'reset in headers': { action: 'resetInHeaders' },
  'reset behind headers': { action: 'resetAfterHeaders' },
  'reset in the body': { action: 'resetInBody' },
  'closed in the body': { action: 'truncate' },
  'slow headers': { action: 'slowHeaders', delayMs: 60_000 },
  'slow body': { action: 'slowBody', delayMs: 60_000 },
  'half a body, silence': { action: 'stall' },
  silence: { action: 'silence' },
  '204': { status: 204 },
  '200, HTML': { status: 200, ...HTML },
  '200, half the JSON': { action: 'wrongJson' },
  '200, half the length': { action: 'wrongLength' },
  '200, not UTF-8': { action: 'invalidUtf8' },
  '200, 50 MB': { action: 'hugeBody', size: 50_000_000 },
  '302 to another host': { action: 'redirect', location: 'https://elsewhere.invalid/' },
  '307 to this host': { action: 'redirect', status: 307, location: '/organizations' },
  '400 with details': { status: 400, body: DETAILS },
  '400, HTML': { status: 400, ...HTML },
  '401': { status: 401, body: 'who?' },
  '401, HTML': { status: 401, ...HTML },
  '403, HTML': { status: 403, ...HTML },
  '429, Retry-After: 1': { status: 429, ...retryAfter(1) },
  '429, Retry-After: 25': { status: 429, ...retryAfter(25) },
  '429, Retry-After: 3600': { status: 429, ...retryAfter(3600) },
  '503, Retry-After: 1': { status: 503, ...retryAfter(1) },
};

/** A server as such. */
interface ServerTrouble {
  /** Its certificates. */
  readonly served?: Certificates;
  /** How the client makes its connections. */
  readonly agent?: AgentOptions;
  /** What it does with a connection instead of shaking hands. */
  readonly mute?: (socket: Socket) => void;
}

const SERVERS: Readonly<Record<string, () => ServerTrouble>> = {
  'no server': () => ({}),
  'no address': () => ({ agent: { lookup: () => undefined } }),
  'no handshake': () => ({ mute: () => undefined }),
  'reset in the handshake': () => ({
    mute: (socket) => socket.once('data', () => socket.resetAndDestroy()),
  }),
  'signed by itself': () => ({ served: issueCertificates('selfSigned') }),
  'a root of its own': () => {
    const { certificate, authority, key } = issueCertificates();
    return { served: { certificate: certificate + authority, authority, key } };
  },
  'unknown authority': () => ({ served: issueCertificates() }),
  'expired certificate': () => trusted(issueCertificates('expired')),
  'named for another host': () => trusted(issueCertificates('otherHost')),
};
const trusted = (served: Certificates) => ({ served, agent: { ca: served.authority } });

const METHODS = ['GET', 'DELETE', 'POST'] as const;
const ASKED_FOR_AGAIN = ['429, Retry-After: 1', '429, Retry-After: 25', '503, Retry-After: 1'].map(
  (name) => `POST ${name}`,
);

describe('faults', () => {
  let fixture: ClientFixture;
  /** What would be held by anything that a call of the cells that ran left behind. */
  const deps: { readonly title: string; readonly part: WeakRef<object> }[] = [];

  before(async () => (fixture = await startClientFixture()));
  after(() => fixture.close());

  for (const { name, failure, cells } of rowsOf(TABLE)) {
    for (const [index, method] of METHODS.entries()) {
      const cell = cells[index] ?? assert.fail('a cell is missing');
      const expected = cell.endsWith('ok') ? cell : cell.replace(/\d+/, `$& ${failure}`);
      const title = `${name} x ${method}: ${expected}`;

      it(title, async () => {
        const timeout = timeoutOf(failure);
        const id = await fixture.newTrigger();
        const { emulator, options, close } = await trouble(name);
        const attempts: number[] = [];
        const log: ClientOptions['log'] = ({ attempt }) => attempts.push(attempt);
        const connected = fixture.connect({ ...options, timeoutMs: () => timeout, log });
        const { client, time } = connected;
        deps.push(...[log, time].map((part) => ({ title, part: new WeakRef(part) })));

        const call = callOf(method, connected, id);
        const outcome = cell.endsWith('ok')
          ? await call.then(() => 'ok')
          : told(await errorOf(call));
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

  it('have no POST sent twice, all of them, unless the platform asks for it with Retry-After', async () => {
    const rows = rowsOf(TABLE).filter(({ name }) => !(name in SERVERS));
    await fixture.newTrigger();
    for (const { name, failure } of rows) {
      fixture.emulator.faults.clear();
      await trouble(name);
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
    let left: readonly string[] = [];
    await until(() => {
      collectGarbage();
      left = deps.flatMap(({ title, part }) => (part.deref() === undefined ? [] : title));
      return left.length === 0;
    }).catch(() => assert.deepEqual(left, []));
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

  /** A server in the trouble of a row, and how a client comes to it. */
  async function trouble(name: string): Promise<{
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
    const { served = false, agent = {}, mute } = own;
    if (mute !== undefined) {
      const { port, close } = await startMute(mute);
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

/** A server that takes connections and answers none; closing it waits until they are released. */
async function startMute(mute: (socket: Socket) => void): Promise<{
  readonly port: number;
  readonly close: () => Promise<void>;
}> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    mute(socket);
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

/** How long a call may wait between its attempts; their number and its timeout bound each attempt. */
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

function told({ failure, outcomeUnknown }: ApiError): string {
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

function rowsOf(table: string) {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((text) => text.trim()))
    .map(([name = '', failure = '', ...cells]) => ({ name, failure, cells }));
}
