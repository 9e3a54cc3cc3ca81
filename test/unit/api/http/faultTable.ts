import type { AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import { issueCertificates, type Certificates } from '../../../emulator/certificate';
import type { FaultRequest } from '../../../emulator/fault';

/**
 * Every fault against every method: what a call fails with, its values in order, and the attempts a
 * GET, a DELETE and a POST make. `ok` is a call that succeeds all the same: a DELETE needs no body, and
 * one whose answer was lost is repeated and meets 404; `404` is one of which that answer is lost, too. `?` is an outcome that is unknown, as it must be
 * where the platform may have carried out what was asked; `true` behind a timeout says that it was one to
 * connect, after which nothing is unknown.
 */
const TABLE = `
  reset before headers   | network reset ECONNRESET                            | 5    | 5 ?  | 1 ?
  reset in headers       | network reset ECONNRESET                            | 5    | 5 ?  | 1 ?
  reset behind headers   | malformed 200 truncated                             | 5    | 2 404 | 1 ?
  reset in the body      | malformed 200 truncated                             | 5    | 2 404 | 1 ?
  closed in the body     | malformed 200 truncated                             | 5    | 2 404 | 1 ?
  slow headers           | timeout 100                                         | 2    | 2 ?  | 1 ?
  slow body              | timeout 100                                         | 2    | 2 404 | 1 ?
  half a body, silence   | timeout 100                                         | 2    | 2 404 | 1 ?
  silence                | timeout 100                                         | 2    | 2 ?  | 1 ?
  204                    | malformed 204 notJson                               | 1    | 1 ok | 1 ?
  200, empty             | malformed 200 notJson                               | 1    | 1 ok | 1 ?
  200, HTML              | malformed 200 notJson                               | 1    | 1 ?  | 1 ?
  200, half the JSON     | malformed 200 notJson                               | 1    | 1 ?  | 1 ?
  200, half the length   | malformed 200 truncated                             | 5    | 2 404 | 1 ?
  200, not UTF-8         |                                                     | 1 ok | 1 ok | 1 ok
  200, 50 MB             | malformed 200 tooLarge                              | 1    | 1 ?  | 1 ?
  302 to another host    | malformed 302 redirect                              | 1    | 1    | 1
  307 to this host       | malformed 307 redirect                              | 1    | 1    | 1
  400 with details       | invalid 400 bad_request wrong {"a":["b"]}           | 1    | 1    | 1
  400, HTML              | invalid 400                                         | 1    | 1    | 1
  401                    | unauthorized 401 who?                               | 1    | 1    | 1
  401, HTML              | malformed 401 webPage                               | 1    | 1    | 1
  403                    | forbidden 403                                       | 1    | 1    | 1
  403, HTML              | malformed 403 webPage                               | 1    | 1    | 1
  404                    | malformed 404 shape                                 | 1    | 1    | 1
  404 of the platform    | notFound 404 not_found no trigger                   | 1    | 1    | 1
  404, gateway           | malformed 404 shape                                 | 1    | 1    | 1
  404, HTML              | malformed 404 webPage                               | 1    | 1    | 1
  405                    | invalid 405                                         | 1    | 1    | 1
  407                    | network proxyCredentials 407                        | 1    | 1    | 1
  409                    | conflict 409                                        | 1    | 1    | 1
  413                    | invalid 413                                         | 1    | 1    | 1
  422                    | invalid 422                                         | 1    | 1    | 1
  429                    | rateLimited 429                                     | 1    | 1    | 1
  429, Retry-After: 1    | rateLimited 429 1000                                | 5    | 5    | 5
  429, Retry-After: 25   | rateLimited 429 25000                               | 3    | 3    | 3
  429, Retry-After: 3600 | rateLimited 429 3600000                             | 1    | 1    | 1
  500                    | server 500                                          | 5    | 5 ?  | 1 ?
  501                    | server 501                                          | 1    | 1    | 1
  502                    | server 502                                          | 5    | 5 ?  | 1 ?
  503                    | server 503                                          | 5    | 5 ?  | 1 ?
  503, Retry-After: 1    | server 503 1000                                     | 5    | 5 ?  | 1 ?
  504                    | server 504                                          | 5    | 5 ?  | 1 ?
  no server              | network refused ECONNREFUSED                        | 5    | 5    | 1
  no address             | timeout 100 true                                    | 2    | 2    | 1
  no handshake           | timeout 100 true                                    | 2    | 2    | 1
  reset in the handshake | network reset ECONNRESET                            | 5    | 5    | 1
  signed by itself       | network certificate DEPTH_ZERO_SELF_SIGNED_CERT     | 1    | 1    | 1
  a root of its own      | network certificate SELF_SIGNED_CERT_IN_CHAIN       | 1    | 1    | 1
  unknown authority      | network certificate UNABLE_TO_VERIFY_LEAF_SIGNATURE | 1    | 1    | 1
  expired certificate    | network certificate CERT_HAS_EXPIRED                | 1    | 1    | 1
  named for another host | network certificate ERR_TLS_CERT_ALTNAME_INVALID    | 1    | 1    | 1
`;

const HTML = { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Sign in</p>' };
const DETAILS = { error: 'bad_request', error_description: 'wrong', error_detail: { a: ['b'] } };
const retryAfter = (seconds: number) => ({ headers: { 'retry-after': `${seconds}` }, body: '' });

/** Faults that are more than the status they are named by, with an empty body. */
export const FAULTS: Readonly<Record<string, Omit<FaultRequest, 'path'>>> = {
  'reset before headers': { action: 'resetBeforeHeaders' },
  'reset in headers': { action: 'resetInHeaders' },
  'reset behind headers': { action: 'resetAfterHeaders' },
  'reset in the body': { action: 'resetInBody' },
  'closed in the body': { action: 'truncate' },
  'slow headers': { action: 'slowHeaders', delayMs: 60_000 },
  'slow body': { action: 'slowBody', delayMs: 60_000 },
  'half a body, silence': { action: 'stall' },
  silence: { action: 'silence' },
  '204': { status: 204 },
  '200, HTML': { status: 200, ...HTML },
  '200, half the JSON': { action: 'wrongJson' },
  '200, half the length': { action: 'wrongLength' },
  '200, not UTF-8': { action: 'invalidUtf8' },
  '200, 50 MB': { action: 'hugeBody', size: 50_000_000 },
  '302 to another host': { action: 'redirect', location: 'https://elsewhere.invalid/' },
  '307 to this host': { action: 'redirect', status: 307, location: '/organizations' },
  '400 with details': { status: 400, body: DETAILS },
  '400, HTML': { status: 400, ...HTML },
  '401': { status: 401, body: 'who?' },
  '401, HTML': { status: 401, ...HTML },
  '403, HTML': { status: 403, ...HTML },
  '404 of the platform': {
    status: 404,
    body: { error: 'not_found', error_description: 'no trigger' },
  },
  '404, gateway': { status: 404, body: { error: 'Not Found', message: 'no Route matched' } },
  '404, HTML': { status: 404, ...HTML },
  '429, Retry-After: 1': { status: 429, ...retryAfter(1) },
  '429, Retry-After: 25': { status: 429, ...retryAfter(25) },
  '429, Retry-After: 3600': { status: 429, ...retryAfter(3600) },
  '503, Retry-After: 1': { status: 503, ...retryAfter(1) },
};

/** A server whose connections fail. */
export interface ServerFault {
  /** Its certificates. */
  readonly served?: Certificates;
  /** How the client makes its connections. */
  readonly agent?: AgentOptions;
  /** What it does with a connection instead of a TLS handshake. */
  readonly onConnection?: (socket: Socket) => void;
}

/** Faults of connections, by name. */
export const SERVERS: Readonly<Record<string, () => ServerFault>> = {
  'no server': () => ({}),
  'no address': () => ({ agent: { lookup: () => undefined } }),
  'no handshake': () => ({ onConnection: () => undefined }),
  'reset in the handshake': () => ({
    onConnection: (socket) => socket.once('data', () => socket.resetAndDestroy()),
  }),
  'signed by itself': () => ({ served: issueCertificates('selfSigned') }),
  'a root of its own': () => {
    const { certificate, authority, key } = issueCertificates();
    return { served: { certificate: certificate + authority, authority, key } };
  },
  'unknown authority': () => ({ served: issueCertificates() }),
  'expired certificate': () => trusted(issueCertificates('expired')),
  'named for another host': () => trusted(issueCertificates('otherHost')),
};
const trusted = (served: Certificates) => ({ served, agent: { ca: served.authority } });

/** The rows of the table: a fault, the values of its failure in order, and a cell for each method. */
export const FAULT_ROWS = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((text) => text.trim()))
  .map(([name = '', failure = '', ...cells]) => ({ name, failure, cells }));
