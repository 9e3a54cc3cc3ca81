import assert from 'node:assert/strict';
import {
  commands,
  Position,
  Uri,
  window,
  workspace,
  type DocumentSymbol,
  type Hover,
  type MarkdownString,
  type TextEditor,
} from 'vscode';
import { logAddress, logUri } from '../../src/ui/documents/logUri';
import { documentUri } from '../../src/ui/documents/documents';
import { formatAddress, type RunAddress } from '../../src/core/address';
import { until } from '../ui/until';
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

  it('has its attempts and their errors in the outline, and what is collapsed stays so', async () => {
    const editor = await open(await run('FAILED', 2));
    const { uri } = editor.document;
    const symbols = await commands.executeCommand<DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    const last = symbols.at(-1);
    assert.equal(last?.name, 'Attempt 3 of 3');
    assert.deepEqual(
      last.children.map(({ name }) => name),
      ["KeyError: 'amount'"],
    );
    const hidden = (): number => editor.visibleRanges.length - 1;
    await until('a collapsed attempt', async () => {
      await commands.executeCommand('editor.fold', { selectionLines: [last.range.start.line] });
      return hidden() > 0;
    });
    const selected = editor.document.getText(editor.selection);
    await commands.executeCommand('abeja.loadEarlierLines');
    assert.doesNotMatch(editor.document.lineAt(0).text, /not loaded/);
    assert.equal(editor.document.getText(editor.selection), selected);
    await until('the collapsed attempt', () => hidden() > 0);
  });

  it('shows the line of the platform where it shows a part of it', async () => {
    const { document } = await open(failed);
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => /the handler has failed/.test(text));
    const [hover] = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new Position(line, 3),
    );
    const texts = (hover?.contents ?? []).map((part) => (part as MarkdownString).value);
    assert.match(texts[0] ?? '', /2024-03-01 \d\d:\d\d:\d\d/);
    assert.match(texts[1] ?? '', /"log_level"/);
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
