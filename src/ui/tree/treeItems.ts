import { l10n, type MarkdownString, type TreeItem } from 'vscode';
import type { RowModel, Row } from '../../core/explorer/rowModel';
import { failureMessage } from '../../core/text/failureMessages';
import { filterItem, searchItem } from './filterItems';
import { listItem } from './listItems';
import { resourceItem } from './resourceItems';
import { modelTooltip } from './tooltips';

/** The tree item of a row. Its tooltip is made when it is asked for. */
export function treeItem(row: Row): TreeItem {
  const item = modelItem(row);
  item.id = row.id;
  item.contextValue = contextValue(row.model);
  return item;
}

/** The tooltip of a row, as Markdown. */
export function rowTooltip(row: Row): MarkdownString {
  return modelTooltip(row.model);
}

function modelItem(row: Row): TreeItem {
  const { model } = row;
  switch (model.kind) {
    case 'organization':
    case 'deployment':
    case 'trigger':
    case 'run':
      return resourceItem(model);
    case 'group':
    case 'more':
    case 'gap':
    case 'failed':
    case 'loading':
    case 'empty':
    case 'malformed':
      return listItem(row, model);
    case 'filter':
    case 'scan':
      return filterItem(row, model);
    case 'search':
      return searchItem(row, model);
  }
}

/** What menus test for with `viewItem`. */
function contextValue(model: RowModel): string {
  if (model.kind === 'more' && model.parent.kind === 'trigger') {
    return 'moreRuns';
  }
  if (model.kind === 'trigger' && model.watched === true) {
    return 'trigger watched';
  }
  if (model.kind === 'scan' && model.scanning) {
    return 'scanning';
  }
  if (model.kind === 'search' && model.search !== undefined) {
    return 'searching';
  }
  if (model.kind === 'organization') {
    return `organization.${model.account.source}${model.refused === true ? '.refused' : ''}`;
  }
  return model.kind === 'failed'
    ? `failed ${failureMessage(l10n, model.failure, model.parent.host).actions.join(' ')}`
    : model.kind;
}
