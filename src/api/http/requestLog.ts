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

/** Takes the time of an attempt; the function returned writes its line, once it is known how it went. */
export type Stopwatch = (
  method: string,
  path: () => string,
  attempt: number,
) => (result: number | Failure) => void;

/** Writes to an observer, which must not change the outcome of a call by what it throws. */
export function createStopwatch(
  log: ((line: RequestLog) => void) | undefined,
  time: Time,
): Stopwatch {
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
        // The observer's own affair.
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
