import { l10n, type TreeItem, TreeItemCollapsibleState, type MarkdownString } from 'vscode';
import { parseTime } from '../api/fields';
import type { Run, Trigger } from '../api/wire';
import type { AccountLabel } from '../core/accounts';
import type { RunAddress, TriggerAddress } from '../core/address';
import type { Explorer } from '../core/explorer';
import { deploymentSummary, healthSummary, spokenHealth } from '../core/healthWords';
import type { HelperNode, HoleWay, Node, Row } from '../core/node';
import { conditionOf, type Condition } from '../core/runHealth';
import { localTime, shortTime, spanWords } from '../core/moment';
import { isFinal, runStatus, statusWords, type RunStatus } from '../core/runStatus';
import { filterWords } from '../core/runFilter';
import { tellFailure } from '../core/wording';
import { documentUri } from './documents';
import { filterItem, searchItem, type FilterNode, type SearchNode } from './filterItems';
import { facts, item, onClick, spoken } from './rowItem';
import { nodeTooltip } from './tooltips';

const STATUS_ICONS: Readonly<Record<RunStatus, readonly [icon: string, color: string]>> = {
  SUBMITTED: ['circle-large-outline', 'charts.yellow'],
  PENDING: ['clock', 'charts.yellow'],
  RUNNABLE: ['layers', 'charts.yellow'],
  STARTING: ['rocket', 'charts.blue'],
  RUNNING: ['play-circle', 'charts.blue'],
  SUCCEEDED: ['pass', 'testing.iconPassed'],
  FAILED: ['error', 'testing.iconFailed'],
  UNKNOWN: ['question', 'charts.purple'],
};

const COLLAPSED = TreeItemCollapsibleState.Collapsed;

/** What of a row shows that something fails. */
const SICK = 'testing.iconFailed';

/** The newest finished run failed, some failed, none did or nothing is known. */
const TRIGGER_ICONS: Readonly<Record<Condition, readonly [icon: string, color?: string]>> = {
  failing: ['error', SICK],
  unsteady: ['zap', 'charts.yellow'],
  well: ['zap'],
};

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

/** What a trigger is called: what it watches and what it runs. */
export function triggerName(trigger: Trigger, inputName: string | undefined): string {
  const input =
    inputName ?? trigger.input_service_id ?? trigger.input_service_name ?? l10n.t('unknown input');
  return `${input} → ${trigger.model_version || trigger.model_version_id || l10n.t('unknown version')}`;
}

/** What a trigger at an address is called, if the explorer shows it; otherwise its id. */
export function nameAt(explorer: Explorer, address: TriggerAddress): string {
  const node = explorer.row(address)?.node;
  return node?.kind === 'trigger' ? triggerName(node.trigger, node.inputName) : address.trigger;
}

/** What an account is called in rows and questions. */
export function accountName(account: {
  readonly organization: string;
  readonly name?: string | undefined;
}): string {
  return account.name ?? account.organization;
}

function nodeItem(row: Row): TreeItem {
  const { node } = row;
  switch (node.kind) {
    case 'organization': {
      const name = accountName(node.account);
      const source = sourceWords(node.account.source);
      const refused = node.refused === true;
      return item(name, refused ? 'warning' : 'organization', COLLAPSED, {
        ...(refused ? { color: 'list.warningForeground' } : {}),
        description: [
          ...(refused ? [l10n.t('token refused')] : []),
          node.address.host,
          ...source.shown,
        ].join(' · '),
        spoken: spoken(
          l10n.t('Organization {0} at {1}', name, node.address.host),
          ...source.spoken,
          refused ? l10n.t('token refused; the rows below may be out of date') : '',
        ),
      });
    }
    case 'deployment': {
      const name = node.deployment.name || node.deployment.deployment_id;
      const matching =
        node.matching === undefined
          ? ''
          : l10n.t('{0} of {1} triggers match', node.matching.shown, node.matching.total);
      const health = node.health === undefined ? '' : deploymentSummary(l10n, node.health);
      const isSick = (node.health?.failing ?? 0) > 0;
      return item(name, 'package', COLLAPSED, {
        ...(isSick ? { color: SICK } : {}),
        description: isSick
          ? facts(' · ', matching, health, node.deployment.deployment_id)
          : facts(' · ', matching, node.deployment.deployment_id, health),
        spoken: spoken(l10n.t('Deployment {0}', name), matching, health),
      });
    }
    case 'trigger': {
      const name = triggerName(node.trigger, node.inputName);
      const { health } = node;
      const loaded = loadedWords(node.runs);
      const filtered =
        node.filter === undefined
          ? ''
          : l10n.t('filter: {0}', filterWords(l10n, node.filter, Date.now()));
      const order = node.runs?.oldestFirst === true ? l10n.t('oldest first') : '';
      const news = newRunsWords(node.newRuns);
      const trouble =
        node.trouble === undefined
          ? ''
          : l10n.t(
              'could not be asked: {0}',
              tellFailure(l10n, node.trouble, node.address.host).cause,
            );
      const watched = node.watched === true ? l10n.t('watched') : '';
      const [icon, color] = TRIGGER_ICONS[health === undefined ? 'well' : conditionOf(health)];
      return item(name, icon, COLLAPSED, {
        ...(color === undefined ? {} : { color }),
        description: facts(
          ' · ',
          trouble,
          filtered,
          news,
          health === undefined ? '' : healthSummary(l10n, health),
          watched,
          loaded,
          order,
          node.trigger.trigger_id,
        ),
        spoken: spoken(
          l10n.t(
            'Trigger on channel {0}, version {1}',
            node.inputName ?? node.trigger.input_service_id ?? l10n.t('unknown input'),
            node.trigger.model_version ?? l10n.t('unknown version'),
          ),
          filtered,
          trouble,
          news,
          health === undefined ? '' : spokenHealth(l10n, health),
          watched,
          loaded,
          order,
          node.trigger.trigger_id,
        ),
      });
    }
    case 'run':
      return runItem(node.address, node.run);
    case 'fold':
    case 'more':
    case 'gap':
    case 'failed':
    case 'loading':
    case 'empty':
    case 'malformed':
      return helperItem(row, node);
    case 'filter':
    case 'scan':
      return filterItem(row, node);
    case 'search':
      return searchItem(row, node);
  }
}

