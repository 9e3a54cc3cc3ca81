import assert from 'node:assert/strict';
import type { NetworkReason } from '../../../../src/api/failure';
import { connectionFailed } from '../../../../src/api/http/attempt';

describe('connectionFailed', () => {
  /** What the HTTP client's error says, the reason, and whether anything may have been sent. */
  const errors: readonly (readonly [string, object, NetworkReason, boolean])[] = [
    [
      'no route to the host',
      { type: 'system', code: 'EHOSTUNREACH', erroredSysCall: 'connect' },
      'other',
      false,
    ],
    ['no route to any address of it', { type: 'system', code: 'ETIMEDOUT' }, 'other', false],
    [
      'no answer on a connection',
      { type: 'system', code: 'ETIMEDOUT', erroredSysCall: 'read' },
      'other',
      true,
    ],
    ['a connection that hangs up', { type: 'system', code: 'ECONNRESET' }, 'reset', true],
    [
      'a reset while connecting',
      { type: 'system', code: 'ECONNRESET', erroredSysCall: 'connect' },
      'reset',
      false,
    ],
    ['no code, as of VS Code without its proxy', { type: 'system' }, 'proxy', false],
    ['an error of another kind', new TypeError('x'), 'other', true],
  ];
  for (const [name, error, reason, mayBeDone] of errors) {
    it(`${name}: ${reason}, ${mayBeDone ? 'perhaps' : 'not'} sent`, () => {
      const failed = connectionFailed(error);
      assert.equal(failed.failure.kind === 'network' && failed.failure.reason, reason);
      assert.equal(failed.mayBeDone, mayBeDone);
    });
  }
});
