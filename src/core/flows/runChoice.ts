import type { Run } from '../../api/resources/runs';
import { statusText } from '../runs/status';
import { shortTime } from '../text/time';
import { choice, pickStep, runWizard } from '../prompts/wizard';
import { pages, typedId } from './platformChoices';
import {
  requireTrigger,
  required,
  triggerSteps,
  type ChosenTrigger,
  type TriggerChoiceDeps,
} from './triggerChoice';

/** A run by its id, its trigger, its deployment and its account. */
export interface ChosenRun extends ChosenTrigger {
  readonly runId: string;
}

/** Asks for a run of a trigger; `undefined` when the user cancelled. */
export async function chooseRun(
  deps: TriggerChoiceDeps,
  title: string,
  given: Partial<ChosenTrigger>,
): Promise<ChosenRun | undefined> {
  const { l10n } = deps;
  type Answers = Partial<ChosenRun>;
  const answers = await runWizard<Answers>(
    deps.prompter,
    title,
    [
      ...triggerSteps(deps, given),
      pickStep<Answers, string>({
        question: (before, earlier) => {
          const { account, deployment, trigger } = requireTrigger(before);
          const { triggers } = deps.client(account);
          return {
            placeholder: l10n.t('Pick a run, or type its ID'),
            selected: earlier.runId,
            load: pages(
              (next, signal) =>
                triggers.runs(deployment.id, trigger.trigger_id, { signal, ...next }),
              (runs: readonly Run[]) =>
                runs.map((run) =>
                  choice(
                    run.run_id,
                    run.run_id,
                    [shortTime(run.created_at, Date.now()), statusText(l10n, run.status)]
                      .filter((part) => part !== undefined)
                      .join(' · '),
                    { description: run.run_id },
                  ),
                ),
            ),
            typed: typedId(l10n, ({ id }) => id),
            empty: l10n.t('This trigger has no runs.'),
          };
        },
        read: (before, runId) => ({ ...before, runId }),
      }),
    ],
    given,
  );
  return answers && { ...requireTrigger(answers), runId: required(answers.runId) };
}
