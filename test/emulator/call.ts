import type { IncomingHttpHeaders } from 'node:http';
import type { Channel, Organization } from './entities';
import type { Quirk } from './quirks';
import type { Platform } from './platform';
import type { Tokens } from './tokens';

/** A JSON object of an answer. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How many items a page has. */
export interface PageSizes {
  readonly runs: number;
  readonly logs: number;
  readonly files: number;
}

/** A request as an endpoint gets it: authorized, and its path parsed. */
export interface Call {
  readonly platform: Platform;
  readonly tokens: Tokens;
  readonly pageSizes: PageSizes;
  readonly quirks: ReadonlySet<Quirk>;
  readonly now: number;
  /** The emulator's own origin, for presigned URLs. */
  readonly origin: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request below `/organizations/{org}`. */
export interface OrganizationCall extends Call {
  readonly organization: Organization;
}

/** A request below `/channels/{channel_id}`. */
export interface ChannelCall extends OrganizationCall {
  readonly channel: Channel;
}

/** An endpoint's answer. */
export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'bytes';
      readonly status: number;
      readonly contentType: string;
      readonly bytes: Uint8Array;
    };

/**
 * A body as JSON; create and delete answer 200 like the known mocks (L1 of docs/platform-api.md).
 */
export function json(body: unknown, status = 200): Answer {
  return { kind: 'json', status, body };
}

export function bytes(content: Uint8Array, contentType: string, status = 200): Answer {
  return { kind: 'bytes', status, contentType, bytes: content };
}
