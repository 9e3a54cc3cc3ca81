import type { Response } from 'node-fetch';
import { RequestTimeout } from './timeout';
import { mayBeDone, networkFailure, proxyFailure, statusFailure, type Failure } from '../failure';
import { lengthOf, readBody, utf8Of, type Body } from './body';
import type { Http, HttpRequest } from './connections';
import { parseJson } from '../decoding/json';
import { isNoRoute, parseRetryAfter } from './retry';
import { isPlatformError, isWebPage, parseServerMessage } from './serverMessage';
import type { AbortSignalLike } from './cancellation';
import type { Time } from './time';

/** How one attempt, or a whole call, ended. */
export type Outcome = Answer | Failed;

/** A usable 2xx answer. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  /** `undefined` for an empty body, which a DELETE may be answered with. */
  readonly json: unknown;
}

/** No usable answer. */
export interface Failed {
  readonly kind: 'failed';
  readonly failure: Failure;
  /** Whether the platform may have carried the request out all the same. */
  readonly mayBeDone: boolean;
}

/** A failure of a request that was `sent`, as far as anyone can tell. */
export function failedOutcome(failure: Failure, sent = true): Failed {
  return { kind: 'failed', failure, mayBeDone: sent && mayBeDone(failure) };
}

/** Cancelled before anything was sent. */
export const CANCELLED: Failed = failedOutcome({ kind: 'cancelled' }, false);

/** Limits of one attempt, and what it needs of the client. */
export interface AttemptLimits {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly time: Time;
  /** Takes the credential out of the server's messages. */
  readonly redact: (text: string) => string;
}

/** The bytes of an error response that are read. */
const ERROR_BODY_BYTES = 65_536;

/**
 * Sends one request and reads its response: connection, head and body all within the timeout. An error
 * status is the failure it stands for, even when its body is cut off or late; a response of a proxy's
 * own is a failure of the network, whatever its status. Never rejects.
 */
export async function attemptRequest(
  http: Http,
  request: HttpRequest,
  limits: AttemptLimits,
  signal: AbortSignalLike,
): Promise<Outcome> {
  const { time } = limits;
  const trace = http.trace(request);
  const timeout = new RequestTimeout(time, limits.timeoutMs, trace.isUnsent, signal);
  try {
    const response = await http.request(request, timeout.signal);
    const { status, ok } = response;
    if (trace.isProxyResponse(status)) {
      return failedOutcome(proxyFailure(status), false);
    }
    if (!ok) {
      const text = isRedirect(status) ? '' : utf8Of(await readBody(response, ERROR_BODY_BYTES));
      if ([401, 403, 404].includes(status) && isWebPage(text)) {
        return failedOutcome({ kind: 'malformed', status, reason: 'webPage' });
      }
      if (status === 404 && !isPlatformError(text)) {
        return failedOutcome({ kind: 'malformed', status, reason: 'shape' });
      }
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), time.now());
      return failedOutcome(
        statusFailure(status, parseServerMessage(text, limits.redact), retryAfterMs),
      );
    }
    const body = await readBody(response, limits.maxBodyBytes);
    switch (body.kind) {
      case 'whole':
        return parseAnswer(request.method, response, body);
      case 'tooLarge':
        return failedOutcome({ kind: 'malformed', status, reason: 'tooLarge' });
      case 'truncated':
        return failedOutcome(timeout.failure ?? { kind: 'malformed', status, reason: 'truncated' });
    }
  } catch (error) {
    const { failure, mayBeDone: sent } =
      timeout.failure === undefined ? connectionFailed(error) : failedOutcome(timeout.failure);
    return failedOutcome(failure, sent && !trace.isUnsent());
  } finally {
    timeout.close();
    trace.end();
  }
}

/**
 * Parses a whole body as JSON. Its length is checked only where it is no JSON, because no object and no
 * list is JSON without its end: a body of another length than the header says was cut off. The HTTP
 * client gives it as empty when bytes follow it that belong to no response.
 */
function parseAnswer(method: string, response: Response, body: Body): Outcome {
  const { status } = response;
  const text = utf8Of(body);
  const json = parseJson(text);
  if (json === undefined) {
    const length = lengthOf(response);
    if (length !== undefined && length !== body.size) {
      return failedOutcome({ kind: 'malformed', status, reason: 'truncated' });
    }
    if (method !== 'DELETE' || text !== '') {
      return failedOutcome({ kind: 'malformed', status, reason: 'notJson' });
    }
  }
  return { kind: 'answer', status, text, json };
}

/**
 * The failure that an error of the HTTP client stands for. It carries the system's code, and the system
 * call that failed; where several addresses of a host were tried, it is an error about connecting and
 * names no call.
 */
export function connectionFailed(error: unknown): Failed {
  const { type, code, erroredSysCall } = error as Partial<Record<string, unknown>>;
  const failure = networkFailure(
    typeof code === 'string' ? code : type === 'system' ? undefined : 'UNKNOWN',
  );
  const unsent =
    erroredSysCall === 'connect' || (erroredSysCall === undefined && isNoRoute(failure));
  return failedOutcome(failure, !unsent);
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
