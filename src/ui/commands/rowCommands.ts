import { commands, Uri, window } from 'vscode';
import { addressedId, formatAddress } from '../../core/address';
import type { Row } from '../../core/explorer/rowModel';
import type { FailureAction } from '../../core/text/failureMessages';
import type { CommandDeps, Handler } from './commandDeps';
import { documentAddress, documentUri } from '../documents/documents';
import { loadMore } from './filterCommands';

/** Opens what a row is about as JSON. */
export async function openJson(deps: CommandDeps, argument: Row | undefined): Promise<void> {
  const row = argument ?? deps.tree.selected;
  if (row !== undefined && 'address' in row.model) {
    await commands.executeCommand('vscode.open', documentUri(row.model.address));
  }
}

/** Puts the id of what a row is about on the clipboard: of a menu's row, or of the focused one. */
export async function copyId(
  { tree, feedback }: CommandDeps,
  argument: Row | undefined,
): Promise<void> {
  const row = argument ?? (await tree.focused());
  if (row !== undefined && 'address' in row.model) {
    await feedback.copyId(addressedId(row.model.address));
  }
}

/** Asks again for what a document shows. */
export async function refreshDocument(
  { documents }: CommandDeps,
  argument: unknown,
): Promise<void> {
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  if (uri !== undefined && documentAddress(uri) !== undefined) {
    await documents.refresh(uri);
  }
}

/** Does a remedy for the failure that a row stands for. */
export function runAction(action: FailureAction): Handler {
  return async (deps, row) => {
    if (row?.model.kind === 'failed') {
      const { failure, parent } = row.model;
      const retry = (): Promise<void> => loadMore(deps, row);
      const call = formatAddress(parent);
      await deps.feedback.runAction(action, { failure, call, address: parent, retry });
    }
  };
}
