import assert from 'node:assert/strict';
import {
  ApiError,
  mayBeDone,
  networkFailure,
  proxyFailure,
  statusFailure,
  type Failure,
  type MalformedReason,
  type NetworkReason,
} from '../../../src/api/failure';

describe('statusFailure', () => {
  const kinds: readonly (readonly [Failure['kind'], readonly number[]])[] = [
    ['invalid', [400, 402, 405, 408, 413, 415, 418, 422, 499]],
    ['unauthorized', [401]],
    ['forbidden', [403]],
    ['notFound', [404]],
    ['network', [407]],
    ['conflict', [409]],
    ['rateLimited', [429]],
    ['server', [500, 501, 502, 503, 504, 599]],
    ['malformed', [300, 301, 302, 304, 307, 308]],
  ];
  for (const [kind, statuses] of kinds) {
    it(`${statuses.join(', ')} is ${kind}`, () => {
      for (const status of statuses) {
        assert.equal(statusFailure(status, {}, undefined).kind, kind);
      }
    });
  }

  it('keeps what Retry-After says of 429 and 5xx', () => {
    assert.deepEqual(statusFailure(429, {}, 7000), {
      kind: 'rateLimited',
      status: 429,
      retryAfterMs: 7000,
    });
    assert.deepEqual(statusFailure(503, {}, 0), { kind: 'server', status: 503, retryAfterMs: 0 });
  });
});

describe('networkFailure', () => {
  const reasons: Readonly<Record<NetworkReason, readonly string[]>> = {
    refused: ['ECONNREFUSED'],
    dns: ['ENOTFOUND', 'ENODATA', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'],
    certificate: [
      'CERT_CHAIN_TOO_LONG',
      'CERT_HAS_EXPIRED',
      'CERT_NOT_YET_VALID',
      'CERT_REJECTED',
      'CERT_REVOKED',
      'CERT_SIGNATURE_FAILURE',
      'CERT_UNTRUSTED',
      'CRL_HAS_EXPIRED',
      'CRL_NOT_YET_VALID',
      'CRL_SIGNATURE_FAILURE',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'ERROR_IN_CERT_NOT_AFTER_FIELD',
      'ERROR_IN_CERT_NOT_BEFORE_FIELD',
      'ERROR_IN_CRL_LAST_UPDATE_FIELD',
      'ERR_TLS_CERT_ALTNAME_FORMAT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ERR_TLS_CERT_SIGNATURE_ALGORITHM_UNSUPPORTED',
      'HOSTNAME_MISMATCH',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'PATH_LENGTH_EXCEEDED',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
      'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
      'UNABLE_TO_GET_CRL',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    proxy: ['ERR_PROXY_CONNECTION_FAILED', 'ERR_HTTP_PROXY_AUTH'],
    proxyCredentials: [],
    proxyRefused: [],
    proxyUnable: [],
    reset: ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'],
    other: [
      'EHOSTUNREACH',
      'ETIMEDOUT',
      'EPROTO',
      'HPE_INVALID_CONSTANT',
      'constructor',
      'UNKNOWN',
    ],
  };
  for (const [reason, codes] of Object.entries(reasons)) {
    for (const code of codes) {
      it(`${code}: ${reason}`, () =>
        assert.deepEqual(networkFailure(code), { kind: 'network', reason, code }));
    }
  }

  it('no code: proxy', () =>
    assert.deepEqual(networkFailure(undefined), {
      kind: 'network',
      reason: 'proxy',
      code: 'NO_PROXY_CONNECTION',
    }));
});

describe('proxyFailure', () => {
  const reasons: readonly (readonly [NetworkReason, readonly number[]])[] = [
    ['proxyCredentials', [407]],
    ['proxyRefused', [201, 302, 400, 401, 403, 404, 405, 429]],
    ['proxyUnable', [500, 502, 503, 504]],
  ];
  for (const [reason, statuses] of reasons) {
    it(`${statuses.join(', ')} is ${reason}, and nothing was done`, () => {
      for (const status of statuses) {
        const failure = proxyFailure(status);
        assert.deepEqual(failure, { kind: 'network', reason, code: String(status) });
        assert.equal(mayBeDone(failure), false);
      }
    });
  }
});

describe('mayBeDone', () => {
  const server = (status: number, retryAfterMs?: number) => statusFailure(status, {}, retryAfterMs);
  const malformed = (reason: MalformedReason, status = 200): Failure => ({
    kind: 'malformed',
    status,
    reason,
  });
  const cases: readonly (readonly [string, Failure, boolean])[] = [
    ['connection refused', networkFailure('ECONNREFUSED'), false],
    ['unknown host', networkFailure('ENOTFOUND'), false],
    ['certificate', networkFailure('CERT_HAS_EXPIRED'), false],
    ['proxy', server(407), false],
    ['reset', networkFailure('ECONNRESET'), true],
    ['another network error', networkFailure('EPROTO'), true],
    ['timeout', { kind: 'timeout', milliseconds: 1 }, true],
    ['timeout to connect', { kind: 'timeout', milliseconds: 1, connecting: true }, false],
    ['cancelled', { kind: 'cancelled' }, true],
    ['400', server(400), false],
    ['404', server(404), false],
    ['429', server(429), false],
    ['500', server(500), true],
    ['501', server(501), false],
    ['502', server(502), true],
    ['503', server(503), true],
    ['503 with Retry-After', server(503, 1000), true],
    ['504', server(504), true],
    ['redirect', malformed('redirect', 302), false],
    ['web page', malformed('webPage', 403), false],
    ['404 of a gateway', malformed('shape', 404), false],
    ['cut off', malformed('truncated'), true],
    ['no JSON', malformed('notJson'), true],
    ['too large', malformed('tooLarge'), true],
  ];
  for (const [name, failure, expected] of cases) {
    it(`${name}: ${expected ? 'perhaps' : 'no'}`, () => assert.equal(mayBeDone(failure), expected));
  }
});

describe('ApiError', () => {
  it('is an Error whose message names the call and the kind', () => {
    const error = new ApiError({ kind: 'cancelled' }, 'GET /organizations/1');
    assert.ok(error instanceof Error);
    assert.equal(String(error), 'ApiError: GET /organizations/1: cancelled');
    assert.equal(error.outcomeUnknown, false);
  });
});
