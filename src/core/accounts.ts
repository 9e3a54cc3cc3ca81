import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { parseApiUrl } from '../api/apiUrl';
import type { Credential } from '../api/credential';
import { formatAddress, isSegment, type OrganizationAddress } from './address';

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

/** The part of a secret store that accounts need; `get` gives undefined for an unknown key. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  /** Calls back when a key was changed, by this window or by another; returns the way to stop. */
  onDidChange(listener: (key: string) => void): () => void;
}

/**
 * Marks of sign-ins that have ended, shared by the windows of a machine. A secret store in a browser
 * tells other windows nothing, and they go on with what they remember: without the marks they would
 * keep, and store again, what was removed elsewhere.
 */
export interface SignOutMarks {
  /** The sign-ins that have ended. */
  read(): Promise<ReadonlySet<string>>;
  add(signIn: string): Promise<void>;
  /** Calls back when a mark was added, by this window or by another; returns the way to stop. */
  onDidChange(listener: () => void): () => void;
}

/** What became of storing an account. */
export type StoreOutcome = 'stored' | 'forgotten';

const KEY = 'abeja.accounts';

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
export function accountRoot(account: AccountLabel): string {
  return formatAddress(accountAddress(account));
}

/**
 * The accounts of this person, kept in a secret store and nowhere else, and followed across windows.
 * All of them are one secret, so that a reader sees either the old list or the new one.
 */
export class Accounts {
  readonly #changes = new EventEmitter<{ change: [] }>();
  readonly #stops: readonly (() => void)[];
  /** What the secret store would not keep; gone with this window. */
  readonly #remembered = new Map<string, Account>();
  #stored: Promise<readonly Account[]> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly secrets: SecretStore,
    private readonly marks: SignOutMarks,
    private readonly environment: Account | undefined,
  ) {
    this.#stops = [
      secrets.onDidChange((key) => {
        if (key === KEY) {
          this.#changed();
        }
      }),
      marks.onDidChange(() => this.#changed()),
    ];
  }

  /** Every account, the environment's last, where no other stands for the same root. */
  async all(): Promise<readonly Account[]> {
    const stored = await this.#read();
    const others = [
      ...this.#remembered.values(),
      ...(this.environment === undefined ? [] : [this.environment]),
    ];
    return others.reduce<readonly Account[]>(
      (all, other) => (all.some((account) => isSame(account, other)) ? all : [...all, other]),
      stored,
    );
  }

  /** Calls back after any change; returns the way to stop. */
  onDidChange(listener: () => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /**
   * Stores an account in the place of an earlier one of the same root, and reads it back. What is
   * forgotten at once, or cannot be stored at all, is kept in memory as long as the window lives.
   */
  async add(account: Account): Promise<StoreOutcome> {
    const added: Account = { ...account, source: 'stored', signIn: randomUUID() };
    try {
      await this.#write((stored) =>
        stored.some((other) => isSame(other, added))
          ? stored.map((other) => (isSame(other, added) ? added : other))
          : [...stored, added],
      );
    } catch {
      // Told by the outcome. What the store says of itself may hold what it was given.
    }
    const kept = (await this.#read()).some(({ signIn }) => signIn === added.signIn);
    const root = accountRoot(added);
    if (kept) {
      this.#remembered.delete(root);
      return 'stored';
    }
    this.#remembered.set(root, { ...added, source: 'session' });
    this.#changed();
    return 'forgotten';
  }

  /** Forgets an account here and in every other window. */
  async remove(account: Account): Promise<void> {
    this.#remembered.delete(accountRoot(account));
    const ended = (await this.#read()).filter((other) => isSame(other, account));
    await this.#write((stored) => stored.filter((other) => !isSame(other, account)));
    for (const { signIn } of ended) {
      if (signIn !== undefined) {
        await this.marks.add(signIn);
      }
    }
  }

  dispose(): void {
    this.#stops.forEach((stop) => stop());
    this.#changes.removeAllListeners();
  }

  #read(): Promise<readonly Account[]> {
    const reading = (this.#stored ??= this.#ask());
    reading.catch(() => {
      // A store that could not be read is asked again next time.
      if (this.#stored === reading) {
        this.#stored = undefined;
      }
    });
    return reading;
  }

  /** The stored list is the truth, but for sign-ins that another window has ended. */
  async #ask(): Promise<readonly Account[]> {
    const [text, ended] = await Promise.all([this.secrets.get(KEY), this.marks.read()]);
    return parseAccounts(text).filter(({ signIn }) => signIn === undefined || !ended.has(signIn));
  }

  #write(change: (stored: readonly Account[]) => readonly Account[]): Promise<void> {
    const written = this.#writing.then(async () => {
      // Another window may have written since: what is remembered here does not count.
      await this.secrets.store(KEY, formatAccounts(change(await this.#ask())));
      this.#changed();
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  #changed(): void {
    this.#stored = undefined;
    this.#changes.emit('change');
  }
}

/** Whether two accounts are the same in everything, the credential included. */
export function isSameAccount(one: Account, other: Account): boolean {
  return (
    isSame(one, other) &&
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

function isSame(one: Account, other: Account): boolean {
  return accountRoot(one) === accountRoot(other);
}

function formatAccounts(accounts: readonly Account[]): string {
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
function parseAccounts(text: string | undefined): readonly Account[] {
  const entries = text === undefined ? [] : parseJson(text);
  return Array.isArray(entries) ? entries.flatMap(parseAccount) : [];
}

function parseAccount(entry: unknown): readonly Account[] {
  if (!isRecord(entry)) {
    return [];
  }
  const { origin, organization, name, signIn } = entry;
  const credential = parseCredential(entry['credential']);
  if (
    typeof origin !== 'string' ||
    parseApiUrl(origin).kind !== 'ok' ||
    typeof organization !== 'string' ||
    !isSegment(organization) ||
    credential === undefined
  ) {
    return [];
  }
  return [
    {
      origin,
      organization,
      ...(typeof name === 'string' ? { name } : {}),
      credential,
      source: 'stored',
      ...(typeof signIn === 'string' && SIGN_IN.test(signIn) ? { signIn } : {}),
    },
  ];
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
