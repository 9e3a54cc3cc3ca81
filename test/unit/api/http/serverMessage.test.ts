import assert from 'node:assert/strict';
import { isWebPage, parseServerMessage } from '../../../../src/api/http/serverMessage';

describe('parseServerMessage', () => {
  const bodies: readonly (readonly [string, string, object])[] = [
    [
      'K.4 48: a code and a sentence',
      '{"error":"test","error_description":"test error description"}',
      { error: 'test', description: 'test error description' },
    ],
    [
      'K.4 49: details',
      '{"error":"test","error_description":"d","error_detail":{"source_data":["unknown field"]}}',
      { error: 'test', description: 'd', detail: '{"source_data":["unknown field"]}' },
    ],
    ['K.4 50: plain text', 'raw text', { description: 'raw text' }],
    [
      'K.4 51: no code',
      '{"error_description":"test error description"}',
      { description: 'test error description' },
    ],
    ['no words at all', '{"a":1}', { description: '{"a":1}' }],
    ['JSON that is no object', '[1]', { description: '[1]' }],
    [
      'a code that is an object',
      '{"error":{"a":1},"message":"m"}',
      { error: '{"a":1}', description: 'm' },
    ],
    ['nothing', ' \n', {}],
    ['HTML', '<!DOCTYPE html><html>secret</html>', {}],
  ];
  for (const [name, body, words] of bodies) {
    it(name, () => assert.deepEqual(parseServerMessage(body), words));
  }

  it('cuts each of them, and no character in half', () => {
    const long = '😀'.repeat(5000);
    const words = parseServerMessage(
      JSON.stringify({ error: long, error_description: `a${long}`, error_detail: [long] }),
    );
    for (const word of Object.values(words)) {
      assert.ok(word.length <= 1001 && word.endsWith('…'));
      assert.ok(!/\p{Surrogate}/u.test(word));
    }
  });
});

describe('isWebPage', () => {
  const bodies: readonly (readonly [string, boolean])[] = [
    ['<!DOCTYPE html><p>Sign in</p>', true],
    ['\n<HTML lang="ja">', true],
    ['<?xml version="1.0"?><Error/>', false],
    ['{"error":"<html>"}', false],
    ['Forbidden', false],
    ['', false],
  ];
  for (const [body, expected] of bodies) {
    it(`${JSON.stringify(body)}: ${expected}`, () => assert.equal(isWebPage(body), expected));
  }
});
