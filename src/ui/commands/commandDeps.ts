import type { PlatformClient } from '../../api/client';
import { ApiError } from '../../api/failure';
import type { Accounts } from '../../core/accounts/accountStore';
import { accountAddress, type Account } from '../../core/accounts/account';
import { parentAddress, type Address, type TriggerAddress } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import type { ListFilter } from '../../core/filters/listFilter';
import type { Row } from '../../core/explorer/rowModel';
import type { Prompter } from '../../core/prompts/prompter';
import type { RunFilters } from '../../core/filters/runFilters';
import type { AutoRefreshController } from '../polling/autoRefreshController';
import type { Documents } from '../documents/documents';
import type { LogDocuments } from '../documents/logDocuments';
import type { Feedback } from '../feedback';
import type { Notice } from '../tree/notices';
import type { ExplorerTree } from '../tree/explorerTree';
import { accountName } from '../names';

/** What the commands depend on. */
export interface CommandDeps {
  readonly accounts: Accounts;
  readonly explorer: Explorer;
  readonly filters: RunFilters;
  readonly lists: ListFilter;
  readonly tree: ExplorerTree;
  readonly autoRefresh: AutoRefreshController;
  readonly documents: Documents;
  readonly logs: LogDocuments;
  /** A text without the secrets of this extension; what else looks like one stays. */
  readonly redactKnown: (text: string) => string;
  readonly prompter: Prompter;
  readonly feedback: Feedback;
  /** Notices shown above the organizations. */
  readonly notices: () => readonly Notice[];
  /** Resolves when the accounts are shown. */
  readonly ready: () => Promise<void>;
  readonly connect: (account: Account) => PlatformClient;
}

/** A command. Its rejection is shown by `Feedback.withErrorReporting`. */
export type Handler = (
  deps: CommandDeps,
  row: Row | undefined,
  argument: unknown,
) => Promise<unknown> | undefined;

/**
 * The client of an account in the explorer.
 * @throws ApiError `cancelled` when the account was removed meanwhile.
 */
export function clientOf({ explorer }: CommandDeps, account: Account): PlatformClient {
  const client = explorer.organization(accountAddress(account))?.client;
  if (client === undefined) {
    throw new ApiError({ kind: 'cancelled' }, accountName(account));
  }
  return client;
}

/** The address of a row, or that of the list in which it is. */
export function addressOf(row: Row): Address {
  return 'address' in row.model ? row.model.address : row.model.parent;
}

/** The trigger of a row: of its own row, of a run, or of any row in its list. */
export function triggerOf(row: Row | undefined): TriggerAddress | undefined {
  const address = row && addressOf(row);
  const trigger = address?.kind === 'run' ? parentAddress(address) : address;
  return trigger?.kind === 'trigger' ? trigger : undefined;
}

/** Makes the command about the trigger of a row, or of the selected row; nothing is done without one. */
export function onTrigger(
  work: (deps: CommandDeps, address: TriggerAddress) => Promise<unknown>,
): Handler {
  return (deps, row) => {
    const address = triggerOf(row ?? deps.tree.selected);
    return address && work(deps, address);
  };
}
