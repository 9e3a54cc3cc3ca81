import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  networkFailure,
  proxyFailure,
  statusFailure,
  type Failure,
} from '../../../../src/api/failure';
import {
  nextRetry,
  countAttempt,
  defaultRetryPolicy as policy,
  noAttempts,
  parseRetryAfter,
  type Attempts,
  type Method,
} from '../../../../src/api/http/retry';

const status = (code: number, retryAfterMs?: number) => statusFailure(code, {}, retryAfterMs);
const timeout: Failure = { kind: 'timeout', milliseconds: 30_000 };
const truncated: Failure = { kind: 'malformed', status: 200, reason: 'truncated' };
const notJson: Failure = { kind: 'malformed', status: 200, reason: 'notJson' };
const once: Attempts = { count: 1, timeouts: 0, retryAfterSpentMs: 0 };

describe('nextRetry', () => {
  const asked = (method: Method, failure: Failure) =>
    nextRetry(method, failure, countAttempt(noAttempts, failure), policy, () => 0.5)?.delayMs;

  /** Failure, delay after the first attempt of a GET or DELETE, and of a POST. */
  const table: readonly (readonly [string, Failure, number | undefined, number | undefined])[] = [
    ['connection refused', networkFailure('ECONNREFUSED'), 125, undefined],
    ['unknown host', networkFailure('ENOTFOUND'), 125, undefined],
    ['reset', networkFailure('ECONNRESET'), 125, undefined],
    ['no route', networkFailure('EHOSTUNREACH'), 125, undefined],
    ['certificate', networkFailure('CERT_HAS_EXPIRED'), undefined, undefined],
    ['no proxy', networkFailure(undefined), undefined, undefined],
    ['a proxy that wants a password', proxyFailure(407), undefined, undefined],
    ['a proxy that refuses', proxyFailure(403), undefined, undefined],
    ['a proxy without a connection', proxyFailure(502), 125, undefined],
    ['protocol error', networkFailure('EPROTO'), undefined, undefined],
    ['timeout', timeout, 125, undefined],
    ['cut off', truncated, 125, undefined],
    ['no JSON', notJson, undefined, undefined],
    ['redirect', status(302), undefined, undefined],
    ['cancelled', { kind: 'cancelled' }, undefined, undefined],
    ['400', status(400), undefined, undefined],
    ['401', status(401), undefined, undefined],
    ['403', status(403), undefined, undefined],
    ['404', status(404), undefined, undefined],
    ['409', status(409), undefined, undefined],
    ['422', status(422), undefined, undefined],
    ['429', status(429), undefined, undefined],
    ['429, Retry-After: 2', status(429, 2000), 2125, 2125],
    ['429, Retry-After: 0', status(429, 0), 1125, 1125],
    ['429, Retry-After: 60', status(429, 60_000), 60_125, 60_125],
    ['429, Retry-After: 61', status(429, 61_000), undefined, undefined],
    ['500', status(500), 125, undefined],
    ['500, Retry-After: 2', status(500, 2000), 125, undefined],
    ['501', status(501), undefined, undefined],
    ['502', status(502), 125, undefined],
    ['503', status(503), 125, undefined],
    ['503, Retry-After: 2', status(503, 2000), 2125, undefined],
    ['503, Retry-After: 61', status(503, 61_000), undefined, undefined],
    ['504', status(504), 125, undefined],
  ];
  for (const [name, failure, safe, post] of table) {
    it(`${name}: GET ${safe ?? 'gives up'}, POST ${post ?? 'gives up'}`, () => {
      assert.equal(asked('GET', failure), safe);
      assert.equal(asked('DELETE', failure), safe);
      assert.equal(asked('POST', failure), post);
    });
  }

  it('doubles the bound of a wait, up to the cap', () => {
    const delays = [1, 2, 3, 4, 5, 6].map((count) => {
      const longer = { ...policy, attempts: 10 };
      return (
        nextRetry('GET', status(500), { ...once, count }, longer, () => 0.999999)?.delayMs ?? 0
      );
    });
    assert.deepEqual(delays.map(Math.round), [250, 500, 1000, 2000, 4000, 4000]);
  });

  it('gives up where a limit is NaN', () => {
    for (const limits of [{ attempts: NaN }, { timeouts: NaN }]) {
      assert.equal(
        nextRetry('GET', status(500), once, { ...policy, ...limits }, Math.random),
        undefined,
      );
    }
  });

  it('gives up after the fifth attempt, after the second timeout, and when Retry-After asks for more than is left', () => {
    assert.ok(nextRetry('GET', status(500), { ...once, count: 4 }, policy, Math.random));
    assert.equal(
      nextRetry('GET', status(500), { ...once, count: 5 }, policy, Math.random),
      undefined,
    );
    assert.equal(
      nextRetry('GET', timeout, { ...once, timeouts: 2 }, policy, Math.random),
      undefined,
    );
    const waited = { ...once, retryAfterSpentMs: 50_000 };
    assert.ok(nextRetry('GET', status(429, 10_000), waited, policy, Math.random));
    assert.equal(nextRetry('GET', status(429, 10_001), waited, policy, Math.random), undefined);
  });

  it('never sends a POST again on anything but a 429 with Retry-After', () => {
    const code = fc.integer({ min: 300, max: 599 });
    const wait = fc.option(fc.nat(100_000), { nil: undefined });
    fc.assert(
      fc.property(code, wait, (number, retryAfterMs) => {
        const next = nextRetry('POST', status(number, retryAfterMs), once, policy, Math.random);
        return next === undefined || (retryAfterMs !== undefined && number === 429);
      }),
    );
  });
});

describe('parseRetryAfter', () => {
  const now = Date.UTC(2024, 2, 1, 9, 15, 0);
  const headers: readonly (readonly [string | null, number | undefined])[] = [
    [null, undefined],
    ['', undefined],
    ['0', 0],
    [' 7 ', 7000],
    ['1.5', 1500],
    ['-5', undefined],
    ['1e3', undefined],
    ['soon', undefined],
    ['Fri, 01 Mar 2024 09:15:30 GMT', 30_000],
    ['Fri, 01 Mar 2024 09:14:30 GMT', 0],
    ['9'.repeat(40), 3_600_000],
    ['Fri, 01 Mar 2124 09:15:30 GMT', 3_600_000],
  ];
  for (const [header, milliseconds] of headers) {
    it(`${JSON.stringify(header)}: ${milliseconds ?? 'nothing'}`, () =>
      assert.equal(parseRetryAfter(header, now), milliseconds));
  }
});
