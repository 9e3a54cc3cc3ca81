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
  modelQuestion,
  modelSourceQuestion,
  versionQuestion,
  type ModelSource,
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
  readonly modelSource?: ModelSource;
  /** A model of the definition that is the source. */
  readonly model?: Named;
  readonly output?: Named;
  readonly distribution?: string;
  readonly retryCount?: string;
  readonly variables?: readonly Variable[];
}

const NO_OUTPUT: Named = { id: 'none', name: '' };

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
      ...deploymentSteps(deps, given),
      ...resourceSteps(deps),
      distributionStep(l10n),
      retryCountStep(l10n),
      variablesStep(l10n),
      reviewStep<Answers>(l10n, {
        action: l10n.t('Create trigger'),
        body: triggerRequest,
        notes: (complete) => reviewNotes(l10n, complete),
        submit: (complete) => {
          const { account, deployment } = complete;
          return deps.create(
            { account: required(account), deployment: required(deployment) },
            triggerRequest(complete),
          );
        },
      }),
    ],
    given,
  );
  return answers !== undefined;
}

/** The body of the request (B.1 of docs/platform-api.md); `{}` for no variables. */
function triggerRequest(answers: Answers): TriggerRequest {
  const { version, input, output, modelSource, distribution } = answers;
  const model = modelSource?.kind === 'model' ? modelSource.model : answers.model;
  return {
    version_id: required(version).id,
    input_service_name: 'datalake',
    input_service_id: required(input).id,
    retry_count: Number(answers.retryCount ?? DEFAULT_RETRY_COUNT),
    environment: Object.fromEntries(
      (answers.variables ?? []).map(({ key, value }) => [key, value]),
    ),
    ...(model === undefined ? {} : { models: { alias: model.id } }),
    ...(output === undefined || output === NO_OUTPUT
      ? {}
      : { output_service_name: 'datalake', output_service_id: output.id }),
    ...(distribution === undefined || distribution === ''
      ? {}
      : { distribution: Number(distribution) }),
  };
}

/** The questions for what the platform lists. */
function resourceSteps(deps: CreateTriggerDeps): readonly Step<Answers>[] {
  const { l10n } = deps;
  const clientOf = ({ account }: Answers): PlatformClient => deps.client(required(account));
  const namesOf = ({ account }: Answers): ChannelNames | undefined =>
    deps.channelNames(required(account));
  return [
    pickStep<Answers, Named>('version', (answers, earlier) =>
      versionQuestion(l10n, clientOf(answers), required(answers.deployment).id, earlier.version),
    ),
    pickStep<Answers, Named>('input', (answers, earlier) =>
      channelQuestion(
        l10n,
        clientOf(answers),
        namesOf(answers),
        l10n.t('Pick the input channel, or type its ID; each new file starts a run'),
        earlier.input,
      ),
    ),
    pickStep<Answers, ModelSource>('modelSource', (answers, earlier) =>
      modelSourceQuestion(l10n, clientOf(answers), earlier.modelSource),
    ),
    pickStep<Answers, Named>(
      'model',
      (answers, earlier) =>
        modelQuestion(l10n, clientOf(answers), definitionOf(answers) ?? '', earlier.model),
      (answers) => definitionOf(answers) !== undefined,
    ),
    pickStep<Answers, Named>('output', (answers, earlier) =>
      channelQuestion(
        l10n,
        clientOf(answers),
        namesOf(answers),
        l10n.t('Pick the output channel of the results, or type its ID'),
        earlier.output,
        [choice(NO_OUTPUT, NO_OUTPUT.id, l10n.t('No output channel'), { icon: 'circle-slash' })],
      ),
    ),
  ];
}

function definitionOf({ modelSource }: Answers): string | undefined {
  return modelSource?.kind === 'definition' ? modelSource.name : undefined;
}

function distributionStep(l10n: Localization): Step<Answers> {
  return textStep('distribution', () => ({
    prompt: l10n.t(
      'Distribution: its remainder picks the queue. Leave it empty for the default, round robin.',
    ),
    value: '',
    check: (text) => checkDistribution(l10n, text),
  }));
}

function retryCountStep(l10n: Localization): Step<Answers> {
  return textStep('retryCount', () => ({
    prompt: l10n.t('Retry count: how often a failed run is tried again, 0 to 9'),
    value: String(DEFAULT_RETRY_COUNT),
    check: (text) => checkRetryCount(l10n, text),
  }));
}

function reviewNotes(l10n: Localization, { input, output }: Answers): readonly string[] {
  return input !== undefined && input.id === output?.id
    ? [l10n.t('Input and output are the same channel: each result would start the next run.')]
    : [];
}
