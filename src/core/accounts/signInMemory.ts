import { accountId, type Account, type AccountLabel } from './account';

/** A value that VS Code keeps beside the secrets, in the open. */
export interface SignInMemoryStore {
  get(): unknown;
  set(value: unknown): PromiseLike<void>;
}

/**
 * Which organizations were signed in when this ran last: names and addresses, nothing secret. Where a
 * secret store forgets with the end of VS Code (Linux without a keyring, some remote hosts), this is
 * all that is left to tell it by.
 */
export class SignInMemory {
  #isFirst = true;

  constructor(private readonly store: SignInMemoryStore) {}

  /**
   * Notes who is signed in now. The first time, gives those who were signed in before and are gone
   * though nobody signed them out; they are given once and then forgotten here, too.
   */
  async update(
    accounts: readonly Account[],
    ended: ReadonlySet<string>,
  ): Promise<readonly AccountLabel[]> {
    const before = parse(this.store.get());
    const now = accounts
      .filter(({ source }) => source === 'stored')
      .map(({ origin, organization, name, signIn }) => ({ origin, organization, name, signIn }));
    if (JSON.stringify(before) !== JSON.stringify(now)) {
      await this.store.set(now);
    }
    if (!this.#isFirst) {
      return [];
    }
    this.#isFirst = false;
    const roots = new Set(accounts.map(accountId));
    return before
      .map(({ signIn, ...label }) => ({ signIn, label: { ...label, source: 'stored' } as const }))
      .filter(({ signIn, label }) => !roots.has(accountId(label)) && !ended.has(signIn ?? ''))
      .map(({ label }) => label);
  }
}

interface Noted {
  readonly origin: string;
  readonly organization: string;
  readonly name: string | undefined;
  readonly signIn: string | undefined;
}

function parse(value: unknown): readonly Noted[] {
  return Array.isArray(value) ? value.flatMap(parseNoted) : [];
}

function parseNoted(value: unknown): readonly Noted[] {
  const { origin, organization, name, signIn } = (value ?? {}) as Record<string, unknown>;
  return typeof origin === 'string' &&
    URL.canParse(origin) &&
    typeof organization === 'string' &&
    organization !== ''
    ? [{ origin, organization, name: textOf(name), signIn: textOf(signIn) }]
    : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
