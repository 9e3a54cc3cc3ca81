import { commands, Uri, window } from 'vscode';
import { addressedId, formatAddress } from '../../core/address';
import type { Row } from '../../core/explorer/rowModel';
import type { FailureAction } from '../../core/text/failureMessages';
import type { CommandDeps, Handler } from './commandDeps';
import { documentAddress, documentUri } from '../documents/documents';
import { logAddress } from '../documents/logUri';
import { loadMore } from './filterCommands';

/** Opens the resource of a row as JSON. */
export async function openJson(deps: CommandDeps, argument: Row | undefined): Promise<void> {
  const row = argument ?? deps.tree.selected;
  if (row !== undefined && 'address' in row.model) {
    await commands.executeCommand('vscode.open', documentUri(row.model.address));
  }
}

/** Copies the id of a row's resource: of the row of a menu, or of the focused one. */
export async function copyId(
  { tree, feedback }: CommandDeps,
  argument: Row | undefined,
): Promise<void> {
  const row = argument ?? (await tree.focused());
  if (row !== undefined && 'address' in row.model) {
    await feedback.copyId(addressedId(row.model.address));
  }
}

/** Requests the resource of a document again. */
export async function refreshDocument(
  { documents, logs }: CommandDeps,
  argument: unknown,
): Promise<void> {
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  if (uri !== undefined && documentAddress(uri) !== undefined) {
    await documents.refresh(uri);
  } else if (uri !== undefined && logAddress(uri) !== undefined) {
    await logs.refresh(uri);
  }
}

/** Makes the command for an action on the failure that a row shows. */
export function runAction(action: FailureAction): Handler {
  return async (deps, row) => {
    if (row?.model.kind === 'failed') {
      const { failure, parent } = row.model;
      await deps.feedback.runAction(action, {
        failure,
        call: formatAddress(parent),
        address: parent,
        retry: () => loadMore(deps, row),
      });
    }
  };
}
