import { l10n, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { localTime } from '../../core/text/time';
import type { HelperNode, HoleWay, Row } from '../../core/explorer/rowModel';
import { tellFailure } from '../../core/text/failureMessages';
import type { FilterNode, SearchNode } from './filterItems';
import { item, onClick, spoken } from './rowItem';

/** A row about the list it stands in, whatever is shown of that. */
export type ListNode = Exclude<HelperNode, FilterNode | SearchNode>;

/** The row of what a list has beside its things: folds, ways on, and why something is not there. */
export function listItem(row: Row, node: ListNode): TreeItem {
  switch (node.kind) {
    case 'fold':
      return foldItem(node);
    case 'more': {
      if (node.way.kind !== 'token' && !node.loading) {
        return wayItem(row, node.way);
      }
      const label = node.loading
        ? l10n.t('Loading more…')
        : node.parent.kind === 'trigger'
          ? l10n.t('Load more runs')
          : l10n.t('Load more');
      const result = item(
        label,
        node.loading ? 'loading~spin' : 'ellipsis',
        TreeItemCollapsibleState.None,
        {
          description: l10n.t('{0} loaded', node.loaded),
          spoken: l10n.t('{0}, {1} are loaded', label, node.loaded),
        },
      );
      result.command = onClick('abeja.loadMore', label, row);
      return result;
    }
    case 'gap': {
      if (node.way.kind !== 'token' && !node.loading) {
        return wayItem(row, node.way);
      }
      const label = node.loading
        ? l10n.t('Loading…')
        : l10n.t(
            'Load the runs between {0} and {1}',
            localTime(node.older) ?? '…',
            localTime(node.newer) ?? '…',
          );
      const result = item(
        label,
        node.loading ? 'loading~spin' : 'fold',
        TreeItemCollapsibleState.None,
        { spoken: label },
      );
      result.command = onClick('abeja.loadMore', label, row);
      return result;
    }
    case 'failed': {
      const telling = tellFailure(l10n, node.failure, node.parent.host);
      const label = l10n.t('Could not load: {0}', telling.cause);
      const result = item(label, 'warning', TreeItemCollapsibleState.None, {
        color: 'list.warningForeground',
        description: l10n.t('click to try again'),
        spoken: `${label}. ${telling.sentence}`,
      });
      result.command = onClick('abeja.loadMore', l10n.t('Try again'), row);
      return result;
    }
    case 'loading': {
      const label = l10n.t('Loading…');
      return item(label, 'loading~spin', TreeItemCollapsibleState.None, { spoken: label });
    }
    case 'empty':
      return emptyItem(row, node.parent.kind);
    case 'malformed':
      return item(l10n.t('Unreadable entry'), 'warning', TreeItemCollapsibleState.None, {
        color: 'list.warningForeground',
        description: node.entry.reason,
        spoken: l10n.t('An entry of the list that could not be read: {0}', node.entry.reason),
      });
  }
}

function foldItem(node: Extract<ListNode, { readonly kind: 'fold' }>): TreeItem {
  const day = node.day === '' ? l10n.t('no date') : node.day;
  const name =
    node.hour === undefined ? day : node.hour === '' ? l10n.t('no time') : `${node.hour}:00–`;
  const counts = [
    node.count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', node.count),
    node.failed === 0 ? '' : l10n.t('{0} failed', node.failed),
  ];
  return item(
    name,
    node.hour === undefined ? 'calendar' : 'clock',
    TreeItemCollapsibleState.Collapsed,
    {
      description: counts.filter((part) => part !== '').join(' · '),
      ...(node.failed === 0 ? {} : { color: 'list.errorForeground' }),
      spoken: spoken(
        node.hour === undefined
          ? l10n.t('Loaded runs of {0}', day)
          : l10n.t('Loaded runs of {0} from {1} o’clock', day, node.hour),
        ...counts,
      ),
    },
  );
}

/** Where no token leads on, so that the way is looked for from the head of the list. */
function wayItem(row: Row, way: Exclude<HoleWay, { kind: 'token' }>): TreeItem {
  switch (way.kind) {
    case 'circle': {
      const label = l10n.t('The platform repeats itself here');
      const result = item(label, 'warning', TreeItemCollapsibleState.None, {
        color: 'list.warningForeground',
        description: l10n.t('click to look for more runs from the top'),
        spoken: l10n.t('{0}: more runs may follow. Click to look for them from the top', label),
      });
      result.command = onClick('abeja.loadMore', l10n.t('Try again'), row);
      return result;
    }
    case 'again': {
      const label = l10n.t('Go on looking for these runs');
      const passed = l10n.t('{0} passed from the top', way.passed);
      const result = item(label, 'ellipsis', TreeItemCollapsibleState.None, {
        description: passed,
        spoken: spoken(label, passed),
      });
      result.command = onClick('abeja.loadMore', label, row);
      return result;
    }
  }
}

function emptyItem(row: Row, parent: 'organization' | 'deployment' | 'trigger'): TreeItem {
  switch (parent) {
    case 'organization': {
      const label = l10n.t('No deployments');
      return item(label, 'info', TreeItemCollapsibleState.None, {
        description: l10n.t('make one in the ABEJA console'),
        spoken: label,
      });
    }
    case 'deployment': {
      const label = l10n.t('No triggers yet');
      const result = item(label, 'info', TreeItemCollapsibleState.None, {
        description: l10n.t('click to create one'),
        spoken: label,
      });
      result.command = onClick('abeja.createTrigger', l10n.t('Create Trigger…'), row);
      return result;
    }
    case 'trigger': {
      const label = l10n.t('No runs yet');
      return item(label, 'info', TreeItemCollapsibleState.None, {
        description: l10n.t('upload a file to the input channel to start one'),
        spoken: label,
      });
    }
  }
}
