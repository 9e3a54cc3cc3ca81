import assert from 'node:assert/strict';
import { commands, Uri, window, workspace, type TextEditor } from 'vscode';
import { logAddress, logUri } from '../../src/ui/documents/logUri';
import { documentUri } from '../../src/ui/documents/documents';
import { formatAddress, type RunAddress } from '../../src/core/address';
import { runsOf, session, type Session } from './session';

describe('The log of a run', () => {
  let platform: Session;
  let failed: RunAddress;
  let succeeded: RunAddress;

  before(async () => {
    platform = await session();
    failed = await run('FAILED');
    succeeded = await run('SUCCEEDED');
  });

  beforeEach(() => {
    platform.emulator.faults.clear();
    platform.emulator.clearRequests();
  });

  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  /** The newest runs of the trigger of invoices with a status, by number. */
  async function run(status: string, index = 0): Promise<RunAddress> {
    const all = await runsOf(platform, platform.trigger('invoice-reader'));
    const found = all.filter((other) => other.status === status)[index];
    assert.ok(found, `no run ${status}`);
    return found.address;
  }

  const open = async (address: RunAddress): Promise<TextEditor> => {
    await commands.executeCommand('abeja.openLog', documentUri(address));
    const editor = window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), logUri(address).toString());
    return editor;
  };
  const asked = (): readonly string[] =>
    platform.emulator.requests().map(({ path }) => path.split('/').at(-1) ?? '');

  it('is named by its run and back', () => {
    const uri = logUri(failed);
    assert.equal(uri.path, `${formatAddress(failed)}.log`);
    assert.deepEqual(logAddress(Uri.parse(uri.toString())), failed);
    assert.equal(logAddress(uri.with({ query: 'x' })), undefined);
    assert.equal(logAddress(documentUri(failed)), undefined);
  });

  it('opens at the traceback for which a run failed', async () => {
    const editor = await open(failed);
    const { document, selection } = editor;
    assert.equal(document.languageId, 'log');
    const selected = document.getText(selection).split('\n');
    assert.match(selected[0] ?? '', /Traceback \(most recent call last\):$/);
    assert.match(selected.at(-1) ?? '', /KeyError: 'amount'$/);
    assert.match(document.lineAt(0).text, new RegExp(`^Log of ${failed.run} · times in `));
    assert.match(document.getText(), /\nfinished: FAILED after .*\n$/);
    assert.ok(asked().filter((call) => call === 'recentlogs').length <= 2, String(asked()));
  });

  it('opens at the end for a run that succeeded', async () => {
    const { document, selection } = await open(succeeded);
    assert.equal(selection.active.line, document.lineCount - 3);
    assert.match(document.getText(), /\nfinished: SUCCEEDED after .*\n$/);
  });

  it('says why it cannot be loaded, and is loaded later', async () => {
    platform.emulator.faults.add({ path: 'recentlogs', status: 403 });
    const { document } = await open(await run('FAILED', 1));
    assert.match(document.getText(), /could not be loaded\.\nYour role does not permit this/);
    platform.emulator.faults.clear();
    await commands.executeCommand('abeja.refreshDocument');
    assert.match(document.getText(), /KeyError: 'amount'/);
  });

  it('has no other address', async () => {
    const document = await workspace.openTextDocument(
      Uri.from({ scheme: 'abeja-log', path: '/x.log' }),
    );
    assert.match(document.getText(), /could not be loaded/);
    assert.deepEqual(asked(), []);
  });
});
