import { parseApiUrl } from '../../api/apiUrl';
import type { Credential } from '../../api/credential';
import { asFields } from '../../api/decoding/json';
import { formatAddress, isSegment, type OrganizationAddress } from '../address';

/** An organization at an API origin, with the credential for it. */
export interface Account {
  /** Origin of the API the token was entered for, such as `https://api.abeja.io`. */
  readonly origin: string;
  /** What stands in the platform's paths: the organization's id, or its name. */
  readonly organization: string;
  /** The name by which the user gave it, when that is not the id. */
  readonly name?: string | undefined;
  readonly credential: Credential;
  /**
   * Where it is kept: in the secret store; in the memory of this window, because the secret store
   * did not keep it; or in the environment, from where it is never stored.
   */
  readonly source: 'stored' | 'session' | 'environment';
  /** Random id of this sign-in, by which other windows learn that it has ended. Not secret. */
  readonly signIn?: string | undefined;
}

/** An account without its credential. */
export type AccountLabel = Omit<Account, 'credential' | 'signIn'>;

/** The label of an account. */
export function accountLabel({ origin, organization, name, source }: AccountLabel): AccountLabel {
  return { origin, organization, name, source };
}

/** The address of an account's tree root. There is one account for an organization and host. */
export function accountAddress(account: AccountLabel): OrganizationAddress {
  return {
    kind: 'organization',
    host: new URL(account.origin).host,
    organization: account.organization,
  };
}

/** {@link accountAddress} as a path: the identity of an account. */
export function accountId(account: AccountLabel): string {
  return formatAddress(accountAddress(account));
}

/** Whether two accounts have the same tree root. */
export function isSameOrganization(one: AccountLabel, other: AccountLabel): boolean {
  return accountId(one) === accountId(other);
}

/** Reads the label of a stored account; `undefined` where a field is missing or not allowed. */
export function parseLabel(entry: unknown): AccountLabel | undefined {
  const { origin, organization, name } = asFields(entry) ?? {};
  return typeof origin === 'string' &&
    parseApiUrl(origin).kind === 'ok' &&
    typeof organization === 'string' &&
    isSegment(organization)
    ? { origin, organization, name: typeof name === 'string' ? name : undefined, source: 'stored' }
    : undefined;
}
