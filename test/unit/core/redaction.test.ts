import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authorization } from '../../../src/api/credential';
import { maskValues, Redaction } from '../../../src/core/redaction';

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
});
