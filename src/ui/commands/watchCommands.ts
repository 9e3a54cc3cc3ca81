import { l10n } from 'vscode';
import type { TriggerAddress } from '../../core/address';
import type { Row } from '../../core/explorer/rowModel';
import type { CommandParts } from './commandDeps';
import { nameAt } from '../names';

/** Starts to watch the trigger of a row. */
export async function watchTrigger(parts: CommandParts, row: Row | undefined): Promise<void> {
  const address = triggerOf(row ?? parts.tree.selected);
  if (address !== undefined) {
    await parts.attention.watch(address);
    parts.feedback.done(l10n.t('Trigger {0} is watched.', nameAt(parts.explorer, address)));
  }
}

/** Stops watching the trigger of a row. */
export async function stopWatching(parts: CommandParts, row: Row | undefined): Promise<void> {
  const address = triggerOf(row ?? parts.tree.selected);
  if (address !== undefined) {
    await parts.attention.stopWatching(address);
    parts.feedback.done(
      l10n.t('Trigger {0} is not watched any more.', nameAt(parts.explorer, address)),
    );
  }
}

function triggerOf(row: Row | undefined): TriggerAddress | undefined {
  return row?.node.kind === 'trigger' ? row.node.address : undefined;
}
