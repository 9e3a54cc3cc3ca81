import assert from 'node:assert/strict';
import type { Failure } from '../../../src/api/failure';
import { findCreated } from '../../../src/api/lostCreate';
import type { ClientOptions, PlatformClient } from '../../../src/api/platformClient';
import type { Method } from '../../../src/api/retry';
import type { TriggerRequest } from '../../../src/api/wire';
import { startEmulator, type Emulator } from '../../emulator/emulator';
import type { FaultRequest } from '../../emulator/fault';
import { clientAt, errorOf, hastyTime, startServer } from './support';

const TIMEOUT = 100;

/** How one fault shows, in all three methods unless it says otherwise. */
interface Row {
  readonly name: string;
  readonly fault: Omit<FaultRequest, 'path'>;
  /**
   * What the call fails with; nothing when it succeeds, as does a DELETE that was carried out before
   * its answer was lost: its repetition meets a 404.
   */
  readonly failure: Partial<Record<Method, Failure>> | Failure | undefined;
  /** Attempts of a GET, a DELETE and a POST. */
  readonly attempts: readonly [number, number, number];
  /** Whether a DELETE or POST may have been carried out. */
  readonly unknown: boolean;
}

const said = (error: string, description: string) => ({ error, description });
const server = (status: number): Failure => ({ kind: 'server', status });
const malformed = (
  reason: 'notJson' | 'tooLarge' | 'redirect' | 'truncated',
  status = 200,
): Failure => ({ kind: 'malformed', status, reason });
const reset: Failure = { kind: 'network', reason: 'reset', code: 'ECONNRESET' };
const timeout: Failure = { kind: 'timeout', milliseconds: TIMEOUT };
const html = { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Sign in</p>' };
const retryAfter = (seconds: number) => ({ headers: { 'retry-after': `${seconds}` }, body: '' });

const once = [1, 1, 1] as const;
const safeAlone = [5, 5, 1] as const;
const all = [5, 5, 5] as const;

const rows: readonly Row[] = [
  {
    name: 'reset before the head',
    fault: { action: 'resetBeforeHeaders' },
    failure: reset,
    attempts: safeAlone,
    unknown: true,
  },
  {
    name: 'reset behind the head',
    fault: { action: 'resetAfterHeaders' },
    failure: { GET: malformed('truncated'), POST: malformed('truncated') },
    attempts: [5, 2, 1],
    unknown: true,
  },
  {
    name: 'reset in the body',
    fault: { action: 'resetInBody' },
    failure: { GET: malformed('truncated'), POST: malformed('truncated') },
    attempts: [5, 2, 1],
    unknown: true,
  },
  {
    name: 'closed in the body',
    fault: { action: 'truncate' },
    failure: { GET: malformed('truncated'), POST: malformed('truncated') },
    attempts: [5, 2, 1],
    unknown: true,
  },
  {
    name: 'late head',
    fault: { action: 'slowHeaders', delayMs: 60_000 },
    failure: timeout,
    attempts: [2, 2, 1],
    unknown: true,
  },
  {
    name: 'late body',
    fault: { action: 'slowBody', delayMs: 60_000 },
    failure: { GET: timeout, POST: timeout },
    attempts: [2, 2, 1],
    unknown: true,
  },
  {
    name: 'half a body, then silence',
    fault: { action: 'stall' },
    failure: { GET: timeout, POST: timeout },
    attempts: [2, 2, 1],
    unknown: true,
  },
  {
    name: 'silence',
    fault: { action: 'silence' },
    failure: timeout,
    attempts: [2, 2, 1],
    unknown: true,
  },
  {
    name: '204',
    fault: { status: 204 },
    failure: { GET: malformed('notJson', 204), POST: malformed('notJson', 204) },
    attempts: once,
    unknown: true,
  },
  {
    name: '200, empty',
    fault: { status: 200, body: '' },
    failure: { GET: malformed('notJson'), POST: malformed('notJson') },
    attempts: once,
    unknown: true,
  },
  {
    name: '200, HTML',
    fault: { status: 200, ...html },
    failure: malformed('notJson'),
    attempts: once,
    unknown: true,
  },
  {
    name: '200, half the JSON',
    fault: { action: 'wrongJson' },
    failure: malformed('notJson'),
    attempts: once,
    unknown: true,
  },
  {
    name: '200, half the length',
    fault: { action: 'wrongLength' },
    failure: { GET: malformed('truncated'), POST: malformed('truncated') },
    attempts: [5, 2, 1],
    unknown: true,
  },
  {
    name: '200, not UTF-8',
    fault: { action: 'invalidUtf8' },
    failure: undefined,
    attempts: once,
    unknown: false,
  },
  {
    name: '200, 50 MB',
    fault: { action: 'hugeBody', size: 50_000_000 },
    failure: malformed('tooLarge'),
    attempts: once,
    unknown: true,
  },
  {
    name: '302',
    fault: { action: 'redirect', location: 'https://elsewhere.invalid/' },
    failure: malformed('redirect', 302),
    attempts: once,
    unknown: false,
  },
  {
    name: '307',
    fault: { action: 'redirect', status: 307, location: '/organizations' },
    failure: malformed('redirect', 307),
    attempts: once,
    unknown: false,
  },
  {
    name: '400, with details',
    fault: {
      status: 400,
      body: {
        ...{ error: 'bad_request', error_description: 'is invalid' },
        error_detail: { source_data: ['unknown field'] },
      },
    },
    failure: {
      kind: 'invalid',
      status: 400,
      ...said('bad_request', 'is invalid'),
      detail: '{"source_data":["unknown field"]}',
    },
    attempts: once,
    unknown: false,
  },
  {
    name: '400, HTML',
    fault: { status: 400, ...html },
    failure: { kind: 'invalid', status: 400 },
    attempts: once,
    unknown: false,
  },
  {
    name: '401',
    fault: { status: 401, body: 'who?' },
    failure: { kind: 'unauthorized', status: 401, description: 'who?' },
    attempts: once,
    unknown: false,
  },
  {
    name: '403',
    fault: { status: 403, body: '' },
    failure: { kind: 'forbidden', status: 403 },
    attempts: once,
    unknown: false,
  },
  {
    name: '404',
    fault: { status: 404, body: '' },
    failure: { kind: 'notFound', status: 404 },
    attempts: once,
    unknown: false,
  },
  {
    name: '405',
    fault: { status: 405, body: '' },
    failure: { kind: 'invalid', status: 405 },
    attempts: once,
    unknown: false,
  },
  {
    name: '407',
    fault: { status: 407, body: '' },
    failure: { kind: 'network', reason: 'proxy', code: '407' },
    attempts: once,
    unknown: false,
  },
  {
    name: '409',
    fault: { status: 409, body: '' },
    failure: { kind: 'conflict', status: 409 },
    attempts: once,
    unknown: false,
  },
  {
    name: '413',
    fault: { status: 413, body: '' },
    failure: { kind: 'invalid', status: 413 },
    attempts: once,
    unknown: false,
  },
  {
    name: '422',
    fault: { status: 422, body: '' },
    failure: { kind: 'invalid', status: 422 },
    attempts: once,
    unknown: false,
  },
  {
    name: '429',
    fault: { status: 429, body: '' },
    failure: { kind: 'rateLimited', status: 429 },
    attempts: once,
    unknown: false,
  },
  {
    name: '429, Retry-After: 1',
    fault: { status: 429, ...retryAfter(1) },
    failure: { kind: 'rateLimited', status: 429, retryAfterMs: 1000 },
    attempts: all,
    unknown: false,
  },
  {
    name: '429, Retry-After: 25',
    fault: { status: 429, ...retryAfter(25) },
    failure: { kind: 'rateLimited', status: 429, retryAfterMs: 25_000 },
    attempts: [3, 3, 3],
    unknown: false,
  },
  {
    name: '429, Retry-After: 3600',
    fault: { status: 429, ...retryAfter(3600) },
    failure: { kind: 'rateLimited', status: 429, retryAfterMs: 3_600_000 },
    attempts: once,
    unknown: false,
  },
  {
    name: '500',
    fault: { status: 500, body: '' },
    failure: server(500),
    attempts: safeAlone,
    unknown: true,
  },
  {
    name: '501',
    fault: { status: 501, body: '' },
    failure: server(501),
    attempts: once,
    unknown: false,
  },
  {
    name: '502',
    fault: { status: 502, ...html },
    failure: server(502),
    attempts: safeAlone,
    unknown: true,
  },
  {
    name: '503',
    fault: { status: 503, body: '' },
    failure: server(503),
    attempts: safeAlone,
    unknown: true,
  },
  {
    name: '503, Retry-After: 1',
    fault: { status: 503, ...retryAfter(1) },
    failure: { kind: 'server', status: 503, retryAfterMs: 1000 },
    attempts: all,
    unknown: false,
  },
  {
    name: '504',
    fault: { status: 504, body: '' },
    failure: server(504),
    attempts: safeAlone,
    unknown: true,
  },
];

const METHODS = ['GET', 'DELETE', 'POST'] as const;

describe('faults', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  beforeEach(() => {
    emulator.faults.clear();
    emulator.clearRequests();
  });
  after(() => emulator.close());

  function connect(options: Partial<ClientOptions> = {}, timeoutMs = 10_000) {
    const [access] = emulator.organizations;
    assert.ok(access !== undefined);
    const [deployment] = access.deployments;
    const { versions } =
      emulator.state().organizations[0]?.deployments[0] ?? assert.fail('no deployment');
    assert.ok(deployment !== undefined);
    const time = hastyTime(timeoutMs);
    const client = clientAt(emulator.url, {
      organization: access.id,
      credential: { kind: 'user', userId: access.userId, token: access.personalAccessToken },
      timeoutMs: () => timeoutMs,
      time,
      ...options,
    });
    const body: TriggerRequest = {
      version_id: versions[0]?.id ?? '',
      input_service_name: 'datalake',
      input_service_id: emulator.state().organizations[0]?.channels[0]?.id ?? '',
      retry_count: 5,
      environment: { A: '1' },
    };
    return { client, time, deployment: deployment.id, body, triggers: deployment.triggers };
  }

  type Connected = ReturnType<typeof connect>;

  async function newTrigger() {
    const { client, deployment, body } = connect();
    const { trigger_id } = await client.triggers.create(deployment, body);
    client.dispose();
    emulator.clearRequests();
    return trigger_id;
  }

  const calls: Readonly<
    Record<(typeof METHODS)[number], (at: Connected, id: string) => Promise<unknown>>
  > = {
    GET: ({ client, deployment }, id) => client.triggers.get(deployment, id),
    DELETE: ({ client, deployment }, id) => client.triggers.delete(deployment, id),
    POST: ({ client, deployment, body }) => client.triggers.create(deployment, body),
  };

  const failureOf = ({ failure }: Row, method: Method) =>
    failure === undefined || 'kind' in failure ? failure : failure[method];

  for (const row of rows) {
    for (const [index, method] of METHODS.entries()) {
      const expected = failureOf(row, method);
      const attempts = row.attempts[index];
      it(`${row.name} x ${method}: ${expected?.kind ?? 'fine'}, ${attempts ?? 0} x`, async () => {
        const id = await newTrigger();
        const connected = connect(
          {},
          failureOf(row, 'GET')?.kind === 'timeout' ? TIMEOUT : undefined,
        );
        emulator.faults.add({ path: '/triggers', ...row.fault });
        const call = calls[method](connected, id);
        if (expected === undefined) {
          await call;
        } else {
          const error = await errorOf(call);
          assert.deepEqual(error.failure, expected);
          assert.equal(error.outcomeUnknown, method !== 'GET' && row.unknown);
        }
        assert.equal(emulator.requests().length, attempts);
        assert.ok(emulator.requests().every((request) => request.method === method));

        emulator.faults.clear();
        await connected.client.organization.get();
        connected.client.dispose();
      });
    }
  }

  it('a byte that is not UTF-8 is a replacement character', async () => {
    const connected = connect();
    const id = await newTrigger();
    emulator.faults.add({ path: '/triggers', action: 'invalidUtf8' });
    const text = await connected.client.triggers.text(connected.deployment, id);
    assert.equal(text.split('\uFFFD').length, 2);
    connected.client.dispose();
  });

  for (const method of METHODS) {
    it(`no server x ${method}: network, refused, 5 x but for POST`, async () => {
      const gone = await startServer(() => ({}));
      await gone.close();
      const attempts: number[] = [];
      const connected = connect({ apiUrl: gone.url, log: ({ attempt }) => attempts.push(attempt) });
      const error = await errorOf(calls[method](connected, 'tri-1'));
      assert.deepEqual(error.failure, { kind: 'network', reason: 'refused', code: 'ECONNREFUSED' });
      assert.equal(error.outcomeUnknown, false);
      assert.deepEqual(attempts, method === 'POST' ? [1] : [1, 2, 3, 4, 5]);
      connected.client.dispose();
    });

    it(`a certificate nobody trusts x ${method}: network, certificate, nothing sent`, async () => {
      const strange = await startEmulator({ tls: true });
      const attempts: number[] = [];
      const connected = connect({
        apiUrl: strange.url,
        log: ({ attempt }) => attempts.push(attempt),
      });
      const error = await errorOf(calls[method](connected, 'tri-1'));
      const { failure } = error;
      assert.ok(failure.kind === 'network' && failure.reason === 'certificate', failure.kind);
      assert.equal(error.outcomeUnknown, false);
      assert.deepEqual(attempts, [1]);
      assert.deepEqual(strange.requests(), []);
      connected.client.dispose();
      await strange.close();
    });
  }

  it('waits longer and longer, and as long as Retry-After says', async () => {
    const connected = connect();
    const { client, time, deployment } = connected;
    emulator.faults.add({ path: '/triggers', status: 500, times: 3 });
    emulator.faults.add({ path: '/triggers', status: 503, ...retryAfter(2), times: 1 });
    await client.triggers.list(deployment);
    assert.deepEqual(time.waits, [125, 250, 500, 2250]);
    client.dispose();
  });

  it('a GET that succeeds in the end is no failure', async () => {
    const { client, deployment } = connect();
    emulator.faults.add({ path: '/triggers', action: 'resetInBody', times: 4 });
    assert.ok((await client.triggers.list(deployment)).items.length > 0);
    assert.equal(emulator.requests().length, 5);
    client.dispose();
  });

  it('a DELETE that is repeated and meets 404 is done', async () => {
    const connected = connect();
    const id = await newTrigger();
    emulator.faults.add({ path: id, action: 'resetBeforeHeaders', afterHandling: true, times: 1 });
    await connected.client.triggers.delete(connected.deployment, id);
    assert.deepEqual(
      emulator.requests().map(({ method, status }) => [method, status]),
      [
        ['DELETE', null],
        ['DELETE', 404],
      ],
    );
    connected.client.dispose();
  });

  it('a DELETE of what was not there is a failure, also after a wait that was asked for', async () => {
    const { client, deployment } = connect();
    emulator.faults.add({ path: 'tri-none', status: 503, ...retryAfter(0), times: 1 });
    const error = await errorOf(client.triggers.delete(deployment, 'tri-none'));
    assert.equal(error.failure.kind, 'notFound');
    assert.equal(emulator.requests().length, 2);
    client.dispose();
  });

  describe('a create whose answer was lost', () => {
    const known = async (client: PlatformClient, deployment: string) =>
      new Set(
        (await client.triggers.list(deployment)).items.flatMap((entry) =>
          entry.kind === 'resource' ? [entry.value.trigger_id] : [],
        ),
      );

    it('is found by listing and comparing, and was sent once', async () => {
      const { client, deployment, body } = connect();
      const before = await known(client, deployment);
      emulator.faults.add({
        method: 'POST',
        path: '/triggers',
        action: 'reset',
        afterHandling: true,
      });
      const error = await errorOf(client.triggers.create(deployment, body));
      assert.equal(error.outcomeUnknown, true);
      const found = await findCreated(client, deployment, body, before);
      assert.equal(found.length, 1);
      assert.ok(!before.has(found[0]?.trigger_id ?? ''));
      assert.deepEqual(found[0]?.user_env_vars, { A: '1' });
      assert.equal(emulator.requests().filter(({ method }) => method === 'POST').length, 1);

      for (const other of [
        { ...body, retry_count: 4 },
        { ...body, environment: {} },
        { ...body, environment: { A: '2' } },
        { ...body, models: { alias: '1' } },
        { ...body, output_service_name: 'datalake', output_service_id: body.input_service_id },
        { ...body, version_id: 'ver-other' },
      ]) {
        assert.deepEqual(await findCreated(client, deployment, other, before), []);
      }
      client.dispose();
    });

    it('is not found when it was not carried out', async () => {
      const { client, deployment, body } = connect();
      const before = await known(client, deployment);
      emulator.faults.add({ method: 'POST', path: '/triggers', action: 'reset' });
      assert.equal((await errorOf(client.triggers.create(deployment, body))).outcomeUnknown, true);
      assert.deepEqual(await findCreated(client, deployment, body, before), []);
      client.dispose();
    });
  });
});
