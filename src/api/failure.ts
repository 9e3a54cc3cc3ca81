/** What went wrong with one call, made once at the transport. Decide by it, never by a message's text. */
export type Failure =
  | { readonly kind: 'network'; readonly reason: NetworkReason; readonly code: string }
  /** `connecting`: there was no connection yet, so that nothing was sent. */
  | { readonly kind: 'timeout'; readonly milliseconds: number; readonly connecting?: true }
  | { readonly kind: 'cancelled' }
  | ({ readonly kind: 'unauthorized' } & ServerMessage)
  | ({ readonly kind: 'forbidden' } & ServerMessage)
  | ({ readonly kind: 'notFound' } & ServerMessage)
  | ({ readonly kind: 'conflict' } & ServerMessage)
  | ({ readonly kind: 'invalid' } & ServerMessage)
  | ({ readonly kind: 'rateLimited'; readonly retryAfterMs?: number } & ServerMessage)
  | ({ readonly kind: 'server'; readonly retryAfterMs?: number } & ServerMessage)
  | { readonly kind: 'malformed'; readonly status: number; readonly reason: MalformedReason };

/** Why the platform could not be reached. */
export type NetworkReason =
  | 'refused'
  | 'dns'
  | 'certificate'
  /** There was no connection to the proxy, or none through it. */
  | 'proxy'
  /** A proxy answered, with the status that is the code, that it needs a password. */
  | 'proxyCredentials'
  /** A proxy answered that it could not reach the platform. */
  | 'proxyUnable'
  /** A proxy answered that it does not allow the request. */
  | 'proxyRefused'
  | 'reset'
  | 'other';

/** Why an answer could not be used. */
export type MalformedReason =
  | 'notJson'
  | 'tooLarge'
  | 'redirect'
  /** A 401, 403 or 404 that is a web page: it does not come from the platform. */
  | 'webPage'
  | 'truncated'
  | 'shape';

/** The status and the platform's messages (H of docs/platform-api.md); any of them may be missing. */
export interface ServerMessage {
  /** The HTTP status; 0 when the call was refused here, before anything was sent. */
  readonly status: number;
  /**
   * `error`, a short code. Of a call refused here: `path` (an id, or a page's `next`), `body`,
   * `api_url` or `credential`.
   */
  readonly error?: string;
  /** `error_description`, or the plain text of the body, cut short. */
  readonly description?: string;
  /** `error_detail` as JSON text, cut short. */
  readonly detail?: string;
}

/** The one error of this layer: a {@link Failure} and the call that failed. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly failure: Failure,
    /** Method and path, without host, query or credential. */
    readonly call: string,
    /**
     * True when a request that changes something was sent and its answer was lost: the platform may
     * or may not have carried it out.
     */
    readonly outcomeUnknown = false,
  ) {
    super(`${call}: ${failure.kind}`);
  }
}

/** The failure an HTTP status other than 2xx stands for. Matches on the status alone (L20). */
export function statusFailure(
  status: number,
  message: Omit<ServerMessage, 'status'>,
  retryAfterMs: number | undefined,
): Failure {
  const answer = { status, ...message };
  switch (status) {
    case 401:
      return { kind: 'unauthorized', ...answer };
    case 403:
      return { kind: 'forbidden', ...answer };
    case 404:
      return { kind: 'notFound', ...answer };
    case 407:
      return proxyFailure(status);
    case 409:
      return { kind: 'conflict', ...answer };
    case 429:
      return {
        kind: 'rateLimited',
        ...answer,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    default:
  }
  if (status >= 300 && status < 400) {
    return { kind: 'malformed', status, reason: 'redirect' };
  }
  return status < 500
    ? { kind: 'invalid', ...answer }
    : { kind: 'server', ...answer, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** The failure that a proxy's own answer stands for. Its message is not the platform's, and is not kept. */
export function proxyFailure(status: number): Failure {
  const reason =
    status === 407 ? 'proxyCredentials' : status >= 500 ? 'proxyUnable' : 'proxyRefused';
  return { kind: 'network', reason, code: String(status) };
}

/**
 * The failure of a request that got no answer, from the code of its error. Every error of Node's own has
 * a code. In VS Code, the agent that connects through a proxy throws one without a code when it got no
 * connection.
 */
export function networkFailure(code: string | undefined): Failure {
  return code === undefined
    ? { kind: 'network', reason: 'proxy', code: 'NO_PROXY_CONNECTION' }
    : { kind: 'network', reason: networkReason(code), code };
}

/**
 * Whether the platform may have carried out a request that failed so. It has not when no connection
 * was made or trusted, or when it said no: any 3xx or 4xx, 501 and 505. It may have after any other 5xx,
 * such as the 503 that a gateway also sends when it lost its connection, and after an answer lost, cut
 * off or unreadable.
 */
export function mayBeDone(failure: Failure): boolean {
  switch (failure.kind) {
    case 'network':
      return failure.reason === 'reset' || failure.reason === 'other';
    case 'timeout':
      return failure.connecting !== true;
    case 'cancelled':
      return true;
    case 'server':
      return failure.status !== 501 && failure.status !== 505;
    case 'malformed':
      return failure.status < 300;
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
    case 'conflict':
    case 'invalid':
    case 'rateLimited':
      return false;
  }
}

/** Codes of OpenSSL and Node for a certificate that is not trusted. */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|ERR_TLS_CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|ERROR_IN_C(ERT|RL)_)/;

const REASONS: readonly (readonly [RegExp, NetworkReason])[] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^(ENOTFOUND|ENODATA|EAI_\w+)$/, 'dns'],
  [/^(ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [CERTIFICATE, 'certificate'],
  [/PROXY/, 'proxy'],
];

function networkReason(code: string): NetworkReason {
  return REASONS.find(([codes]) => codes.test(code))?.[1] ?? 'other';
}
