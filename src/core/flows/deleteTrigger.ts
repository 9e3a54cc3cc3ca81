import type { Problem } from '../prompts/prompter';
import { choice, pickStep, runWizard, type Step } from '../prompts/wizard';
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

interface Answers extends Partial<ChosenTrigger> {
  readonly confirmation?: 'keep' | 'delete';
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
  const steps = [...triggerSteps(deps, given), confirmationStep(deps)];
  const answers = await runWizard<Answers>(prompter, l10n.t('Delete trigger'), steps, given);
  return answers?.confirmation === 'delete';
}

function confirmationStep(deps: DeleteTriggerDeps): Step<Answers> {
  const { l10n } = deps;
  return pickStep<Answers, 'keep' | 'delete'>('confirmation', (answers) => {
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
      submit: async (value) => (value === 'keep' ? undefined : await deps.remove(target)),
    };
  });
}
