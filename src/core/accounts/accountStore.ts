import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { accountId, isSameOrganization, type Account, type AccountLabel } from './account';
import type { SecretStore, SignInMarkers } from './accountStorage';
import { INDEX_KEY, signInOfKey } from './signInSecrets';
import { StoredAccounts, type Stored } from './storedAccounts';

/**
 * The outcome of storing an account. `session`: the secret store did not keep it, and it is known until
 * the window is closed. `stale`: another window has changed the accounts, and this one cannot read them
 * before it is reloaded; it has stored nothing, since that would undo the change.
 */
export type StoreOutcome = 'stored' | 'session' | 'stale';

/**
 * The outcome of removing an account. `kept`: it is gone from every window, but the secret store did
 * not delete its token.
 */
export type RemovalOutcome = 'removed' | 'kept' | 'stale';

/**
 * The user's accounts: those of the secret store, in step with other windows; those of this window,
 * which the secret store did not keep; and that of the environment.
 */
export class Accounts {
  readonly #changes = new EventEmitter<{ change: [] }>();
  readonly #subscriptions: readonly (() => void)[];
  readonly #stored: StoredAccounts;
  /** Accounts that the secret store did not keep, by root, with the sign-in that each replaces. */
  readonly #sessionAccounts = new Map<
    string,
    { readonly account: Account; readonly replaces: string | undefined }
  >();
  #reading: Promise<Stored> | undefined;

  /** `pause` is awaited when two windows of a browser change the accounts at the same moment. */
  constructor(
    secrets: SecretStore,
    markers: SignInMarkers,
    private readonly environment: Account | undefined,
    pause = () => setTimeout(Math.random() * 200),
  ) {
    this.#stored = new StoredAccounts(secrets, markers, pause);
    this.#subscriptions = [
      secrets.onDidChange((key) => {
        if (key === INDEX_KEY || signInOfKey(key) !== undefined) {
          this.#changed();
        }
      }),
      markers.onDidChange(() => this.#changed()),
    ];
  }

  /** All accounts, the environment's last; where two have the same root, the first of them. */
  async all(): Promise<readonly Account[]> {
    const { accounts } = await this.#read();
    const others = [
      ...[...this.#sessionAccounts.values()].map(({ account }) => account),
      ...(this.environment === undefined ? [] : [this.environment]),
    ];
    return others.reduce<readonly Account[]>(
      (all, other) =>
        all.some((account) => isSameOrganization(account, other)) ? all : [...all, other],
      accounts.map((account) => this.#lastEntered(account)),
    );
  }

  /**
   * The organizations that another window has added, or given another token, and that this one cannot
   * read before it is reloaded. Until then it must not write either.
   */
  async changedInOtherWindow(): Promise<readonly AccountLabel[]> {
    return (await this.#read()).changedInOtherWindow;
  }

  /** Keys of secrets that this version cannot read. They are kept. */
  async unreadable(): Promise<readonly string[]> {
    return (await this.#read()).unreadable;
  }

  /** Calls back after any change; returns a function that unsubscribes. */
  onDidChange(listener: () => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** Stores an account in the place of an earlier one of the same root, and reads it back. */
  async add(account: Account): Promise<StoreOutcome> {
    const root = accountId(account);
    const signIn = randomUUID();
    const { accounts } = await this.#read();
    const replaces = accounts.find((other) => isSameOrganization(other, account))?.signIn;
    const outcome = await this.#stored.add({ ...account, source: 'stored', signIn });
    switch (outcome) {
      case 'stale':
        break;
      case 'stored':
        this.#sessionAccounts.delete(root);
        break;
      case 'notStored':
        this.#sessionAccounts.set(root, {
          account: { ...account, source: 'session', signIn },
          replaces,
        });
        break;
    }
    this.#changed();
    return outcome === 'notStored' ? 'session' : outcome;
  }

  /** Removes an account here and in every other window, and reads back that its token is deleted. */
  async remove(account: AccountLabel): Promise<RemovalOutcome> {
    this.#sessionAccounts.delete(accountId(account));
    const outcome = await this.#stored.remove(account);
    this.#changed();
    return outcome;
  }

  dispose(): void {
    this.#subscriptions.forEach((unsubscribe) => unsubscribe());
    this.#changes.removeAllListeners();
  }

  /** The account that was entered here last, where the secret store kept the one it replaces. */
  #lastEntered(stored: Account): Account {
    const session = this.#sessionAccounts.get(accountId(stored));
    return session !== undefined && session.replaces === stored.signIn ? session.account : stored;
  }

  #read(): Promise<Stored> {
    const reading = (this.#reading ??= this.#stored.read());
    reading.catch(() => {
      // After a failure, the next call reads again.
      if (this.#reading === reading) {
        this.#reading = undefined;
      }
    });
    return reading;
  }

  #changed(): void {
    this.#reading = undefined;
    this.#changes.emit('change');
  }
}
