import type { Credential } from '../../api/credential';
import type { PlatformClient } from '../../api/client';
import { DEFAULT_API_URL, readOrigin } from '../accounts/origin';
import { verificationMessage, verifyAccount } from '../accounts/verification';
import type { Account } from '../accounts/account';
import { checkId, checkOrganization, checkToken } from '../prompts/validation';
import type { Localization } from '../text/localization';
import { errorProblem, type Problem, type Prompter } from '../prompts/prompter';
import { choice, pickStep, runWizard, textStep, type Step } from '../prompts/wizard';

/** What the flow depends on. */
export interface AddOrganizationDeps {
  readonly l10n: Localization;
  readonly prompter: Prompter;
  readonly connect: (account: Account) => PlatformClient;
}

interface Answers {
  readonly apiUrl?: string;
  readonly organization?: string;
  readonly kind?: Credential['kind'];
  /** User id or datasource id. */
  readonly id?: string;
  readonly secret?: string;
}

/** An organization whose credential is asked for. */
export interface KnownOrganization {
  readonly origin: string;
  readonly organization: string;
}

/**
 * Asks for an organization and its credential and verifies them with a call (G of docs/platform-api.md).
 * `known` is filled in, and Back leads to it. Gives the account, not yet stored, or `undefined` when the
 * user cancelled.
 */
export async function askForOrganization(
  deps: AddOrganizationDeps,
  known?: KnownOrganization,
): Promise<Account | undefined> {
  const { l10n } = deps;
  const steps = [apiUrlStep(deps), organizationStep(deps)];
  const answers = known && { apiUrl: known.origin, organization: known.organization };
  return await askForAccount(
    deps,
    l10n.t('Add organization'),
    steps,
    answers ?? {},
    known === undefined ? 0 : steps.length,
  );
}

/**
 * Asks for a new credential of an account: the token first, with Back to the user id and the kind of
 * credential. API URL and organization are not asked for: they identify the account.
 */
export async function askForToken(
  deps: AddOrganizationDeps,
  account: Account,
): Promise<Account | undefined> {
  const { origin, organization, name, credential } = account;
  const id = credentialId(credential);
  const asked = await askForAccount(
    deps,
    deps.l10n.t('Replace token of {0}', name ?? organization),
    [],
    {
      apiUrl: origin,
      organization,
      kind: credential.kind,
      // A key without a value would hide an id that is typed later, after Back.
      ...(id === undefined ? {} : { id }),
    },
    2,
  );
  // The verified account may have another id; with it, the rows of the organization would be new ones.
  return asked && { ...asked, organization, name };
}

async function askForAccount(
  deps: AddOrganizationDeps,
  title: string,
  steps: readonly Step<Answers>[],
  given: Answers,
  first: number,
): Promise<Account | undefined> {
  // Set by the check of the last step.
  let verified: Account | undefined;
  const answers = await runWizard<Answers>(
    deps.prompter,
    title,
    [
      ...steps,
      credentialKindStep(deps),
      idStep(deps),
      secretStep(deps, async (complete) => {
        const outcome = await verify(deps, complete);
        verified = 'account' in outcome ? outcome.account : undefined;
        return 'problem' in outcome ? outcome.problem : undefined;
      }),
    ],
    given,
    first,
  );
  return answers === undefined ? undefined : verified;
}

function apiUrlStep({ l10n }: AddOrganizationDeps): Step<Answers> {
  return textStep('apiUrl', () => ({
    prompt: l10n.t('API URL of the ABEJA Platform'),
    placeholder: DEFAULT_API_URL,
    value: DEFAULT_API_URL,
    check: (text) => {
      const read = readOrigin(l10n, text);
      return 'refusal' in read ? errorProblem(read.refusal) : undefined;
    },
  }));
}

function organizationStep({ l10n }: AddOrganizationDeps): Step<Answers> {
  return textStep('organization', () => ({
    prompt: l10n.t(
      'Organization ID or name, as the menu under your name in the ABEJA console shows it',
    ),
    placeholder: '1100000000017',
    value: '',
    check: (text) => checkOrganization(l10n, text),
  }));
}

