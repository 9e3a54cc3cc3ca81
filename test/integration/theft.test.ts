import assert from 'node:assert/strict';
import { authentication, commands, extensions, Uri, workspace } from 'vscode';
import type { Accounts } from '../../src/core/accounts/accountStore';
import type { Account } from '../../src/core/accounts/account';
import { formatAddress, type Address } from '../../src/core/address';
import { AbejaAuthentication } from '../../src/ui/accounts/authentication';
import { documentAddress, documentUri } from '../../src/ui/documents/documents';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { session, type Session } from './session';

describe('A thief inside VS Code', () => {
  let platform: Session;
  let thief: Emulator;
  before(async () => {
    platform = await session();
    thief = await startEmulator();
  });
  after(() => thief.close());
  beforeEach(() => platform.emulator.clearRequests());
  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  const at = (host: string): Address => ({ ...platform.trigger('image-tagger'), host });

  it('gets nothing by a link to a document of another host', async () => {
    const uri = documentUri(at(new URL(thief.url).host));
    const document = await workspace.openTextDocument(uri);
    assert.match(document.getText(), /Add the organization/);
    assert.deepEqual(thief.requests(), []);
    assert.deepEqual(platform.emulator.requests(), []);
  });

  it('gets nothing by a second spelling of a document', async () => {
    const path = `${formatAddress(platform.trigger('image-tagger'))}.json`;
    const { host } = new URL(thief.url);
    for (const uri of [
      Uri.from({ scheme: 'abeja', authority: host, path }),
      Uri.from({ scheme: 'abeja', path, query: `host=${host}` }),
      Uri.from({ scheme: 'abeja', path, fragment: host }),
      Uri.from({ scheme: 'abeja', path: path.replace('/deployments/', '/../deployments/') }),
      Uri.from({ scheme: 'abeja', path: path.replace('/deployments/', '//deployments/') }),
    ]) {
      assert.equal(documentAddress(uri), undefined, uri.toString());
      await assert.rejects(Promise.resolve(workspace.fs.readFile(uri)));
    }
    assert.deepEqual(platform.emulator.requests(), []);
    assert.deepEqual(thief.requests(), []);
  });

  it('finds nothing in what the extension gives to others', async () => {
    const extension = extensions.getExtension<unknown>('abeja-triggers.abeja-triggers');
    assert.equal(extension?.exports, undefined);
    assert.deepEqual(
      await authentication.getAccounts('abeja'),
      [],
      'the environment is no account',
    );
    const silently = await authentication.getSession('abeja', [], { silent: true });
    assert.equal(silently, undefined);
  });

  it('gets no token with the session of who is signed in', async () => {
    const account: Account = {
      origin: platform.emulator.url,
      organization: platform.organization.id,
      credential: { kind: 'user', userId: '15', token: 'pat-of-a-session' },
      source: 'stored',
    };
    const signedIn = { all: () => Promise.resolve([account]), onDidChange: () => () => undefined };
    const provider = new AbejaAuthentication(
      signedIn as unknown as Accounts,
      () => Promise.resolve(account),
      () => Promise.resolve(),
      () => undefined,
    );
    const sessions = [
      ...(await provider.getSessions(undefined, {})),
      await provider.createSession(),
    ];
    assert.deepEqual(
      sessions.map(({ accessToken }) => accessToken),
      ['', ''],
    );
    assert.ok(!JSON.stringify(sessions).includes('pat-of-a-session'));
    provider.dispose();
  });
});
