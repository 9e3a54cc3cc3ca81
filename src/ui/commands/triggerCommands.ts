import { l10n } from 'vscode';
import { ApiError } from '../../api/failure';
import type { TriggerRequest } from '../../api/resources/triggers';
import { accountAddress, type Account } from '../../core/accounts/account';
import type { DeploymentAddress, TriggerAddress } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import { askForTrigger } from '../../core/flows/createTrigger';
import { askForDeletion } from '../../core/flows/deleteTrigger';
import type {
  ChosenDeployment,
  ChosenTrigger,
  TriggerChoiceDeps,
} from '../../core/flows/triggerChoice';
import type { Row } from '../../core/explorer/rowModel';
import type { Problem } from '../../core/prompts/prompter';
import { maskValues } from '../../core/text/redaction';
import { createTrigger } from '../../core/flows/triggerCreation';
import { addressOf, clientOf, type CommandDeps } from './commandDeps';
import { knownAccounts } from './organizationCommands';
import { accountName, triggerName } from '../names';

/** Asks for a trigger, creates it and shows it. */
export async function askAndCreate(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const accounts = await knownAccounts(deps);
  if (accounts === undefined) {
    return;
  }
  await askForTrigger(
    {
      ...triggerChoiceDeps(deps, accounts),
      channelNames: (account) => deps.explorer.organization(accountAddress(account))?.channelNames,
      create: (target, body) => create(deps, target, body),
    },
    deploymentAnswers(deps, row, accounts),
  );
}

async function create(
  deps: CommandDeps,
  { account, deployment }: ChosenDeployment,
  body: TriggerRequest,
): Promise<Problem | undefined> {
  try {
    const outcome = await createTrigger(clientOf(deps, account), deployment.id, body);
    switch (outcome.kind) {
      case 'created':
      case 'found': {
        const { trigger } = outcome;
        const address = triggerAddress({ account, deployment, trigger });
        deps.explorer.addTrigger(address, trigger);
        deps.feedback.runInBackground(deps.tree.reveal(address));
        deps.feedback.showDone(
          outcome.kind === 'created'
            ? l10n.t('Trigger {0} was created.', trigger.trigger_id)
            : l10n.t(
                'The answer was lost on the way, but the platform has the trigger: {0} was created.',
                trigger.trigger_id,
              ),
        );
        return undefined;
      }
      case 'absent':
        return {
          severity: 'error',
          message: l10n.t(
            'The answer was lost on the way. The platform has no such new trigger; it was probably not created. Look at the list before you send it again.',
          ),
        };
    }
  } catch (error) {
    const problem = problemOf(deps, error, account, {
      unknown: l10n.t('Whether the trigger was created is not known.'),
      undone: l10n.t('The trigger was not created.'),
    });
    return { ...problem, message: maskValues(problem.message, body.environment) };
  }
}

/** Asks which trigger to delete, and for a confirmation; deletes it and removes its row. */
export async function askAndDelete(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const accounts = await knownAccounts(deps);
  if (accounts !== undefined) {
    await askForDeletion(
      { ...triggerChoiceDeps(deps, accounts), remove: (target) => remove(deps, target) },
      triggerAnswers(deps, row, accounts),
    );
  }
}

/** What the questions for a trigger depend on. */
export function triggerChoiceDeps(
  deps: CommandDeps,
  accounts: readonly Account[],
): TriggerChoiceDeps {
  return {
    l10n,
    prompter: deps.prompter,
    accounts,
    accountName,
    client: (account) => clientOf(deps, account),
    triggerName: (account, trigger) =>
      triggerName(
        trigger,
        deps.explorer
          .organization(accountAddress(account))
          ?.channelNames.get(trigger.input_service_id),
      ),
  };
}

/** The address of a chosen trigger. */
export function triggerAddress({ account, deployment, trigger }: ChosenTrigger): TriggerAddress {
  return {
    ...accountAddress(account),
    kind: 'trigger',
    deployment: deployment.id,
    trigger: trigger.trigger_id,
  };
}

/** The part of the answers about a trigger that the row of a command gives. */
export function triggerAnswers(
  deps: CommandDeps,
  row: Row | undefined,
  accounts: readonly Account[],
): Partial<ChosenTrigger> {
  return {
    ...deploymentAnswers(deps, row, accounts),
    ...(row?.model.kind === 'trigger' ? { trigger: row.model.trigger } : {}),
  };
}

async function remove(deps: CommandDeps, chosen: ChosenTrigger): Promise<Problem | undefined> {
  const { account, deployment, trigger } = chosen;
  try {
    await clientOf(deps, account).triggers.delete(deployment.id, trigger.trigger_id);
  } catch (error) {
    const isGone = error instanceof ApiError && error.failure.kind === 'notFound';
    if (!isGone) {
      return problemOf(deps, error, account, {
        unknown: l10n.t('Whether the trigger was deleted is not known.'),
        undone: l10n.t('The trigger was not deleted.'),
      });
    }
  }
  const address = triggerAddress(chosen);
  deps.explorer.removeTrigger(address);
  deps.feedback.runInBackground(deps.autoRefresh.deleted(address));
  deps.feedback.showDone(l10n.t('Trigger {0} was deleted.', trigger.trigger_id));
  return undefined;
}

function problemOf(
  { feedback }: CommandDeps,
  error: unknown,
  account: Account,
  outcome: { readonly unknown: string; readonly undone: string },
): Problem {
  const message = feedback.sentence(error, new URL(account.origin).host);
  if (!(error instanceof ApiError)) {
    return { severity: 'error', message };
  }
  const { kind } = error.failure;
  // Where the platform refused, its sentence says that nothing was done.
  const undone = kind === 'network' || kind === 'timeout' ? `${outcome.undone} ` : '';
  const prefix = error.outcomeUnknown ? `${outcome.unknown} ` : undone;
  return { severity: 'error', message: prefix + message };
}

/** The account and deployment that the row of a command gives. */
function deploymentAnswers(
  { explorer }: CommandDeps,
  row: Row | undefined,
  accounts: readonly Account[],
): Partial<ChosenDeployment> {
  const address = row && addressOf(row);
  const account =
    address === undefined ? single(accounts) : explorer.organization(address)?.account;
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
  const model = explorer.rowTree.get(address)?.model;
  return (model?.kind === 'deployment' && model.deployment.name) || address.deployment;
}

function single<T>(values: readonly T[]): T | undefined {
  return values.length === 1 ? values[0] : undefined;
}
