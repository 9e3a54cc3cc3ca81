import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { filesBelow } from './sourceTree';
import { FORMER_NAMES, FORMER_WORDS, type FormerWord } from './words';

/** A name of the code and where it stands first. */
interface Name {
  readonly name: string;
  readonly file: string;
}

const files = [...filesBelow('src', /\.ts$/), ...filesBelow('test', /\.(ts|js)$/)];
const names = files.flatMap(namesIn);

describe('The names', () => {
  it('are read from all identifiers and all file names', () => {
    assert.ok(names.length > 5000, `${names.length} names`);
    assert.deepEqual(wordsOf('#placesOfURL_x2'), ['places', 'of', 'url', 'x2']);
    assert.deepEqual(wordsOf('test/unit/runLog.test.ts'), [
      'test',
      'unit',
      'run',
      'log',
      'test',
      'ts',
    ]);
  });

  for (const former of FORMER_WORDS) {
    it(`say "${former.instead}" and not "${former.word}"`, () => {
      const spellings = [former.word, ...pluralsOf(former.word)];
      const found = names.filter(
        ({ name, file }) =>
          (former.only === undefined || file.startsWith(`${former.only}/`)) &&
          wordsOf(name).some((word) => spellings.includes(word)) &&
          !isExcepted(name, former),
      );
      assert.deepEqual(
        found.map(({ name, file }) => `${file}: ${name}`),
        [],
      );
    });
  }

  for (const [name, instead] of FORMER_NAMES) {
    it(`say "${instead}" and not "${name}"`, () => {
      const found = names.filter((other) => other.name.replace('#', '') === name);
      assert.deepEqual(
        found.map(({ file }) => file),
        [],
      );
    });
  }
});

function isExcepted(name: string, { except = [] }: FormerWord): boolean {
  return except.some(([pattern]) => pattern.test(name));
}

/** Each identifier of a file once, and the file's own name. */
function namesIn(file: string): readonly Name[] {
  const found = new Set<string>([file]);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      found.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return [...found].map((name) => ({ name, file }));
}

function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\p{Lo}+|\d+/gu) ?? []).map((word) =>
    word.toLowerCase(),
  );
}

function pluralsOf(word: string): readonly string[] {
  return [`${word}s`, `${word}es`, word.replace(/y$/, 'ies'), word.replace(/fe$/, 'ves')];
}
