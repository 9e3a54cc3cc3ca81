import type { PlatformClient } from '../../api/client';
import { verificationMessage, verifyAccount } from '../accounts/verification';
import { accountId, type Account } from '../accounts/account';
import { readCliConfig, type CliConfiguration } from '../accounts/cliConfig';
import type { Localization } from '../text/localization';
import { ONLY_QUESTION, type Choice, type Problem, type Prompter } from '../prompts/prompter';
import { choice } from '../prompts/wizard';

/** What the flow depends on. */
export interface ImportFromCliDeps {
  readonly l10n: Localization;
  readonly prompter: Prompter;
  /** The configuration's text, or why it cannot be read. */
  readonly read: () => Promise<{ readonly text: string } | { readonly refusal: string }>;
  readonly connect: (account: Account) => PlatformClient;
  /** Stores a verified account; false where it was not stored. */
  readonly store: (account: Account) => Promise<boolean>;
  /** Ids of the accounts that exist already. */
  readonly knownRoots: ReadonlySet<string>;
}

/** The outcome of an import. */
export type Import =
  /** The accounts that were stored; none when the user cancelled before. */
  | { readonly kind: 'done'; readonly accounts: readonly Account[] }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Offers the configurations of the ABEJA CLI, verifies each that is chosen, and stores those that the
 * platform accepts. The question is asked again with the others, until all are stored or the user
 * cancels. The file is not changed.
 */
export async function importFromCli(deps: ImportFromCliDeps): Promise<Import> {
  const { l10n, prompter, store } = deps;
  const file = await deps.read();
  if ('refusal' in file) {
    return { kind: 'refused', reason: file.refusal };
  }
  const config = readCliConfig(l10n, file.text);
  if (config.kind === 'refused') {
    return config;
  }
  const imported = new Map<string, Account>();
  const refusals = new Map<CliConfiguration, string>();
  let remaining = config.configurations;
  let notes = config.notes;
  let selected = remaining.filter((entry) => isPreselected(entry, deps.knownRoots));
  while (remaining.length > 0) {
    const submit = async (chosen: readonly CliConfiguration[]): Promise<Problem | undefined> => {
      refusals.clear();
      const outcomes = await Promise.all(
        chosen.map(async (entry) => ({ entry, outcome: await verify(deps, entry) })),
      );
      for (const { entry, outcome } of outcomes) {
        const root = 'account' in outcome ? accountId(outcome.account) : '';
        if ('refusal' in outcome) {
          refusals.set(entry, outcome.refusal);
        } else if (imported.has(root)) {
          refusals.set(entry, l10n.t('It is the same organization as another one.'));
        } else if (await store(outcome.account)) {
          imported.set(root, outcome.account);
        } else {
          refusals.set(entry, l10n.t('It was not stored. Reload this window first.'));
        }
      }
      remaining = remaining.filter((entry) => !chosen.includes(entry) || refusals.has(entry));
      const messages = [...refusals].map(([entry, why]) => `${nameOf(l10n, entry)}: ${why}`);
      return messages.length === 0 ? undefined : { severity: 'error', message: messages.join(' ') };
    };
    const reply = await prompter.pickMany<CliConfiguration>({
      title: l10n.t('Import from ABEJA CLI'),
      ...ONLY_QUESTION,
      placeholder: [...notes, l10n.t('Pick what to copy into the secret storage of VS Code')].join(
        ' ',
      ),
      choices: remaining.map((entry) => choiceOf(deps, entry, refusals.get(entry))),
      selected,
      submit,
    });
    if (reply.kind !== 'answer') {
      break;
    }
    if (reply.value.length === 0) {
      notes = [l10n.t('Nothing is picked.')];
      selected = [];
      continue;
    }
    if (refusals.size === 0) {
      break;
    }
    notes = [l10n.t('Some could not be imported; see why below.')];
    selected = [...refusals.keys()].filter(({ kind }) => kind === 'usable');
  }
  return { kind: 'done', accounts: [...imported.values()] };
}

async function verify(
  { l10n, connect }: ImportFromCliDeps,
  entry: CliConfiguration,
): Promise<{ readonly account: Account } | { readonly refusal: string }> {
  if (entry.kind === 'invalid') {
    return { refusal: entry.problem };
  }
  const outcome = await verifyAccount(entry.account, connect);
  return outcome.kind === 'verified'
    ? outcome
    : { refusal: verificationMessage(l10n, entry.account, outcome.failure) };
}

/** Whether it is selected at first: when it is usable and its account does not exist yet. */
function isPreselected(entry: CliConfiguration, knownRoots: ReadonlySet<string>): boolean {
  return entry.kind === 'usable' && !knownRoots.has(accountId(entry.account));
}

function choiceOf(
  { l10n, knownRoots }: ImportFromCliDeps,
  entry: CliConfiguration,
  refusal: string | undefined,
): Choice<CliConfiguration> {
  const name = nameOf(l10n, entry);
  const active = entry.isActive ? [l10n.t('active')] : [];
  if (entry.kind === 'invalid') {
    return choice(entry, name, name, {
      icon: 'warning',
      description: [...active, l10n.t('cannot be imported')].join(' · '),
      detail: entry.problem,
    });
  }
  const { origin, organization } = entry.account;
  const known = knownRoots.has(accountId(entry.account)) ? [l10n.t('replaces its token')] : [];
  return choice(entry, name, name, {
    icon: refusal === undefined ? 'organization' : 'warning',
    description: [organization, new URL(origin).host, ...active, ...known].join(' · '),
    detail: refusal,
  });
}

function nameOf(l10n: Localization, { name }: CliConfiguration): string {
  return name ?? l10n.t('default configuration');
}
