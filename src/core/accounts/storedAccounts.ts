import { randomUUID } from 'node:crypto';
import type { SecretStore, SignInMarkers } from './accountStorage';
import {
  accountId,
  accountLabel,
  isSameOrganization,
  type Account,
  type AccountLabel,
} from './account';
import {
  addUnreadable,
  formatIndex,
  formatSignIn,
  INDEX_KEY,
  parseIndex,
  parseSignIn,
  signInKey,
  signInOfKey,
  UNREADABLE_KEY,
  type Index,
} from './signInSecrets';

/** The stored accounts as far as this window can read them. */
export interface Stored {
  readonly accounts: readonly Account[];
  /** What another window has added, or given another token, and this one cannot read. */
  readonly changedInOtherWindow: readonly AccountLabel[];
  /** Keys of secrets that this version cannot read. */
  readonly unreadable: readonly string[];
}

/** A sign-in that the index, a key or a marker names. */
interface KnownSignIn {
  readonly id: string;
  readonly root: string | undefined;
  readonly order: number;
  /** Absent where its secret is missing or cannot be read. */
  readonly account: Account | undefined;
  readonly hasSecret: boolean;
  readonly isEnded: boolean;
}

interface Snapshot extends Stored {
  readonly index: Index;
  readonly signIns: readonly KnownSignIn[];
  /** The ids of those that count, and of those whose secret is missing or cannot be read. */
  readonly listed: readonly string[];
}

/** How often a window in a browser tries to change what another one is changing at the same moment. */
const ATTEMPTS = 4;

/**
 * The accounts in the secret store. Each sign-in has a secret of its own, which is written once and
 * deleted when it ends; so what one window writes, no other one overwrites. Of the sign-ins of a root
 * the last one counts. Hence a window that is closed at any moment leaves the old account or the new.
 */
