import { l10n, TreeItemCollapsibleState, type TreeItem } from 'vscode';
import type { HelperNode, Row } from '../../core/explorer/rowModel';
import { minuteTime } from '../../core/text/time';
import { filterWords } from '../../core/runs/filter';
import { meterWords } from '../../core/runs/scanProgress';
import { tellFailure } from '../../core/text/failureMessages';
import { item, onClick, spoken } from './rowItem';

export type FilterNode = Extract<HelperNode, { readonly kind: 'filter' | 'scan' }>;
export type SearchNode = Extract<HelperNode, { readonly kind: 'search' }>;

/** The rows above and below the runs that a filter shows. */
export function filterItem(row: Row, node: FilterNode): TreeItem {
  const now = Date.now();
  const { filter, meter } = node;
  const counted = meterWords(l10n, filter, meter, now);
  if (node.kind === 'filter') {
    const asked = filterWords(l10n, filter, now);
    const result = item(counted, 'filter-filled', TreeItemCollapsibleState.None, {
      description: asked,
      spoken: spoken(l10n.t('Filter: {0}', asked), counted),
    });
    result.command = onClick('abeja.filterRuns', l10n.t('Filter Runs…'), row);
    return result;
  }
  if (node.scanning) {
    const label = l10n.t('Scanning…');
    const result = item(label, 'loading~spin', TreeItemCollapsibleState.None, {
      description: l10n.t('click to stop'),
      spoken: spoken(label, counted, l10n.t('Enter stops it')),
    });
    result.command = onClick('abeja.stopScan', l10n.t('Stop Scanning'), row);
    return result;
  }
  const label =
    meter.rest === 'outside' ? l10n.t('Scan on past the time of the filter') : l10n.t('Scan more');
  const place = meter.reached === undefined ? undefined : minuteTime(meter.reached, now);
  const result = item(label, 'search', TreeItemCollapsibleState.None, {
    ...(place === undefined
      ? {}
      : {
          description:
            meter.order === 'newestFirst'
              ? l10n.t('before {0}', place)
              : l10n.t('since {0}', place),
        }),
    spoken: spoken(label, counted),
  });
  result.command = onClick('abeja.scanMore', label, row);
  return result;
}

/** The row that says what a filter of deployments and triggers does not know. */
export function searchItem(row: Row, node: SearchNode): TreeItem {
  const { search, failure, unknown, deployments, shown, parent } = node;
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
          tellFailure(l10n, failure, parent.host).cause,
        );
  const result = item(label, 'search', TreeItemCollapsibleState.None, {
    description: l10n.t('{0} · {1}', counted, notKnown),
    spoken: spoken(label, counted, notKnown),
  });
  result.command = onClick('abeja.searchTriggers', label, row);
  return result;
}
