import { l10n, ProgressLocation, window } from 'vscode';
import type { TriggerAddress } from '../../core/address';
import { askForGoal } from '../../core/flows/loadGoal';
import type { Goal, GoalOutcome } from '../../core/explorer/runLists';
import { onTrigger, type CommandDeps } from './commandDeps';
import type { Feedback } from '../feedback';

/** Loads the runs of a trigger up to a number or a time that the user enters. */
export const loadUntil = onTrigger(async (deps, address) => {
  const loaded = deps.explorer.lists.timeline(address)?.size ?? 0;
  const goal = await askForGoal(l10n, deps.prompter, loaded);
  if (goal !== undefined) {
    await load(deps, address, goal);
  }
});

/** Loads all runs of a trigger. */
export const loadAll = onTrigger((deps, address) => load(deps, address, { kind: 'all' }));

/** Reverses the order in which the runs of a trigger are shown. */
export const reverseOrder = onTrigger((deps, address) => deps.explorer.runs.reverse(address));

/** Loads with a progress notification that the user can cancel. */
async function load(
  { explorer, feedback }: CommandDeps,
  address: TriggerAddress,
  goal: Goal,
): Promise<void> {
  const outcome = await window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title: l10n.t('Loading runs') },
    (progress, cancellation) =>
      explorer.runs.readUntil(address, goal, (loaded) => {
        progress.report({ message: l10n.t('{0} loaded', loaded) });
        return !cancellation.isCancellationRequested;
      }),
  );
  warnIfFull(feedback, outcome);
}

/** Warns when loading ended because of the limit of loaded runs. */
export function warnIfFull(feedback: Feedback, outcome: GoalOutcome): void {
  if (outcome === 'full') {
    feedback.showProblem({
      severity: 'warning',
      message: l10n.t(
        'This is as many runs as the explorer keeps loaded. The rest can still be loaded page by page.',
      ),
    });
  }
}
