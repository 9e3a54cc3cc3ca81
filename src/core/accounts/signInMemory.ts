import { asFields } from '../../api/decoding/json';
import { accountId, parseLabel, type Account, type AccountLabel } from './account';

/** A value that VS Code keeps unencrypted. */
export interface SignInMemoryStore {
  get(): unknown;
  set(value: unknown): PromiseLike<void>;
}

/**
 * Which organizations were signed in when this ran last: names and addresses, nothing secret. Where a
 * secret store forgets with the end of VS Code (Linux without a keyring, some remote hosts), this alone
 * shows that something was lost.
 */
export class SignInMemory {
  #isFirst = true;

  constructor(private readonly store: SignInMemoryStore) {}

  /** The ids of the sign-ins that were there when this ran last. */
  signIns(): ReadonlySet<string> {
    return new Set(this.#entries().map(({ signIn }) => signIn));
  }

  /**
   * Stores who is signed in now. The first call gives those who were signed in before and are gone
   * though nobody signed them out; they are given once and then removed from this memory, too.
   */
  async update(
    accounts: readonly Account[],
    ended: ReadonlySet<string>,
  ): Promise<readonly AccountLabel[]> {
    const before = this.#entries();
    const now = accounts
      .filter(({ source }) => source === 'stored')
      .map(({ origin, organization, name, signIn }) => ({ origin, organization, name, signIn }));
    if (JSON.stringify(this.store.get()) !== JSON.stringify(now)) {
      await this.store.set(now);
    }
    if (!this.#isFirst) {
      return [];
    }
    this.#isFirst = false;
    const roots = new Set(accounts.map(accountId));
    return before
      .filter(({ signIn, label }) => !roots.has(accountId(label)) && !ended.has(signIn))
      .map(({ label }) => label);
  }

  #entries(): readonly Entry[] {
    const stored = this.store.get();
    return Array.isArray(stored) ? stored.flatMap(parseEntry) : [];
  }
}

interface Entry {
  readonly label: AccountLabel;
  readonly signIn: string;
}

function parseEntry(entry: unknown): readonly Entry[] {
  const label = parseLabel(entry);
  const signIn = asFields(entry)?.['signIn'];
  return label === undefined ? [] : [{ label, signIn: typeof signIn === 'string' ? signIn : '' }];
}
