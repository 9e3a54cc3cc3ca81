import { l10n } from 'vscode';
import {
  accountAddress,
  accountRoot,
  isSameRoot,
  type Account,
  type AccountLabel,
} from '../../core/accounts/account';
import { cliConfigPath, readCliConfigFile } from '../../core/accounts/cliConfigFile';
import {
  askForOrganization,
  askForToken,
  type KnownOrganization,
} from '../../core/flows/addOrganization';
import { importFromCli } from '../../core/flows/importFromCli';
import { organizationQuestion } from '../../core/flows/platformChoices';
import type { Row } from '../../core/explorer/rowModel';
import { addressOf, type CommandParts } from './commandDeps';
import { accountName } from '../names';
import { showNotice, tellStale } from '../tree/notices';

/** Asks for an organization, stores it and shows it. */
export async function addOrganization(parts: CommandParts): Promise<void> {
  await signIn(parts);
}

/** Asks for an organization and stores it; gives the account, or nothing when the person left. */
export async function signIn(
  parts: CommandParts,
  known?: KnownOrganization,
): Promise<Account | undefined> {
  const account = (await mayChange(parts))
    ? await askForOrganization({ l10n, ...parts }, known)
    : undefined;
  if (account === undefined || !(await store(parts, account))) {
    return undefined;
  }
  await parts.ready();
  await parts.tree.reveal(accountAddress(account));
  return account;
}

/** Asks for a new token of an organization that is there; its rows stay and are asked for again. */
export async function replaceToken(parts: CommandParts, row: Row | undefined): Promise<void> {
  await parts.ready();
  if (!(await mayChange(parts))) {
    return;
  }
  const accounts = await parts.accounts.all();
  const given = row && parts.explorer.account(addressOf(row));
  const account =
    given ??
    (accounts.length === 1
      ? accounts[0]
      : await pickAccount(parts, accounts, {
          title: l10n.t('Replace token'),
          placeholder: l10n.t('Pick the organization whose token is replaced'),
          empty: l10n.t('There is no organization yet. Add one first.'),
        }));
  const replaced = account && (await askForToken({ l10n, ...parts }, account));
  if (replaced === undefined) {
    return;
  }
  if (!(await parts.accounts.all()).some((other) => isSameRoot(other, replaced))) {
    parts.feedback.warn(
      l10n.t('{0} was removed meanwhile. The new token was not stored.', accountName(replaced)),
    );
  } else if (await store(parts, replaced)) {
    parts.feedback.done(l10n.t('The token of {0} was replaced.', accountName(replaced)));
  }
}

/** Says once which organizations the secret storage has lost, and what to do about it. */
export async function tellLost(parts: CommandParts, lost: readonly AccountLabel[]): Promise<void> {
  const [first] = lost;
  if (first === undefined) {
    return;
  }
  const again = l10n.t('Sign in again…');
  const answer = await parts.feedback.ask(
    'warning',
    l10n.t(
      'VS Code did not keep the token of {0}. Set up a keyring for its secret storage (on Linux such as GNOME Keyring or KWallet), then sign in again.',
      lost.map(accountName).join(', '),
    ),
    again,
  );
  if (answer === again) {
    await signIn(parts, first);
  }
}

/** Copies configurations of the ABEJA CLI; what cannot be had from its file is said with its path. */
export async function importOrganizations(parts: CommandParts): Promise<void> {
  const { accounts, prompter, connect, feedback } = parts;
  await parts.ready();
  if (!(await mayChange(parts))) {
    return;
  }
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

/** Says the whole of a row that is about no organization of the list. */
export async function explainNotice(parts: CommandParts, argument: unknown): Promise<void> {
  const notice = parts.notices().find((other) => other === argument);
  if (notice !== undefined) {
    await showNotice(parts.feedback, notice);
  }
}

/** Forgets an account, unless this window must not write; then it says why. */
export async function signOut(parts: CommandParts, account: Account): Promise<void> {
  switch (await parts.accounts.remove(account)) {
    case 'removed':
      break;
    case 'stale':
      await mayChange(parts);
      break;
    case 'kept':
      parts.feedback.warn(
        l10n.t(
          '{0} is removed, but VS Code did not delete its token from the secret storage. Delete the token in the ABEJA console.',
          accountName(account),
        ),
      );
      break;
  }
}

/** Whether this window may change the stored accounts; if not, it says what to do. */
async function mayChange({ accounts, feedback }: CommandParts): Promise<boolean> {
  const elsewhere = await accounts.elsewhere();
  if (elsewhere.length > 0) {
    feedback.handOn(tellStale(feedback, elsewhere));
  }
  return elsewhere.length === 0;
}

/** Keeps an account; false, once it was said why, where nothing could be kept. */
async function store(parts: CommandParts, account: Account): Promise<boolean> {
  const { accounts, feedback } = parts;
  const outcome = await accounts.add(account);
  if (outcome === 'stale') {
    return await mayChange(parts);
  }
  if (outcome === 'forgotten') {
    feedback.problem({
      severity: 'warning',
      message: l10n.t(
        'VS Code could not keep the token of {0}; it is known until this window is closed. Set up a keyring for the secret storage of VS Code (on Linux such as GNOME Keyring or KWallet), then replace the token.',
        accountName(account),
      ),
    });
  }
  return true;
}

/** Asks which organization to remove, and whether it is meant. */
export async function removeOrganization(parts: CommandParts, row: Row | undefined): Promise<void> {
  await parts.ready();
  if (!(await mayChange(parts))) {
    return;
  }
  const stored = (await parts.accounts.all()).filter(({ source }) => source !== 'environment');
  const account =
    row?.node.kind === 'organization'
      ? parts.explorer.account(row.node.address)
      : await pickAccount(parts, stored, {
          title: l10n.t('Remove organization'),
          placeholder: l10n.t('Pick the organization to remove'),
          empty: l10n.t('There is no organization to remove.'),
        });
  if (account === undefined) {
    return;
  }
  const isMeant = await parts.feedback.confirm(
    l10n.t('Remove the organization {0} from the explorer?', accountName(account)),
    l10n.t('Its token is deleted from the secret storage. Nothing changes on the platform.'),
    l10n.t('Remove'),
  );
  if (isMeant) {
    await signOut(parts, account);
  }
}

async function pickAccount(
  { prompter }: CommandParts,
  accounts: readonly Account[],
  {
    empty,
    ...words
  }: { readonly title: string; readonly placeholder: string; readonly empty: string },
): Promise<Account | undefined> {
  const reply = await prompter.pick<Account>({
    ...organizationQuestion(l10n, accounts, accountName, undefined),
    ...words,
    ...(accounts.length === 0 ? { empty } : {}),
    step: 1,
    total: 1,
    canGoBack: false,
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
  const answer = await parts.feedback.ask(
    'information',
    l10n.t('There is no organization yet. Add one first.'),
    add,
  );
  if (answer === add) {
    await addOrganization(parts);
  }
  return undefined;
}
