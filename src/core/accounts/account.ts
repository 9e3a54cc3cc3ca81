import { parseApiUrl } from '../../api/apiUrl';
import type { Credential } from '../../api/credential';
import { asFields, parseJson } from '../../api/decoding/json';
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
export function accountLabel({ origin, organization, name, source }: Account): AccountLabel {
  return { origin, organization, name, source };
}

/** Ids of sign-ins are names of files (`ui/accounts/signInMarkers.ts`); no other text is accepted. */
const SIGN_IN = /^[0-9a-f-]{36}$/;

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

/** Whether all fields of two accounts are equal, the credential included. */
export function isSameAccount(one: Account, other: Account): boolean {
  return (
    isSameOrganization(one, other) &&
    one.name === other.name &&
    one.source === other.source &&
    one.signIn === other.signIn &&
    isSameCredential(one.credential, other.credential)
  );
}

function isSameCredential(one: Credential, other: Credential): boolean {
  const others = new Map<string, string>(Object.entries(other));
  return Object.entries<string>(one).every(([field, value]) => others.get(field) === value);
}

/** Whether two accounts have the same tree root. */
export function isSameOrganization(one: AccountLabel, other: AccountLabel): boolean {
  return accountId(one) === accountId(other);
}

/** The stored list as JSON. */
export function formatAccounts(accounts: readonly Account[]): string {
  return JSON.stringify(
    accounts.map(({ origin, organization, name, credential, signIn }) => ({
      origin,
      organization,
      name,
      credential,
      signIn,
    })),
  );
}

/** Reads the stored list; entries that {@link formatAccounts} would not write are left out. */
export function parseAccounts(text: string | undefined): readonly Account[] {
  const entries = text === undefined ? [] : parseJson(text);
  return Array.isArray(entries) ? entries.flatMap(parseAccount) : [];
}

function parseAccount(entry: unknown): readonly Account[] {
  const label = parseLabel(entry);
  const { signIn, credential: value } = asFields(entry) ?? {};
  const credential = parseCredential(value);
  return label === undefined || credential === undefined
    ? []
    : [
        {
          ...label,
          credential,
          signIn: typeof signIn === 'string' && SIGN_IN.test(signIn) ? signIn : undefined,
        },
      ];
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

function parseCredential(value: unknown): Credential | undefined {
  const { kind, userId, token, datasourceId, secret } = asFields(value) ?? {};
  if (kind === 'user' && typeof userId === 'string' && typeof token === 'string') {
    return { kind, userId, token };
  }
  if (kind === 'bearer' && typeof token === 'string') {
    return { kind, token };
  }
  if (kind === 'datasource' && typeof datasourceId === 'string' && typeof secret === 'string') {
    return { kind, datasourceId, secret };
  }
  return undefined;
}
