import assert from 'node:assert/strict';
import { get as getHttp } from 'node:http';
import { Agent, get as getHttps } from 'node:https';
import { fakeClock } from '../../emulator/clock';
import type { FaultAction, FaultRequest } from '../../emulator/fault';
import { developer, emulators, listIn, present, textIn, EmulatorClient } from './emulatorClient';

/** How an answer ended for a client that reads it whole. */
type Ending =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Buffer }
  | {
      readonly kind: 'noHeaders' | 'noEnd';
      readonly code: string | undefined;
      readonly bytes: number;
    }
  | { readonly kind: 'waiting'; readonly bytes: number | null };

describe('The emulator’s faults', () => {
  const start = emulators();

  async function setting() {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    return { client, faults: client.emulator.faults };
  }

  it('answer with a status in the shape of H, as often as asked', async () => {
    const { client, faults } = await setting();
    faults.add({ path: '/triggers$', times: 2, status: 503, headers: { 'retry-after': '1' } });
    const replies = [1, 2, 3].map(() => client.get(`${client.deployment()}/triggers`));
    const [first, , third] = await Promise.all(replies);
    assert.equal(first?.status, 503);
    assert.equal(first.headers.get('retry-after'), '1');
    assert.deepEqual(first.json, {
      error: 'service_unavailable',
      error_description: 'Service Unavailable',
    });
    assert.equal(third?.status, 200);
    assert.deepEqual(
      faults.list().map(({ met, remaining }) => [met, remaining]),
      [[2, 0]],
    );
  });

  it('answer with a body: text as it is, anything else as JSON', async () => {
    const { client, faults } = await setting();
    faults.add({ path: '.', times: 1, status: 502, body: 'bad gateway' });
    faults.add({ path: '.', times: 1, body: { entries: 'nonsense' } });
    const [text, json] = [await client.get(client.O), await client.get(client.O)];
    assert.deepEqual(
      [text.status, text.headers.get('content-type'), text.text],
      [502, 'text/plain', 'bad gateway'],
    );
    assert.deepEqual([json.status, json.json], [200, { entries: 'nonsense' }]);
  });

  it('hold an answer back until they are cleared', async () => {
    const { client, faults } = await setting();
    faults.add({ path: '.', untilCleared: true });
    const held = client.get(client.O);
    while (client.emulator.requests().length === 0) {
      await new Promise(setImmediate);
    }
    assert.equal(client.emulator.requests()[0]?.status, null);
    faults.clear();
    const reply = await held;
    assert.deepEqual([reply.status, reply.json.id], [200, client.organization.id]);
  });

  it('give the real answer another good status', async () => {
    const { client, faults } = await setting();
    faults.add({ path: '.', times: 1, status: 201 }, { method: 'delete', path: '.', status: 204 });
    const reply = await client.get(client.O);
    assert.deepEqual([reply.status, reply.json.id], [201, client.organization.id]);
    const deleted = await client.request('DELETE', client.trigger());
    assert.deepEqual([deleted.status, deleted.text], [204, '']);
    assert.equal((await client.get(client.trigger())).status, 404);
  });

  it('apply to their method and path alone, in their order', async () => {
    const { client, faults } = await setting();
    faults.add(
      { method: 'POST', path: '/triggers', status: 500 },
      { path: 'scan_forward=True', status: 501 },
      { path: '/runs', status: 502 },
    );
    const runs = `${client.trigger()}/runs`;
    assert.equal((await client.get(`${client.deployment()}/triggers`)).status, 200);
    assert.equal((await client.request('POST', `${client.deployment()}/triggers`)).status, 500);
    assert.equal((await client.get(`${runs}?scan_forward=True`)).status, 501);
    assert.equal((await client.get(runs)).status, 502);
    faults.clear();
    assert.equal((await client.get(runs)).status, 200);
  });

  it('lose the answer to a request that was carried out', async () => {
    const { client, faults } = await setting();
    const P = client.deployment();
    const [version] = listIn(await client.get(`${P}/versions`));
    const body = {
      version_id: textIn(version, 'version_id'),
      input_service_name: 'datalake',
      input_service_id: present(client.emulator.state().organizations[0]?.channels[0]).id,
    };
    const count = async () => listIn(await client.get(`${P}/triggers`)).length;
    const before = await count();
    const create = () => client.request('POST', `${P}/triggers`, { body });
    faults.add({ method: 'POST', path: '.', times: 1, action: 'reset', afterHandling: true });
    await assert.rejects(create());
    assert.equal(await count(), before + 1);
    faults.add({ method: 'POST', path: '.', times: 1, status: 504, afterHandling: true });
    assert.equal((await create()).status, 504);
    assert.equal(await count(), before + 2);
    faults.add({ method: 'POST', path: '.', times: 1, action: 'reset' });
    await assert.rejects(create());
    assert.equal(await count(), before + 2);
  });

  it('wait before answering', async () => {
    const { client, faults } = await setting();
    faults.add({ path: '.', delayMs: 80 });
    const started = performance.now();
    assert.equal((await client.get(client.O)).status, 200);
    assert.ok(performance.now() - started >= 75);
  });

  it('redirect to another address', async () => {
    const { client, faults } = await setting();
    faults.add(
      { path: '.', times: 1, action: 'redirect', location: 'http://elsewhere.example/' },
      { path: '.', action: 'redirect', status: 307 },
    );
    const [first, second] = [await client.get(client.O), await client.get(client.O)];
    assert.deepEqual(
      [first.status, first.headers.get('location')],
      [302, 'http://elsewhere.example/'],
    );
    assert.deepEqual(
      [second.status, second.headers.get('location')],
      [307, `${client.emulator.url}/elsewhere`],
    );
  });

  it('give an answer a quirk', async () => {
    const { client, faults } = await setting();
    faults.add({ path: '/deployments$', quirks: ['deploymentsAsArray', 'numericIds'] });
    const { text } = await client.get(`${client.O}/deployments`);
    const [deployment] = JSON.parse(text) as Record<string, unknown>[];
    assert.equal(deployment?.deployment_id, Number(client.organization.deployments[0]?.id));
  });

  /** What a client sees of each action on an answer of `whole` bytes. */
  const ACTIONS: Readonly<Record<FaultAction, (ending: Ending, whole: Buffer) => void>> = {
    reset: (ending) =>
      assert.deepEqual(ending, { kind: 'noHeaders', code: 'ECONNRESET', bytes: 0 }),
    resetBeforeHeaders: (ending) =>
      assert.deepEqual(ending, { kind: 'noHeaders', code: 'ECONNRESET', bytes: 0 }),
    resetInHeaders: (ending) =>
      assert.deepEqual(ending, { kind: 'noHeaders', code: 'ECONNRESET', bytes: 0 }),
    resetAfterHeaders: (ending) =>
      assert.deepEqual(ending, { kind: 'noEnd', code: 'ECONNRESET', bytes: 0 }),
    resetInBody: (ending, whole) =>
      assert.deepEqual(ending, { kind: 'noEnd', code: 'ECONNRESET', bytes: whole.length >>> 1 }),
    truncate: (ending, whole) =>
      assert.deepEqual(ending, { kind: 'noEnd', code: 'ECONNRESET', bytes: whole.length >>> 1 }),
    stall: (ending, whole) =>
      assert.deepEqual(ending, { kind: 'waiting', bytes: whole.length >>> 1 }),
    silence: (ending) => assert.deepEqual(ending, { kind: 'waiting', bytes: null }),
    wrongJson: (ending, whole) =>
      assert.deepEqual(ending, {
        kind: 'answer',
        status: 200,
        body: whole.subarray(0, whole.length >>> 1),
      }),
    wrongLength: (ending, whole) =>
      assert.deepEqual(ending, {
        kind: 'answer',
        status: 200,
        body: whole.subarray(0, whole.length >>> 1),
      }),
    invalidUtf8: (ending, whole) => {
      assert.ok(ending.kind === 'answer');
      assert.equal(ending.body.length, whole.length + 1);
      const text = ending.body.toString('utf8');
      assert.ok(text.includes('\ufffd'));
      assert.doesNotThrow(() => JSON.parse(text) as unknown);
    },
    hugeBody: (ending) => {
      assert.ok(ending.kind === 'answer');
      assert.equal(ending.body.length, 300_000);
      assert.doesNotThrow(() => JSON.parse(ending.body.toString('utf8')) as unknown);
    },
    slowHeaders: (ending, whole) =>
      assert.deepEqual(ending, { kind: 'answer', status: 200, body: whole }),
    slowBody: (ending, whole) =>
      assert.deepEqual(ending, { kind: 'answer', status: 200, body: whole }),
    redirect: (ending) => assert.ok(ending.kind === 'answer' && ending.status === 302),
  };
  for (const action of Object.keys(ACTIONS) as FaultAction[]) {
    for (const tls of [false, true]) {
      it(`do "${action}" over ${tls ? 'HTTPS' : 'HTTP'}`, async () => {
        const client = new EmulatorClient(await start({ clock: fakeClock(), tls }));
        const healthy = await ending(client);
        assert.ok(healthy.kind === 'answer');
        client.emulator.faults.add({ path: '.', action, size: 300_000, delayMs: 40 });
        const saysNoMore = action === 'stall' || action === 'silence';
        ACTIONS[action](await ending(client, saysNoMore), healthy.body);
      });
    }
  }

  const WRONG: readonly (readonly [unknown, RegExp])[] = [
    [{}, /"path"/],
    [{ path: '(' }, /"path"/],
    [{ path: '.', times: 0 }, /"times"/],
    [{ path: '.', status: 99 }, /"status"/],
    [{ path: '.', action: 'explode' }, /resetBeforeHeaders/],
    [{ path: '.', quirks: ['nothing'] }, /deploymentsAsArray/],
    [{ path: '.', statuss: 500 }, /no "statuss"/],
    [{ path: '.', headers: { a: 1 } }, /"headers"/],
  ];
  for (const [fault, message] of WRONG) {
    it(`cannot be ${JSON.stringify(fault)}`, async () => {
      const { client, faults } = await setting();
      assert.throws(() => faults.add(fault as FaultRequest), message);
      const reply = await client.request('POST', '/_emulator/faults', { body: fault });
      assert.equal(reply.status, 400);
      assert.match(textIn(reply.json, 'message'), message);
      assert.deepEqual(faults.list(), []);
    });
  }
});

