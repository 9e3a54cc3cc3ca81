import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import ts from 'typescript';
import { filesBelow } from './sourceTree';

/** From left to right: a file imports from its own layer or from those before it. */
const LAYERS = ['api', 'core', 'ui', 'extension.ts'];

/**
 * The folders of each layer and the files beside them, from left to right: a file imports from its
 * own folder or from what stands before it.
 */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  api: [
    'path.ts',
    'apiUrl.ts',
    'credential.ts',
    'failure.ts',
    'page.ts',
    'decoding',
    'http',
    'resources',
    'client.ts',
  ],
  core: [
    'text',
    'address.ts',
    'prompts',
    'accounts',
    'runs',
    'timeline',
    'logs',
    'diagnosis',
    'documents',
    'explorer',
    'filters',
    'alerts',
    'flows',
    'polling',
  ],
  ui: [
    'names.ts',
    'feedback.ts',
    'prompts',
    'documents',
    'tree',
    'accounts',
    'polling',
    'commands',
  ],
};

/** How many files may stand beside the folders of a layer. */
const FILES_BESIDE = 6;

/** How many lines a file of src may have. */
const LINES = 300;

interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether nothing of it is left at run time (`import type`). */
  readonly typeOnly: boolean;
}

const sources = filesOf('src');
const imports = sources.flatMap(importsOf);

describe('The architecture', () => {
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

  for (const [layerName, order] of Object.entries(ORDER)) {
    it(`imports one way within ${layerName}: ${order.join(', ')}`, () => {
      const inside = imports.filter(({ from, to }) =>
        [from, to].every((file) => file.startsWith(`src/${layerName}/`)),
      );
      const wrong = inside.filter(({ from, to }) => rank(order, to) > rank(order, from));
      assert.deepEqual(wrong.map(({ from, to }) => `${from} > ${to}`).sort(), []);
    });

    it(`has an order for everything in ${layerName}, and at most ${FILES_BESIDE} files beside`, () => {
      const there = new Set(
        sources.filter((file) => file.startsWith(`src/${layerName}/`)).map(unitOf),
      );
      assert.deepEqual([...there].sort(), [...order].sort());
      assert.ok(order.filter((unit) => unit.endsWith('.ts')).length <= FILES_BESIDE);
    });
  }

  it(`has no file of more than ${LINES} lines in src`, () => {
    const long = sources.flatMap((file) => {
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length;
      return lines > LINES ? [`${file}: ${lines}`] : [];
    });
    assert.deepEqual(long, []);
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
    const notified = /\b(show(Error|Warning|Information)Message|setStatusBarMessage|clipboard\.)\b/;
    assert.deepEqual(users(notified), ['src/ui/feedback.ts']);
    const quickInput = /\b(createQuickPick|createInputBox|showQuickPick|showInputBox)\b/;
    assert.deepEqual(users(quickInput), ['src/ui/prompts/quickPrompter.ts']);
  });

  it('keeps tests out of src', () => {
    assert.deepEqual(
      imports.filter(({ to }) => to.startsWith('test/')),
      [],
    );
  });

  it('lets the emulator take nothing from src but types of resources', () => {
    const wrong = filesOf('test/emulator')
      .flatMap(importsOf)
      .filter(
        ({ to, typeOnly }) =>
          to.startsWith('src/') && !(typeOnly && to.startsWith('src/api/resources/')),
      );
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
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier !== undefined && ts.isStringLiteral(specifier)) {
      const { text } = specifier;
      const to = text.startsWith('.') ? `${normalize(join(dirname(file), text))}.ts` : text;
      found.push({ from: file, to, typeOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

function layer(file: string): number {
  const index = LAYERS.indexOf(file.split('/')[1] ?? '');
  assert.ok(index >= 0, `${file} stands in no layer`);
  return index;
}

/** The folder of a layer that a file is in, or the file itself where it stands beside them. */
function unitOf(file: string): string {
  return file.split('/')[2] ?? '';
}

function rank(order: readonly string[], file: string): number {
  const index = order.indexOf(unitOf(file));
  assert.ok(index >= 0, `${file} has no place in the order of its layer`);
  return index;
}

function cycleFrom(start: string): readonly string[] {
  const seen = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] => {
    if (file === start && path.length > 0) {
      return [[...path, start].join(' > ')];
    }
    if (seen.has(file)) {
      return [];
    }
    seen.add(file);
    return imports
      .filter(({ from }) => from === file)
      .flatMap(({ to }) => visit(to, [...path, file]));
  };
  return visit(start, []);
}
