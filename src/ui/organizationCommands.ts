import { l10n, window } from 'vscode';
import { accountAddress, accountRoot, type Account } from '../core/accounts';
import { cliConfigPath, readCliConfigFile } from '../core/cliConfigFile';
import { askForOrganization } from '../core/flows/addOrganization';
import { importFromCli } from '../core/flows/importFromCli';
import type { Row } from '../core/node';
import type { CommandParts } from './commandParts';
import { accountName } from './treeItems';

/** Asks for an organization, stores it and shows it. */
export async function addOrganization(parts: CommandParts): Promise<void> {
  const { prompter, connect, readOrigin, tree } = parts;
  const account = await askForOrganization({ l10n, prompter, connect, readOrigin });
  if (account === undefined) {
    return;
  }
  await store(parts, account);
  await parts.ready();
  await tree.reveal(accountAddress(account));
}

/** Copies configurations of the ABEJA CLI; what cannot be had from its file is said with its path. */
export async function importOrganizations(parts: CommandParts): Promise<void> {
  const { accounts, prompter, connect, feedback } = parts;
  await parts.ready();
  const result = await importFromCli({
    l10n,
    prompter,
    connect,
    read: () => readCliConfigFile(l10n),
    store: (account) => store(parts, account),
    knownRoots: new Set((await accounts.all()).map(accountRoot)),
  });
  switch (result.kind) {
    case 'refused':
      feedback.problem({
        severity: 'error',
        message: l10n.t('{0} cannot be imported. {1}', cliConfigPath(), result.reason),
      });
      return;
    case 'done': {
      const [first] = result.accounts;
      if (first !== undefined) {
        feedback.done(
          l10n.t('Imported from the ABEJA CLI: {0}.', result.accounts.map(accountName).join(', ')),
        );
        await parts.ready();
        await parts.tree.reveal(accountAddress(first));
      }
    }
  }
}

async function store({ accounts, feedback }: CommandParts, account: Account): Promise<void> {
  if ((await accounts.add(account)) === 'forgotten') {
    feedback.handOn(
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
}

/** Asks which organization to remove, and whether it is meant. */
export async function removeOrganization(parts: CommandParts, row: Row | undefined): Promise<void> {
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

/** The accounts, or nothing when there are none and the person was told so. */
export async function knownAccounts(parts: CommandParts): Promise<readonly Account[] | undefined> {
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