export class StoredAccounts {
  #changes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly secrets: SecretStore,
    private readonly markers: SignInMarkers,
    private readonly pause: () => Promise<void>,
  ) {}

  read(): Promise<Stored> {
    return this.#read();
  }

  /**
   * Stores an account in the place of those with the same root, and reads it back. It counts as stored
   * where another window has replaced or removed it meanwhile.
   */
  add(account: Account & { readonly signIn: string }): Promise<'stored' | 'notStored' | 'stale'> {
    const { signIn: id } = account;
    return this.#change(id, account, async (snapshot, order) => {
      const isStored = await this.#store(signInKey(id), formatSignIn({ account, order }));
      const replaced = signInsOf(snapshot, account).filter((other) =>
        isBefore(other, { id, order }),
      );
      if (isStored && (await this.#convert(snapshot))) {
        const ids = replaced.map((other) => other.id);
        const position = snapshot.listed.findIndex((other) => ids.includes(other));
        const rest = snapshot.listed.filter((other) => !ids.includes(other));
        await this.#storeIndex(rest.toSpliced(position < 0 ? rest.length : position, 0, id));
      }
      const { signIns } = await this.#read();
      if (isStored && signIns.some((other) => other.id === id && !other.isEnded)) {
        await this.#end(replaced);
        return 'stored';
      }
      // Ended by another window; or not kept; or no index, marker or key names it, so that no window
      // would find it.
      const isEnded = (await this.markers.read()).ended.has(id);
      await settled(this.markers.withdraw(id));
      await settled(this.secrets.delete(signInKey(id)));
      return isEnded ? 'stored' : 'notStored';
    });
  }

  /** Ends the sign-ins of an account, and reads back that their secrets are deleted. */
  remove(account: AccountLabel): Promise<'removed' | 'kept' | 'stale'> {
    const announcement = randomUUID();
    return this.#change(announcement, account, async (snapshot) => {
      const removed = signInsOf(snapshot, account);
      const isConverted = await this.#convert(snapshot);
      // In order: an earlier one would count again after the end of a later one.
      await this.#end([...removed].sort((one, other) => (isBefore(one, other) ? -1 : 1)));
      const ids = removed.map(({ id }) => id);
      if (isConverted) {
        await this.#storeIndex(snapshot.listed.filter((id) => !ids.includes(id)));
      }
      await settled(this.markers.withdraw(announcement));
      const secrets = await Promise.all(
        removed
          .filter(({ hasSecret }) => hasSecret)
          .map(({ id }) => this.secrets.get(signInKey(id))),
      );
      const { accounts } = parseIndex(await this.secrets.get(INDEX_KEY));
      return secrets.some((text) => text !== undefined) ||
        accounts.some((other) => isSameOrganization(other, account))
        ? 'kept'
        : 'removed';
    });
  }

  async #read(announcement?: string): Promise<Snapshot> {
    const [text, marked, keys] = await Promise.all([
      this.secrets.get(INDEX_KEY),
      this.markers.read(),
      this.secrets.keys?.() ?? [],
    ]);
    const index = parseIndex(text);
    const earlier = new Map(index.accounts.map((account) => [account.signIn ?? '', account]));
    const ofKeys = keys.map(signInOfKey).filter((id) => id !== undefined);
    const ids = new Set([...index.signIns, ...earlier.keys(), ...ofKeys, ...marked.begun.keys()]);
    ids.delete(announcement ?? '');
    const signIns = await Promise.all(
      [...ids].map(async (id): Promise<KnownSignIn> => {
        const secret = await this.secrets.get(signInKey(id));
        const stored = secret === undefined ? undefined : parseSignIn(id, secret);
        const begun = marked.begun.get(id);
        const account = stored?.account ?? earlier.get(id);
        const label = account ?? begun?.label;
        return {
          id,
          root: label && accountId(label),
          order: stored?.order ?? begun?.order ?? 0,
          account,
          hasSecret: secret !== undefined || account !== undefined,
          isEnded: marked.ended.has(id),
        };
      }),
    );
    const missing = marked.isReadOnce
      ? signIns.filter(({ hasSecret, isEnded }) => !hasSecret && !isEnded).map(({ id }) => id)
      : [];
    if (missing.length > 0) {
      await settled(this.markers.miss(missing));
    }
    const changed = new Map(
      missing.flatMap((id) => {
        const label = marked.missed.has(id) ? undefined : marked.begun.get(id)?.label;
        return label === undefined ? [] : [[accountId(label), label] as const];
      }),
    );
    const current = lastOfEachRoot(
      // An ended one stays where what replaced it cannot be read here.
      signIns.filter(({ isEnded, root }) => !isEnded || changed.has(root ?? '')),
    );
    const isUnread = ({ account, isEnded }: KnownSignIn): boolean =>
      account === undefined && !isEnded;
    return {
      index,
      signIns,
      listed: signIns.filter((one) => current.has(one) || isUnread(one)).map(({ id }) => id),
      accounts: [...current].flatMap(({ account }) => account ?? []),
      changedInOtherWindow: [...changed.values()],
      unreadable: [
        ...(index.unreadable.length > 0 ? [INDEX_KEY] : []),
        ...signIns.filter((one) => isUnread(one) && one.hasSecret).map(({ id }) => signInKey(id)),
      ],
    };
  }

  /**
   * Runs a change, unless it would undo what another window has written; one at a time in this window,
   * and in a browser also among windows: each announces its change by a marker and goes on only when it
   * then sees no other announcement.
   */
  #change<T>(
    announcement: string,
    account: AccountLabel,
    change: (snapshot: Snapshot, order: number) => Promise<T>,
  ): Promise<T | 'stale'> {
    const changed = this.#changes.then(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const before = await this.#read();
        if (before.changedInOtherWindow.length > 0) {
          return 'stale';
        }
        const order = 1 + Math.max(0, ...signInsOf(before, account).map((one) => one.order));
        const label = accountLabel(account);
        await settled(this.markers.begin(announcement, { label, order }));
        const snapshot = await this.#read(announcement);
        if (snapshot.changedInOtherWindow.length === 0) {
          return change(snapshot, order);
        }
        await settled(this.markers.withdraw(announcement));
        if (attempt === ATTEMPTS) {
          return 'stale';
        }
        await this.pause();
      }
    });
    this.#changes = settled(changed);
    return changed;
  }

  /**
   * Makes it safe to overwrite the index: what this version cannot read is kept under another key, and
   * accounts of the earlier form get secrets of their own. Whether all of it was stored.
   */
  async #convert({ index, signIns, listed }: Snapshot): Promise<boolean> {
    if (index.unreadable.length > 0) {
      const kept = addUnreadable(await this.secrets.get(UNREADABLE_KEY), index.unreadable);
      if (!(await this.#store(UNREADABLE_KEY, kept))) {
        return false;
      }
    }
    const earlier = new Set(index.accounts.map(({ signIn }) => signIn));
    for (const { id, account, order } of signIns) {
      if (earlier.has(id) && account !== undefined && listed.includes(id)) {
        if (!(await this.#store(signInKey(id), formatSignIn({ account, order })))) {
          return false;
        }
      }
    }
    // Another window may have ended one of them meanwhile.
    const { ended } = await this.markers.read();
    await this.#end(
      signIns.filter(({ id, hasSecret }) => hasSecret && (!listed.includes(id) || ended.has(id))),
    );
    return true;
  }

  /** Ends sign-ins and deletes their secrets. What fails is seen when they are read back. */
  async #end(signIns: readonly KnownSignIn[]): Promise<void> {
    for (const { id } of signIns) {
      await settled(this.markers.end(id));
      await settled(this.secrets.delete(signInKey(id)));
    }
  }

  async #storeIndex(signIns: readonly string[]): Promise<void> {
    await this.#store(INDEX_KEY, formatIndex(signIns));
  }

  /** Stores a secret and reads it back. An error is dropped: its message may hold the secret. */
  async #store(key: string, text: string): Promise<boolean> {
    await settled(this.secrets.store(key, text));
    return (await this.secrets.get(key)) === text;
  }
}

/** All sign-ins with the root of an account, also those that do not count any more. */
function signInsOf({ signIns }: Snapshot, account: AccountLabel): readonly KnownSignIn[] {
  const root = accountId(account);
  return signIns.filter((signIn) => signIn.root === root);
}

type Ordered = Pick<KnownSignIn, 'id' | 'order'>;

/** Where two windows began one at the same moment, the id decides, so that all choose the same. */
function isBefore(one: Ordered, other: Ordered): boolean {
  return one.order === other.order ? one.id < other.id : one.order < other.order;
}

function lastOfEachRoot(signIns: readonly KnownSignIn[]): ReadonlySet<KnownSignIn> {
  const readable = signIns.filter(({ account }) => account !== undefined);
  return new Set(
    readable.filter(
      (one) => !readable.some((other) => other.root === one.root && isBefore(one, other)),
    ),
  );
}

async function settled(work: PromiseLike<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // The caller reads back what it wrote.
  }
}
