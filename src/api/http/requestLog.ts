import type { Failure } from '../failure';
import type { Time } from './time';

/** One attempt of one request, free of secrets. */
export interface RequestLog {
  readonly method: string;
  /** Path and query of the request on the API's origin; for a presigned URL its host alone. */
  readonly path: string;
  /** The platform's HTTP status, or why there was none, such as `timeout` or `proxyRefused 403`. */
  readonly status: number | string;
  readonly milliseconds: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** Called when an attempt begins; the function returned writes its line when the result is known. */
export type RequestLogger = (
  method: string,
  path: () => string,
  attempt: number,
) => (result: number | Failure) => void;

/** Makes a logger that writes to `log`; an error that `log` throws does not change a call's result. */
export function createRequestLogger(
  log: ((line: RequestLog) => void) | undefined,
  time: Time,
): RequestLogger {
  if (log === undefined) {
    return () => () => {};
  }
  return (method, path, attempt) => {
    const started = time.now();
    return (result) => {
      const milliseconds = time.now() - started;
      try {
        log({ method, path: path(), status: statusOf(result), milliseconds, attempt });
      } catch {
        // See above.
      }
    };
  };
}

function statusOf(result: number | Failure): number | string {
  if (typeof result === 'number') {
    return result;
  }
  if (result.kind === 'network') {
    return `${result.reason} ${result.code}`;
  }
  if (result.kind === 'malformed' && result.reason === 'webPage') {
    return `${result.reason} ${result.status}`;
  }
  return 'status' in result ? result.status : result.kind;
}
