import assert from 'node:assert/strict';
import {
  commands,
  FileSystemError,
  Uri,
  window,
  workspace,
  type DocumentLink,
  type TextDocument,
} from 'vscode';
import { documentAddress, documentUri } from '../../src/ui/documents/documents';
import { formatAddress, type Address } from '../../src/core/address';
import { session, type Session } from './session';

describe('A document', () => {
  let platform: Session;

  before(async () => {
    platform = await session();
  });

  beforeEach(() => {
    platform.emulator.faults.clear();
    platform.emulator.clearRequests();
  });

  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  const requests = (): number => platform.emulator.requests().length;

  it('is named by its address and back', () => {
    const address = platform.trigger('image-tagger');
    const uri = documentUri(address);
    assert.equal(uri.scheme, 'abeja');
    assert.equal(uri.path, `${formatAddress(address)}.json`);
    assert.deepEqual(documentAddress(Uri.parse(uri.toString())), address);
  });

  it('holds what the platform says, as JSON, read-only, for one request', async () => {
    const address = platform.trigger('image-tagger');
    const document = await workspace.openTextDocument(documentUri(address));
    assert.equal(document.languageId, 'json');
    const json = JSON.parse(document.getText()) as { trigger_id: string };
    assert.equal(json.trigger_id, address.trigger);
    assert.equal(requests(), 1);
    assert.equal(workspace.fs.isWritableFileSystem('abeja'), false);
  });

  it('keeps the text of the platform but for white space', async () => {
    const address = platform.trigger('invoice-reader');
    const body =
      '{"z":1,"a":12345678901234567890.10,"unknown":{"x":[1,2]},"text":"\\u65e5","dup":1,"dup":2}';
    platform.emulator.faults.add({ path: address.trigger, body });
    const document = await workspace.openTextDocument(documentUri(address));
    assert.equal(document.getText().replace(/\s/g, ''), body);
    assert.ok(document.lineCount > 5);
  });

  it('links the ids that it names, and only within its organization', async () => {
    const address = platform.trigger('ticket-router');
    const body = {
      trigger_id: address.trigger,
      deployment_id: address.deployment,
      model_version_id: 'ver-1',
      input_service_id: '1300',
      output_service_id: '../../other',
      organization_id: 'somebody-else',
      run: { run_id: 'run-1', host: 'evil.example', deployment_id: 'https://evil.example/' },
    };
    platform.emulator.faults.add({ path: address.trigger, body });
    const uri = documentUri(address);
    await workspace.openTextDocument(uri);
    const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', uri);
    const targets = links
      .filter(({ target }) => target?.scheme === 'abeja')
      .map(({ target }) => target?.path);
    const { host, organization, deployment } = address;
    const path = (target: Address): string => `${formatAddress(target)}.json`;
    assert.deepEqual(
      targets.sort(),
      [
        path({ kind: 'deployment', host, organization, deployment }),
        path({ kind: 'version', host, organization, deployment, version: 'ver-1' }),
        path({ kind: 'channel', host, organization, channel: '1300' }),
        path({ kind: 'channel', host, organization, channel: '../../other' }),
        path({ kind: 'deployment', host, organization, deployment: 'https://evil.example/' }),
      ].sort(),
    );
  });

  const words = async (address: Address): Promise<string> =>
    new TextDecoder().decode(await workspace.fs.readFile(documentUri(address)));

  it('says why it cannot be had, and can be had later', async () => {
    const address = platform.trigger('churn-forecast');
    platform.emulator.faults.add({ path: address.trigger, status: 403 });
    const document = await workspace.openTextDocument(documentUri(address));
    await window.showTextDocument(document);
    assert.match(document.getText(), /could not be loaded.*role does not permit/s);
    platform.emulator.faults.clear();
    const changed = changeOf(document);
    await commands.executeCommand('abeja.refreshDocument');
    await changed;
    assert.ok(document.getText().includes(address.trigger));
  });

  it('of an organization that is not there says to add it', async () => {
    const address = { ...platform.trigger('image-tagger'), host: 'other.example' };
    assert.match(await words(address), /Add the organization .* at other\.example/);
    assert.equal(requests(), 0);
  });

  for (const path of ['/x.json', '/a/b/../c.json', '/a/b/deployments.json', '/a/b/%2e%2e.json']) {
    it(`is not found at ${path}`, async () => {
      await assert.rejects(
        async () => workspace.fs.readFile(Uri.from({ scheme: 'abeja', path })),
        FileSystemError,
      );
      assert.equal(requests(), 0);
    });
  }

  it('keeps the text that is there when it cannot be refreshed', async () => {
    const address = platform.trigger('invoice-reader', 1);
    const document = await workspace.openTextDocument(documentUri(address));
    const text = document.getText();
    assert.ok(text.includes(address.trigger));
    platform.emulator.faults.add({ path: address.trigger, status: 404 });
    await commands.executeCommand('abeja.refreshDocument', document.uri);
    assert.equal(requests(), 2);
    assert.equal(document.getText(), text);
    assert.equal(new TextDecoder().decode(await workspace.fs.readFile(document.uri)), text);
  });

  it('asks again when it is refreshed', async () => {
    const address = platform.trigger('image-tagger', 1);
    const document = await workspace.openTextDocument(documentUri(address));
    await window.showTextDocument(document);
    const changed = changeOf(document);
    platform.emulator.faults.add({ path: address.trigger, body: { trigger_id: 'changed' } });
    await commands.executeCommand('abeja.refreshDocument');
    await changed;
    assert.ok(document.getText().includes('changed'));
  });
});

function changeOf(document: TextDocument): Promise<void> {
  return new Promise((resolve) => {
    const listener = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) {
        listener.dispose();
        resolve();
      }
    });
  });
}
