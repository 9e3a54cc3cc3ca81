import {
  EventEmitter,
  type AuthenticationProvider,
  type AuthenticationProviderAuthenticationSessionsChangeEvent,
  type AuthenticationProviderSessionOptions,
  type AuthenticationSession,
} from 'vscode';
import type { Accounts } from '../../core/accounts/accountStore';
import { accountId, type Account } from '../../core/accounts/account';
import { oneLine } from '../../core/text/plainText';
import { accountName } from '../names';

/** Id of the provider, as the manifest declares it. */
export const PROVIDER = 'abeja';

/**
 * The stored accounts in VS Code's Accounts menu: one session an organization. Signing out there
 * removes the account from the view, as removing it in the view signs it out there.
 *
 * The access token of a session is empty. A token may only be sent to the origin it was entered for, and
 * a session has no field for an origin. So other extensions learn who is signed in, after VS Code has
 * asked the user, and nothing more.
 */
export class AbejaAuthentication implements AuthenticationProvider {
  readonly #changes = new EventEmitter<AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #unsubscribe: () => void;
  #known: readonly AuthenticationSession[] = [];

  readonly onDidChangeSessions = this.#changes.event;

  /**
   * `signIn` asks the user for an account and stores it; `undefined` when the user cancelled. `signOut`
   * removes one, or shows why it cannot.
   */
  constructor(
    private readonly accounts: Accounts,
    private readonly signIn: () => Promise<Account | undefined>,
    private readonly signOut: (account: Account) => Promise<void>,
    private readonly runInBackground: (work: Promise<unknown>) => void,
  ) {
    this.#unsubscribe = accounts.onDidChange(() => this.runInBackground(this.#fireChanges()));
  }

  async getSessions(
    scopes: readonly string[] | undefined,
    { account }: AuthenticationProviderSessionOptions,
  ): Promise<AuthenticationSession[]> {
    const sessions = await this.#sessions();
    this.#known = sessions;
    return scopes !== undefined && scopes.length > 0
      ? []
      : sessions.filter((session) => account === undefined || session.account.id === account.id);
  }

  async createSession(): Promise<AuthenticationSession> {
    const account = await this.signIn();
    if (account === undefined) {
      throw new Error('Signing in was cancelled.');
    }
    return session(account);
  }

  async removeSession(id: string): Promise<void> {
    const account = (await this.accounts.all()).find((other) => accountId(other) === id);
    if (account !== undefined) {
      await this.signOut(account);
    }
  }

  dispose(): void {
    this.#unsubscribe();
    this.#changes.dispose();
  }

  async #sessions(): Promise<AuthenticationSession[]> {
    const accounts = await this.accounts.all();
    return accounts.filter(({ source }) => source !== 'environment').map(session);
  }

  async #fireChanges(): Promise<void> {
    const before = this.#known;
    const now = await this.#sessions();
    this.#known = now;
    const missing = (one: readonly AuthenticationSession[], other: typeof one) =>
      one.filter(
        ({ id, account }) =>
          !other.some((found) => found.id === id && found.account.label === account.label),
      );
    const event = { added: missing(now, before), removed: missing(before, now), changed: [] };
    if (event.added.length + event.removed.length > 0) {
      this.#changes.fire(event);
    }
  }
}

function session(account: Account): AuthenticationSession {
  const id = accountId(account);
  // VS Code distinguishes accounts by their labels.
  const label = oneLine(`${accountName(account)} (${new URL(account.origin).host})`);
  return { id, accessToken: '', account: { id, label }, scopes: [] };
}
