import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authorization } from '../../../../src/api/credential';
import { maskValues, Redaction } from '../../../../src/core/text/redaction';

describe('Redaction', () => {
  const cases: readonly (readonly [what: string, text: string, redacted: string])[] = [
    ['a header', 'Authorization: Basic dXNlcjp0b2tlbg==', 'Authorization: ***'],
    ['a header as JSON', '{"authorization":"Bearer abc.def"}', '{"authorization":"***"}'],
    ['a bearer token', 'sent Bearer eyJhbGciOi.J9 there', 'sent Bearer *** there'],
    ['words that are none', 'Basic authentication', 'Basic authentication'],
    ['a page token', '?next_page_token=abc%3D', '?next_page_token=abc%3D'],
    [
      'a signature',
      'https://s3/x?a=1&X-Amz-Signature=0f&b=2',
      'https://s3/x?a=1&X-Amz-Signature=***&b=2',
    ],
    [
      'a session token',
      'https://s3/x?X-Amz-Security-Token=F%2F',
      'https://s3/x?X-Amz-Security-Token=***',
    ],
    ['an Azure signature', 'https://b/x?sv=1&sig=a%2Bb', 'https://b/x?sv=1&sig=***'],
    [
      'a signature in the JSON of Go',
      'a?b\\u0026X-Amz-Signature=0f\\u0026c',
      'a?b\\u0026X-Amz-Signature=***\\u0026c',
    ],
    [
      'a signature in an encoded URL',
      'u=s3%2Fx%3Fa%3D1%26X-Amz-Signature%3D0f',
      'u=s3%2Fx%3Fa%3D1%26X-Amz-Signature%3D***',
    ],
    ['one encoded twice', '%2526sig%253D0f', '%2526sig%253D***'],
    ['a first parameter that is encoded', 's3%2Fx%3Fsig%3D0f&b', 's3%2Fx%3Fsig%3D***&b'],
    [
      'a signature by its name in JSON',
      '{"X-Amz-Signature": "0f","a":1}',
      '{"X-Amz-Signature": "***","a":1}',
    ],
    [
      'one in JSON within JSON',
      '{"a":"{\\"token\\":\\"0f\\"}"}',
      '{"a":"{\\"token\\":\\"***\\"}"}',
    ],
    ['a header of any scheme', 'Authorization: Token 0f00', 'Authorization: ***'],
    [
      'a header of several parts',
      'authorization: AWS4-HMAC-SHA256 Credential=AK/x, SignedHeaders=host;date, Signature=0f at',
      'authorization: *** at',
    ],
    [
      'a header within JSON in JSON',
      '{\\"Authorization\\":\\"Token 0f\\",1}',
      '{\\"Authorization\\":\\"***\\",1}',
    ],
    ['a user in a URL', 'http://me:pass@proxy:8080/', 'http://***@proxy:8080/'],
  ];
  for (const [what, text, expected] of cases) {
    it(`knows ${what}`, () => {
      assert.equal(new Redaction().redact(text), expected);
    });
  }

  it('hides what was typed, however it is encoded', () => {
    const secret = fc.string({
      minLength: 6,
      unit: fc.constantFrom('a', 'B', '3', '-', '_', '%', '+', '"', '\\', '/'),
    });
    fc.assert(
      fc.property(secret, (typed) => {
        const redaction = new Redaction();
        redaction.hide(typed);
        for (const trace of [
          typed,
          encodeURIComponent(typed),
          JSON.stringify(typed).slice(1, -1),
          Buffer.from(typed).toString('base64'),
        ]) {
          assert.equal(redaction.redact(`<${trace}>`).includes(trace), false, trace);
        }
      }),
    );
  });

  it('hides a credential and the header that it makes', () => {
    const redaction = new Redaction();
    const credential = { kind: 'user', userId: '15', token: 'pat-0001' } as const;
    redaction.hideCredential(credential);
    const header = authorization(credential) ?? '';
    const [, value = ''] = header.split(' ');
    assert.equal(redaction.redact(`a pat-0001 b ${value} c`), 'a *** b *** c');
  });

  const SECRET = 'pat~0001/ä+?';
  const HEADER = 'dXNlci0xNTAwMDAwMDAwMDY0OnBhdH4wMDAxL8OkKz8=';
  const lower = (text: string) => text.replace(/%../g, (byte) => byte.toLowerCase());
  const every = (text: string, unit: (byte: string) => string) =>
    Buffer.from(text).toString('hex').replace(/../g, unit);
  const unicode = (text: string) =>
    Array.from(text)
      .map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  const encoded: readonly (readonly [what: string, text: string])[] = [
    ['percent-encoded', encodeURIComponent(SECRET)],
    ['percent-encoded in lower case', lower(encodeURIComponent(SECRET))],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(SECRET))],
    ['percent-encoded in part', SECRET.replace('ä', '%C3%a4')],
    ['percent-encoded in whole', every(SECRET, (byte) => `%${byte}`)],
    ['in the JSON of Go and ASCII', SECRET.replace('ä', '\\u00E4')],
    ['in JSON that escapes slashes', SECRET.replace('/', '\\/')],
    ['escaped in whole', unicode(SECRET)],
    ['in hex', every(SECRET, (byte) => byte)],
    ['in reverse', Array.from(SECRET).reverse().join('')],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ...['', 'a', 'ab'].flatMap((before) =>
      (['base64', 'base64url'] as const).map(
        (encoding) =>
          [
            `in ${encoding} behind "${before}"`,
            Buffer.from(`${before}${SECRET}abc`).toString(encoding),
          ] as const,
      ),
    ),
    ['in its header', HEADER],
    ['in its header, percent-encoded', encodeURIComponent(HEADER)],
    ['in its header, percent-encoded in lower case', lower(encodeURIComponent(HEADER))],
    ['in its header, as JSON', HEADER.replace('=', '\\u003d')],
    ['in its header, in the alphabet of URLs', HEADER.replace('/', '_').replace('=', '')],
  ];
  for (const [what, text] of encoded) {
    it(`hides a credential ${what}`, () => {
      const redaction = new Redaction();
      redaction.hideCredential({ kind: 'user', userId: '1500000000064', token: SECRET });
      const shown = redaction.redact(`<${text}>`);
      assert.ok(shown.length <= 15 && shown.includes('***'), shown);
    });
  }

  it('leaves nothing of a secret of which another is a part', () => {
    const texts = fc.string({
      minLength: 4,
      maxLength: 12,
      unit: fc.constantFrom('a', 'b', '%', '"'),
    });
    fc.assert(
      fc.property(texts, texts, fc.boolean(), (part, rest, isFirst) => {
        const whole = `${part}${rest}`;
        const redaction = new Redaction();
        for (const secret of isFirst ? [part, whole] : [whole, part]) {
          redaction.hide(secret);
        }
        for (const trace of [
          whole,
          encodeURIComponent(whole),
          JSON.stringify(whole).slice(1, -1),
        ]) {
          assert.equal(redaction.redact(`<${trace}>`), '<***>');
        }
      }),
    );
  });

  // What costs more than a few looks at each character takes longer than a test may.
  it('looks a few times at each character of a long text', () => {
    const text = ['authorization: a, b=', 'Bearer ', '\\\\"token', '%2526', '//a'].map((piece) =>
      piece.repeat(20_000),
    );
    for (const piece of text) {
      new Redaction().redact(piece);
    }
  });

  it('leaves short texts alone', () => {
    const redaction = new Redaction();
    redaction.hide('abc');
    assert.equal(redaction.redact('abc'), 'abc');
  });

  it('masks the values of variables that the platform repeats', () => {
    assert.equal(
      maskValues('bad value "s3cret!" of KEY', { KEY: 's3cret!', A: '1' }),
      'bad value "••••••" of KEY',
    );
  });

  it('masks the longest of several values, and each as it stands in JSON', () => {
    assert.equal(
      maskValues('bad "hunter2-and-more"', { A: 'hunter2', B: 'hunter2-and-more' }),
      'bad "••••••"',
    );
    const value = '{"password":"hunter2 <é&>"}';
    for (const spelling of [
      JSON.stringify(value),
      JSON.stringify(value).replaceAll('é', '\\u00e9'),
      JSON.stringify(value)
        .replaceAll('<', '\\u003c')
        .replaceAll('>', '\\u003e')
        .replaceAll('&', '\\u0026'),
    ]) {
      assert.equal(maskValues(`{"KEY":${spelling}}`, { KEY: value }), '{"KEY":"••••••"}');
    }
  });
});
