import { l10n, type TreeItem } from 'vscode';
import type { ModelOf, Row } from '../../core/explorer/rowModel';
import { minuteTime } from '../../core/text/time';
import { filterText } from '../../core/runs/filter';
import { scanProgressText } from '../../core/runs/scanProgress';
import { failureMessage } from '../../core/text/failureMessages';
import { item, spoken } from './rowItem';

/** The rows above and below the runs that a filter shows. */
export function filterItem(row: Row, model: ModelOf<'filter' | 'scan'>): TreeItem {
  const now = Date.now();
  const { filter, progress } = model;
  const counted = scanProgressText(l10n, filter, progress, now);
  if (model.kind === 'filter') {
    const asked = filterText(l10n, filter, now);
    return item(counted, 'filter-filled', {
      description: asked,
      spoken: spoken(l10n.t('Filter: {0}', asked), counted),
      command: ['abeja.filterRuns', row],
    });
  }
  if (model.scanning) {
    return stopItem(l10n.t('Scanning…'), counted, ['abeja.stopScan', row]);
  }
  const label =
    progress.rest === 'outside'
      ? l10n.t('Scan on past the time of the filter')
      : l10n.t('Scan more');
  const { reached, order } = progress;
  const time = reached === undefined ? undefined : minuteTime(reached, now);
  return item(label, 'search', {
    description:
      time && (order === 'newestFirst' ? l10n.t('before {0}', time) : l10n.t('since {0}', time)),
    spoken: spoken(label, counted),
    command: ['abeja.scanMore', row],
  });
}

/** The row about how much a filter of deployments and triggers has searched. */
export function searchItem(row: Row, model: ModelOf<'search'>): TreeItem {
  const { search, failure, unknown, deployments, shown, parent } = model;
  const counted = l10n.t('{0} of {1} deployments match', shown, deployments);
  if (search !== undefined) {
    const label = l10n.t('Searching… {0} of {1} deployments', search.done, search.total);
    return stopItem(label, counted, ['abeja.stopSearch', row]);
  }
  if (unknown === 0) {
    return item(counted, 'filter-filled', {
      description: l10n.t('all triggers searched'),
      spoken: spoken(counted, l10n.t('all triggers searched')),
      command: ['abeja.filterExplorer', row],
    });
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
  return item(label, 'search', {
    description: l10n.t('{0} · {1}', counted, notKnown),
    spoken: spoken(label, counted, notKnown),
    command: ['abeja.searchTriggers', row],
  });
}

/** The row of what is under way and can be stopped. */
function stopItem(label: string, counted: string, command: readonly [string, Row]): TreeItem {
  return item(label, 'loading~spin', {
    description: l10n.t('click to stop'),
    spoken: spoken(label, counted, l10n.t('Enter stops it')),
    command,
  });
}
