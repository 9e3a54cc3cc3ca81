import assert from 'node:assert/strict';
import { FileChangeType, type FileChangeEvent } from 'vscode';
import { ApiError } from '../../src/api/failure';
import { createPlatformClient } from '../../src/api/client';
import type { CallOptions } from '../../src/api/resources/requests';
import { accountAddress, type Account } from '../../src/core/accounts/account';
import { Explorer } from '../../src/core/explorer/explorer';
import { Documents, documentUri } from '../../src/ui/documents/documents';
import { fakeClock } from '../emulator/clock';
import { startEmulator, type Emulator } from '../emulator/emulator';

describe('The documents of an organization', () => {
  let emulator: Emulator;
  let account: Account;
  let explorer: Explorer;
  let documents: Documents;
  /** What the platform says of the organization in place of its own answer. */
  let answer: (() => Promise<string>) | undefined;
  const changes: FileChangeEvent[] = [];

  beforeEach(async () => {
    emulator = await startEmulator({ world: 'demo', clock: fakeClock() });
    const [organization] = emulator.organizations;
    assert.ok(organization);
    const { id, userId, personalAccessToken: token } = organization;
    const credential = { kind: 'user', userId, token } as const;
    account = { origin: emulator.url, organization: id, credential, source: 'stored' };
    answer = undefined;
    explorer = new Explorer(({ origin, organization: of, credential: given }) => {
      const client = createPlatformClient({ apiUrl: origin, organization: of, credential: given });
      const text = (call?: CallOptions) => answer?.() ?? client.organization.text(call);
      return { ...client, organization: { ...client.organization, text } };
    });
    explorer.setAccounts([account]);
    documents = new Documents(explorer, () => Promise.resolve());
    changes.length = 0;
    documents.onDidChangeFile((events) => changes.push(...events));
  });

  afterEach(async () => {
    documents.dispose();
    explorer.dispose();
    await emulator.close();
  });

  const uri = () => documentUri(accountAddress(account));
  const read = async (): Promise<string> =>
    new TextDecoder().decode(await documents.readFile(uri()));

  it('go with it, and an open one says what to do', async () => {
    assert.ok(!(await read()).includes('Add the organization'));
    explorer.setAccounts([]);
    const following = documents.handleAccountsChange();
    assert.match(await read(), /Add the organization/);
    await following;
    assert.deepEqual(
      changes.map(({ type, uri: changed }) => [type, changed.toString()]),
      [[FileChangeType.Changed, uri().toString()]],
    );
    assert.match(await read(), /Add the organization/);
  });

  it('do not come back with a refresh that was under way', async () => {
    await read();
    let cancel: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      answer = () =>
        new Promise((_, reject) => {
          cancel = () => reject(new ApiError({ kind: 'cancelled' }, 'GET /'));
          resolve();
        });
    });
    const refused = assert.rejects(documents.refresh(uri()), ApiError);
    await asked;
    explorer.setAccounts([]);
    await documents.handleAccountsChange();
    cancel?.();
    await refused;
    assert.match(await read(), /Add the organization/);
  });

  it('stay when its token is replaced', async () => {
    const before = await read();
    const asked = emulator.requests().length;
    explorer.setAccounts([{ ...account, credential: { kind: 'bearer', token: 'another' } }]);
    await documents.handleAccountsChange();
    assert.equal(await read(), before);
    assert.equal(emulator.requests().length, asked);
    assert.deepEqual(changes, []);
  });
});
