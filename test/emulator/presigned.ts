import type { Call } from './call';

/**
 * How long a presigned URL works; the examples of E.4 of docs/platform-api.md differ by an hour.
 */
const LIFETIME_MS = 60 * 60 * 1000;

/** A URL that works without credentials, for a time. */
export interface Presigned {
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Makes a download URL below `/storage`, A.1 of docs/platform-api.md. */
export function presign(call: Call, segments: readonly string[]): Presigned {
  const path = `/storage/${segments.map(encodeURIComponent).join('/')}`;
  const expires = call.now + LIFETIME_MS;
  const query = new URLSearchParams({
    Expires: String(expires),
    Signature: call.tokens.sign(`${path} ${expires}`),
  });
  return { url: `${call.origin}${path}?${query.toString()}`, expires };
}

/** Whether a presigned URL has our signature and has not expired. */
export function presignedState(
  call: Call,
  segments: readonly string[],
): 'good' | 'expired' | 'forged' {
  const path = `/storage/${segments.map(encodeURIComponent).join('/')}`;
  const expires = call.query.get('Expires') ?? '';
  if (call.query.get('Signature') !== call.tokens.sign(`${path} ${expires}`)) {
    return 'forged';
  }
  return Number(expires) > call.now ? 'good' : 'expired';
}
