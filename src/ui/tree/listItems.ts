import { l10n, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { localTime } from '../../core/text/time';
import type { HelperModel, Row } from '../../core/explorer/rowModel';
import { failureMessage } from '../../core/text/failureMessages';
import type { GapState } from '../../core/timeline/gaps';
import type { FilterModel, SearchModel } from './filterItems';
import { item, onClick, spoken } from './rowItem';

/** A row about the list it stands in, whatever a filter shows of that. */
export type ListModel = Exclude<HelperModel, FilterModel | SearchModel>;

/** The rows of a list beside its resources: groups, more to load, and why something is missing. */
export function listItem(row: Row, model: ListModel): TreeItem {
  switch (model.kind) {
    case 'group':
      return groupItem(model);
    case 'more': {
      if (model.state.kind !== 'token' && !model.loading) {
        return rescanItem(row, model.state);
      }
      const label = model.loading
        ? l10n.t('Loading more…')
        : model.parent.kind === 'trigger'
          ? l10n.t('Load more runs')
          : l10n.t('Load more');
      const result = item(
        label,
        model.loading ? 'loading~spin' : 'ellipsis',
        TreeItemCollapsibleState.None,
        {
          description: l10n.t('{0} loaded', model.loaded),
          spoken: l10n.t('{0}, {1} are loaded', label, model.loaded),
        },
      );
      result.command = onClick('abeja.loadMore', label, row);
      return result;
    }
    case 'gap': {
      if (model.state.kind !== 'token' && !model.loading) {
        return rescanItem(row, model.state);
      }
      const label = model.loading
        ? l10n.t('Loading…')
        : l10n.t(
            'Load the runs between {0} and {1}',
            localTime(model.older) ?? '…',
            localTime(model.newer) ?? '…',
          );
      const result = item(
        label,
        model.loading ? 'loading~spin' : 'group',
        TreeItemCollapsibleState.None,
        { spoken: label },
      );
      result.command = onClick('abeja.loadMore', label, row);
      return result;
    }
    case 'failed': {
      const message = failureMessage(l10n, model.failure, model.parent.host);
      const label = l10n.t('Could not load: {0}', message.cause);
      const result = item(label, 'warning', TreeItemCollapsibleState.None, {
        color: 'list.warningForeground',
        description: l10n.t('click to try again'),
        spoken: `${label}. ${message.sentence}`,
      });
      result.command = onClick('abeja.loadMore', l10n.t('Try again'), row);
      return result;
    }
    case 'loading': {
      const label = l10n.t('Loading…');
      return item(label, 'loading~spin', TreeItemCollapsibleState.None, { spoken: label });
    }
    case 'empty':
      return emptyItem(row, model.parent.kind);
    case 'malformed':
      return item(l10n.t('Unreadable entry'), 'warning', TreeItemCollapsibleState.None, {
        color: 'list.warningForeground',
        description: model.entry.reason,
        spoken: l10n.t('An entry of the list that could not be read: {0}', model.entry.reason),
      });
  }
}

function groupItem(model: Extract<ListModel, { readonly kind: 'group' }>): TreeItem {
  const day = model.day === '' ? l10n.t('no date') : model.day;
  const name =
    model.hour === undefined ? day : model.hour === '' ? l10n.t('no time') : `${model.hour}:00–`;
  const counts = [
    model.count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', model.count),
    model.failed === 0 ? '' : l10n.t('{0} failed', model.failed),
  ];
  return item(
    name,
    model.hour === undefined ? 'calendar' : 'clock',
    TreeItemCollapsibleState.Collapsed,
    {
      description: counts.filter((text) => text !== '').join(' · '),
      color: model.failed === 0 ? undefined : 'list.errorForeground',
      spoken: spoken(
        model.hour === undefined
          ? l10n.t('Loaded runs of {0}', day)
          : l10n.t('Loaded runs of {0} from {1} o’clock', day, model.hour),
        ...counts,
      ),
    },
  );
}

/** The row of a gap whose token is not known, so that it is read from an earlier page. */
function rescanItem(row: Row, state: Exclude<GapState, { kind: 'token' }>): TreeItem {
  switch (state.kind) {
    case 'cyclicToken': {
      const label = l10n.t('The platform repeats itself here');
      const result = item(label, 'warning', TreeItemCollapsibleState.None, {
        color: 'list.warningForeground',
        description: l10n.t('click to look for more runs from the top'),
        spoken: l10n.t('{0}: more runs may follow. Click to look for them from the top', label),
      });
      result.command = onClick('abeja.loadMore', l10n.t('Try again'), row);
      return result;
    }
    case 'rescan': {
      const label = l10n.t('Go on looking for these runs');
      const passed = l10n.t('{0} passed from the top', state.passed);
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
