import { l10n } from 'vscode';
import {
  accountAddress,
  accountId,
  isSameOrganization,
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
import { ONLY_QUESTION } from '../../core/prompts/prompter';
import { addressOf, type CommandDeps } from './commandDeps';
import type { Feedback } from '../feedback';
import { accountName } from '../names';
import { showNotice, tellStale } from '../tree/notices';

/** Asks for an organization, stores it and shows it. */
export async function addOrganization(deps: CommandDeps): Promise<void> {
  await signIn(deps);
}

/** Asks for an organization and stores it; gives the account, or `undefined` when the user cancelled. */
export async function signIn(
  deps: CommandDeps,
  known?: KnownOrganization,
): Promise<Account | undefined> {
  const account = (await mayChange(deps))
    ? await askForOrganization({ l10n, ...deps }, known)
    : undefined;
  if (account === undefined || !(await store(deps, account))) {
    return undefined;
  }
  await deps.ready();
  await deps.tree.reveal(accountAddress(account));
  return account;
}

/** Asks for a new token of an organization; its rows stay and are refreshed. */
export async function replaceToken(deps: CommandDeps, row: Row | undefined): Promise<void> {
  await deps.ready();
  if (!(await mayChange(deps))) {
    return;
  }
  const accounts = await deps.accounts.all();
  const given = row && deps.explorer.organization(addressOf(row))?.account;
  const account =
    given ??
    (accounts.length === 1
      ? accounts[0]
      : await pickAccount(deps, accounts, {
          title: l10n.t('Replace token'),
          placeholder: l10n.t('Pick the organization whose token is replaced'),
          empty: l10n.t('There is no organization yet. Add one first.'),
        }));
  const replaced = account && (await askForToken({ l10n, ...deps }, account));
  if (replaced === undefined) {
    return;
  }
  if (!(await deps.accounts.all()).some((other) => isSameOrganization(other, replaced))) {
    deps.feedback.showWarning(
      l10n.t('{0} was removed meanwhile. The new token was not stored.', accountName(replaced)),
    );
  } else if (await store(deps, replaced)) {
    deps.feedback.showDone(l10n.t('The token of {0} was replaced.', accountName(replaced)));
  }
}

/** Shows which organizations the secret storage has lost, and offers to sign in again. */
export async function showLostSignIns(
  deps: CommandDeps,
  lost: readonly AccountLabel[],
): Promise<void> {
  const [first] = lost;
  if (first === undefined) {
    return;
  }
  const again = l10n.t('Sign in again…');
  const answer = await deps.feedback.ask(
    'warning',
    l10n.t(
      'VS Code did not keep the token of {0}. Set up a keyring for its secret storage (on Linux such as GNOME Keyring or KWallet), then sign in again.',
      lost.map(accountName).join(', '),
    ),
    again,
  );
  if (answer === again) {
    await signIn(deps, first);
  }
}

/** Shows that a stored sign-in cannot be read, and that it is kept. */
export function showUnreadableSignIns(feedback: Feedback): void {
  feedback.showWarning(
    l10n.t(
      'A stored sign-in cannot be read. It may be damaged, or a later version of the extension may have stored it. It is kept as it is; where an organization is missing, add it again.',
    ),
  );
}

/** Imports configurations of the ABEJA CLI; a file that cannot be read is shown with its path. */
export async function importOrganizations(deps: CommandDeps): Promise<void> {
  const { accounts, prompter, connect, feedback } = deps;
  await deps.ready();
  if (!(await mayChange(deps))) {
    return;
  }
  const result = await importFromCli({
    l10n,
    prompter,
    connect,
    read: () => readCliConfigFile(l10n),
    store: (account) => store(deps, account),
    knownRoots: new Set((await accounts.all()).map(accountId)),
  });
  switch (result.kind) {
    case 'refused':
      feedback.showProblem({
        severity: 'error',
        message: l10n.t('{0} cannot be imported. {1}', cliConfigPath(), result.reason),
      });
      return;
    case 'done': {
      const [first] = result.accounts;
      if (first !== undefined) {
        feedback.showDone(
          l10n.t('Imported from the ABEJA CLI: {0}.', result.accounts.map(accountName).join(', ')),
        );
        await deps.ready();
        await deps.tree.reveal(accountAddress(first));
      }
    }
  }
}

/** Shows the full text of a notice. */
export async function explainNotice(deps: CommandDeps, argument: unknown): Promise<void> {
  // The row that is shown may have been made before the notices were made anew.
  const isShown = typeof argument === 'object' && argument !== null && 'id' in argument;
  const notice = deps.notices().find(({ id }) => isShown && id === argument.id);
  if (notice !== undefined) {
    await showNotice(deps.feedback, notice);
  }
}

/** Removes an account, or shows why this window cannot. */
export async function signOut(deps: CommandDeps, account: Account): Promise<void> {
  switch (await deps.accounts.remove(account)) {
    case 'removed':
      break;
    case 'stale':
      await mayChange(deps);
      break;
    case 'kept':
      deps.feedback.showWarning(
        l10n.t(
          '{0} is removed, but VS Code did not delete its token from the secret storage. Delete the token in the ABEJA console.',
          accountName(account),
        ),
      );
      break;
  }
}

/** Whether this window may change the stored accounts; if not, it offers to reload. */
async function mayChange({ accounts, feedback }: CommandDeps): Promise<boolean> {
  const changed = await accounts.changedInOtherWindow();
  if (changed.length > 0) {
    feedback.runInBackground(tellStale(feedback, changed));
  }
  return changed.length === 0;
}

/** Stores an account; false, with the reason shown, where it was not stored at all. */
async function store(deps: CommandDeps, account: Account): Promise<boolean> {
  const { accounts, feedback } = deps;
  const outcome = await accounts.add(account);
  if (outcome === 'stale') {
    return await mayChange(deps);
  }
  if (outcome === 'session') {
    feedback.showProblem({
      severity: 'warning',
      message: l10n.t(
        'VS Code could not keep the token of {0}; it is known until this window is closed. Set up a keyring for the secret storage of VS Code (on Linux such as GNOME Keyring or KWallet), then replace the token.',
        accountName(account),
      ),
    });
  }
  return true;
}

/** Asks which organization to remove, and for a confirmation. */
export async function removeOrganization(deps: CommandDeps, row: Row | undefined): Promise<void> {
  await deps.ready();
  if (!(await mayChange(deps))) {
    return;
  }
  const stored = (await deps.accounts.all()).filter(({ source }) => source !== 'environment');
  const account =
    row?.model.kind === 'organization'
      ? deps.explorer.organization(row.model.address)?.account
      : await pickAccount(deps, stored, {
          title: l10n.t('Remove organization'),
          placeholder: l10n.t('Pick the organization to remove'),
          empty: l10n.t('There is no organization to remove.'),
        });
  if (account === undefined) {
    return;
  }
  const isConfirmed = await deps.feedback.confirm(
    l10n.t('Remove the organization {0} from the explorer?', accountName(account)),
    l10n.t('Its token is deleted from the secret storage. Nothing changes on the platform.'),
    l10n.t('Remove'),
  );
  if (isConfirmed) {
    await signOut(deps, account);
  }
}

async function pickAccount(
  { prompter }: CommandDeps,
  accounts: readonly Account[],
  texts: { readonly title: string; readonly placeholder: string; readonly empty: string },
): Promise<Account | undefined> {
  const reply = await prompter.pick<Account>({
    ...organizationQuestion(l10n, accounts, accountName, undefined),
    ...texts,
    empty: accounts.length === 0 ? texts.empty : undefined,
    ...ONLY_QUESTION,
  });
  return reply.kind === 'answer' ? reply.value : undefined;
}

/** The accounts; `undefined`, after an offer to add one, when there are none. */
export async function knownAccounts(deps: CommandDeps): Promise<readonly Account[] | undefined> {
  await deps.ready();
  const accounts = await deps.accounts.all();
  if (accounts.length > 0) {
    return accounts;
  }
  const add = l10n.t('Add organization…');
  const answer = await deps.feedback.ask(
    'information',
    l10n.t('There is no organization yet. Add one first.'),
    add,
  );
  if (answer === add) {
    await addOrganization(deps);
  }
  return undefined;
}
