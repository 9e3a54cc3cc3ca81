import { l10n, TreeItemCollapsibleState, type TreeItem } from 'vscode';
import type { HelperModel, Row } from '../../core/explorer/rowModel';
import { minuteTime } from '../../core/text/time';
import { filterText } from '../../core/runs/filter';
import { scanProgressText } from '../../core/runs/scanProgress';
import { failureMessage } from '../../core/text/failureMessages';
import { item, onClick, spoken } from './rowItem';

export type FilterModel = Extract<HelperModel, { readonly kind: 'filter' | 'scan' }>;
export type SearchModel = Extract<HelperModel, { readonly kind: 'search' }>;

/** The rows above and below the runs that a filter shows. */
export function filterItem(row: Row, model: FilterModel): TreeItem {
  const now = Date.now();
  const { filter, progress } = model;
  const counted = scanProgressText(l10n, filter, progress, now);
  if (model.kind === 'filter') {
    const asked = filterText(l10n, filter, now);
    const result = item(counted, 'filter-filled', TreeItemCollapsibleState.None, {
      description: asked,
      spoken: spoken(l10n.t('Filter: {0}', asked), counted),
    });
    result.command = onClick('abeja.filterRuns', l10n.t('Filter Runs…'), row);
    return result;
  }
  if (model.scanning) {
    const label = l10n.t('Scanning…');
    const result = item(label, 'loading~spin', TreeItemCollapsibleState.None, {
      description: l10n.t('click to stop'),
      spoken: spoken(label, counted, l10n.t('Enter stops it')),
    });
    result.command = onClick('abeja.stopScan', l10n.t('Stop Scanning'), row);
    return result;
  }
  const label =
    progress.rest === 'outside'
      ? l10n.t('Scan on past the time of the filter')
      : l10n.t('Scan more');
  const { reached, order } = progress;
  const time = reached === undefined ? undefined : minuteTime(reached, now);
  const result = item(label, 'search', TreeItemCollapsibleState.None, {
    description:
      time && (order === 'newestFirst' ? l10n.t('before {0}', time) : l10n.t('since {0}', time)),
    spoken: spoken(label, counted),
  });
  result.command = onClick('abeja.scanMore', label, row);
  return result;
}

/** The row about how much a filter of deployments and triggers has searched. */
export function searchItem(row: Row, model: SearchModel): TreeItem {
  const { search, failure, unknown, deployments, shown, parent } = model;
  const counted = l10n.t('{0} of {1} deployments match', shown, deployments);
  if (search !== undefined) {
    const label = l10n.t('Searching… {0} of {1} deployments', search.done, search.total);
    const result = item(label, 'loading~spin', TreeItemCollapsibleState.None, {
      description: l10n.t('click to stop'),
      spoken: spoken(label, counted, l10n.t('Enter stops it')),
    });
    result.command = onClick('abeja.stopSearch', l10n.t('Stop Searching'), row);
    return result;
  }
  if (unknown === 0) {
    const result = item(counted, 'filter-filled', TreeItemCollapsibleState.None, {
      description: l10n.t('all triggers searched'),
      spoken: spoken(counted, l10n.t('all triggers searched')),
    });
    result.command = onClick(
      'abeja.filterExplorer',
      l10n.t('Filter Deployments and Triggers…'),
      row,
    );
    return result;
  }
  const label = l10n.t('Search in all {0} deployments', deployments);
  const notKnown =
    failure === undefined
      ? l10n.t('triggers of {0} are not known', unknown)
      : l10n.t(
          'triggers of {0} are not known: {1}',
          unknown,
          failureMessage(l10n, failure, parent.host).cause,
        );
  const result = item(label, 'search', TreeItemCollapsibleState.None, {
    description: l10n.t('{0} · {1}', counted, notKnown),
    spoken: spoken(label, counted, notKnown),
  });
  result.command = onClick('abeja.searchTriggers', label, row);
  return result;
}