function credentialKindStep({ l10n }: AddOrganizationDeps): Step<Answers> {
  return pickStep<Answers, Credential['kind']>('kind', (_answers, earlier) => ({
    placeholder: l10n.t('How do you sign in?'),
    selected: earlier.kind ?? 'user',
    fixed: [
      choice('user', 'user', l10n.t('User and personal access token'), {
        icon: 'account',
        detail: l10n.t('The usual way. Tokens are made in the ABEJA console.'),
      }),
      choice('bearer', 'bearer', l10n.t('Bearer token'), {
        icon: 'key',
        detail: l10n.t('A token that the platform gave to a job.'),
      }),
      choice('datasource', 'datasource', l10n.t('Datasource and secret'), {
        icon: 'database',
        detail: l10n.t('For the files of a channel; it may not open triggers.'),
      }),
    ],
  }));
}

function idStep({ l10n }: AddOrganizationDeps): Step<Answers> {
  return textStep(
    'id',
    ({ kind }) => ({
      prompt:
        kind === 'datasource'
          ? l10n.t('Datasource ID')
          : l10n.t('User ID, with or without "user-"'),
      placeholder: kind === 'datasource' ? '1600000000072' : '1500000000064',
      value: '',
      check: (text) => checkId(l10n, text),
    }),
    ({ kind }) => kind !== 'bearer',
  );
}

function secretStep(
  { l10n }: AddOrganizationDeps,
  submit: (answers: Answers) => Promise<Problem | undefined>,
): Step<Answers> {
  return textStep('secret', (answers) => {
    const { apiUrl = '' } = answers;
    const read = readOrigin(l10n, apiUrl);
    const host = 'refusal' in read ? apiUrl : new URL(read.origin).host;
    const prompts: Readonly<Record<Credential['kind'], string>> = {
      user: l10n.t(
        'Personal access token for {0}; it is kept in the secret storage of VS Code',
        host,
      ),
      bearer: l10n.t('Bearer token for {0}; it is kept in the secret storage of VS Code', host),
      datasource: l10n.t(
        'Datasource secret for {0}; it is kept in the secret storage of VS Code',
        host,
      ),
    };
    return {
      prompt: prompts[answers.kind ?? 'user'],
      value: '',
      masked: true,
      check: (text) => checkToken(l10n, text),
      submit: (secret) => submit({ ...answers, secret }),
    };
  });
}

/** Asks the platform to accept the account. */
async function verify(
  { l10n, connect }: AddOrganizationDeps,
  answers: Answers,
): Promise<{ readonly account: Account } | { readonly problem: Problem }> {
  const read = readOrigin(l10n, answers.apiUrl ?? '');
  if ('refusal' in read) {
    return { problem: errorProblem(read.refusal) };
  }
  const account: Account = {
    origin: read.origin,
    organization: answers.organization ?? '',
    credential: credentialOf(answers),
    source: 'stored',
  };
  const outcome = await verifyAccount(account, connect);
  if (outcome.kind === 'verified') {
    return outcome;
  }
  const reason = verificationMessage(l10n, account, outcome.failure);
  const message =
    outcome.failure.kind === 'notFound' ? l10n.t('{0} Go back to correct it.', reason) : reason;
  return { problem: errorProblem(message) };
}

function credentialId(credential: Credential): string | undefined {
  switch (credential.kind) {
    case 'user':
      return credential.userId;
    case 'datasource':
      return credential.datasourceId;
    case 'bearer':
      return undefined;
  }
}

function credentialOf(answers: Answers): Credential {
  const { id = '', secret = '' } = answers;
  switch (answers.kind ?? 'user') {
    case 'bearer':
      return { kind: 'bearer', token: secret };
    case 'datasource':
      return { kind: 'datasource', datasourceId: id, secret };
    case 'user':
      return { kind: 'user', userId: id, token: secret };
  }
}
