import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { fakeClock } from '../../emulator/clock';
import { Journal } from '../../emulator/journal';
import { basic, emulators, listIn, present, EmulatorClient } from './emulatorClient';

describe('The emulator’s journal', () => {
  const start = emulators();

  it('tells of a request as it was sent', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const { emulator } = client;
    const path = `${client.trigger()}/runs/`;
    await client.request('GET', `${path}?scan_forward=True&next_page_token=`, {
      headers: { 'User-Agent': 'abeja-triggers', 'X-Number': '7' },
    });
    await client.request('POST', `${client.O}/deployments`, { body: '{"name": "試験"}' });
    const [read, write] = emulator.requests();
    assert.deepEqual(
      [read?.method, read?.path, read?.rawQuery, read?.query, read?.status, read?.body],
      [
        'GET',
        path,
        'scan_forward=True&next_page_token=',
        { scan_forward: 'True', next_page_token: '' },
        200,
        '',
      ],
    );
    assert.equal(read?.headers['user-agent'], 'abeja-triggers');
    assert.equal(read.headers['x-number'], '7');
    assert.deepEqual([write?.body, write?.bodyBytes, write?.status], ['{"name": "試験"}', 18, 200]);
    assert.ok(present(write).number > read.number);
  });

  it('never holds a credential, and tells its scheme', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const { emulator, organization } = client;
    const secrets = [organization.personalAccessToken, organization.bearerToken, 'pat-wrong'];
    const sent: readonly (readonly [string | null, unknown])[] = [
      [basic(organization.userId, organization.personalAccessToken), { scheme: 'Basic' }],
      [`Bearer ${organization.bearerToken}`, { scheme: 'Bearer' }],
      [basic(organization.userId, 'pat-wrong'), { scheme: 'Basic' }],
      ['pat-wrong', { scheme: '' }],
      [null, null],
    ];
    for (const [authorization] of sent) {
      await client.get(client.O, {
        authorization,
        headers: { cookie: organization.bearerToken },
      });
    }
    const journal = JSON.stringify(emulator.requests());
    for (const secret of secrets.flatMap((text) => [
      text,
      basic(organization.userId, text).slice(6),
    ])) {
      assert.ok(!journal.includes(secret));
    }
    assert.deepEqual(
      emulator.requests().map(({ authorization }) => authorization),
      sent.map(([, recorded]) => recorded),
    );
    assert.deepEqual((await client.get('/_emulator/requests')).text, journal);
  });

  it('leaves control requests out and can be cleared', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    await client.get('/_emulator/state');
    assert.deepEqual(client.emulator.requests(), []);
    await client.get(client.O);
    assert.equal(client.emulator.requests().length, 1);
    await client.request('DELETE', '/_emulator/requests');
    assert.deepEqual(client.emulator.requests(), []);
    await client.get(client.O);
    client.emulator.clearRequests();
    assert.deepEqual(client.emulator.requests(), []);
  });

  it('tells connections apart', async () => {
    const { emulator, O } = new EmulatorClient(await start({ clock: fakeClock() }));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const using of [agent, agent, new Agent()]) {
      await new Promise((resolve) =>
        get(emulator.url + O, { agent: using }, (response) => {
          response.resume().once('end', resolve);
        }),
      );
    }
    agent.destroy();
    const [first, second, third] = emulator.requests().map(({ connection }) => connection);
    assert.equal(first, second);
    assert.notEqual(second, third);
    assert.equal(emulator.connections().accepted, 2);
  });

  it('notes a request while its answer is awaited, and the fault that met it', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const { emulator } = client;
    const [fault] = emulator.faults.add({ path: '.', action: 'silence', times: 1 });
    const lost = assert.rejects(client.get(client.O));
    while (emulator.requests().length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(
      emulator.requests().map(({ status, fault: met }) => [status, met]),
      [[null, present(fault).id]],
    );
    await emulator.close();
    await lost;
  });

  it('keeps the last requests alone', () => {
    const journal = new Journal(10);
    const note = (path: string) =>
      journal.open({
        method: 'GET',
        path,
        rawQuery: '',
        headers: {},
        body: Buffer.alloc(0),
        connection: 1,
      });
    const early = note('/0');
    for (let i = 1; i <= 25; i++) {
      note(`/${i}`)({ status: 200, fault: null });
    }
    early({ status: 500, fault: null });
    const entries = journal.entries();
    assert.deepEqual(
      entries.map(({ path }) => path),
      Array.from({ length: 10 }, (_, i) => `/${16 + i}`),
    );
    assert.ok(entries.every(({ status }) => status === 200));
    journal.clear();
    note('/again');
    assert.deepEqual(
      journal.entries().map(({ path, number }) => [path, number]),
      [['/again', 27]],
    );
  });

  it('keeps the beginning of a long body', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const [channel] = listIn(await client.get(`${client.O}/channels`), 'channels');
    const body = 'x'.repeat(100_000);
    await client.request('POST', `/channels/${String(channel?.channel_id)}/upload`, { body });
    const upload = client.emulator.requests().at(-1);
    assert.deepEqual([upload?.bodyBytes, upload?.body], [100_000, body.slice(0, 8192)]);
  });
});
