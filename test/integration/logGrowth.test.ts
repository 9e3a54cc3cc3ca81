import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  Range,
  Selection,
  TextEditorRevealType,
  Uri,
  window,
  workspace,
  type CodeLens,
  type TextEditor,
} from 'vscode';
import type { RunAddress } from '../../src/core/address';
import { documentUri } from '../../src/ui/documents/documents';
import { until } from '../ui/until';
import { replaced } from './replaced';
import { runsOf, session, type Session } from './session';

describe('The document of a long log', () => {
  let platform: Session;
  let runs: readonly RunAddress[];

  before(async () => {
    platform = await session();
    const all = await runsOf(platform, platform.trigger('churn-forecast'));
    runs = all.filter(({ status }) => status === 'SUCCEEDED').map(({ address }) => address);
  });

  beforeEach(() => {
    platform.emulator.faults.clear();
    platform.emulator.clearRequests();
  });

  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  const open = async (index: number): Promise<TextEditor> => {
    const address = runs[index];
    assert.ok(address);
    await commands.executeCommand('abeja.openLog', documentUri(address));
    const editor = window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'abeja-log');
    return editor;
  };
  const topText = ({ document, visibleRanges }: TextEditor): string =>
    document.lineAt(visibleRanges[0]?.start.line ?? 0).text;

  it('loads earlier lines without moving what is read', async () => {
    const editor = await open(0);
    const { document } = editor;
    const before = document.lineCount;
    const [, ...shown] = document.getText().split('\n');
    const line = 20;
    editor.selection = new Selection(line, 2, line + 1, 5);
    editor.revealRange(new Range(line, 0, line, 0), TextEditorRevealType.AtTop);
    await until('the line at the top', () => (editor.visibleRanges[0]?.start.line ?? 0) > 5);
    const selected = document.getText(editor.selection);
    const top = topText(editor);
    await commands.executeCommand('abeja.loadEarlierLines');
    assert.equal(document.lineCount, before + 1000);
    assert.equal(document.getText(editor.selection), selected);
    assert.equal(editor.selection.start.line, line + 1000);
    assert.deepEqual(document.getText().split('\n').slice(-shown.length), shown);
    await until('the same line at the top', () => topText(editor) === top);
    await commands.executeCommand('undo');
    assert.equal(document.lineCount, before + 1000, 'what was loaded is not undone');
    assert.ok(!document.isDirty);
  });

  it('is loaded to its start, and says that it is whole', async () => {
    const { document } = await open(1);
    assert.match(document.lineAt(0).text, /earlier lines are not loaded$/);
    await commands.executeCommand('abeja.loadWholeLog');
    assert.doesNotMatch(document.lineAt(0).text, /not loaded/);
    assert.match(document.lineAt(1).text, /start executing model, attempt 1/);
    const codeLenses = await commands.executeCommand<CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.deepEqual(
      codeLenses.map(({ command }) => command?.title),
      ['Save log as…'],
    );
  });

  it('keeps what came before a page that could not be loaded', async () => {
    const editor = await open(2);
    const before = editor.document.lineCount;
    // The first two of the pages are answered.
    platform.emulator.faults.add({ path: 'recentlogs', times: 2, delayMs: 1 });
    platform.emulator.faults.add({ path: 'recentlogs', status: 403 });
    await commands.executeCommand('abeja.loadEarlierLines');
    assert.equal(editor.document.lineCount, before + 100);
    platform.emulator.faults.clear();
    await commands.executeCommand('abeja.loadEarlierLines');
    assert.equal(editor.document.lineCount, before + 1100);
  });

  describe('is saved', () => {
    let folder: string;
    let restore: () => void;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'abeja-log-'));
      const target = Uri.file(join(folder, 'run.log'));
      restore = replaced(window, 'showSaveDialog', () => Promise.resolve(target));
    });

    afterEach(() => restore());

    it('as a whole, with the times of the platform', async () => {
      const { document } = await open(3);
      await commands.executeCommand('abeja.saveLog');
      const lines = readFileSync(join(folder, 'run.log'), 'utf8').split('\n');
      assert.ok(lines.length > document.lineCount + 1000, String(lines.length));
      assert.match(lines[0] ?? '', /^2024-\d\d-\d\dT[\d:.]+Z .*start executing model, attempt 1/);
      assert.deepEqual(readdirSync(folder), ['run.log']);
    });

    it('not at all when a page cannot be loaded', async () => {
      await open(4);
      platform.emulator.faults.add({ path: '/logs', times: 2, delayMs: 1 });
      platform.emulator.faults.add({ path: '/logs', status: 403 });
      await commands.executeCommand('abeja.saveLog');
      assert.ok(!existsSync(join(folder, 'run.log')));
      assert.deepEqual(readdirSync(folder), []);
    });
  });
});

describe('The log of an unfinished run', () => {
  let platform: Session;

  before(async () => {
    platform = await session();
    await workspace
      .getConfiguration('abeja')
      .update('followingInterval', 0.2, ConfigurationTarget.Global);
  });

  after(async () => {
    await workspace
      .getConfiguration('abeja')
      .update('followingInterval', undefined, ConfigurationTarget.Global);
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('grows while it is shown, and says how the run ended', async () => {
    const trigger = platform.trigger('invoice-reader');
    const known = new Set((await runsOf(platform, trigger)).map(({ address }) => address.run));
    const created = await until('an unfinished run', async () => {
      platform.clock.advance(10_000);
      const all = await runsOf(platform, trigger);
      return all.find(({ address, status }) => !known.has(address.run) && status === 'RUNNING');
    });
    await commands.executeCommand('abeja.openLog', documentUri(created.address));
    const editor = window.activeTextEditor;
    assert.ok(editor);
    const { document } = editor;
    assert.doesNotMatch(document.getText(), /\nfinished:/);
    const lines = document.getText().split('\n').slice(1, -1);
    await until('the end of the run', () => {
      platform.clock.advance(2000);
      return /\nfinished: (FAILED|SUCCEEDED) after .*\n$/.test(document.getText());
    });
    assert.deepEqual(
      document
        .getText()
        .split('\n')
        .slice(1, lines.length + 1),
      lines,
    );
    assert.ok(document.lineCount > lines.length + 3);
  });
});