/** How long a client waits for more once all has come that is to come. */
const SILENCE_MS = 250;

function ending(client: EmulatorClient, saysNoMore = false): Promise<Ending> {
  const { emulator, organization, O } = client;
  const { certificates } = emulator;
  const headers = { authorization: developer(organization) };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let answered = false;
    let silence: NodeJS.Timeout | undefined;
    const bytes = (): number => chunks.reduce((sum, { length }) => sum + length, 0);
    const waitForMore = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        end({ kind: 'waiting', bytes: answered ? bytes() : null });
        request.destroy();
      }, SILENCE_MS);
    };
    const end = (result: Ending): void => {
      clearTimeout(silence);
      resolve(result);
    };
    const request =
      certificates === null
        ? getHttp(emulator.url + O, { headers })
        : getHttps(emulator.url + O, {
            headers,
            agent: new Agent({ ca: certificates.authority }),
          });
    request.once('response', (response) => {
      answered = true;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (saysNoMore) {
          waitForMore();
        }
      });
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        end({ kind: 'answer', status, body: Buffer.concat(chunks) });
      });
      response.once('error', ({ code }: NodeJS.ErrnoException) =>
        end({ kind: 'noEnd', code, bytes: bytes() }),
      );
    });
    request.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (!answered) {
        end({ kind: 'noHeaders', code, bytes: 0 });
      }
    });
    if (saysNoMore) {
      const before = emulator.requests().length;
      const look = (): void => {
        if (emulator.requests().length > before) {
          waitForMore();
        } else {
          setImmediate(look);
        }
      };
      look();
    }
  });
}
