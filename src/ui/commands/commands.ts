import { commands, l10n, Uri, type Disposable } from 'vscode';
import type { Address } from '../../core/address';
import type { Row } from '../../core/explorer/rowModel';
import { addressOf, type CommandDeps, type Handler } from './commandDeps';
import { documentAddress } from '../documents/documents';
import { logAddress } from '../documents/logUri';
import { clearFilter, filterRuns, loadMore, scanMore, stopScan } from './filterCommands';
import { filterExplorer, searchTriggers, showAll, stopSearch } from './listCommands';
import { loadEarlierLines, loadWholeLog, openLog, saveLogAs } from './logCommands';
import {
  addOrganization,
  explainNotice,
  importOrganizations,
  removeOrganization,
  replaceToken,
} from './organizationCommands';
import { copyId, openJson, refreshDocument, runAction } from './rowCommands';
import { loadAll, loadUntil, reverseOrder } from './runCommands';
import { askAndCreate, askAndDelete } from './triggerCommands';
import { stopWatching, watchTrigger } from './watchCommands';

/** Every command of the extension. A menu or a key passes a row or nothing. */
const COMMANDS: Readonly<Record<string, Handler>> = {
  'abeja.addOrganization': addOrganization,
  'abeja.importFromCli': importOrganizations,
  'abeja.replaceToken': replaceToken,
  'abeja.removeOrganization': removeOrganization,
  'abeja.showNotice': (deps, _row, argument) => explainNotice(deps, argument),
  'abeja.createTrigger': askAndCreate,
  'abeja.deleteTrigger': askAndDelete,
  'abeja.watchTrigger': watchTrigger,
  'abeja.stopWatchingTrigger': stopWatching,
  'abeja.openJson': openJson,
  'abeja.openLog': openLog,
  'abeja.loadEarlierLines': (deps, _row, argument) => loadEarlierLines(deps, argument),
  'abeja.loadWholeLog': (deps, _row, argument) => loadWholeLog(deps, argument),
  'abeja.saveLog': (deps, _row, argument) => saveLogAs(deps, argument),
  'abeja.copyId': copyId,
  'abeja.refresh': ({ explorer, tree }) => explorer.refresh(undefined, (row) => tree.isOpen(row)),
  'abeja.refreshRow': ({ explorer, tree }, row) =>
    row && explorer.refresh(row, (open) => tree.isOpen(open)),
  'abeja.refreshDocument': (deps, _row, argument) => refreshDocument(deps, argument),
  'abeja.loadMore': loadMore,
  'abeja.loadUntil': loadUntil,
  'abeja.loadAll': loadAll,
  'abeja.reverseOrder': reverseOrder,
  'abeja.filterRuns': filterRuns,
  'abeja.clearFilter': clearFilter,
  'abeja.scanMore': scanMore,
  'abeja.stopScan': stopScan,
  'abeja.filterExplorer': filterExplorer,
  'abeja.showAll': showAll,
  'abeja.searchTriggers': searchTriggers,
  'abeja.stopSearch': stopSearch,
  'abeja.tryAgain': runAction('retry'),
  'abeja.signInAgain': runAction('replaceToken'),
  'abeja.openSettings': runAction('openSettings'),
  'abeja.copyDetails': runAction('copyDetails'),
  'abeja.focusExplorer': ({ tree }) => tree.focus(),
  'abeja.showLog': ({ feedback }) => {
    feedback.showLog();
    return undefined;
  },
};

/** What is stopped changes the list all the time: without a row, all that is under way is stopped. */
const STOPS: ReadonlySet<Handler> = new Set([stopScan, stopSearch]);

/** The part of the manifest that says which commands have a button on a row. */
export interface Manifest {
  readonly contributes: {
    readonly menus: {
      readonly 'view/item/context': readonly { readonly command: string; readonly group: string }[];
    };
  };
}

/** The same command as the one of a menu, under an id of its own: VS Code does not say which was used. */
const BUTTON = '.button';

/** Registers every command; what fails is shown by `Feedback.withErrorReporting`. */
export function registerCommands(deps: CommandDeps, manifest: Manifest): Disposable[] {
  const buttons = manifest.contributes.menus['view/item/context']
    .filter(({ group }) => group.startsWith('inline'))
    .map(({ command }) => command);
  const ids = new Set([...Object.keys(COMMANDS), ...buttons]);
  // Opening a menu focuses its row; pressing a button on a row does not.
  const lostRow = async (id: string): Promise<Row | undefined> =>
    buttons.includes(id) ? undefined : await deps.tree.focused();
  return [...ids].map((id) =>
    commands.registerCommand(id, async (...args: unknown[]) => {
      const [argument] = args;
      // A menu passes its row and the selection. While VS Code refreshes a list, the row is undefined.
      const isLost = args.length === 2 && argument === undefined;
      const row = isLost ? await lostRow(id) : deps.explorer.rowTree.of(argument);
      const handler = COMMANDS[id.replace(BUTTON, '')];
      if (handler === undefined || (isLost && row === undefined && !STOPS.has(handler))) {
        deps.feedback.showWarning(
          l10n.t('The list was changing at that moment. Please try it again.'),
        );
        return;
      }
      const address = row === undefined ? addressOfUri(argument) : addressOf(row);
      await deps.feedback.withErrorReporting(
        () => Promise.resolve(handler(deps, row, argument)),
        address,
      );
    }),
  );
}

function addressOfUri(argument: unknown): Address | undefined {
  return argument instanceof Uri ? (documentAddress(argument) ?? logAddress(argument)) : undefined;
}
