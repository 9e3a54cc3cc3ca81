import { pickStep, runWizard } from '../prompts/wizard';
import { runQuestion, type Named } from './platformChoices';
import {
  requireTrigger,
  required,
  triggerSteps,
  type ChosenTrigger,
  type TriggerChoiceDeps,
} from './triggerChoice';

/** A run, its trigger, its deployment and its account. */
export interface ChosenRun extends ChosenTrigger {
  readonly run: Named;
}

/** Asks for a run of a trigger; `undefined` when the user cancelled. */
export async function chooseRun(
  deps: TriggerChoiceDeps,
  title: string,
  given: Partial<ChosenTrigger>,
): Promise<ChosenRun | undefined> {
  const answers = await runWizard<Partial<ChosenRun>>(
    deps.prompter,
    title,
    [
      ...triggerSteps(deps, given),
      pickStep<Partial<ChosenRun>, Named>('run', (before, earlier) => {
        const { account, deployment, trigger } = requireTrigger(before);
        const client = deps.client(account);
        return runQuestion(deps.l10n, client, deployment.id, trigger.trigger_id, earlier.run);
      }),
    ],
    given,
  );
  return answers && { ...requireTrigger(answers), run: required(answers.run) };
}
