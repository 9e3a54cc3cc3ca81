import { commands, env, l10n, Uri, window, type Disposable } from 'vscode';
import { ApiError } from '../api/failure';
import type { PlatformClient } from '../api/platformClient';
import type { Trigger, TriggerRequest } from '../api/wire';
import { accountAddress, type Account, type Accounts } from '../core/accounts';
import {
  addressedId,
  type Address,
  type DeploymentAddress,
  type TriggerAddress,
} from '../core/address';
import type { Explorer } from '../core/explorer';
import { askForOrganization, type AddOrganizationParts } from '../core/flows/addOrganization';
import { askForTrigger, type TriggerTarget } from '../core/flows/createTrigger';
import { askForDeletion, type DeletedTrigger } from '../core/flows/deleteTrigger';
import type { Row } from '../core/node';
import type { Problem, Prompter } from '../core/prompter';
import { createTrigger } from '../core/triggerCreation';
import { documentAddress, documentUri, type Documents } from './documents';
import type { Feedback } from './feedback';
import type { ExplorerTree } from './tree';
import { accountName, triggerName } from './treeItems';

/** What the commands work on. */
export interface CommandParts {
  readonly accounts: Accounts;
  readonly explorer: Explorer;
  readonly tree: ExplorerTree;
  readonly documents: Documents;
  readonly prompter: Prompter;
  readonly feedback: Feedback;
  /** Settles when the accounts are known. */
  readonly ready: () => Promise<void>;
  readonly connect: (account: Account) => PlatformClient;
  readonly readOrigin: AddOrganizationParts['readOrigin'];
}

type Handler = (
  parts: CommandParts,
  row: Row | undefined,
  argument: unknown,
) => Promise<unknown> | undefined;

/** Every command of the extension. What a menu or a key hands over is a row, or nothing. */
const COMMANDS: Readonly<Record<string, Handler>> = {
  'abeja.addOrganization': addOrganization,
  'abeja.removeOrganization': removeOrganization,
  'abeja.createTrigger': askAndCreate,
  'abeja.deleteTrigger': askAndDelete,
  'abeja.openJson': openJson,
  'abeja.copyId': copyId,
  'abeja.refresh': ({ explorer, tree }) => explorer.refresh(undefined, (row) => tree.isOpen(row)),
  'abeja.refreshRow': ({ explorer, tree }, row) =>
    row && explorer.refresh(row, (open) => tree.isOpen(open)),
  'abeja.refreshDocument': (parts, _row, argument) => refreshDocument(parts, argument),
  'abeja.loadMore': ({ explorer }, row) => row && explorer.follow(row),
  'abeja.showLog': ({ feedback }) => {
    feedback.showLog();
    return undefined;
  },
};

export function registerCommands(parts: CommandParts): Disposable[] {
  return Object.entries(COMMANDS).map(([id, handler]) =>
    commands.registerCommand(id, (argument: unknown) => {
      const row = parts.explorer.rowOf(argument);
      const address = row === undefined ? addressOfUri(argument) : addressOf(row);
      return parts.feedback.boundary(
        () => Promise.resolve(handler(parts, row, argument)),
        address?.host,
      );
    }),
  );
}

async function addOrganization(parts: CommandParts): Promise<void> {
  const { accounts, prompter, connect, readOrigin, tree } = parts;
  const account = await askForOrganization({ l10n, prompter, connect, readOrigin });
  if (account === undefined) {
    return;
  }
  const outcome = await accounts.add(account);
  if (outcome === 'forgotten') {
    parts.feedback.handOn(
      Promise.resolve(
        window.showWarningMessage(
          l10n.t(
            'VS Code could not keep the token of {0}. Set up a keyring for its secret storage, or you will have to add the organization again after a restart.',
            accountName(account),
          ),
        ),
      ),
    );
  }
  await parts.ready();
  await tree.reveal(accountAddress(account));
}

