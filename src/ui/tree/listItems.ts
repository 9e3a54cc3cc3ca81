import { l10n, type TreeItem } from 'vscode';
import { localTime } from '../../core/text/time';
import type { HelperModel, ModelOf, Row } from '../../core/explorer/rowModel';
import { failureMessage } from '../../core/text/failureMessages';
import type { GapState } from '../../core/timeline/gaps';
import { item, spoken } from './rowItem';

/** A row about the list it stands in, whatever a filter shows of that. */
type ListModel = Exclude<HelperModel, ModelOf<'filter' | 'scan' | 'search'>>;

/** The rows of a list beside its resources: groups, more to load, and why something is missing. */
export function listItem(row: Row, model: ListModel): TreeItem {
  switch (model.kind) {
    case 'group':
      return groupItem(model);
    case 'more':
    case 'gap':
      return model.state.kind === 'token' || model.loading
        ? pageItem(row, model)
        : rescanItem(row, model.state);
    case 'failed': {
      const message = failureMessage(l10n, model.failure, model.parent.host);
      const label = l10n.t('Could not load: {0}', message.cause);
      return item(label, 'warning', {
        color: 'list.warningForeground',
        description: l10n.t('click to try again'),
        spoken: `${label}. ${message.sentence}`,
        command: ['abeja.loadMore', row],
      });
    }
    case 'loading':
      return item(l10n.t('Loading…'), 'loading~spin', {});
    case 'empty':
      return emptyItem(row, model.parent.kind);
    case 'malformed':
      return item(l10n.t('Unreadable entry'), 'warning', {
        color: 'list.warningForeground',
        description: model.entry.reason,
        spoken: l10n.t('An entry of the list that could not be read: {0}', model.entry.reason),
      });
  }
}

function groupItem({ day, hour, count, failed }: ModelOf<'group'>): TreeItem {
  const shownDay = day === '' ? l10n.t('no date') : day;
  const counts = [
    count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', count),
    ...(failed === 0 ? [] : [l10n.t('{0} failed', failed)]),
  ];
  const more = {
    isParent: true,
    description: counts.join(' · '),
    color: failed === 0 ? undefined : 'list.errorForeground',
  };
  return hour === undefined
    ? item(shownDay, 'calendar', {
        ...more,
        spoken: spoken(l10n.t('Loaded runs of {0}', shownDay), ...counts),
      })
    : item(hour === '' ? l10n.t('no time') : `${hour}:00–`, 'clock', {
        ...more,
        spoken: spoken(l10n.t('Loaded runs of {0} from {1} o’clock', shownDay, hour), ...counts),
      });
}

/** The row that loads a page, or says that the page is being loaded. */
function pageItem(row: Row, model: ModelOf<'more' | 'gap'>): TreeItem {
  const label = pageLabel(model);
  const isMore = model.kind === 'more';
  return item(label, model.loading ? 'loading~spin' : isMore ? 'ellipsis' : 'group', {
    ...(isMore && {
      description: l10n.t('{0} loaded', model.loaded),
      spoken: l10n.t('{0}, {1} are loaded', label, model.loaded),
    }),
    command: ['abeja.loadMore', row],
  });
}

function pageLabel(model: ModelOf<'more' | 'gap'>): string {
  if (model.kind === 'gap') {
    const { loading, older, newer } = model;
    return loading
      ? l10n.t('Loading…')
      : l10n.t(
          'Load the runs between {0} and {1}',
          localTime(older) ?? '…',
          localTime(newer) ?? '…',
        );
  }
  if (model.loading) {
    return l10n.t('Loading more…');
  }
  return model.parent.kind === 'trigger' ? l10n.t('Load more runs') : l10n.t('Load more');
}

/** The row of a gap whose token is not known, so that it is read from an earlier page. */
function rescanItem(row: Row, state: Exclude<GapState, { kind: 'token' }>): TreeItem {
  switch (state.kind) {
    case 'cyclicToken': {
      const label = l10n.t('The platform repeats itself here');
      return item(label, 'warning', {
        color: 'list.warningForeground',
        description: l10n.t('click to look for more runs from the top'),
        spoken: l10n.t('{0}: more runs may follow. Click to look for them from the top', label),
        command: ['abeja.loadMore', row],
      });
    }
    case 'rescan': {
      const label = l10n.t('Go on looking for these runs');
      const passed = l10n.t('{0} passed from the top', state.passed);
      return item(label, 'ellipsis', {
        description: passed,
        spoken: spoken(label, passed),
        command: ['abeja.loadMore', row],
      });
    }
  }
}

function emptyItem(row: Row, parent: 'organization' | 'deployment' | 'trigger'): TreeItem {
  switch (parent) {
    case 'organization':
      return item(l10n.t('No deployments'), 'info', {
        description: l10n.t('make one in the ABEJA console'),
      });
    case 'deployment':
      return item(l10n.t('No triggers yet'), 'info', {
        description: l10n.t('click to create one'),
        command: ['abeja.createTrigger', row],
      });
    case 'trigger':
      return item(l10n.t('No runs yet'), 'info', {
        description: l10n.t('upload a file to the input channel to start one'),
      });
  }
}
