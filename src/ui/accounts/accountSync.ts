import { commands, type Memento } from 'vscode';
import type { RequestLog } from '../../api/client';
import type { Accounts } from '../../core/accounts/accountStore';
import { accountId, type Account, type AccountLabel } from '../../core/accounts/account';
import { formatAddress, organizationOf, type Address } from '../../core/address';
import type { EnvironmentReading } from '../../core/accounts/environmentAccount';
import { hasCliConfig } from '../../core/accounts/cliConfigFile';
import type { Explorer } from '../../core/explorer/explorer';
import type { Row } from '../../core/explorer/rowModel';
import { otherWindowNotice, environmentNotice, type Notice } from '../tree/notices';

/** Key of the secrets that were shown to be unreadable: their keys, nothing secret. */
const UNREADABLE = 'abeja.unreadable';

/** Called by the account sync; failures of what they return are shown. */
export interface AccountSyncHandlers {
  /** Records who is signed in; gives the accounts that the secret storage has lost. */
  readonly recordSignIns: (accounts: readonly Account[]) => Promise<readonly AccountLabel[]>;
  readonly showLost: (lost: readonly AccountLabel[]) => Promise<void>;
  /** Shows that stored sign-ins cannot be read. */
  readonly showUnreadable: () => void;
  /** Requests what these rows show again, because their account has changed. */
  readonly refresh: (rows: readonly Row[]) => Promise<unknown>;
  readonly showRefused: (account: Account) => void;
  readonly runInBackground: (work: Promise<unknown>) => void;
}

/** Shows the accounts in the explorer, from the first call of `ready` on. */
export class AccountSync {
  #showing: Promise<void> | undefined;
  #handlers: AccountSyncHandlers | undefined;
  #unsubscribe: () => void = () => undefined;
  #notices: readonly Notice[] = [];

  constructor(
    private readonly accounts: Accounts,
    private readonly explorer: Explorer,
    private readonly environment: EnvironmentReading,
    /** Remembers which unreadable secrets were shown. */
    private readonly state: Memento,
  ) {}

  /** Resolves when the accounts are read and shown. */
  readonly ready = (): Promise<void> => this.#showing ?? this.#show();

  /** Notices about accounts that are not shown, or not up to date. */
  readonly notices = (): readonly Notice[] => this.#notices;

  /** Whether the token of the organization of an address was replaced in another window. */
  async isChangedInOtherWindow(address: Address): Promise<boolean> {
    const root = formatAddress(organizationOf(address));
    return (await this.accounts.changedInOtherWindow()).some((label) => accountId(label) === root);
  }

  /** Follows changes of the accounts. */
  start(handlers: AccountSyncHandlers): void {
    this.#handlers = handlers;
    this.#unsubscribe = this.accounts.onDidChange(() => {
      handlers.runInBackground(this.#show());
    });
  }

  /** Learns from a response whether the platform still accepts the account's credential. */
  handleResponse(account: Account, { path, status }: RequestLog): void {
    if (!path.startsWith('/')) {
      // A presigned URL: sent without credential.
      return;
    }
    if (status === 401) {
      if (this.explorer.setRefused(account, true)) {
        this.#handlers?.showRefused(account);
      }
    } else if (typeof status === 'number' && status >= 200 && status < 300) {
      this.explorer.setRefused(account, false);
    }
  }

  dispose(): void {
    this.#unsubscribe();
  }

  #show(): Promise<void> {
    const showing: Promise<void> = this.#read(() => this.#showing === showing).catch(
      (error: unknown) => {
        if (this.#showing === showing) {
          this.#showing = undefined;
        }
        throw error;
      },
    );
    this.#showing = showing;
    return showing;
  }

  /** Shows nothing when a newer reading has begun meanwhile. */
  async #read(isCurrent: () => boolean): Promise<void> {
    const [accounts, changed] = await Promise.all([
      this.accounts.all(),
      this.accounts.changedInOtherWindow(),
    ]);
    if (!isCurrent()) {
      return this.#showing;
    }
    this.#notices = [
      ...otherWindowNotice(changed),
      // Without any row, the welcome view shows it.
      ...(accounts.length + changed.length > 0 ? environmentNotice(this.environment) : []),
    ];
    const rows = this.explorer.setAccounts(accounts);
    this.#handlers?.runInBackground(this.#handlers.refresh(rows));
    this.#handlers?.runInBackground(this.#recordSignIns(accounts));
    await commands.executeCommand('setContext', 'abeja.hasOrganizations', accounts.length > 0);
  }

  async #recordSignIns(accounts: readonly Account[]): Promise<void> {
    if (accounts.length === 0) {
      const { environment } = this;
      const problem = environment.kind === 'invalid' ? environment.field : '';
      await commands.executeCommand('setContext', 'abeja.environmentProblem', problem);
      // Where there is a configuration, the welcome view offers to import it.
      await commands.executeCommand('setContext', 'abeja.hasCliConfig', await hasCliConfig());
    }
    await this.#showUnreadable();
    const lost = (await this.#handlers?.recordSignIns(accounts)) ?? [];
    await this.#handlers?.showLost(lost);
  }

  async #showUnreadable(): Promise<void> {
    const keys = await this.accounts.unreadable();
    const shown = this.state.get<readonly string[]>(UNREADABLE, []);
    if (keys.some((key) => !shown.includes(key))) {
      this.#handlers?.showUnreadable();
    }
    if (keys.join() !== shown.join()) {
      await this.state.update(UNREADABLE, keys);
    }
  }
}
