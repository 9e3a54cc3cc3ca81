import { l10n, window } from 'vscode';
import { accountAddress, type Account } from '../core/accounts';
import { askForOrganization } from '../core/flows/addOrganization';
import type { Row } from '../core/node';
import type { CommandParts } from './commandParts';
import { accountName } from './treeItems';

/** Asks for an organization, stores it and shows it. */
export async function addOrganization(parts: CommandParts): Promise<void> {
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
