import { l10n, ProgressLocation, window } from 'vscode';
import type { TriggerAddress } from '../../core/address';
import { askForGoal } from '../../core/flows/loadGoal';
import type { Row } from '../../core/explorer/rowModel';
import type { Goal, GoalOutcome } from '../../core/explorer/runLists';
import { addressOf, type CommandDeps } from './commandDeps';
import type { Feedback } from '../feedback';

/** Loads the runs of a trigger as far as the person says. */
export async function loadUntil(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const address = triggerOf(deps, row);
  if (address === undefined) {
    return;
  }
  const goal = await askForGoal({
    l10n,
    prompter: deps.prompter,
    now: () => Date.now(),
    loaded: deps.explorer.timeline(address)?.size ?? 0,
  });
  if (goal !== undefined) {
    await load(deps, address, goal);
  }
}

/** Loads all runs of a trigger. */
export async function loadAll(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const address = triggerOf(deps, row);
  if (address !== undefined) {
    await load(deps, address, { kind: 'all' });
  }
}

/** Shows the runs of a trigger from the other end. */
export async function reverseOrder(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const address = triggerOf(deps, row);
  if (address !== undefined) {
    await deps.explorer.runs.reverse(address);
  }
}

/** Shows how far the loading is, and ends it when the person says so. */
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

/** Says why no more runs are loaded, when it is because of the bound of what is kept. */
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

function triggerOf({ tree }: CommandDeps, row: Row | undefined): TriggerAddress | undefined {
  const shown = row ?? tree.selected;
  const address = shown && addressOf(shown);
  return address?.kind === 'trigger' ? address : undefined;
}
