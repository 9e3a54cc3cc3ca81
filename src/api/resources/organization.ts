import type { Decode } from '../decoding/decode';
import { asFields, readId } from '../decoding/json';
import type { Send } from '../http/transport';
import type { Path } from '../path';
import { bodyText, type CallOptions } from './requests';

/** An organization, G of docs/platform-api.md: only `id` is known. */
export interface Organization {
  readonly id?: string;
}

/** Reads an organization, of which even `id` may be missing (G). */
export const decodeOrganization: Decode<Organization> = (json) => {
  const fields = asFields(json);
  const { id: given, ...others } = fields ?? {};
  const id = readId(given);
  return fields && { ...(id !== undefined && { id }), ...others };
};

/** The client's own organization, G of docs/platform-api.md. */
export interface OrganizationCalls {
  /** The call that verifies a credential. */
  get(options?: CallOptions): Promise<Organization>;
  text(options?: CallOptions): Promise<string>;
}

/** Makes the calls for the organization at `organization`. */
export function organizationCalls(send: Send, organization: Path): OrganizationCalls {
  return {
    get: (options) => send('GET', organization, decodeOrganization, options),
    text: (options) => send('GET', organization, bodyText, options),
  };
}
