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

/** What the questions for a deployment depend on. */
export interface DeploymentChoiceDeps {
  readonly l10n: Localization;
  readonly prompter: Prompter;
  readonly accounts: readonly Account[];
  readonly accountName: (account: Account) => string;
  readonly client: (account: Account) => PlatformClient;
}

/** What the questions for a trigger depend on. */
export interface TriggerChoiceDeps extends DeploymentChoiceDeps {
  /** The name of a trigger, with its input and its version. */
  readonly triggerName: (account: Account, trigger: Trigger) => string;
}

/** A deployment and its account. */
export interface ChosenDeployment {
  readonly account: Account;
  readonly deployment: Named;
}

/** A trigger, its deployment and its account. */
export interface ChosenTrigger extends ChosenDeployment {
  readonly trigger: Trigger;
}

/** Asks for a trigger; `undefined` when the user cancelled. */
export async function chooseTrigger(
  deps: TriggerChoiceDeps,
  title: string,
  given: Partial<ChosenTrigger>,
): Promise<ChosenTrigger | undefined> {
  const answers = await runWizard(deps.prompter, title, triggerSteps(deps, given), given);
  return answers && requireTrigger(answers);
}

/** The questions for a deployment; what is given is not asked for. */
export function deploymentSteps(
  { l10n, accounts, accountName, client }: DeploymentChoiceDeps,
  given: Partial<ChosenDeployment>,
): readonly Step<Partial<ChosenDeployment>>[] {
  return [
    pickStep<Partial<ChosenDeployment>, Account>(
      'account',
      (_answers, earlier) => organizationQuestion(l10n, accounts, accountName, earlier.account),
      () => given.account === undefined,
    ),
    pickStep<Partial<ChosenDeployment>, Named>(
      'deployment',
      (answers, earlier) =>
        deploymentQuestion(l10n, client(required(answers.account)), earlier.deployment),
      () => given.deployment === undefined,
    ),
  ];
}

/** The questions for a trigger; what is given is not asked for. */
export function triggerSteps(
  deps: TriggerChoiceDeps,
  given: Partial<ChosenTrigger>,
): readonly Step<Partial<ChosenTrigger>>[] {
  return [
    ...deploymentSteps(deps, given),
    pickStep<Partial<ChosenTrigger>, Trigger>(
      'trigger',
      (answers, earlier) => {
        const { account, deployment } = requireDeployment(answers);
        return triggerQuestion(
          deps.l10n,
          deps.client(account),
          deployment.id,
          (trigger) => deps.triggerName(account, trigger),
          earlier.trigger,
        );
      },
      () => given.trigger === undefined,
    ),
  ];
}

/** The chosen trigger, once all questions were asked. */
export function requireTrigger(answers: Partial<ChosenTrigger>): ChosenTrigger {
  return { ...requireDeployment(answers), trigger: required(answers.trigger) };
}

function requireDeployment({ account, deployment }: Partial<ChosenDeployment>): ChosenDeployment {
  return { account: required(account), deployment: required(deployment) };
}

/**
 * An answer of an earlier question.
 * @throws Error when the questions are in the wrong order.
 */
export function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('A question was asked before the one it depends on.');
  }
  return value;
}
