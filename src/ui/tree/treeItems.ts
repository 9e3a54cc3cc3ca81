import { l10n, type MarkdownString, type TreeItem } from 'vscode';
import type { Node, Row } from '../../core/explorer/rowModel';
import { tellFailure } from '../../core/text/failureMessages';
import { filterItem, searchItem } from './filterItems';
import { listItem } from './listItems';
import { resourceItem } from './resourceItems';
import { nodeTooltip } from './tooltips';

/** The tree item of a row. Its tooltip is made when it is asked for. */
export function treeItem(row: Row): TreeItem {
  const item = nodeItem(row);
  item.id = row.id;
  item.contextValue = contextValue(row.node);
  return item;
}

/** The tooltip of a row, as Markdown. */
export function rowTooltip(row: Row): MarkdownString {
  return nodeTooltip(row.node);
}

function nodeItem(row: Row): TreeItem {
  const { node } = row;
  switch (node.kind) {
    case 'organization':
    case 'deployment':
    case 'trigger':
    case 'run':
      return resourceItem(node);
    case 'fold':
    case 'more':
    case 'gap':
    case 'failed':
    case 'loading':
    case 'empty':
    case 'malformed':
      return listItem(row, node);
    case 'filter':
    case 'scan':
      return filterItem(row, node);
    case 'search':
      return searchItem(row, node);
  }
}

/** What menus test for with `viewItem`. */
function contextValue(node: Node): string {
  if (node.kind === 'more' && node.parent.kind === 'trigger') {
    return 'moreRuns';
  }
  if (node.kind === 'trigger' && node.watched === true) {
    return 'trigger watched';
  }
  if (node.kind === 'scan' && node.scanning) {
    return 'scanning';
  }
  if (node.kind === 'search' && node.search !== undefined) {
    return 'searching';
  }
  if (node.kind === 'organization') {
    return `organization.${node.account.source}${node.refused === true ? '.refused' : ''}`;
  }
  return node.kind === 'failed'
    ? `failed ${tellFailure(l10n, node.failure, node.parent.host).remedies.join(' ')}`
    : node.kind;
}
