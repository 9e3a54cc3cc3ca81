import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { filesBelow } from './sourceTree';

const document = readFileSync('docs/platform-api.md', 'utf8');
const facts = new Set([...headings(), ...rows()]);
const files = [...filesBelow('src', /\.(ts|md)$/), ...filesBelow('test', /\.(ts|md)$/)].filter(
  (file) => !file.startsWith('test/unit/architecture/'),
);
const citations = files.flatMap((file) =>
  citedIn(readFileSync(file, 'utf8')).map((fact) => ({ file, fact })),
);

describe('docs/platform-api.md', () => {
  it('has a heading or a row for everything that the sources and tests cite', () => {
    assert.ok(citations.length > 150, `${citations.length} citations`);
    const missing = citations.filter(({ fact }) => !facts.has(fact));
    assert.deepEqual(missing, []);
  });

  it('is cited by its name', () => {
    const otherwise = files.filter((file) => /API[\s*]+facts/.test(readFileSync(file, 'utf8')));
    assert.deepEqual(otherwise, []);
  });

  it('has each number once', () => {
    const numbers = headings();
    assert.deepEqual(numbers, [...new Set(numbers)]);
  });

  it('is cited in spellings that this test reads', () => {
    const text =
      'B.5, (E.4), C.6 to C.8, K.1 and K.3, K.4 46, 47: L20, section 0, H of docs/platform-api.md';
    assert.deepEqual(citedIn(text).sort(), [
      '0',
      'B.5',
      'C.6',
      'C.7',
      'C.8',
      'E.4',
      'H',
      'K.1',
      'K.3',
      'K.4',
      'K.4 46',
      'K.4 47',
      'L20',
    ]);
  });
});

/** `B`, `B.5`: the letters and numbers that the headings begin with. */
function headings(): readonly string[] {
  return [...document.matchAll(/^#{2,3} ([A-M0]\.?\d*)\.? /gm)].map(([, number]) =>
    (number ?? '').replace(/\.$/, ''),
  );
}

/** `L4` of section L, `K.4 46` of the tables of section K, `K.2 9` to `K.2 11` of a row for three. */
function rows(): readonly string[] {
  return document.split(/^(?=#{2,3} )/m).flatMap((section) => {
    const name = /^#{2,3} (L|K\.\d)/.exec(section)?.[1];
    return name === undefined
      ? []
      : [...section.matchAll(/^\| (\d+)(?:-(\d+))? \|/gm)].flatMap(([, first, last = first]) =>
          range(Number(first), Number(last)).map((row) =>
            name === 'L' ? `L${row}` : `${name} ${row}`,
          ),
        );
  });
}

/** What a text cites: `B.5`, `L4`, `H`, or the row `K.4 46`. */
function citedIn(text: string): string[] {
  const found = new Set<string>();
  for (const [number] of text.matchAll(/\b([A-KM]\.\d+|L\d+)\b/g)) {
    found.add(number);
  }
  for (const [, letter = '', first, last] of text.matchAll(/\b([A-K])\.(\d+) to \1\.(\d+)\b/g)) {
    range(Number(first), Number(last)).forEach((number) => found.add(`${letter}.${number}`));
  }
  for (const [, section = '', numbers = ''] of text.matchAll(/\b(K\.\d) (\d+(?:, \d+)*)/g)) {
    numbers.split(', ').forEach((row) => found.add(`${section} ${row}`));
  }
  for (const [, letter = ''] of text.matchAll(/\b([A-M]) of\s+(?:\* )?docs\/platform-api\.md/g)) {
    found.add(letter);
  }
  for (const [, section = ''] of text.matchAll(/\bsection ([0A-M])\b(?!\.\d)/g)) {
    found.add(section);
  }
  return [...found];
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
