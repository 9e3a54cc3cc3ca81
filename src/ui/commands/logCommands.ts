import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  l10n,
  ProgressLocation,
  Range,
  Selection,
  TextEditorRevealType,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { RunAddress } from '../../core/address';
import { openingOf } from '../../core/logs/opening';
import { chooseRun } from '../../core/flows/runChoice';
import type { Row } from '../../core/explorer/rowModel';
import { documentAddress } from '../documents/documents';
import { saveLog } from '../documents/logFile';
import { MORE_LINES } from '../documents/logProviders';
import { logAddress, logUri } from '../documents/logUri';
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

/** Loads earlier lines of the log in a document. */
export async function loadEarlierLines({ logs }: CommandDeps, argument: unknown): Promise<void> {
  const uri = logOf(argument);
  if (uri !== undefined) {
    await logs.loadOlder(uri, MORE_LINES);
  }
}

/** Loads a log to its start, with a progress notification that can be cancelled. */
export async function loadWholeLog({ logs }: CommandDeps, argument: unknown): Promise<void> {
  const uri = logOf(argument);
  if (uri === undefined) {
    return;
  }
  await window.withProgress(
    {
      location: ProgressLocation.Notification,
      cancellable: true,
      title: l10n.t('Loading the log'),
    },
    async (progress, cancellation) => {
      const abort = new AbortController();
      cancellation.onCancellationRequested(() => abort.abort());
      try {
        await logs.loadOlder(uri, Infinity, {
          signal: abort.signal,
          progress: (size) => progress.report({ message: l10n.t('{0} lines', size) }),
        });
      } catch (error) {
        if (!abort.signal.aborted) {
          throw error;
        }
      }
    },
  );
}

/** Saves the whole log of a run to a file that the user chooses. */
export async function saveLogAs(deps: CommandDeps, argument: unknown): Promise<void> {
  const { explorer, feedback, redactKnown } = deps;
  const uri = logOf(argument);
  const address = uri && logAddress(uri);
  const client = address && explorer.organization(address)?.client;
  if (address === undefined || client === undefined) {
    return;
  }
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(homedir(), `${address.run}.log`)),
    title: l10n.t('Save log'),
  });
  if (target !== undefined && (await saveLog(client, address, target, redactKnown))) {
    feedback.showDone(l10n.t('The log was saved.'));
  }
}

/** The log that a command names, or the one in the active editor. */
function logOf(argument: unknown): Uri | undefined {
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  return uri !== undefined && logAddress(uri) !== undefined ? uri : undefined;
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
  return chosen && { ...triggerAddress(chosen), kind: 'run', run: chosen.run.id };
}
