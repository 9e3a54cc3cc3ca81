import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { usedMessages } from './messages';
import { filesBelow } from './sourceTree';

const { messages, hidden } = usedMessages();
const bundles = filesBelow('l10n', /bundle\.l10n.*\.json$/);
const manifests = readdirSync('.').filter((file) => /^package\.nls.*\.json$/.test(file));

describe('The words', () => {
  it('are written where they can be found', () => {
    assert.deepEqual(hidden, []);
    assert.ok(messages.size > 100, `${messages.size} messages`);
  });

  it('exist in English', () => {
    assert.ok(bundles.includes('l10n/bundle.l10n.json'));
    assert.ok(manifests.includes('package.nls.json'));
  });

  for (const file of bundles) {
    const bundle = readTexts(file);

    it(`${file} has exactly the messages of the sources`, () => {
      assert.deepEqual(Object.keys(bundle).sort(), [...messages].sort());
    });

    it(`${file} keeps every argument`, () => {
      for (const [message, translation] of Object.entries(bundle)) {
        assert.deepEqual(placeholders(translation), placeholders(message), message);
      }
    });
  }

  for (const file of manifests) {
    it(`${file} has exactly the keys of package.json`, () => {
      const used = [
        ...new Set(
          [...readFileSync('package.json', 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key),
        ),
      ];
      assert.deepEqual(Object.keys(readTexts(file)).sort(), used.sort());
    });
  }
});

function readTexts(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}

function placeholders(text: string): readonly string[] {
  return (text.match(/\{\d+\}/g) ?? []).sort();
}
