import { l10n, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { parseTime } from '../../api/decoding/fields';
import type { Run } from '../../api/resources/wire';
import type { AccountLabel } from '../../core/accounts/account';
import { deploymentSummary, healthSummary, spokenHealth } from '../../core/runs/healthMessages';
import { shortTime, spanWords } from '../../core/text/time';
import type { ResourceNode } from '../../core/explorer/rowModel';
import { filterWords } from '../../core/runs/filter';
import { conditionOf, type Condition } from '../../core/runs/health';
import { isFinal, runStatus, statusWords, type RunStatus } from '../../core/runs/status';
import { tellFailure } from '../../core/text/failureMessages';
import { documentUri } from '../documents/documents';
import { accountName, triggerName } from '../names';
import { facts, item, spoken } from './rowItem';

/** The node of one kind of thing. */
type NodeOf<K extends ResourceNode['kind']> = Extract<ResourceNode, { readonly kind: K }>;

const COLLAPSED = TreeItemCollapsibleState.Collapsed;

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

/** What of a row shows that something fails. */
const SICK = 'testing.iconFailed';

/** The newest finished run failed, some failed, none did or nothing is known. */
const TRIGGER_ICONS: Readonly<Record<Condition, readonly [icon: string, color?: string]>> = {
  failing: ['error', SICK],
  unsteady: ['zap', 'charts.yellow'],
  well: ['zap'],
};

/** The row of something that is on the platform. */
export function resourceItem(node: ResourceNode): TreeItem {
  switch (node.kind) {
    case 'organization':
      return organizationItem(node);
    case 'deployment':
      return deploymentItem(node);
    case 'trigger':
      return triggerItem(node);
    case 'run':
      return runItem(node);
  }
}

function organizationItem(node: NodeOf<'organization'>): TreeItem {
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

function deploymentItem(node: NodeOf<'deployment'>): TreeItem {
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

function triggerItem(node: NodeOf<'trigger'>): TreeItem {
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
      : l10n.t('could not be asked: {0}', tellFailure(l10n, node.trouble, node.address.host).cause);
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

function runItem({ address, run }: NodeOf<'run'>): TreeItem {
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

/** Estimated from its timestamps, and only of a run that is over (C.4 of the API facts). */
function runDuration(run: Run): string | undefined {
  const created = parseTime(run.created_at);
  const modified = parseTime(run.modified_at);
  return isFinal(runStatus(run.status)) && created !== undefined && modified !== undefined
    ? spanWords(l10n, modified - created)
    : undefined;
}
