import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authorization, redactor, type Credential } from '../../../src/api/credential';

const user = (userId: string, token: string): Credential => ({ kind: 'user', userId, token });
const bearer = (token: string): Credential => ({ kind: 'bearer', token });
const datasource = (datasourceId: string, secret: string): Credential => ({
  kind: 'datasource',
  datasourceId,
  secret,
});

describe('authorization', () => {
  const headers: readonly (readonly [string, Credential, string | undefined])[] = [
    [
      'A.1: user and token',
      user('1500000000064', 'pat-0001-example'),
      'Basic dXNlci0xNTAwMDAwMDAwMDY0OnBhdC0wMDAxLWV4YW1wbGU=',
    ],
    [
      'A.1: datasource and secret',
      datasource('1600000000072', 'secret-example'),
      'Basic ZGF0YXNvdXJjZS0xNjAwMDAwMDAwMDcyOnNlY3JldC1leGFtcGxl',
    ],
    ['A.1: bearer token', bearer('token-1'), 'Bearer token-1'],
    [
      'K.4 46, 47: the prefix is added',
      user('test_user_id', 'test_personal_access_token'),
      'Basic dXNlci10ZXN0X3VzZXJfaWQ6dGVzdF9wZXJzb25hbF9hY2Nlc3NfdG9rZW4=',
    ],
    [
      'K.4 46, 47: the prefix is there',
      user('user-test_user_id', 'test_personal_access_token'),
      'Basic dXNlci10ZXN0X3VzZXJfaWQ6dGVzdF9wZXJzb25hbF9hY2Nlc3NfdG9rZW4=',
    ],
    [
      'K.4 46: a datasource with its prefix',
      datasource('datasource-1600000000072', 'secret-example'),
      'Basic ZGF0YXNvdXJjZS0xNjAwMDAwMDAwMDcyOnNlY3JldC1leGFtcGxl',
    ],
    ['a token with kanji is UTF-8', user('1', '鍵'), 'Basic dXNlci0xOumNtQ=='],
    ['a token may hold colons', user('1', 'a:b'), 'Basic dXNlci0xOmE6Yg=='],
    ['no user id', user('', 'token'), undefined],
    ['no token', user('1', ''), undefined],
    ['a colon in the user id', user('1:2', 'token'), undefined],
    ['an empty bearer token', bearer(''), undefined],
    ['a bearer token that would end the header', bearer('a\r\nX-Evil: 1'), undefined],
    ['a bearer token with kanji', bearer('鍵'), undefined],
  ];
  for (const [name, credential, header] of headers) {
    it(name, () => assert.equal(authorization(credential), header));
  }
});

describe('redactor', () => {
  it('takes the secret out as it is, percent-encoded and in the header', () => {
    const redact = redactor(user('1', 'p@t 1/2'));
    const header = authorization(user('1', 'p@t 1/2')) ?? '';
    assert.equal(redact(`a p@t 1/2 b p%40t%201%2F2 c ${header}`), 'a *** b *** c Basic ***');
  });

  it('leaves no trace of a secret in any text', () => {
    const secret = fc.string({ minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (token, before, after) => {
        for (const credential of [user('1', token), bearer(token), datasource('1', token)]) {
          const redacted = redactor(credential)(before + token + encodeURIComponent(token) + after);
          // The marks themselves may look like a secret made of asterisks.
          assert.ok(!redacted.replaceAll('***', '').includes(token) || /^\*+$/.test(token));
        }
      }),
    );
  });
});
