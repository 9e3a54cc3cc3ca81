import type { PlatformClient } from '../../api/client';
import type { TriggerRequest } from '../../api/resources/triggers';
import type { Account } from '../accounts/account';
import type { ChannelNames } from '../explorer/channelNames';
import {
  checkDistribution,
  checkRetryCount,
  DEFAULT_RETRY_COUNT,
  type Variable,
} from '../prompts/validation';
import type { Localization } from '../text/localization';
import type { Problem } from '../prompts/prompter';
import { choice, pickStep, runWizard, textStep, type Step } from '../prompts/wizard';
import {
  channelQuestion,
  definitionQuestion,
  modelQuestion,
  versionQuestion,
  type Named,
} from './platformChoices';
import { reviewStep } from './reviewStep';
import {
  deploymentSteps,
  required,
  type ChosenDeployment,
  type DeploymentChoiceDeps,
} from './triggerChoice';
import { variablesStep } from './variablesStep';

/** What the flow depends on. */
export interface CreateTriggerDeps extends DeploymentChoiceDeps {
  readonly channelNames: (account: Account) => ChannelNames | undefined;
  /** Sends the request. A problem is shown in the review, which stays open. */
  readonly create: (target: ChosenDeployment, body: TriggerRequest) => Promise<Problem | undefined>;
}

interface Answers extends Partial<ChosenDeployment> {
  readonly version?: Named;
  readonly input?: Named;
  readonly model?: ModelAnswer;
  readonly output?: Named | 'none';
  readonly distribution?: string;
  readonly retryCount?: string;
  readonly variables?: readonly Variable[];
}

type ModelAnswer =
  | { readonly kind: 'none' }
  | { readonly kind: 'model'; readonly model: Named; readonly definition?: string | undefined }
  | { readonly kind: 'definition'; readonly definition: string };

type Complete = ChosenDeployment & Pick<Required<Answers>, 'version' | 'input'> & Answers;

/** Asks for a trigger and creates it; what is given is not asked for. Gives whether one was created. */
export async function askForTrigger(
  deps: CreateTriggerDeps,
  given: Partial<ChosenDeployment>,
): Promise<boolean> {
  const { l10n, prompter } = deps;
  const answers = await runWizard<Answers>(
    prompter,
    l10n.t('Create trigger'),
    [
      ...deploymentSteps<Answers>(deps, given),
      versionStep(deps),
      inputStep(deps),
      modelStep(deps),
      modelOfDefinitionStep(deps),
      outputStep(deps),
      distributionStep(l10n),
      retryCountStep(l10n),
      variablesStep<Answers>(l10n, {
        get: ({ variables }) => variables ?? [],
        set: (before, variables) => ({ ...before, variables }),
      }),
      reviewStep<Answers>(l10n, {
        action: l10n.t('Create trigger'),
        body: (complete) => triggerRequest(requireComplete(complete)),
        notes: (complete) => reviewNotes(l10n, complete),
        submit: (complete) => {
          const { account, deployment } = requireComplete(complete);
          return deps.create({ account, deployment }, triggerRequest(requireComplete(complete)));
        },
      }),
    ],
    given,
  );
  return answers !== undefined;
}

/** The body of the request (B.1 of docs/platform-api.md); `{}` for no variables. */
export function triggerRequest(answers: Complete): TriggerRequest {
  const { version, input, output, model, distribution } = answers;
  return {
    version_id: version.id,
    input_service_name: 'datalake',
    input_service_id: input.id,
    retry_count: Number(answers.retryCount ?? DEFAULT_RETRY_COUNT),
    environment: Object.fromEntries(
      (answers.variables ?? []).map(({ key, value }) => [key, value]),
    ),
    ...(model?.kind === 'model' ? { models: { alias: model.model.id } } : {}),
    ...(output === undefined || output === 'none'
      ? {}
      : { output_service_name: 'datalake', output_service_id: output.id }),
    ...(distribution === undefined || distribution === ''
      ? {}
      : { distribution: Number(distribution) }),
  };
}

function versionStep(deps: CreateTriggerDeps): Step<Answers> {
  return pickStep<Answers, Named>({
    question: (answers, earlier) =>
      versionQuestion(
        deps.l10n,
        clientOf(deps, answers),
        required(answers.deployment).id,
        earlier.version,
      ),
    read: (answers, version) => ({ ...answers, version }),
  });
}

