import type { PlatformClient } from '../../api/platformClient';
import type { Trigger } from '../../api/wire';
import type { Account } from '../accounts';
import type { Localization } from '../localization';
import type { Problem, Prompter } from '../prompter';
import { choice, pickStep, runWizard } from '../wizard';
import {
  deploymentQuestion,
  organizationQuestion,
  triggerQuestion,
  type Named,
} from './platformChoices';

/** What the flow needs from around it. */
export interface DeleteTriggerParts {
  readonly l10n: Localization;
  readonly prompter: Prompter;
  readonly accounts: readonly Account[];
  readonly accountName: (account: Account) => string;
  readonly client: (account: Account) => PlatformClient;
  /** A trigger in words: what it watches and which version it runs. */
  readonly triggerName: (account: Account, trigger: Trigger) => string;
  /** Sends the request. A problem is shown, and the question stays open. */
  readonly remove: (target: DeletedTrigger) => Promise<Problem | undefined>;
}

/** Which trigger goes; what is given here is not asked for. */
export interface DeletedTrigger {
  readonly account: Account;
  readonly deployment: Named;
  readonly trigger: Trigger;
}

type Answers = Partial<DeletedTrigger>;

/** Asks which trigger to delete and whether it is meant; gives whether one was deleted. */
export async function askForDeletion(parts: DeleteTriggerParts, given: Answers): Promise<boolean> {
  const { l10n, prompter } = parts;
  let deleted = false;
  await runWizard<Answers>(
    prompter,
    l10n.t('Delete trigger'),
    [
      pickStep<Answers, Account>({
        isAsked: () => given.account === undefined,
        question: (_answers, earlier) =>
          organizationQuestion(l10n, parts.accounts, parts.accountName, earlier.account),
        read: (answers, account) => ({ ...answers, account }),
      }),
      pickStep<Answers, Named>({
        isAsked: () => given.deployment === undefined,
        question: (answers, earlier) =>
          deploymentQuestion(l10n, parts.client(required(answers.account)), earlier.deployment),
        read: (answers, deployment) => ({ ...answers, deployment }),
      }),
      pickStep<Answers, Trigger>({
        isAsked: () => given.trigger === undefined,
        question: (answers, earlier) => {
          const account = required(answers.account);
          return {
            ...triggerQuestion(
              l10n,
              parts.client(account),
              required(answers.deployment).id,
              (trigger) => parts.triggerName(account, trigger),
            ),
            ...(earlier.trigger === undefined ? {} : { selected: earlier.trigger.trigger_id }),
          };
        },
        read: (answers, trigger) => ({ ...answers, trigger }),
      }),
      pickStep<Answers, 'keep' | 'delete'>({
        question: (answers) => {
          const target = requireTarget(answers);
          const name = parts.triggerName(target.account, target.trigger);
          return {
            placeholder: l10n.t('Delete the trigger {0} of {1}?', name, target.deployment.name),
            selected: 'keep',
            fixed: [
              choice('keep', 'keep', l10n.t('Keep the trigger'), { icon: 'close' }),
              choice('delete', 'delete', l10n.t('Delete {0}', target.trigger.trigger_id), {
                icon: 'trash',
                description: name,
                detail: l10n.t(
                  'New files in the channel start no more runs of it, and the list of its runs goes with it.',
                ),
              }),
            ],
            submit: async (value) => {
              if (value === 'keep') {
                return undefined;
              }
              const problem = await parts.remove(target);
              deleted = problem === undefined;
              return problem;
            },
          };
        },
        read: (answers) => answers,
      }),
    ],
    given,
  );
  return deleted;
}

function requireTarget({ account, deployment, trigger }: Answers): DeletedTrigger {
  return {
    account: required(account),
    deployment: required(deployment),
    trigger: required(trigger),
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('A question was asked before the one it depends on.');
  }
  return value;
}
