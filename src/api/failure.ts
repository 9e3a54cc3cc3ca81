/** What went wrong with one call, made once at the transport. Nobody reads message text to decide. */
export type Failure =
  | { readonly kind: 'network'; readonly reason: NetworkReason; readonly code: string }
  | { readonly kind: 'timeout'; readonly milliseconds: number }
  | { readonly kind: 'cancelled' }
  | ({ readonly kind: 'unauthorized' } & ServerWords)
  | ({ readonly kind: 'forbidden' } & ServerWords)
  | ({ readonly kind: 'notFound' } & ServerWords)
  | ({ readonly kind: 'conflict' } & ServerWords)
  | ({ readonly kind: 'invalid' } & ServerWords)
  | ({ readonly kind: 'rateLimited'; readonly retryAfterMs?: number } & ServerWords)
  | ({ readonly kind: 'server' } & ServerWords)
  | { readonly kind: 'malformed'; readonly status: number; readonly reason: MalformedReason };

/** Why the platform could not be reached. */
export type NetworkReason = 'refused' | 'dns' | 'certificate' | 'proxy' | 'reset' | 'other';

/** Why an answer could not be used. */
export type MalformedReason = 'notJson' | 'tooLarge' | 'redirect' | 'truncated' | 'shape';

/** The status and the platform's own words (H of the API facts); any of them may be missing. */
export interface ServerWords {
  readonly status: number;
  /** `error`, a short code. */
  readonly error?: string;
  /** `error_description`, or the plain text of the body, cut short. */
  readonly description?: string;
  /** `error_detail` as JSON text, cut short. */
  readonly detail?: string;
}

/** The one error of this layer: a {@link Failure} and the call it befell. */
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
