import type { PlatformClient } from '../../api/client';
import { ApiError } from '../../api/failure';
import type { Accounts } from '../../core/accounts/accountStore';
import { accountAddress, type Account } from '../../core/accounts/account';
import type { Address } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import type { AddOrganizationDeps } from '../../core/flows/addOrganization';
import type { ListFilter } from '../../core/filters/listFilter';
import type { Row } from '../../core/explorer/rowModel';
import type { Prompter } from '../../core/prompts/prompter';
import type { RunFilters } from '../../core/filters/runFilters';
import type { AutoRefreshController } from '../polling/autoRefreshController';
import type { Documents } from '../documents/documents';
import type { Feedback } from '../feedback';
import type { Notice } from '../tree/notices';
import type { ExplorerTree } from '../tree/explorerTree';
import { accountName } from '../names';

/** What the commands work on. */
export interface CommandDeps {
  readonly accounts: Accounts;
  readonly explorer: Explorer;
  readonly filters: RunFilters;
  readonly lists: ListFilter;
  readonly tree: ExplorerTree;
  readonly autoRefresh: AutoRefreshController;
  readonly documents: Documents;
  readonly prompter: Prompter;
  readonly feedback: Feedback;
  /** What is said beside the accounts. */
  readonly notices: () => readonly Notice[];
  /** Settles when the accounts are known. */
  readonly ready: () => Promise<void>;
  readonly connect: (account: Account) => PlatformClient;
  readonly readOrigin: AddOrganizationDeps['readOrigin'];
}

/** A command's work; a rejection is shown by the boundary around it. */
export type Handler = (
  deps: CommandDeps,
  row: Row | undefined,
  argument: unknown,
) => Promise<unknown> | undefined;

/**
 * The client of an account that is shown.
 * @throws ApiError `cancelled` when the account was removed meanwhile.
 */
export function clientOf({ explorer }: CommandDeps, account: Account): PlatformClient {
  const client = explorer.organization(accountAddress(account))?.client;
  if (client === undefined) {
    throw new ApiError({ kind: 'cancelled' }, accountName(account));
  }
  return client;
}

/** What a row is about: its own address, or its list's. */
export function addressOf(row: Row): Address {
  return 'address' in row.model ? row.model.address : row.model.parent;
}