async function removeOrganization(parts: CommandParts, row: Row | undefined): Promise<void> {
  await parts.ready();
  const stored = (await parts.accounts.all()).filter(({ source }) => source === 'stored');
  const account =
    row?.node.kind === 'organization'
      ? parts.explorer.account(row.node.address)
      : await pickAccount(parts, stored);
  if (account === undefined) {
    return;
  }
  const remove = l10n.t('Remove');
  const answer = await window.showWarningMessage(
    l10n.t('Remove the organization {0} from the explorer?', accountName(account)),
    {
      modal: true,
      detail: l10n.t(
        'Its token is deleted from the secret storage. Nothing changes on the platform.',
      ),
    },
    remove,
  );
  if (answer === remove) {
    await parts.accounts.remove(account);
  }
}

async function pickAccount(
  { prompter }: CommandParts,
  accounts: readonly Account[],
): Promise<Account | undefined> {
  const reply = await prompter.pick<Account>({
    title: l10n.t('Remove organization'),
    step: 1,
    total: 1,
    canGoBack: false,
    placeholder: l10n.t('Pick the organization to remove'),
    empty: l10n.t('There is no organization to remove.'),
    load: () =>
      Promise.resolve({
        choices: accounts.map((account) => ({
          key: `${account.origin} ${account.organization}`,
          label: accountName(account),
          description: new URL(account.origin).host,
          icon: 'organization',
          value: account,
        })),
      }),
  });
  return reply.kind === 'answer' ? reply.value : undefined;
}

async function askAndCreate(parts: CommandParts, row: Row | undefined): Promise<void> {
  const accounts = await knownAccounts(parts);
  if (accounts === undefined) {
    return;
  }
  await askForTrigger(
    {
      l10n,
      prompter: parts.prompter,
      accounts,
      accountName,
      client: (account) => clientOf(parts, account),
      channelNames: (account) => parts.explorer.channelNames(accountAddress(account)),
      create: (target, body) => create(parts, target, body),
    },
    givenTarget(parts, row, accounts),
  );
}

async function create(
  parts: CommandParts,
  { account, deployment }: TriggerTarget,
  body: TriggerRequest,
): Promise<Problem | undefined> {
  const address = (trigger: Trigger): TriggerAddress => ({
    ...accountAddress(account),
    kind: 'trigger',
    deployment: deployment.id,
    trigger: trigger.trigger_id,
  });
  try {
    const outcome = await createTrigger(clientOf(parts, account), deployment.id, body);
    switch (outcome.kind) {
      case 'created':
      case 'found':
        parts.explorer.addTrigger(address(outcome.trigger), outcome.trigger);
        parts.feedback.handOn(parts.tree.reveal(address(outcome.trigger)));
        parts.feedback.done(
          outcome.kind === 'created'
            ? l10n.t('Trigger {0} was created.', outcome.trigger.trigger_id)
            : l10n.t(
                'The answer was lost on the way, but the platform has the trigger: {0} was created.',
                outcome.trigger.trigger_id,
              ),
        );
        return undefined;
      case 'absent':
        return {
          severity: 'error',
          message: l10n.t(
            'The answer was lost on the way. The platform has no such new trigger; it was probably not created. Look at the list before you send it again.',
          ),
        };
    }
  } catch (error) {
    return problemOf(
      parts,
      error,
      account,
      l10n.t('Whether the trigger was created is not known.'),
    );
  }
}

async function askAndDelete(parts: CommandParts, row: Row | undefined): Promise<void> {
  const accounts = await knownAccounts(parts);
  if (accounts === undefined) {
    return;
  }
  const name = (account: Account, trigger: Trigger): string =>
    triggerName(
      trigger,
      parts.explorer.channelNames(accountAddress(account))?.get(trigger.input_service_id),
    );
  await askForDeletion(
    {
      l10n,
      prompter: parts.prompter,
      accounts,
      accountName,
      client: (account) => clientOf(parts, account),
      triggerName: name,
      remove: (target) => remove(parts, target),
    },
    {
      ...givenTarget(parts, row, accounts),
      ...(row?.node.kind === 'trigger' ? { trigger: row.node.trigger } : {}),
    },
  );
}

