import type { Problem } from '../prompts/prompter';
import { choice, pickStep, runWizard } from '../prompts/wizard';
import {
  requireTrigger,
  triggerSteps,
  type ChosenTrigger,
  type TriggerChoiceDeps,
} from './triggerChoice';

/** What the flow depends on. */
export interface DeleteTriggerDeps extends TriggerChoiceDeps {
  /** Sends the request. A problem is shown, and the question stays open. */
  readonly remove: (target: ChosenTrigger) => Promise<Problem | undefined>;
}

/**
 * Asks which trigger to delete, unless it is given, and for a confirmation; gives whether one was
 * deleted.
 */
export async function askForDeletion(
  deps: DeleteTriggerDeps,
  given: Partial<ChosenTrigger>,
): Promise<boolean> {
  const { l10n, prompter } = deps;
  let deleted = false;
  await runWizard<Partial<ChosenTrigger>>(
    prompter,
    l10n.t('Delete trigger'),
    [
      ...triggerSteps(deps, given),
      pickStep<Partial<ChosenTrigger>, 'keep' | 'delete'>({
        question: (answers) => {
          const target = requireTrigger(answers);
          const name = deps.triggerName(target.account, target.trigger);
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
              const problem = await deps.remove(target);
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
