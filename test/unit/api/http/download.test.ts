import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { RequestLog } from '../../../../src/api/http/requestLog';
import { startEmulator, type Emulator } from '../../../emulator/emulator';
import { clientAt, errorOf, instantTime, manualTime, startServer, until } from '../support';

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('a download', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  beforeEach(() => {
    emulator.faults.clear();
    emulator.clearRequests();
  });
  after(() => emulator.close());

  async function connect() {
    const [access] = emulator.organizations;
    assert.ok(access !== undefined);
    const lines: RequestLog[] = [];
    const client = clientAt(emulator.url, {
      organization: access.id,
      credential: { kind: 'user', userId: access.userId, token: access.personalAccessToken },
      time: instantTime(10_000),
      timeoutMs: () => 10_000,
      log: (line) => lines.push(line),
    });
    const channel = emulator.state().organizations[0]?.channels[0]?.id ?? '';
    const [first] = (await client.files.list(channel)).items;
    const file = first?.kind === 'resource' ? first.value.file_id : assert.fail('no file');
    emulator.clearRequests();
    lines.length = 0;
    return { client, lines, channel, file, deployment: access.deployments[0]?.id ?? '' };
  }

  it('brings a file of a channel without any credential (A.1, E.5)', async () => {
    const { client, lines, channel, file } = await connect();
    const download = await client.download((call) => client.files.downloadUrl(channel, file, call));
    const bytes = await bytesOf(download.body);
    assert.ok(bytes.length > 0);
    assert.equal(download.length, bytes.length);
    assert.ok(download.contentType?.startsWith('image/'));
    assert.deepEqual(
      emulator.requests().map(({ authorization }) => authorization?.scheme ?? null),
      ['Basic', null],
    );
    assert.equal(lines[1]?.path, new URL(emulator.url).host);
    assert.ok(!JSON.stringify(lines).includes('Signature'));
    client.dispose();
  });

  it("brings a version's code", async () => {
    const { client, deployment } = await connect();
    const [entry] = (await client.versions.list(deployment)).items;
    const version = entry?.kind === 'resource' ? entry.value.version_id : assert.fail();
    const download = await client.download((call) =>
      client.versions.downloadUrl(deployment, version, call),
    );
    assert.ok((await bytesOf(download.body)).length > 0);
    client.dispose();
  });

  it('asks for a new URL once when the one it has expired', async () => {
    const { client, channel, file } = await connect();
    emulator.faults.add({ path: '^/storage', status: 403, times: 1, body: '<Error/>' });
    const download = await client.download((call) => client.files.downloadUrl(channel, file, call));
    await bytesOf(download.body);
    assert.equal(emulator.requests().length, 4);

    emulator.clearRequests();
    emulator.faults.add({ path: '^/storage', status: 403, body: 'Signature=abc' });
    const source = () => client.files.downloadUrl(channel, file);
    const error = await errorOf(client.download(source));
    assert.deepEqual(error.failure, { kind: 'forbidden', status: 403 });
    assert.equal(error.call, `GET ${new URL(emulator.url).host}`);
    assert.equal(emulator.requests().length, 4);
    client.dispose();
  });

  it('is sent again when the connection breaks or the storage fails', async () => {
    const { client, channel, file } = await connect();
    emulator.faults.add({ path: '^/storage', action: 'reset', times: 2 });
    emulator.faults.add({ path: '^/storage', status: 503, times: 1 });
    const download = await client.download(() => client.files.downloadUrl(channel, file));
    assert.ok((await bytesOf(download.body)).length > 0);
    assert.equal(emulator.requests().length, 5);
    client.dispose();
  });

  it('fails while it is read when its body breaks off', async () => {
    const { client, channel, file } = await connect();
    for (const action of ['resetInBody', 'truncate'] as const) {
      emulator.faults.clear();
      emulator.faults.add({ path: '^/storage', action });
      const { body } = await client.download(() => client.files.downloadUrl(channel, file));
      const error = await errorOf(bytesOf(body));
      assert.deepEqual(error.failure, { kind: 'malformed', status: 200, reason: 'truncated' });
    }
    client.dispose();
  });

  it('reads no more than it may, by the length or by what comes', async () => {
    const { client, channel, file } = await connect();
    const source = () => client.files.downloadUrl(channel, file);
    const tooLarge = { kind: 'malformed', status: 200, reason: 'tooLarge' };
    assert.deepEqual((await errorOf(client.download(source, { maxBytes: 10 }))).failure, tooLarge);

    emulator.faults.add({ path: '^/storage', action: 'hugeBody', size: 5_000_000 });
    const { body, length } = await client.download(source, { maxBytes: 1_000_000 });
    assert.equal(length, undefined);
    assert.deepEqual((await errorOf(bytesOf(body))).failure, tooLarge);
    client.dispose();
  });

  for (const url of [
    'http://storage.example/file',
    'ftp://storage.example/file',
    'https://user:pass@storage.example/file',
    '/file',
    '',
  ]) {
    it(`is not taken from ${JSON.stringify(url)}`, async () => {
      const client = clientAt(emulator.url);
      const error = await errorOf(client.download(() => Promise.resolve(url)));
      assert.deepEqual(error.failure, { kind: 'malformed', status: 200, reason: 'shape' });
      client.dispose();
    });
  }

  for (const host of [
    'localhost',
    'a.localhost.',
    '127.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0',
    '[::]',
  ]) {
    it(`is not taken from ${host}, where the platform is elsewhere`, async () => {
      const client = clientAt('https://api.invalid');
      const error = await errorOf(client.download(() => Promise.resolve(`https://${host}/file`)));
      assert.deepEqual(error.failure, { kind: 'malformed', status: 200, reason: 'shape' });
      client.dispose();
    });
  }

  it('follows no redirect', async () => {
    const { client, channel, file } = await connect();
    emulator.faults.add({ path: '^/storage', action: 'redirect', location: emulator.url });
    const error = await errorOf(client.download(() => client.files.downloadUrl(channel, file)));
    assert.deepEqual(error.failure, { kind: 'malformed', status: 302, reason: 'redirect' });
    client.dispose();
  });

  it('ends with the client, also while it waits to be sent again', async () => {
    const busy = await startServer(() => ({ status: 503, headers: { 'retry-after': '30' } }));
    const time = manualTime();
    const client = clientAt(busy.url, { time });
    const call = client.download(() => Promise.resolve(`${busy.url}/file`));
    await until(() => time.pending().includes(30_125));
    client.dispose();
    assert.equal((await errorOf(call)).failure.kind, 'cancelled');
    assert.deepEqual(time.pending(), []);
    await busy.close();
  });

  it('fails as its source fails', async () => {
    const { client, channel } = await connect();
    const error = await errorOf(client.download(() => client.files.downloadUrl(channel, 'none')));
    assert.equal(error.failure.kind, 'notFound');
    client.dispose();
  });

  describe('that is slow', () => {
    const source = (url: string) => () => Promise.resolve(`${url}/file`);

    /** A server that sends a chunk at each `send`. */
    async function slowServer() {
      const responses: ServerResponse[] = [];
      const server = await startServer((_, response) => {
        response.writeHead(200).write('first');
        responses.push(response);
        return undefined;
      });
      return { server, send: (chunk: string) => responses[0]?.write(chunk) };
    }

    it('has the whole timeout for each chunk, and none runs while a chunk is used', async () => {
      const { server, send } = await slowServer();
      const time = manualTime();
      const client = clientAt(server.url, { time, timeoutMs: () => 1000 });
      const { body } = await client.download(source(server.url));
      const reader = body[Symbol.asyncIterator]();
      time.advance(900);
      await reader.next();
      assert.deepEqual(time.pending(), []);
      const second = reader.next();
      assert.deepEqual(time.pending(), [1000]);
      time.advance(900);
      send('second');
      assert.equal(String(Buffer.from((await second).value ?? [])), 'second');
      const third = reader.next();
      time.advance(1000);
      const error = await errorOf(third);
      assert.deepEqual(error.failure, { kind: 'timeout', milliseconds: 1000 });
      client.dispose();
      await server.close();
    });

    it('ends with its signal', async () => {
      const { server } = await slowServer();
      const client = clientAt(server.url);
      const controller = new AbortController();
      const { body } = await client.download(source(server.url), { signal: controller.signal });
      const reader = body[Symbol.asyncIterator]();
      await reader.next();
      const next = reader.next();
      controller.abort();
      assert.equal((await errorOf(next)).failure.kind, 'cancelled');
      client.dispose();
      await server.close();
    });

    it('closes its connection when nobody reads on', async () => {
      const time = manualTime();
      let closed = 0;
      const server = await startServer((_, response) => {
        response.on('close', () => (closed += 1));
        response.writeHead(200).write('first');
        return undefined;
      });
      const client = clientAt(server.url, { time });
      for await (const chunk of (await client.download(source(server.url))).body) {
        assert.equal(chunk.length, 5);
        break;
      }
      await until(() => closed === 1);
      await client.download(source(server.url));
      time.advance(30_000);
      await until(() => closed === 2);
      client.dispose();
      await server.close();
    });
  });
});
