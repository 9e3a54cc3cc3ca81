import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { authorization, type Credential } from '../../src/api/credential';
import { ApiError } from '../../src/api/failure';
import { createPlatformClient, type PlatformClient } from '../../src/api/client';
import type { RequestLog } from '../../src/api/http/requestLog';
import { verifyAccount } from '../../src/core/accounts/verification';
import type { Account } from '../../src/core/accounts/account';
import { formatAddress, parseAddress, type Address } from '../../src/core/address';
import { readEnvironment } from '../../src/core/accounts/environmentAccount';
import { askForOrganization } from '../../src/core/flows/addOrganization';
import { addressLinks } from '../../src/core/documents/jsonDocument';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { english } from './core/english';
import { ScriptedPrompter } from './core/scriptedPrompter';

/** Attempts to get at the token of A, by whoever runs B or talks through A. Each must fail. */
describe('A thief', () => {
  let a: Emulator;
  let b: Emulator;
  let client: PlatformClient;
  let credential: Credential;
  let account: Account;
  let lines: RequestLog[];

  before(async () => {
    [a, b] = await Promise.all([startEmulator(), startEmulator({ seed: 2 })]);
  });
  after(() => Promise.all([a.close(), b.close()]));
  beforeEach(() => {
    const [organization] = a.organizations;
    assert.ok(organization);
    credential = {
      kind: 'user',
      userId: organization.userId,
      token: organization.personalAccessToken,
    };
    account = { origin: a.url, organization: organization.id, credential, source: 'stored' };
    lines = [];
    client = connect(account);
    for (const emulator of [a, b]) {
      emulator.faults.clear();
      emulator.clearRequests();
    }
  });
  afterEach(() => client.dispose());

  const connect = ({ origin, organization, ...rest }: Account): PlatformClient =>
    createPlatformClient({
      apiUrl: origin,
      organization,
      credential: rest.credential,
      retry: { baseMs: 1, capMs: 1 },
      log: (line) => lines.push(line),
    });
  const fails = async (call: Promise<unknown>): Promise<ApiError> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApiError, `${inspect(error)} is no failure`);
    return error;
  };
  /** Every spelling of the token and of its header. */
  const spellings = (): readonly string[] => {
    assert.ok(credential.kind === 'user');
    const { token } = credential;
    const header = authorization(credential)?.split(' ')[1] ?? '';
    const base64 = Buffer.from(token).toString('base64').replace(/=+$/, '');
    return [token, encodeURIComponent(token), header, base64];
  };
  const assertFree = (text: string): void => {
    for (const spelling of spellings()) {
      assert.ok(!text.includes(spelling), `the token stands in ${text}`);
    }
  };

  const assertRefusedRedirect = ({ failure }: ApiError): void => {
    assert.ok(failure.kind === 'malformed' && failure.reason === 'redirect', inspect(failure));
  };

  const localhost = (): string => b.url.replace('127.0.0.1', 'localhost');
  const redirects: readonly (readonly [string, () => string, number])[] = [
    ['to another port', () => `${b.url}/organizations/1`, 302],
    ['to another host', () => `${localhost()}/organizations/1`, 301],
    ['without a scheme', () => `//${new URL(b.url).host}/organizations/1`, 303],
    ['that repeats the request', () => `${b.url}/organizations/1`, 307],
    ['for good', () => `${b.url}/organizations/1`, 308],
  ];
  for (const [where, location, status] of redirects) {
    it(`gets nothing by a redirect ${where}`, async () => {
      a.faults.add({ path: '.', action: 'redirect', status, location: location() });
      for (const call of [
        () => client.organization.get(),
        () => client.triggers.delete('1', 'tri-1'),
        () => client.triggers.create('1', {} as never),
      ]) {
        assertRefusedRedirect(await fails(call()));
      }
      assert.deepEqual(b.requests(), []);
    });
  }

  it('gets nothing by a redirect from https to http', async () => {
    const secure = await startEmulator({ tls: true });
    const over = createPlatformClient({
      apiUrl: secure.url,
      organization: '1',
      credential,
      agent: { ca: secure.certificates?.authority },
    });
    secure.faults.add({ path: '.', action: 'redirect', location: b.url });
    // Whoever followed it would fail for another reason: the connection is one for https.
    assertRefusedRedirect(await fails(over.organization.get()));
    assert.equal(secure.requests().length, 1);
    assert.deepEqual(b.requests(), []);
    over.dispose();
    await secure.close();
  });

  const file = async (): Promise<readonly [channel: string, file: string]> => {
    const channel = a.state().organizations[0]?.channels.find(({ name }) => name === 'pictures-in');
    assert.ok(channel);
    const { items } = await client.files.list(channel.id);
    const [entry] = items;
    assert.ok(entry?.kind === 'resource');
    return [channel.id, entry.value.file_id];
  };
  const read = async (body: AsyncIterable<Uint8Array>): Promise<number> => {
    let size = 0;
    for await (const piece of body) {
      size += piece.length;
    }
    return size;
  };

  it("gets no header by a presigned URL on the platform's host", async () => {
    const at = await file();
    a.clearRequests();
    const download = await client.download((call) => client.files.downloadUrl(...at, call));
    assert.ok((await read(download.body)) > 0);
    const stored = a.requests().filter(({ path }) => path.startsWith('/storage'));
    assert.deepEqual(
      stored.map(({ authorization: header }) => header),
      [null],
    );
  });

  it('gets no header by a presigned URL on another host', async () => {
    const at = await file();
    a.faults.add({ path: at[1], status: 200, body: { download_uri: `${b.url}/storage/x?sig=1` } });
    await fails(client.download((call) => client.files.downloadUrl(...at, call)));
    const [request] = b.requests();
    assert.ok(request, 'B was asked');
    assert.equal(request.authorization, null);
    assertFree(JSON.stringify(b.requests()));
  });

  for (const organization of [
    '../../x',
    'a/b',
    '%2e%2e',
    '..%2f..',
    '..\\..',
    'x?y',
    'x#y',
    '@evil.example',
    '//evil.example',
    ':80',
  ]) {
    it(`gets nowhere by the organization ${organization}`, async () => {
      const trick = connect({ ...account, organization });
      await fails(trick.organization.get());
      await fails(trick.triggers.list('1'));
      const root = `/organizations/${encodeURIComponent(organization)}`;
      assert.deepEqual(
        a.requests().map(({ path, rawQuery }) => path + rawQuery),
        [root, `${root}/deployments/1/triggers`],
      );
      assert.deepEqual(b.requests(), []);
      trick.dispose();
    });
  }

  for (const organization of ['', '.', '..']) {
    it(`has nothing sent for the organization ${JSON.stringify(organization)}`, async () => {
      const trick = connect({ ...account, organization });
      await fails(trick.organization.get());
      assert.deepEqual(a.requests(), []);
      trick.dispose();
    });
  }

  for (const id of ['../../../x', '..', '.', '', 'a/b']) {
    it(`gets no other root by a platform that calls the organization ${JSON.stringify(id)}`, async () => {
      a.faults.add({ path: '.', status: 200, body: { id } });
      const outcome = await verifyAccount(account, connect);
      if (outcome.kind === 'verified') {
        const address: Address = { kind: 'organization', host: 'h', ...outcome.account };
        assert.deepEqual(parseAddress(formatAddress(address))?.organization, address.organization);
      }
    });
  }

  for (const path of [
    '/127.0.0.1/..',
    '/127.0.0.1/%2e%2e',
    '/127.0.0.1/a/deployments/..',
    '//127.0.0.1/a',
    '/127.0.0.1/a%2Fb/../c',
  ]) {
    it(`gets no address by the link ${path}`, () => {
      assert.equal(parseAddress(path), undefined);
    });
  }

  it('gets no link to elsewhere into a run, whatever its document says', () => {
    const run: Address = {
      kind: 'run',
      host: 'api.abeja.io',
      organization: 'acme',
      deployment: '1',
      run: 'run-1',
    };
    const text = JSON.stringify({
      organization_id: 'evil',
      deployment_id: 'https://evil.example/',
      trigger_id: '../../../evil.example/x',
      model_version_id: '//evil.example',
      input_service_id: 'abeja:/evil.example/x',
      channel_id: '..',
    });
    const links = addressLinks(run, text);
    assert.ok(links.length > 0);
    for (const { target } of links) {
      assert.match(formatAddress(target), /^\/api\.abeja\.io\/acme\//);
      assert.deepEqual([target.host, target.organization], ['api.abeja.io', 'acme']);
    }
  });

  const echoes: readonly (readonly [string, (header: string, token: string) => object])[] = [
    ['a header', (header) => ({ error_description: `you sent Authorization: ${header}` })],
    ['a token in JSON', (_, token) => ({ error: token, error_detail: { token } })],
    ['an encoded token', (_, token) => ({ message: `?token=${encodeURIComponent(token)}` })],
  ];
  for (const [what, words] of echoes) {
    it(`reads nothing in an error when the platform repeats ${what}`, async () => {
      assert.ok(credential.kind === 'user');
      const body = words(authorization(credential) ?? '', credential.token);
      a.faults.add({ path: '.', status: 400, body });
      const error = await fails(client.organization.get());
      assertFree(inspect(error, { depth: 20, showHidden: true }));
      assertFree(JSON.stringify(error));
      assertFree(`${error.message} ${error.stack ?? ''}`);
    });
  }

  it('reads nothing in an error about a token that was pasted for an id', async () => {
    assert.ok(credential.kind === 'user');
    const error = await fails(client.deployments.get(credential.token));
    assert.match(error.call, /^GET \/organizations\//);
    assertFree(inspect(error, { depth: 20, showHidden: true }));
  });

  it('reads nothing in the log, whatever happens', async () => {
    assert.ok(credential.kind === 'user');
    const { token } = credential;
    await client.organization.get();
    await client.channels.list({ next: 'token 1' }).catch(() => undefined);
    await client.triggers.list('1', { next: token }).catch(() => undefined);
    await client.deployments.get(token).catch(() => undefined);
    for (const action of ['reset', 'truncate', 'wrongJson'] as const) {
      a.faults.add({ path: '.', times: 1, action });
      await client.organization.get().catch(() => undefined);
    }
    assert.ok(lines.length > 5);
    assertFree(JSON.stringify(lines));
  });

  it('has no account made of somebody who was cut off while signing in', async () => {
    a.faults.add({ path: '.', action: 'silence' });
    assert.ok(credential.kind === 'user');
    const { userId, token } = credential;
    const prompter = new ScriptedPrompter(
      { type: a.url },
      { type: account.organization },
      { pick: 'User and personal access token' },
      { type: userId },
      { type: token },
      'cancel',
    );
    const asking = askForOrganization({
      l10n: english,
      prompter,
      connect: (given) => {
        const cut = connect(given);
        // As soon as the platform is asked whether it takes the token.
        setImmediate(() => cut.dispose());
        return cut;
      },
    });
    assert.equal(await asking, undefined);
    prompter.assertDone();
    assert.ok(prompter.seen[4]?.problem, 'the token was not taken');
  });

  for (const url of [
    'http://evil.example',
    'https://evil.example@api.abeja.io',
    'https://api.abeja.io/v1',
    'file:///etc',
    'https://api.abeja.io?x',
  ]) {
    it(`gets no account by ABEJA_API_URL=${url}`, () => {
      const environment = {
        ABEJA_API_URL: url,
        ABEJA_ORGANIZATION_ID: '1',
        PLATFORM_AUTH_TOKEN: 'token',
      };
      const reading = readEnvironment(english, environment);
      assert.ok(reading.kind === 'invalid' && reading.field === 'apiUrl');
      assert.match(reading.message, /ABEJA_API_URL/);
      assert.ok(!reading.message.includes(url));
    });
  }
});
