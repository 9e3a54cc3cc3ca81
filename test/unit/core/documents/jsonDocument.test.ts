import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatAddress, type TriggerAddress } from '../../../../src/core/address';
import { addressLinks, formatJson } from '../../../../src/core/documents/jsonDocument';

const address: TriggerAddress = {
  kind: 'trigger',
  host: 'api.abeja.io',
  organization: 'acme',
  deployment: '1200',
  trigger: 'tri-1',
};

/** A text with the white space outside its strings taken out. */
function tight(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 2 });
const string = fc
  .array(
    fc.oneof(
      fc.string().map((text) => JSON.stringify(text).slice(1, -1)),
      fc.constantFrom('\\"', '\\\\', '\\u65e5', '\\ud800', '日本', ' : '),
    ),
  )
  .map((deps) => `"${deps.join('')}"`);
const scalar = fc.oneof(
  string,
  fc.constantFrom('true', 'false', 'null', '-0', '0.10', '1e999', '12345678901234567890.10'),
);

/** JSON as a server may write it: unusual spaces, names given twice, numbers of any size. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc
    .tuple(
      space,
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalar,
        listOf('[', tie('json'), ']'),
        listOf(
          '{',
          fc.tuple(space, string, space, tie('json')).map((deps) => {
            const [before, key, behind, value] = deps;
            return `${before}${key}${behind}:${value}`;
          }),
          '}',
        ),
      ),
      space,
    )
    .map((deps) => deps.join('')),
}));

function listOf(open: string, item: fc.Arbitrary<string>, close: string): fc.Arbitrary<string> {
  return fc
    .tuple(space, fc.array(item, { maxLength: 4 }))
    .map(([inside, items]) => open + (items.length === 0 ? inside : items.join(',')) + close);
}

/** JSON with a piece taken out or put in, and texts that only look like it. */
const nearlyJson = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      ...['{', '}', '[', ']', ':', ',', '"', '\\', ' ', '\n', '\u0001', '\u00a0'],
      ...['0', '1', '-', '.', 'e', 'E', 'u', 'true', 'null', '"a"'],
    ),
  }),
  fc
    .tuple(json, fc.nat(), fc.nat(3), fc.constantFrom('', ',', '"', '}', ']', ':', '\\', '0', '//'))
    .map(([text, entry, gone, put]) => {
      const at = entry % (text.length + 1);
      return text.slice(0, at) + put + text.slice(at + gone);
    }),
);

describe('A document laid out for reading', () => {
  it('looks as JSON.stringify writes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(formatJson(JSON.stringify(value)), `${JSON.stringify(value, null, 2)}\n`);
      }),
    );
  });

  it('differs from what the server wrote in white space outside strings alone', () => {
    fc.assert(
      fc.property(json, (text) => {
        const laidOut = formatJson(text);
        assert.equal(tight(laidOut), tight(text));
        assert.ok(laidOut.endsWith('\n'));
        assert.equal(formatJson(laidOut), laidOut);
      }),
    );
  });

  it('stays as it came when it is no JSON', () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        const laidOut = formatJson(text);
        assert.ok(laidOut === text || isJson(text), laidOut);
        assert.equal(tight(laidOut), tight(text));
      }),
      { numRuns: 2000 },
    );
  });

  for (const [what, text] of [
    ['200 levels', '['.repeat(200) + ']'.repeat(200)],
    ['200 levels of objects', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
  ] as const) {
    it(`has ${what} and not one more`, () => {
      assert.equal(formatJson(text), `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
      assert.equal(formatJson(`[${text}]`), `[${text}]`);
    });
  }

  it('stays as it came when VS Code would not take the laid out text', () => {
    const text = `${'['.repeat(200)}1${',1'.repeat(200_000)}${']'.repeat(200)}`;
    assert.equal(formatJson(text), text);
  });
});

// Whatever costs more than a look at each character takes longer than a test may.
describe('A document as big as the client takes', () => {
  for (const [what, text] of [
    [
      'names and values',
      JSON.stringify(Object.fromEntries(Array.from({ length: 1_000_000 }, (_, i) => [`k${i}`, i]))),
    ],
    ['one string full of escapes', `"${'\\"'.repeat(9_000_000)}"`],
    ['one number', '1'.repeat(20_000_000)],
    ['white space', `[${' '.repeat(20_000_000)}]`],
    ['small entries', `[1${',1'.repeat(3_000_000)}]`],
  ] as const) {
    it(`is laid out when it is ${what}`, () => {
      const laidOut = formatJson(text);
      assert.ok(laidOut !== text);
      assert.deepEqual(addressLinks(address, laidOut), []);
    });
  }

  for (const [what, text] of [
    ['lists', '['.repeat(10_000_000) + ']'.repeat(10_000_000)],
    ['objects', `${'{"a":'.repeat(3_000_000)}1${'}'.repeat(3_000_000)}`],
    ['lists without an end', '['.repeat(20_000_000)],
  ] as const) {
    it(`stays as it came when it is nested ${what}`, () => {
      assert.ok(formatJson(text) === text);
      assert.deepEqual(addressLinks(address, text), []);
    });
  }
});

describe('The links of a document', () => {
  const linked = (text: string) =>
    addressLinks(address, text).map(({ offset, length, target }) => [
      text.slice(offset, offset + length),
      formatAddress(target),
    ]);

  it('stand where the ids stand, however they are written', () => {
    const text = '{"a": [{"deployment_id" :\n"7\\u0030"}], "input_service\\u005fid": "1300"}';
    assert.deepEqual(linked(text), [
      ['7\\u0030', '/api.abeja.io/acme/deployments/70'],
      ['1300', '/api.abeja.io/acme/channels/1300'],
    ]);
  });

  it('are values of fields alone, and no link leads to the document itself', () => {
    const text = JSON.stringify({
      trigger_id: 'tri-1',
      deployment_id: { channel_id: 7 },
      list: ['channel_id', '1300'],
      channel_id: ['1300'],
    });
    assert.deepEqual(linked(text), []);
  });

  it('are 1,000 at most', () => {
    const text = JSON.stringify(Array.from({ length: 3_000 }, () => ({ channel_id: '1' })));
    assert.equal(linked(text).length, 1_000);
  });
});