/** What is said of where an account is kept, unless it is where it should be. */
function sourceWords(source: AccountLabel['source']): {
  readonly shown: readonly string[];
  readonly spoken: readonly string[];
} {
  switch (source) {
    case 'stored':
      return { shown: [], spoken: [] };
    case 'session':
      return {
        shown: [l10n.t('until the window is closed')],
        spoken: [l10n.t('its token is known until the window is closed')],
      };
    case 'environment':
      return { shown: [l10n.t('environment')], spoken: [l10n.t('from the environment')] };
  }
}

function runItem(address: RunAddress, run: Run): TreeItem {
  const words = statusWords(l10n, run.status);
  const time = shortTime(run.created_at, Date.now()) ?? run.run_id;
  const duration = runDuration(run);
  const [icon, color] = STATUS_ICONS[runStatus(run.status)];
  const result = item(time, icon, TreeItemCollapsibleState.None, {
    color,
    description: duration === undefined ? words : `${words} · ${duration}`,
    spoken: spoken(l10n.t('Run of {0}', time), words, duration ?? ''),
  });
  // VS Code's own command knows a single click from a double one, and leaves the focus in the tree.
  result.command = {
    command: 'vscode.open',
    title: l10n.t('Open JSON'),
    arguments: [documentUri(address)],
  };
  return result;
}

function helperItem(row: Row, node: Exclude<HelperNode, FilterNode | SearchNode>): TreeItem {
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

function foldItem(node: Extract<HelperNode, { kind: 'fold' }>): TreeItem {
  const day = node.day === '' ? l10n.t('no date') : node.day;
  const name =
    node.hour === undefined ? day : node.hour === '' ? l10n.t('no time') : `${node.hour}:00–`;
  const counts = [
    node.count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', node.count),
    node.failed === 0 ? '' : l10n.t('{0} failed', node.failed),
  ];
  return item(name, node.hour === undefined ? 'calendar' : 'clock', COLLAPSED, {
    description: counts.filter((part) => part !== '').join(' · '),
    ...(node.failed === 0 ? {} : { color: 'list.errorForeground' }),
    spoken: spoken(
      node.hour === undefined
        ? l10n.t('Loaded runs of {0}', day)
        : l10n.t('Loaded runs of {0} from {1} o’clock', day, node.hour),
      ...counts,
    ),
  });
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

function newRunsWords(count: number | undefined): string {
  return count === undefined
    ? ''
    : count === 1
      ? l10n.t('1 new run')
      : l10n.t('{0} new runs', count);
}

function loadedWords(
  runs: { readonly loaded: number; readonly more: boolean } | undefined,
): string {
  if (runs === undefined) {
    return '';
  }
  return runs.more ? l10n.t('{0}+ loaded', runs.loaded) : l10n.t('{0} loaded', runs.loaded);
}

/** Estimated from its timestamps, and only of a run that is over (C.4 of the API facts). */
function runDuration(run: Run): string | undefined {
  const created = parseTime(run.created_at);
  const modified = parseTime(run.modified_at);
  return isFinal(runStatus(run.status)) && created !== undefined && modified !== undefined
    ? spanWords(l10n, modified - created)
    : undefined;
}
