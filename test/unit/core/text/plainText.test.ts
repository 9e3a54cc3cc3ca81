import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  escapeInvisible,
  oneLine,
  withoutIcons,
  withoutLinks,
} from '../../../../src/core/text/plainText';

/** What VS Code 1.100 and 1.139 make a link of, in notifications and below the box of quick input. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

/** What they draw as an icon; with a backslash before it, they show it without the backslash. */
const ICON = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;

/** Texts of the pieces that links and icons are made of. */
const pieces = fc
  .array(
    fc.constantFrom(
      ...['[', ']', '(', ')', '](', 'a', ' ', '"x"', "'", '\\', '$(', '$', 'check', '~spin', '-'],
      ...['command:', 'https://e.example/', 'FILE:', '\n', '\r\n', '\u200e', '\u202e', '\u2028'],
      ...['[a](command:b)', "[a](https://e 't')", '$(check)', '\\$(check)'],
    ),
    { maxLength: 30 },
  )
  .map((deps) => deps.join(''));

/** A text as a notification shows it: VS Code makes spaces of line breaks before it looks for links. */
const shown = (text: string): string => text.replace(/\r\n|\n|\r/g, ' ').trim();

describe('A text from a server', () => {
  const invisible: readonly (readonly [string, string])[] = [
    ['zero width', 'a\u200bb'],
    ['a soft hyphen', 'a\u00adb'],
    ['a tag', 'a\u{e0061}b'],
    ['a filler', 'a\u3164b'],
    ['a blank of Braille', 'a\u2800b'],
    ['a joiner', 'a\u200db'],
    ['a selector behind a letter', 'a\ufe0fb'],
    ['an escape', 'a\u001bb'],
  ];
  for (const [what, text] of invisible) {
    it(`shows ${what}, and escapes it where it is copied`, () => {
      assert.equal(oneLine(text), 'a\ufffdb');
      assert.match(escapeInvisible(text), /^a\\u\{[\da-f]+\}b$/);
    });
  }

  it('keeps what belongs to a character, and copies line breaks escaped', () => {
    for (const text of ['葛\u{e0100}飾', '❤\ufe0f', '👩\u200d🔬', '1\ufe0f\u20e3', 'データ']) {
      assert.equal(oneLine(text), text);
      assert.equal(escapeInvisible(text), text);
    }
    assert.equal(escapeInvisible('a\r\nb\u2028c'), 'a\\u{d}\\u{a}b\\u{2028}c');
  });

  it('makes no link', () => {
    for (const link of [
      '[Sign in again](command:workbench.action.openSettings)',
      '[a](https://evil.example/)',
      '[a](HTTP://evil.example/ "title")',
      "[a](file:///etc/passwd 'title')",
      '[a b\nc](command:x?%5B%5D)',
    ]) {
      assert.match(link, LINK);
      assert.doesNotMatch(withoutLinks(link), LINK);
    }
    fc.assert(
      fc.property(pieces, (text) => {
        assert.doesNotMatch(shown(withoutLinks(text)), LINK);
        assert.doesNotMatch(shown(withoutLinks(oneLine(text))), LINK);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes no icon, and is shown as it was written', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        for (const [whole, escape = ''] of withoutIcons(text).matchAll(ICON)) {
          assert.equal(escape, '\\', whole);
        }
      }),
      { numRuns: 2000 },
    );
    const drawn = (text: string): string => text.replace(ICON, (icon) => icon.replace('\\', ''));
    for (const text of [
      '$(check)',
      '$(loading~spin) a $(x-y)',
      'US$(100 or so)',
      '$()',
      '\\$(a)',
    ]) {
      assert.equal(drawn(withoutIcons(text)), text);
    }
  });

  it('is one line, whose order nothing turns', () => {
    assert.equal(oneLine('a\r\nb\tc\u2028d\u0085e'), 'a b c d e');
    assert.equal(oneLine('x\u202egnp.exe\u202c \u2067y\u2069 \u200f\u061c'), 'x�gnp.exe� �y� ��');
    assert.equal(oneLine('\u0000\u001b[31m\u009b'), '��[31m�');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(oneLine(text), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });

  it('keeps every other sign', () => {
    for (const text of ['画像タグ付け', '👩‍🔬 naïve', 'می‌خواهم', 'a [b] (c) $5 \\ ]']) {
      assert.equal(withoutIcons(withoutLinks(oneLine(text))), text);
    }
  });
});
