import { commands, env, l10n, Uri, window } from 'vscode';
import { addressedId } from '../core/address';
import type { Row } from '../core/node';
import type { CommandParts } from './commandParts';
import { documentAddress, documentUri } from './documents';

/** Opens what a row is about as JSON. */
export async function openJson(parts: CommandParts, argument: Row | undefined): Promise<void> {
  const row = argument ?? parts.tree.selected;
  if (row !== undefined && 'address' in row.node) {
    await commands.executeCommand('vscode.open', documentUri(row.node.address));
  }
}

/** Puts the id of what a row is about on the clipboard. */
export async function copyId(
  { tree, feedback }: CommandParts,
  argument: Row | undefined,
): Promise<void> {
  const row = argument ?? tree.selected;
  if (row !== undefined && 'address' in row.node) {
    const id = addressedId(row.node.address);
    await env.clipboard.writeText(id);
    feedback.done(l10n.t('{0} was copied.', id));
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
