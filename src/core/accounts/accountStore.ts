import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  accountLabel,
  accountId,
  formatAccounts,
  isSameOrganization,
  parseAccounts,
  type Account,
  type AccountLabel,
} from './account';

/** The part of a secret store that accounts need; `get` gives undefined for an unknown key. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  /** Calls back when a key was changed, by this window or by another; returns the way to stop. */
  onDidChange(listener: (key: string) => void): () => void;
}

/**
 * Marks of sign-ins, shared by the windows of a machine. A secret store in a browser tells other windows
 * nothing, and they go on with what they remember: without the marks they would keep, and store again,
 * what was removed elsewhere, and overwrite what was added.
 */
export interface SignInMarkers {
  read(): Promise<MarkedSignIns>;
  /**
   * Marks that a sign-in began, and that the one in whose place it stands has ended. Does nothing where
   * the secret store tells all windows by itself.
   */
  begin(signIn: string, label: AccountLabel, replaced: string | undefined): Promise<void>;
  end(signIn: string): Promise<void>;
  /** Calls back when a mark was added, by this window or by another; returns the way to stop. */
  onDidChange(listener: () => void): () => void;
}

/** What the marks say. */
export interface MarkedSignIns {
  readonly ended: ReadonlySet<string>;
  /** Sign-ins that began, in any window with the same secret store, since this one was opened. */
  readonly begun: ReadonlyMap<string, AccountLabel>;
}

/**
 * What became of storing an account. `stale`: another window has changed the list, and this one cannot
 * read it before it is reloaded; it has stored nothing, since that would undo the change.
 */
export type StoreOutcome = 'stored' | 'forgotten' | 'stale';

/**
 * What became of removing an account. `kept`: it is gone from every window, but the secret store would
 * not delete its token.
 */
export type RemovalOutcome = 'removed' | 'kept' | 'stale';

/** The stored list as far as this window can read it. */
interface Stored {
  readonly accounts: readonly Account[];
  /** What another window has added, or given another token, beyond that. */
  readonly changedInOtherWindow: readonly AccountLabel[];
}

const KEY = 'abeja.accounts';

/**
 * The accounts of this person, kept in a secret store and nowhere else, and followed across windows.
 * All of them are one secret, so that a reader sees either the old list or the new one.
 */
export class Accounts {
  readonly #changes = new EventEmitter<{ change: [] }>();
  readonly #subscriptions: readonly (() => void)[];
  /** What the secret store would not keep, in the place of which sign-in; gone with this window. */
  readonly #sessionAccounts = new Map<
    string,
    { readonly account: Account; readonly inPlaceOf: string | undefined }
  >();
  #stored: Promise<Stored> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly secrets: SecretStore,
    private readonly markers: SignInMarkers,
    private readonly environment: Account | undefined,
  ) {
    this.#subscriptions = [
      secrets.onDidChange((key) => {
        if (key === KEY) {
          this.#changed();
        }
      }),
      markers.onDidChange(() => this.#changed()),
    ];
  }

  /** Every account, the environment's last, where no other stands for the same root. */
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
    const signIn = randomUUID();
    const added: Account = { ...account, source: 'stored', signIn };
    let replaced: Account | undefined;
    try {
      const written = await this.#write((stored) => {
        replaced = stored.find((other) => isSameOrganization(other, added));
        return replaced === undefined
          ? [...stored, added]
          : stored.map((other) => (other === replaced ? added : other));
      });
      if (!written) {
        return 'stale';
      }
    } catch {
      // Told by the outcome. What the store says of itself may hold what it was given.
    }
    const { accounts } = await this.#read();
    const root = accountId(added);
    if (accounts.some((other) => other.signIn === signIn)) {
      this.#sessionAccounts.delete(root);
      // Without a mark, other windows learn of it when they are reloaded.
      await this.markers
        .begin(signIn, accountLabel(added), replaced?.signIn)
        .catch(() => undefined);
      return 'stored';
    }
    this.#sessionAccounts.set(root, {
      account: { ...added, source: 'session' },
      inPlaceOf: replaced?.signIn,
    });
    this.#changed();
    return 'forgotten';
  }

  /** Forgets an account here and in every other window, and reads back that its token is gone. */
  async remove(account: Account): Promise<RemovalOutcome> {
    const stored = async (): Promise<readonly Account[]> =>
      (await this.#read()).accounts.filter((other) => isSameOrganization(other, account));
    const ended = await stored();
    this.#sessionAccounts.delete(accountId(account));
    try {
      if (
        !(await this.#write((all) => all.filter((other) => !isSameOrganization(other, account))))
      ) {
        return 'stale';
      }
    } catch {
      // Told by the outcome. What the store says of itself may hold what it was given.
      this.#changed();
    }
    const left = await stored();
    for (const { signIn } of ended) {
      if (signIn !== undefined) {
        await this.markers.end(signIn);
      }
    }
    return left.length === 0 ? 'removed' : 'kept';
  }

  dispose(): void {
    this.#subscriptions.forEach((stop) => stop());
    this.#changes.removeAllListeners();
  }

  /** What was entered here last, where the secret store has kept the one it was to replace. */
  #lastEntered(stored: Account): Account {
    const remembered = this.#sessionAccounts.get(accountId(stored));
    return remembered?.inPlaceOf === stored.signIn ? (remembered?.account ?? stored) : stored;
  }

  #read(): Promise<Stored> {
    const reading = (this.#stored ??= this.#readStored());
    reading.catch(() => {
      // A store that could not be read is asked again next time.
      if (this.#stored === reading) {
        this.#stored = undefined;
      }
    });
    return reading;
  }

  /**
   * The stored list is the truth, but for sign-ins that another window has ended. One that was replaced
   * by a sign-in which cannot be read yet stands in for it.
   */
  async #readStored(): Promise<Stored> {
    const [text, { ended, begun }] = await Promise.all([
      this.secrets.get(KEY),
      this.markers.read(),
    ]);
    const stored = parseAccounts(text);
    const known = new Set(stored.map(({ signIn }) => signIn));
    const elsewhere = new Map(
      [...begun]
        .filter(([signIn]) => !known.has(signIn) && !ended.has(signIn))
        .map(([, label]) => [accountId(label), label]),
    );
    const accounts = stored.filter(
      (account) =>
        account.signIn === undefined ||
        !ended.has(account.signIn) ||
        elsewhere.has(accountId(account)),
    );
    return { accounts, changedInOtherWindow: [...elsewhere.values()] };
  }

  /** Writes the changed list, unless that would undo what another window has written. */
  #write(change: (stored: readonly Account[]) => readonly Account[]): Promise<boolean> {
    const written = this.#writing.then(async () => {
      // Another window may have written since: what is remembered here does not count.
      const { accounts, changedInOtherWindow: elsewhere } = await this.#readStored();
      if (elsewhere.length > 0) {
        this.#changed();
        return false;
      }
      await this.secrets.store(KEY, formatAccounts(change(accounts)));
      this.#changed();
      return true;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  #changed(): void {
    this.#stored = undefined;
    this.#changes.emit('change');
  }
}
