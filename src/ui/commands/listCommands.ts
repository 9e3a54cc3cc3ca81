import { commands, l10n } from 'vscode';
import type { OrganizationAddress } from '../../core/address';
import type { Row } from '../../core/explorer/rowModel';
import { ONLY_QUESTION } from '../../core/prompts/prompter';
import type { CommandDeps } from './commandDeps';

/** Asks for a text and shows the deployments and triggers that match it. */
export async function filterExplorer(deps: CommandDeps): Promise<void> {
  const { prompter, lists, ready } = deps;
  await ready();
  const reply = await prompter.text({
    title: l10n.t('Filter deployments and triggers'),
    ...ONLY_QUESTION,
    prompt: l10n.t('Part of a name, of an ID or of a channel; leave it empty to show everything'),
    value: lists.text,
    check: () => undefined,
  });
  if (reply.kind === 'answer') {
    await show(deps, reply.value);
  }
}

/** Shows all deployments and triggers again. */
export async function showAll(deps: CommandDeps): Promise<void> {
  await show(deps, '');
}

/** Loads the triggers that the list filter could not check, for the organization of a row. */
export async function searchTriggers({ lists }: CommandDeps, row: Row | undefined): Promise<void> {
  const organization = searchedOrganization(row);
  if (organization !== undefined) {
    await lists.search(organization);
  }
}

/** Ends the search in the organization of a row, or every search. */
export function stopSearch({ lists, explorer }: CommandDeps, row: Row | undefined): undefined {
  for (const { model } of row === undefined ? explorer.rowTree.roots() : [row]) {
    if (model.kind === 'search' || model.kind === 'organization') {
      lists.stop(model.kind === 'search' ? model.parent : model.address);
    }
  }
}

async function show({ lists, tree }: CommandDeps, text: string): Promise<void> {
  const shown = lists.set(text);
  tree.view.message = lists.text === '' ? '' : l10n.t('Shown is what matches "{0}".', lists.text);
  await commands.executeCommand('setContext', 'abeja.isFiltered', lists.text !== '');
  await shown;
}

function searchedOrganization(row: Row | undefined): OrganizationAddress | undefined {
  return row?.model.kind === 'search' ? row.model.parent : undefined;
}
