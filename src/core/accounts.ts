import { EventEmitter } from 'node:events';
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
  /** Where it comes from; an account of the environment is never stored. */
  readonly source: 'stored' | 'environment';
}

/** What of an account may be shown. */
export interface AccountLabel extends Omit<Account, 'credential' | 'name'> {
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

/** What became of storing an account. */
export type StoreOutcome = 'stored' | 'forgotten';

const KEY = 'abeja.accounts';

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
  readonly #stopFollowing: () => void;
  #stored: Promise<readonly Account[]> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly secrets: SecretStore,
    private readonly environment: Account | undefined,
  ) {
    this.#stopFollowing = secrets.onDidChange((key) => {
      if (key === KEY) {
        this.#stored = undefined;
        this.#changes.emit('change');
      }
    });
  }

  /** Every account, the stored ones first. A stored one hides the environment's for the same root. */
  async all(): Promise<readonly Account[]> {
    const stored = await this.#read();
    const environment = this.environment;
    return environment === undefined || stored.some((account) => isSame(account, environment))
      ? stored
      : [...stored, environment];
  }

  /** Calls back after any change; returns the way to stop. */
  onDidChange(listener: () => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** Stores an account in place of an earlier one of the same root, and reads it back. */
  async add(account: Account): Promise<StoreOutcome> {
    await this.#write((stored) => [
      ...stored.filter((other) => !isSame(other, account)),
      { ...account, source: 'stored' },
    ]);
    const kept = await this.#read();
    return kept.some((other) => isSame(other, account)) ? 'stored' : 'forgotten';
  }

  /** Forgets a stored account. */
  async remove(account: Account): Promise<void> {
    await this.#write((stored) => stored.filter((other) => !isSame(other, account)));
  }

  dispose(): void {
    this.#stopFollowing();
    this.#changes.removeAllListeners();
  }

  #read(): Promise<readonly Account[]> {
    const reading = (this.#stored ??= Promise.resolve(this.secrets.get(KEY)).then(parseAccounts));
    reading.catch(() => {
      // A store that could not be read is asked again next time.
      if (this.#stored === reading) {
        this.#stored = undefined;
      }
    });
    return reading;
  }

  #write(change: (stored: readonly Account[]) => readonly Account[]): Promise<void> {
    const written = this.#writing.then(async () => {
      // Another window may have written since: the stored list is the truth, not the remembered one.
      const stored = parseAccounts(await this.secrets.get(KEY));
      await this.secrets.store(KEY, formatAccounts(change(stored)));
      this.#stored = undefined;
      this.#changes.emit('change');
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }
}

function isSame(one: Account, other: Account): boolean {
  return accountRoot(one) === accountRoot(other);
}

function formatAccounts(accounts: readonly Account[]): string {
  return JSON.stringify(
    accounts.map(({ origin, organization, name, credential }) => ({
      origin,
      organization,
      name,
      credential,
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
  const { origin, organization, name } = entry;
  const credential = parseCredential(entry['credential']);
  if (
    typeof origin !== 'string' ||
    !URL.canParse(origin) ||
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
