import { l10n } from 'vscode';
import type { Row } from '../../core/explorer/rowModel';
import { triggerOf, type CommandDeps } from './commandDeps';
import { triggerNameAt } from '../names';

/** Starts to watch the trigger of a row. */
export async function watchTrigger(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const address = triggerOf(row ?? deps.tree.selected);
  if (address !== undefined) {
    await deps.autoRefresh.watch(address);
    deps.feedback.showDone(
      l10n.t('Trigger {0} is watched.', triggerNameAt(deps.explorer, address)),
    );
  }
}

/** Stops watching the trigger of a row. */
export async function stopWatching(deps: CommandDeps, row: Row | undefined): Promise<void> {
  const address = triggerOf(row ?? deps.tree.selected);
  if (address !== undefined) {
    await deps.autoRefresh.stopWatching(address);
    deps.feedback.showDone(
      l10n.t('Trigger {0} is not watched any more.', triggerNameAt(deps.explorer, address)),
    );
  }
}
