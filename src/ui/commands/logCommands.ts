import { l10n, Range, Selection, TextEditorRevealType, Uri, window, workspace } from 'vscode';
import type { RunAddress } from '../../core/address';
import { openingOf } from '../../core/logs/opening';
import { chooseRun } from '../../core/flows/runChoice';
import type { Row } from '../../core/explorer/rowModel';
import { documentAddress } from '../documents/documents';
import { logUri } from '../documents/logDocuments';
import type { CommandDeps } from './commandDeps';
import { knownAccounts } from './organizationCommands';
import { triggerAddress, triggerAnswers, triggerChoiceDeps } from './triggerCommands';

/** Opens the log of a run: of a row, of a document's run, or of one that the user chooses. */
export async function openLog(
  deps: CommandDeps,
  row: Row | undefined,
  argument: unknown,
): Promise<void> {
  const address = runOf(row, argument) ?? (await askForRun(deps, row));
  if (address !== undefined) {
    await showLog(deps, address);
  }
}

/** Shows a log where it says why its run failed, or at its end. */
async function showLog({ logs }: CommandDeps, address: RunAddress): Promise<void> {
  const uri = logUri(address);
  const document = await workspace.openTextDocument(uri);
  if ((await logs.loaded(uri)) === undefined) {
    await logs.refresh(uri);
  }
  const loaded = await logs.loaded(uri);
  const editor = await window.showTextDocument(document);
  if (loaded !== undefined) {
    const { start, end, focus } = openingOf(loaded.log, loaded.run);
    editor.selection =
      start === end
        ? new Selection(end, 0, end, 0)
        : new Selection(start, 0, end, document.lineAt(end).text.length);
    editor.revealRange(new Range(focus, 0, focus, 0), TextEditorRevealType.InCenter);
  }
}

function runOf(row: Row | undefined, argument: unknown): RunAddress | undefined {
  const address =
    row?.model.kind === 'run'
      ? row.model.address
      : argument instanceof Uri
        ? documentAddress(argument)
        : undefined;
  return address?.kind === 'run' ? address : undefined;
}

async function askForRun(deps: CommandDeps, row: Row | undefined): Promise<RunAddress | undefined> {
  const accounts = await knownAccounts(deps);
  const chosen =
    accounts &&
    (await chooseRun(
      triggerChoiceDeps(deps, accounts),
      l10n.t('Open log'),
      triggerAnswers(deps, row, accounts),
    ));
  return chosen && { ...triggerAddress(chosen), kind: 'run', run: chosen.runId };
}
