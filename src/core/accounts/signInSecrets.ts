import { createHash } from 'node:crypto';
import type { Credential } from '../../api/credential';
import { asFields, parseJson } from '../../api/decoding/json';
import { accountId, parseLabel, type Account } from './account';

/**
 * Key of the secret that lists the ids of sign-ins. Releases up to 0.1.0 kept all accounts in it, with
 * their credentials.
 */
export const INDEX_KEY = 'abeja.accounts';

/** Key of a secret that holds what this version cannot read, before {@link INDEX_KEY} is overwritten. */
export const UNREADABLE_KEY = 'abeja.accounts.unreadable';

const PREFIX = 'abeja.account:';

/** Ids of sign-ins are names of files (`ui/accounts/signInMarkers.ts`); no other text is accepted. */
const SIGN_IN = /^[0-9a-f-]{36}$/;

const VERSION = 2;

/** Key of the secret of one sign-in; nothing else is ever stored under it. */
export function signInKey(signIn: string): string {
  return PREFIX + signIn;
}

/** The sign-in whose secret has a key. */
export function signInOfKey(key: string): string | undefined {
  const signIn = key.slice(PREFIX.length);
  return key.startsWith(PREFIX) && SIGN_IN.test(signIn) ? signIn : undefined;
}

/** What the secret at {@link INDEX_KEY} holds. */
export interface Index {
  readonly signIns: readonly string[];
  /** Accounts of the earlier form, which have no secrets of their own yet. */
  readonly accounts: readonly Account[];
  /** What is neither, such as a text that was cut or one of a later version. */
  readonly unreadable: readonly unknown[];
}

/** Reads the secret at {@link INDEX_KEY}. */
export function parseIndex(text: string | undefined): Index {
  const json = text === undefined || text === '' ? [] : parseSecret(text);
  if (Array.isArray(json)) {
    const entries = json.map((entry: unknown) => ({ entry, account: parseAccount(entry) }));
    return {
      signIns: [],
      accounts: entries.flatMap(({ account }) =>
        account === undefined ? [] : [{ ...account, signIn: account.signIn ?? derivedId(account) }],
      ),
      unreadable: entries.flatMap(({ entry, account }) => (account === undefined ? [entry] : [])),
    };
  }
  const { version, signIns } = asFields(json) ?? {};
  return version === VERSION && Array.isArray(signIns)
    ? { signIns: signIns.filter(isSignIn), accounts: [], unreadable: [] }
    : { signIns: [], accounts: [], unreadable: [text] };
}

/** The text of the secret at {@link INDEX_KEY}. */
export function formatIndex(signIns: readonly string[]): string {
  return JSON.stringify({ version: VERSION, signIns });
}

/** An account with its order among the sign-ins of the same root: the last one counts. */
export interface StoredSignIn {
  readonly account: Account;
  readonly order: number;
}

/** Reads the secret of one sign-in; `undefined` where a field is missing or unknown. */
export function parseSignIn(signIn: string, text: string): StoredSignIn | undefined {
  const json = parseSecret(text);
  const account = parseAccount(json);
  return account && { account: { ...account, signIn }, order: parseOrder(json) };
}

/** The text of the secret of one sign-in. */
export function formatSignIn({ account, order }: StoredSignIn): string {
  const { origin, organization, name, credential } = account;
  return JSON.stringify({ origin, organization, name, credential, order });
}

/** The order in the JSON of a secret or marker; 0 where there is none. */
export function parseOrder(json: unknown): number {
  const order = asFields(json)?.['order'];
  return typeof order === 'number' && Number.isSafeInteger(order) ? order : 0;
}

/** The secret at {@link UNREADABLE_KEY} with further entries. */
export function addUnreadable(text: string | undefined, entries: readonly unknown[]): string {
  const json = parseJson(text ?? '[]');
  const before: readonly unknown[] = Array.isArray(json) ? json : [text];
  const known = new Set(before.map((entry) => JSON.stringify(entry)));
  return JSON.stringify([
    ...before,
    ...entries.filter((entry) => !known.has(JSON.stringify(entry))),
  ]);
}

function parseSecret(text: string): unknown {
  return parseJson(text.replace(/^\uFEFF/, ''));
}

function isSignIn(value: unknown): value is string {
  return typeof value === 'string' && SIGN_IN.test(value);
}

/** The same id in every window for an account that was stored without one. */
function derivedId(account: Account): string {
  const hash = createHash('sha256').update(accountId(account)).digest('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function parseAccount(entry: unknown): Account | undefined {
  const label = parseLabel(entry);
  const { signIn, credential: value } = asFields(entry) ?? {};
  const credential = parseCredential(value);
  return (
    label && credential && { ...label, credential, signIn: isSignIn(signIn) ? signIn : undefined }
  );
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
