import type { PlatformClient } from '../../api/client';
import type { Trigger } from '../../api/resources/triggers';
import type { Account } from '../accounts/account';
import type { Localization } from '../text/localization';
import type { Prompter } from '../prompts/prompter';
import { pickStep, runWizard, type Step } from '../prompts/wizard';
import {
  deploymentQuestion,
  organizationQuestion,
  triggerQuestion,
  type Named,
} from './platformChoices';

/** What it takes to ask for a trigger. */
export interface TriggerChoiceDeps {
  readonly l10n: Localization;
  readonly prompter: Prompter;
  readonly accounts: readonly Account[];
  readonly accountName: (account: Account) => string;
  readonly client: (account: Account) => PlatformClient;
  /** A trigger in words: what it watches and which version it runs. */
  readonly triggerName: (account: Account, trigger: Trigger) => string;
}

/** A trigger and where it is. */
export interface ChosenTrigger {
  readonly account: Account;
  readonly deployment: Named;
  readonly trigger: Trigger;
}

/** Asks which trigger is meant; nothing when the person left. */
export async function chooseTrigger(
  deps: TriggerChoiceDeps,
  title: string,
  given: Partial<ChosenTrigger>,
): Promise<ChosenTrigger | undefined> {
  const answers = await runWizard(deps.prompter, title, triggerSteps(deps, given), given);
  return answers && requireTrigger(answers);
}

/** The questions that lead to a trigger; what is given is not asked for. */
export function triggerSteps(
  deps: TriggerChoiceDeps,
  given: Partial<ChosenTrigger>,
): readonly Step<Partial<ChosenTrigger>>[] {
  const { l10n } = deps;
  return [
    pickStep<Partial<ChosenTrigger>, Account>({
      isAsked: () => given.account === undefined,
      question: (_answers, earlier) =>
        organizationQuestion(l10n, deps.accounts, deps.accountName, earlier.account),
      read: (answers, account) => ({ ...answers, account }),
    }),
    pickStep<Partial<ChosenTrigger>, Named>({
      isAsked: () => given.deployment === undefined,
      question: (answers, earlier) =>
        deploymentQuestion(l10n, deps.client(required(answers.account)), earlier.deployment),
      read: (answers, deployment) => ({ ...answers, deployment }),
    }),
    pickStep<Partial<ChosenTrigger>, Trigger>({
      isAsked: () => given.trigger === undefined,
      question: (answers, earlier) => {
        const account = required(answers.account);
        return {
          ...triggerQuestion(
            l10n,
            deps.client(account),
            required(answers.deployment).id,
            (trigger) => deps.triggerName(account, trigger),
          ),
          ...(earlier.trigger === undefined ? {} : { selected: earlier.trigger.trigger_id }),
        };
      },
      read: (answers, trigger) => ({ ...answers, trigger }),
    }),
  ];
}

/** The trigger that was chosen, once all questions were asked. */
export function requireTrigger(answers: Partial<ChosenTrigger>): ChosenTrigger {
  return {
    account: required(answers.account),
    deployment: required(answers.deployment),
    trigger: required(answers.trigger),
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('A question was asked before the one it depends on.');
  }
  return value;
}