async function remove(
  parts: CommandParts,
  { account, deployment, trigger }: DeletedTrigger,
): Promise<Problem | undefined> {
  try {
    await clientOf(parts, account).triggers.delete(deployment.id, trigger.trigger_id);
  } catch (error) {
    const isGone = error instanceof ApiError && error.failure.kind === 'notFound';
    if (!isGone) {
      return problemOf(
        parts,
        error,
        account,
        l10n.t('Whether the trigger was deleted is not known.'),
      );
    }
  }
  parts.explorer.removeTrigger({
    ...accountAddress(account),
    kind: 'trigger',
    deployment: deployment.id,
    trigger: trigger.trigger_id,
  });
  parts.feedback.done(l10n.t('Trigger {0} was deleted.', trigger.trigger_id));
  return undefined;
}

function problemOf(
  { feedback }: CommandParts,
  error: unknown,
  account: Account,
  unknownOutcome: string,
): Problem {
  const sentence = feedback.sentence(error, new URL(account.origin).host);
  return {
    severity: 'error',
    message:
      error instanceof ApiError && error.outcomeUnknown
        ? `${unknownOutcome} ${sentence}`
        : sentence,
  };
}

async function openJson(parts: CommandParts, argument: Row | undefined): Promise<void> {
  const row = argument ?? parts.tree.selected;
  if (row !== undefined && 'address' in row.node) {
    await commands.executeCommand('vscode.open', documentUri(row.node.address));
  }
}

async function copyId({ tree, feedback }: CommandParts, argument: Row | undefined): Promise<void> {
  const row = argument ?? tree.selected;
  if (row !== undefined && 'address' in row.node) {
    const id = addressedId(row.node.address);
    await env.clipboard.writeText(id);
    feedback.done(l10n.t('{0} was copied.', id));
  }
}

async function refreshDocument({ documents }: CommandParts, argument: unknown): Promise<void> {
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  if (uri !== undefined && documentAddress(uri) !== undefined) {
    await documents.refresh(uri);
  }
}

/** The accounts, or nothing when there are none and the person was told so. */
async function knownAccounts(parts: CommandParts): Promise<readonly Account[] | undefined> {
  await parts.ready();
  const accounts = await parts.accounts.all();
  if (accounts.length > 0) {
    return accounts;
  }
  const add = l10n.t('Add organization…');
  const answer = await window.showInformationMessage(
    l10n.t('There is no organization yet. Add one first.'),
    add,
  );
  if (answer === add) {
    await addOrganization(parts);
  }
  return undefined;
}

/** What the row a command was called on tells about the trigger. */
function givenTarget(
  { explorer }: CommandParts,
  row: Row | undefined,
  accounts: readonly Account[],
): Partial<TriggerTarget> {
  const address = row && addressOf(row);
  const account = address === undefined ? single(accounts) : explorer.account(address);
  const deployment = address !== undefined && 'deployment' in address ? address : undefined;
  return {
    ...(account === undefined ? {} : { account }),
    ...(deployment === undefined
      ? {}
      : {
          deployment: {
            id: deployment.deployment,
            name: deploymentName(explorer, { ...deployment, kind: 'deployment' }),
          },
        }),
  };
}

function deploymentName(explorer: Explorer, address: DeploymentAddress): string {
  const node = explorer.row(address)?.node;
  return (node?.kind === 'deployment' && node.deployment.name) || address.deployment;
}

function single<T>(values: readonly T[]): T | undefined {
  return values.length === 1 ? values[0] : undefined;
}

function clientOf({ explorer }: CommandParts, account: Account): PlatformClient {
  const client = explorer.client(accountAddress(account));
  if (client === undefined) {
    throw new ApiError({ kind: 'cancelled' }, accountName(account));
  }
  return client;
}

function addressOf(row: Row): Address {
  return 'address' in row.node ? row.node.address : row.node.parent;
}

function addressOfUri(argument: unknown): Address | undefined {
  return argument instanceof Uri ? documentAddress(argument) : undefined;
}
