import { l10n } from 'vscode';
import type { TriggerAddress } from '../../core/address';
import { askForFilter } from '../../core/flows/filterRuns';
import { chooseTrigger } from '../../core/flows/triggerChoice';
import type { Row } from '../../core/explorer/rowModel';
import { NO_FILTER } from '../../core/runs/filter';
import { triggerOf, type CommandDeps } from './commandDeps';
import { knownAccounts } from './organizationCommands';
import { warnIfFull } from './runCommands';
import { triggerAddress, triggerChoiceDeps, triggerAnswers } from './triggerCommands';

/** Asks which runs of a trigger to show, and shows them. */
export async function filterRuns(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const { prompter, filters, tree } = deps;
  const address = triggerOf(row ?? tree.selected) ?? (await askWhichTrigger(deps));
  if (address === undefined) {
    return;
  }
  const current = filters.filter(address) ?? NO_FILTER;
  const filter = await askForFilter({
    l10n,
    prompter,
    now: () => Date.now(),
    current,
    earlier: filters.earlier.filter((other) => other !== current),
  });
  if (filter !== undefined) {
    await tree.reveal(address, { expand: true });
    warnIfFull(deps.feedback, await filters.set(address, filter));
  }
}

/** Clears the filter of a row's trigger, of the selected one, or of all triggers. */
export async function clearFilter(
  { filters, tree }: CommandDeps,
  row: Row | undefined,
): Promise<void> {
  const trigger = triggerOf(row ?? tree.selected);
  const isFiltered = trigger !== undefined && filters.filter(trigger) !== undefined;
  for (const address of isFiltered ? [trigger] : filters.triggers()) {
    await filters.set(address, NO_FILTER);
  }
}

/** Loads the runs or rows that a row stands for, or continues a scan whose last page failed. */
export async function loadMore(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const { explorer, filters } = deps;
  const address = triggerOf(row);
  const isOfScan =
    row?.model.kind === 'failed' &&
    address !== undefined &&
    filters.filter(address) !== undefined &&
    (row.model.section !== 'head' || explorer.lists.timeline(address) === undefined);
  if (isOfScan) {
    await scanMore(deps, row);
  } else if (row !== undefined) {
    await explorer.follow(row);
  }
}

/** Looks at more runs for the filter of a row's trigger. */
export async function scanMore(
  { filters, feedback }: CommandDeps,
  row: Row | undefined,
): Promise<void> {
  const address = triggerOf(row);
  if (address !== undefined) {
    warnIfFull(feedback, await filters.scan(address));
  }
}

/** Ends the scan for the filter of a row's trigger, or every scan. */
export function stopScan({ filters }: CommandDeps, row: Row | undefined): undefined {
  const trigger = triggerOf(row);
  for (const address of trigger === undefined ? filters.triggers() : [trigger]) {
    filters.stop(address);
  }
}

async function askWhichTrigger(deps: CommandDeps): Promise<TriggerAddress | undefined> {
  const accounts = await knownAccounts(deps);
  if (accounts === undefined) {
    return undefined;
  }
  const chosen = await chooseTrigger(
    triggerChoiceDeps(deps, accounts),
    l10n.t('Filter runs'),
    triggerAnswers(deps, deps.tree.selected, accounts),
  );
  return chosen && triggerAddress(chosen);
}