function inputStep(deps: CreateTriggerDeps): Step<Answers> {
  const { l10n } = deps;
  return pickStep<Answers, Named>({
    question: (answers, earlier) =>
      channelQuestion<Named>(l10n, clientOf(deps, answers), namesOf(deps, answers), {
        placeholder: l10n.t('Pick the input channel, or type its ID; each new file starts a run'),
        selected: earlier.input?.id,
        value: (channel) => channel,
      }),
    read: (answers, input) => ({ ...answers, input }),
  });
}

function modelStep(deps: CreateTriggerDeps): Step<Answers> {
  const { l10n } = deps;
  return pickStep<Answers, ModelAnswer>({
    question: (answers, earlier) =>
      definitionQuestion<ModelAnswer>(l10n, clientOf(deps, answers), {
        selected: selectedModel(earlier.model),
        fixed: [
          choice<ModelAnswer>({ kind: 'none' }, 'none', l10n.t('No model'), {
            icon: 'circle-slash',
          }),
        ],
        definition: (definition) => ({ kind: 'definition', definition }),
        typedModel: (model) => ({ kind: 'model', model }),
      }),
    read: (answers, model) => ({ ...answers, model }),
  });
}

function modelOfDefinitionStep(deps: CreateTriggerDeps): Step<Answers> {
  return pickStep<Answers, Named>({
    isAsked: (answers) => definitionOf(answers) !== undefined,
    question: (answers, earlier) =>
      modelQuestion(
        deps.l10n,
        clientOf(deps, answers),
        required(definitionOf(answers)),
        earlier.model?.kind === 'model' ? earlier.model.model : undefined,
      ),
    read: (answers, model) => ({
      ...answers,
      model: { kind: 'model', model, definition: definitionOf(answers) },
    }),
  });
}

function outputStep(deps: CreateTriggerDeps): Step<Answers> {
  const { l10n } = deps;
  return pickStep<Answers, Named | 'none'>({
    question: (answers, earlier) =>
      channelQuestion<Named | 'none'>(l10n, clientOf(deps, answers), namesOf(deps, answers), {
        placeholder: l10n.t('Pick the output channel of the results, or type its ID'),
        selected: earlier.output === 'none' ? 'none' : earlier.output?.id,
        fixed: [
          choice<'none'>('none', 'none', l10n.t('No output channel'), { icon: 'circle-slash' }),
        ],
        value: (channel) => channel,
      }),
    read: (answers, output) => ({ ...answers, output }),
  });
}

function distributionStep(l10n: Localization): Step<Answers> {
  return textStep<Answers>({
    question: (_answers, earlier) => ({
      prompt: l10n.t(
        'Distribution: its remainder picks the queue. Leave it empty for the default, round robin.',
      ),
      value: earlier.distribution ?? '',
      check: (text) => checkDistribution(l10n, text),
    }),
    read: (answers, distribution) => ({ ...answers, distribution }),
  });
}

function retryCountStep(l10n: Localization): Step<Answers> {
  return textStep<Answers>({
    question: (_answers, earlier) => ({
      prompt: l10n.t('Retry count: how often a failed run is tried again, 0 to 9'),
      value: earlier.retryCount ?? String(DEFAULT_RETRY_COUNT),
      check: (text) => checkRetryCount(l10n, text),
    }),
    read: (answers, retryCount) => ({ ...answers, retryCount }),
  });
}

function reviewNotes(l10n: Localization, { input, output }: Answers): readonly string[] {
  return input !== undefined && output !== undefined && output !== 'none' && input.id === output.id
    ? [l10n.t('Input and output are the same channel: each result would start the next run.')]
    : [];
}

function requireComplete(answers: Answers): Complete {
  const { account, deployment, version, input } = answers;
  return {
    ...answers,
    account: required(account),
    deployment: required(deployment),
    version: required(version),
    input: required(input),
  };
}

function clientOf(deps: CreateTriggerDeps, { account }: Answers): PlatformClient {
  return deps.client(required(account));
}

function namesOf(deps: CreateTriggerDeps, { account }: Answers): ChannelNames | undefined {
  return deps.channelNames(required(account));
}

function definitionOf({ model }: Answers): string | undefined {
  return model === undefined || model.kind === 'none' ? undefined : model.definition;
}

function selectedModel(model: ModelAnswer | undefined): string | undefined {
  switch (model?.kind) {
    case undefined:
    case 'none':
      return 'none';
    case 'definition':
      return `definition ${model.definition}`;
    case 'model':
      return model.definition === undefined ? undefined : `definition ${model.definition}`;
  }
}
