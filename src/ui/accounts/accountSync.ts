import { commands } from 'vscode';
import type { RequestLog } from '../../api/client';
import type { Accounts } from '../../core/accounts/accountStore';
import { accountId, type Account, type AccountLabel } from '../../core/accounts/account';
import { formatAddress, organizationOf, type Address } from '../../core/address';
import type { EnvironmentReading } from '../../core/accounts/environmentAccount';
import { hasCliConfig } from '../../core/accounts/cliConfigFile';
import type { Explorer } from '../../core/explorer/explorer';
import type { Row } from '../../core/explorer/rowModel';
import { otherWindowNotice, environmentNotice, type Notice } from '../tree/notices';

/** What is done beside showing the accounts; each is awaited, and its failure shown. */
export interface AccountSyncHandlers {
  /** Notes who is signed in; gives whom the secret storage has lost. */
  readonly recordSignIns: (accounts: readonly Account[]) => Promise<readonly AccountLabel[]>;
  readonly showLost: (lost: readonly AccountLabel[]) => Promise<void>;
  /** Asks again, after a change of the accounts was shown, for what these rows show. */
  readonly refresh: (rows: readonly Row[]) => Promise<unknown>;
  readonly showRefused: (account: Account) => void;
  readonly runInBackground: (work: Promise<unknown>) => void;
}

/** Keeps the explorer in step with the accounts, from when it is asked for them first. */
export class AccountSync {
  #showing: Promise<void> | undefined;
  #handlers: AccountSyncHandlers | undefined;
  #unsubscribe: () => void = () => undefined;
  #notices: readonly Notice[] = [];

  constructor(
    private readonly accounts: Accounts,
    private readonly explorer: Explorer,
    private readonly environment: EnvironmentReading,
  ) {}

  /** Settles when the accounts are known and shown. */
  readonly ready = (): Promise<void> => this.#showing ?? this.#show();

  /** What is to be said beside the accounts that are shown. */
  readonly notices = (): readonly Notice[] => this.#notices;

  /** Whether another window has given the organization of an address another token. */
  async isChangedInOtherWindow(address: Address): Promise<boolean> {
    const root = formatAddress(organizationOf(address));
    return (await this.accounts.changedInOtherWindow()).some((label) => accountId(label) === root);
  }

  start(beside: AccountSyncHandlers): void {
    this.#handlers = beside;
    this.#unsubscribe = this.accounts.onDidChange(() => {
      beside.runInBackground(this.#show());
    });
  }

  /** Learns from an answer to an account whether the platform still takes its credential. */
  handleResponse(account: Account, { path, status }: RequestLog): void {
    if (!path.startsWith('/')) {
      // A presigned URL, which gets no credential.
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

  /** An older reading that ends after a newer one has begun shows nothing. */
  async #read(isCurrent: () => boolean): Promise<void> {
    const [accounts, elsewhere] = await Promise.all([
      this.accounts.all(),
      this.accounts.changedInOtherWindow(),
    ]);
    if (!isCurrent()) {
      return this.#showing;
    }
    this.#notices = [
      ...otherWindowNotice(elsewhere),
      // Where nothing else is shown, the welcome view says it.
      ...(accounts.length + elsewhere.length > 0 ? environmentNotice(this.environment) : []),
    ];
    const renewed = this.explorer.setAccounts(accounts);
    this.#handlers?.runInBackground(this.#handlers.refresh(renewed));
    this.#handlers?.runInBackground(this.#recordSignIns(accounts));
    await commands.executeCommand('setContext', 'abeja.hasOrganizations', accounts.length > 0);
  }

  async #recordSignIns(accounts: readonly Account[]): Promise<void> {
    if (accounts.length === 0) {
      const { environment } = this;
      const problem = environment.kind === 'invalid' ? environment.field : '';
      await commands.executeCommand('setContext', 'abeja.environmentProblem', problem);
      // The welcome view offers an import where there is something to import.
      await commands.executeCommand('setContext', 'abeja.hasCliConfig', await hasCliConfig());
    }
    const lost = (await this.#handlers?.recordSignIns(accounts)) ?? [];
    await this.#handlers?.showLost(lost);
  }
}
