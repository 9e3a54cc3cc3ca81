import { parseApiUrl } from '../../api/apiUrl';
import type { Credential } from '../../api/credential';
import { formatAddress, isSegment, type OrganizationAddress } from '../address';

/** An organization at an API origin, with the credential that opens it. */
export interface Account {
  /** Origin of the API the token was entered for, such as `https://api.abeja.io`. */
  readonly origin: string;
  /** What stands in the platform's paths: the organization's id, or its name. */
  readonly organization: string;
  /** What the person called it, when that is not the id. */
  readonly name?: string;
  readonly credential: Credential;
  /**
   * Where it is kept: in the secret store; in the memory of this window, because the secret store
   * would not have it; or in the environment, from where it is never stored.
   */
  readonly source: 'stored' | 'session' | 'environment';
  /** Names this sign-in, so that another window can be told when it ends. No secret. */
  readonly signIn?: string;
}

/** What of an account may be shown. */
export interface AccountLabel extends Omit<Account, 'credential' | 'name' | 'signIn'> {
  readonly name?: string | undefined;
}

/** An account without what must not leave it. */
export function accountLabel({ origin, organization, name, source }: Account): AccountLabel {
  return { origin, organization, ...(name === undefined ? {} : { name }), source };
}

/** A mark is a file of this name: nothing else may become one. */
const SIGN_IN = /^[0-9a-f-]{36}$/;

/** The tree root of an account, and its identity: one account an organization and host. */
export function accountAddress(account: AccountLabel): OrganizationAddress {
  return {
    kind: 'organization',
    host: new URL(account.origin).host,
    organization: account.organization,
  };
}

/** {@link accountAddress} as a path: two accounts of the same root are the same account. */
export function accountId(account: AccountLabel): string {
  return formatAddress(accountAddress(account));
}

/** Whether two accounts are the same in everything, the credential included. */
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

/** Whether two accounts stand for the same root. */
export function isSameOrganization(one: AccountLabel, other: AccountLabel): boolean {
  return accountId(one) === accountId(other);
}

/** The stored list as a text. */
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

/** Reads the stored list; an entry that is not one of ours is left out rather than trusted. */
export function parseAccounts(text: string | undefined): readonly Account[] {
  const entries = text === undefined ? [] : parseJson(text);
  return Array.isArray(entries) ? entries.flatMap(parseAccount) : [];
}

function parseAccount(entry: unknown): readonly Account[] {
  const label = readLabel(entry);
  if (label === undefined || !isRecord(entry)) {
    return [];
  }
  const { signIn } = entry;
  const credential = parseCredential(entry['credential']);
  const isNamed = typeof signIn === 'string' && SIGN_IN.test(signIn);
  return credential === undefined
    ? []
    : [{ ...label, credential, source: 'stored', ...(isNamed ? { signIn } : {}) }];
}

/** Reads the label of a stored account; nothing where it is not one of ours. */
export function readLabel(
  entry: unknown,
): (Pick<Account, 'origin' | 'organization' | 'name'> & { readonly source: 'stored' }) | undefined {
  const { origin, organization, name } = isRecord(entry) ? entry : {};
  return typeof origin === 'string' &&
    parseApiUrl(origin).kind === 'ok' &&
    typeof organization === 'string' &&
    isSegment(organization)
    ? { origin, organization, ...(typeof name === 'string' ? { name } : {}), source: 'stored' }
    : undefined;
}

function parseCredential(value: unknown): Credential | undefined {
  if (!isRecord(value)) {
    return undefined;
  }
  const { kind, userId, token, datasourceId, secret } = value;
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
