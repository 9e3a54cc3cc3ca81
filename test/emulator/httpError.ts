/** Field or parameter to what is wrong with it: `error_detail` of H of docs/platform-api.md. */
export type Problems = Readonly<Record<string, readonly string[]>>;

/** A request the platform refuses; thrown by an endpoint, answered in the shape of H. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly status: number,
    readonly error: string,
    description: string,
    /** Fields beside the three of H, such as `file_id` of E.7's conflict. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(description);
  }

  /** The body of H: `error`, `error_description`, `error_detail`? */
  body(): Readonly<Record<string, unknown>> {
    return { error: this.error, error_description: this.message, ...this.extra };
  }
}

export function badRequest(description: string): HttpError {
  return new HttpError(400, 'bad_request', description);
}

export function invalid(problems: Problems): HttpError {
  return new HttpError(400, 'bad_request', 'parameters is insufficient or invalid', {
    error_detail: problems,
  });
}

export function unauthorized(): HttpError {
  return new HttpError(401, 'unauthorized', 'authentication is required');
}

export function forbidden(description: string): HttpError {
  return new HttpError(403, 'forbidden', description);
}

export function notFound(what: string): HttpError {
  return new HttpError(404, 'not_found', `${what} is not found`);
}

export function methodNotAllowed(method: string): HttpError {
  return new HttpError(405, 'method_not_allowed', `${method} is not allowed here`);
}

export function conflict(
  description: string,
  extra: Readonly<Record<string, unknown>> = {},
): HttpError {
  return new HttpError(409, 'conflict', description, extra);
}

export function tooLarge(limit: number): HttpError {
  return new HttpError(413, 'payload_too_large', `a body may have ${limit} bytes`);
}
