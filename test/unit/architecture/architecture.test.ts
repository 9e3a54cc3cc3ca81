import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import ts from 'typescript';
import { filesBelow } from './sourceTree';

/** From left to right: a file imports from its own layer or from those before it. */
const LAYERS = ['api', 'core', 'ui', 'extension.ts'];

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = filesOf('src');
const imports = sources.flatMap(importsOf);

describe('The house', () => {
  it('has sources', () => {
    assert.ok(sources.length > 20, `${sources.length} files`);
    assert.ok(imports.length > 50, `${imports.length} imports`);
  });

  it('imports one way: api, core, ui, extension.ts', () => {
    const wrong = imports.filter(
      ({ from, to }) => to.startsWith('src/') && layer(to) > layer(from),
    );
    assert.deepEqual(wrong, []);
  });

  it('keeps vscode in ui and extension.ts', () => {
    const wrong = imports.filter(({ from, to }) => to === 'vscode' && layer(from) < 2);
    assert.deepEqual(wrong, []);
  });

  it('starts no program, so that no command line or environment can hold a secret', () => {
    const starters = /^(node:)?(child_process|cluster|worker_threads)$/;
    assert.deepEqual(
      imports.filter(({ to }) => starters.test(to)),
      [],
    );
    const calls = /\b(createTerminal|sendText|ShellExecution|ProcessExecution|executeTask)\b/;
    assert.deepEqual(
      sources.filter((file) => calls.test(readFileSync(file, 'utf8'))),
      [],
    );
  });

  it('has one way to a notification, the status bar and the clipboard, and one to quick input', () => {
    const users = (calls: RegExp): readonly string[] =>
      sources.filter((file) => calls.test(readFileSync(file, 'utf8')));
    const told = /\b(show(Error|Warning|Information)Message|setStatusBarMessage|clipboard\.)\b/;
    assert.deepEqual(users(told), ['src/ui/feedback.ts']);
    const asked = /\b(createQuickPick|createInputBox|showQuickPick|showInputBox)\b/;
    assert.deepEqual(users(asked), ['src/ui/prompts/quickPrompter.ts']);
  });

  it('keeps tests out of src', () => {
    assert.deepEqual(
      imports.filter(({ to }) => to.startsWith('test/')),
      [],
    );
  });

  it('lets the emulator take nothing from src but wire types', () => {
    const wrong = filesOf('test/emulator')
      .flatMap(importsOf)
      .filter(({ to }) => to.startsWith('src/') && !to.startsWith('src/api/resources/'));
    assert.deepEqual(wrong, []);
  });

  it('has no cycles', () => {
    assert.deepEqual(
      sources.flatMap((file) => cycleFrom(file)),
      [],
    );
  });

  it('has no vague file names and no index files', () => {
    const vague = /(^|\/)(index|utils?|helpers?|common|misc|types)\.ts$/;
    assert.deepEqual(
      [...sources, ...filesOf('test')].filter((file) => vague.test(file)),
      [],
    );
  });

  it('has no state at module level', () => {
    const mutable = sources.flatMap((file) =>
      parse(file)
        .statements.filter(ts.isVariableStatement)
        .filter(({ declarationList: { flags } }) => (flags & ts.NodeFlags.Const) === 0)
        .map(() => file),
    );
    assert.deepEqual(mutable, []);
  });

  it('inherits from nothing but Error', () => {
    const heirs = sources.flatMap((file) =>
      parse(file)
        .statements.filter(ts.isClassDeclaration)
        .flatMap(({ heritageClauses = [] }) => [...heritageClauses])
        .filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
        .flatMap(({ types }) => types.map((type) => `${file}: ${type.expression.getText()}`)),
    );
    assert.deepEqual(
      heirs.filter((heir) => !heir.endsWith(': Error')),
      [],
    );
  });
});

function filesOf(folder: string): readonly string[] {
  return filesBelow(folder, /\.ts$/);
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function importsOf(file: string): readonly Import[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push(node.moduleSpecifier.text);
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] !== undefined &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      found.push(node.arguments[0].text);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found.map((to) => ({
    from: file,
    to: to.startsWith('.') ? `${normalize(join(dirname(file), to))}.ts` : to,
  }));
}

function layer(file: string): number {
  const index = LAYERS.indexOf(file.split('/')[1] ?? '');
  assert.ok(index >= 0, `${file} stands in no layer`);
  return index;
}

function cycleFrom(start: string): readonly string[] {
  const seen = new Set<string>();
  const walk = (file: string, path: readonly string[]): readonly string[] => {
    if (file === start && path.length > 0) {
      return [[...path, start].join(' > ')];
    }
    if (seen.has(file)) {
      return [];
    }
    seen.add(file);
    return imports
      .filter(({ from }) => from === file)
      .flatMap(({ to }) => walk(to, [...path, file]));
  };
  return walk(start, []);
}
