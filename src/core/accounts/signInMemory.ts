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

  /**
   * Stores who is signed in now. The first call gives those who were signed in before and are gone
   * though nobody signed them out; they are given once and then removed from this memory, too.
   */
  async update(
    accounts: readonly Account[],
    ended: ReadonlySet<string>,
  ): Promise<readonly AccountLabel[]> {
    const stored = this.store.get();
    const before = Array.isArray(stored) ? stored.flatMap(parseEntry) : [];
    const now = accounts
      .filter(({ source }) => source === 'stored')
      .map(({ origin, organization, name, signIn }) => ({ origin, organization, name, signIn }));
    if (JSON.stringify(stored) !== JSON.stringify(now)) {
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
}

function parseEntry(
  entry: unknown,
): readonly { readonly label: AccountLabel; readonly signIn: string }[] {
  const label = parseLabel(entry);
  const signIn = asFields(entry)?.['signIn'];
  return label === undefined ? [] : [{ label, signIn: typeof signIn === 'string' ? signIn : '' }];
}
