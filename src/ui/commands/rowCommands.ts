import { commands, Uri, window } from 'vscode';
import { addressedId, formatAddress } from '../../core/address';
import type { Row } from '../../core/explorer/rowModel';
import type { Remedy } from '../../core/text/failureMessages';
import type { CommandParts, Handler } from './commandDeps';
import { documentAddress, documentUri } from '../documents/documents';
import { loadMore } from './filterCommands';

/** Opens what a row is about as JSON. */
export async function openJson(parts: CommandParts, argument: Row | undefined): Promise<void> {
  const row = argument ?? parts.tree.selected;
  if (row !== undefined && 'address' in row.node) {
    await commands.executeCommand('vscode.open', documentUri(row.node.address));
  }
}

/** Puts the id of what a row is about on the clipboard: of a menu's row, or of the focused one. */
export async function copyId(
  { tree, feedback }: CommandParts,
  argument: Row | undefined,
): Promise<void> {
  const row = argument ?? (await tree.focused());
  if (row !== undefined && 'address' in row.node) {
    await feedback.copyId(addressedId(row.node.address));
  }
}

/** Asks again for what a document shows. */
export async function refreshDocument(
  { documents }: CommandParts,
  argument: unknown,
): Promise<void> {
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  if (uri !== undefined && documentAddress(uri) !== undefined) {
    await documents.refresh(uri);
  }
}

/** Does a remedy for the failure that a row stands for. */
export function remedy(remedy: Remedy): Handler {
  return async (parts, row) => {
    if (row?.node.kind === 'failed') {
      const { failure, parent } = row.node;
      const retry = (): Promise<void> => loadMore(parts, row);
      const call = formatAddress(parent);
      await parts.feedback.remedy(remedy, { failure, call, about: parent, retry });
    }
  };
}
