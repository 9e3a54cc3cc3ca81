import assert from 'node:assert/strict';
import {
  networkFailure,
  proxyFailure,
  statusFailure,
  type Failure,
} from '../../../../src/api/failure';
import { failureMessage } from '../../../../src/core/text/failureMessages';
import { english } from '../english';

describe('The words for a failure', () => {
  const words = { error: 'bad', description: 'is wrong', detail: '{"a":1}' };
  const usual = 'retry openLog copyDetails';
  const withSettings = 'retry openSettings openLog copyDetails';

  /** A failure, its cause, its sentence from the beginning, and its remedies. */
  const TABLE: readonly (readonly [Failure, string, RegExp, string])[] = [
    [
      { kind: 'timeout', milliseconds: 30_000 },
      'no answer in time',
      /^api\.abeja\.io did not answer within 30 seconds/,
      withSettings,
    ],
    [{ kind: 'cancelled' }, 'cancelled', /was cancelled\.$/, 'retry'],
    [networkFailure('ECONNREFUSED'), 'connection refused', /^api\.abeja\.io refused/, usual],
    [networkFailure('ENOTFOUND'), 'host not found', /^The host api\.abeja\.io/, usual],
    [networkFailure('ECONNRESET'), 'connection lost', /broke\./, usual],
    [networkFailure('EPROTO'), 'no connection', /\(EPROTO\)/, usual],
    [
      networkFailure('CERT_HAS_EXPIRED'),
      'certificate not trusted',
      /not trusted \(CERT_HAS_EXPIRED\)/,
      usual,
    ],
    [
      { kind: 'timeout', milliseconds: 15_000, connecting: true },
      'no connection in time',
      /^There was no connection to api\.abeja\.io within 15 seconds/,
      withSettings,
    ],
    [
      networkFailure(undefined),
      'no way through the proxy',
      /^No connection to api\.abeja\.io .* proxy\. Check the setting "http\.proxy"/,
      withSettings,
    ],
    [proxyFailure(407), 'proxy wants a password', /\(407\)\. Write them into/, withSettings],
    [proxyFailure(403), 'proxy refused (403)', /^The proxy does not let .*noProxy/, withSettings],
    [proxyFailure(502), 'proxy found no way (502)', /^The proxy could not reach/, withSettings],
    [
      statusFailure(401, words, undefined),
      'token refused',
      /refused the token\. .* The platform says: "is wrong \{"a":1\}"$/,
      `replaceToken ${usual}`,
    ],
    [statusFailure(403, {}, undefined), 'not permitted', /^Your role .*organization\.$/, usual],
    [
      statusFailure(404, { error: 'gone' }, undefined),
      'not found',
      /The platform says: "gone"$/,
      usual,
    ],
    [statusFailure(409, {}, undefined), 'conflict', /already\.$/, usual],
    [
      statusFailure(422, words, undefined),
      'request refused (422)',
      /again\. The platform says: "is wrong \{"a":1\}"$/,
      'openLog copyDetails',
    ],
    [
      { kind: 'invalid', status: 0, error: 'path', description: '".."' },
      'not sent',
      /^The request was not sent, because a value in it cannot be used: "\.\."$/,
      'openLog copyDetails',
    ],
    [statusFailure(429, {}, undefined), 'too many requests', /Wait a little/, usual],
    [statusFailure(429, {}, 1500), 'too many requests', /in 2 seconds\.$/, usual],
    [statusFailure(503, {}, undefined), 'server error (503)', /later\.$/, usual],
    [
      { kind: 'malformed', status: 200, reason: 'notJson' },
      'unreadable answer',
      /could not be read/,
      usual,
    ],
    [
      { kind: 'malformed', status: 403, reason: 'webPage' },
      'web page instead of an answer',
      /^api\.abeja\.io answered with a web page \(403\)/,
      usual,
    ],
  ];
  for (const [failure, cause, sentence, actions] of TABLE) {
    it(`${JSON.stringify(failure)}: ${cause}`, () => {
      const message = failureMessage(english, failure, 'api.abeja.io');
      assert.equal(message.cause, cause);
      assert.match(message.sentence, sentence);
      assert.equal(message.actions.join(' '), actions);
    });
  }
});
