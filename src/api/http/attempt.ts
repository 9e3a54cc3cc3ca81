import type { Response } from 'node-fetch';
import { RequestTimeout } from './timeout';
import {
  isWebPage,
  mayBeDone,
  networkFailure,
  proxyFailure,
  parseServerMessage,
  statusFailure,
  type Failure,
} from '../failure';
import { lengthOf, readBody, utf8Of, type Body, type Http, type HttpRequest } from './connections';
import { parseJson } from '../decoding/json';
import { isNoRoute, parseRetryAfter } from './retry';
import type { AbortSignalLike } from './abort';
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

/** What one exchange is held to. */
export interface AttemptLimits {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly time: Time;
  /** Takes the credential out of what the server says. */
  readonly redact: (text: string) => string;
}

/** An error page needs no more than this to be understood. */
const ERROR_BODY = 65_536;

/**
 * One request and its answer: connection, head and body all together within the timeout. An error
 * status is the failure it stands for, even when its body is cut off or late; but for an answer that is
 * a proxy's own, whatever it says. Never rejects.
 */
export async function attemptRequest(
  http: Http,
  request: HttpRequest,
  bounds: AttemptLimits,
  signal: AbortSignalLike,
): Promise<Outcome> {
  const { time } = bounds;
  const trace = http.trace(request);
  const timeout = new RequestTimeout(time, bounds.timeoutMs, trace.isUnsent, signal);
  try {
    const response = await http.request(request, timeout.signal);
    const { status, ok } = response;
    if (trace.isProxyResponse(status)) {
      return failedOutcome(proxyFailure(status), false);
    }
    if (!ok) {
      const words = isRedirect(status) ? '' : utf8Of(await readBody(response, ERROR_BODY));
      if ((status === 401 || status === 403) && isWebPage(words)) {
        return failedOutcome({ kind: 'malformed', status, reason: 'webPage' });
      }
      const wait = parseRetryAfter(response.headers.get('retry-after'), time.now());
      return failedOutcome(statusFailure(status, parseServerMessage(words, bounds.redact), wait));
    }
    const body = await readBody(response, bounds.maxBodyBytes);
    switch (body.kind) {
      case 'whole':
        return read(request.method, response, body);
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
 * Reads a whole body as JSON. Only where it is none the length is looked at: a body that ends elsewhere
 * than its length says was cut off, and the HTTP client gives it as empty when bytes follow it that
 * belong to nothing. No object and no list is JSON without its end.
 */
function read(method: string, response: Response, body: Body): Outcome {
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
 * The HTTP client's error carries the system's code, and the system call that failed. Where several
 * addresses of a host were tried, it is an error about connecting and names no call.
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
