import { l10n, type TreeItem } from 'vscode';
import { parseTime } from '../../api/decoding/fields';
import type { Run } from '../../api/resources/runs';
import type { AccountLabel } from '../../core/accounts/account';
import { deploymentSummary, healthSummary, spokenHealth } from '../../core/runs/healthMessages';
import { shortTime, durationText } from '../../core/text/time';
import type { ModelOf, ResourceModel } from '../../core/explorer/rowModel';
import { filterText } from '../../core/runs/filter';
import { conditionOf, type Condition } from '../../core/runs/health';
import { isFinal, runStatus, statusText, type RunStatus } from '../../core/runs/status';
import { failureMessage } from '../../core/text/failureMessages';
import { documentUri } from '../documents/documents';
import { accountName, triggerName } from '../names';
import { facts, item, spoken } from './rowItem';

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

/** The colour of a row below which something fails. */
const FAILING_COLOR = 'testing.iconFailed';

/** The newest finished run failed, some failed, none did or nothing is known. */
const TRIGGER_ICONS: Readonly<Record<Condition, readonly [icon: string, color?: string]>> = {
  failing: ['error', FAILING_COLOR],
  unsteady: ['zap', 'charts.yellow'],
  healthy: ['zap'],
};

/** The row of something that is on the platform. */
export function resourceItem(model: ResourceModel): TreeItem {
  switch (model.kind) {
    case 'organization':
      return organizationItem(model);
    case 'deployment':
      return deploymentItem(model);
    case 'trigger':
      return triggerItem(model);
    case 'run':
      return runItem(model);
  }
}

function organizationItem(model: ModelOf<'organization'>): TreeItem {
  const { host } = model.address;
  const name = accountName(model.account);
  const refused = model.refused === true;
  const source = sourceTexts(model.account.source);
  return item(name, refused ? 'warning' : 'organization', {
    isParent: true,
    color: refused ? 'list.warningForeground' : undefined,
    description: facts(' · ', refused ? l10n.t('token refused') : '', host, source.shown),
    spoken: spoken(
      l10n.t('Organization {0} at {1}', name, host),
      source.spoken,
      refused ? l10n.t('token refused; the rows below may be out of date') : '',
    ),
  });
}

/** Where an account is kept, unless it is stored. */
function sourceTexts(source: AccountLabel['source']): {
  readonly shown: string;
  readonly spoken: string;
} {
  switch (source) {
    case 'stored':
      return { shown: '', spoken: '' };
    case 'session':
      return {
        shown: l10n.t('until the window is closed'),
        spoken: l10n.t('its token is known until the window is closed'),
      };
    case 'environment':
      return { shown: l10n.t('environment'), spoken: l10n.t('from the environment') };
  }
}

function deploymentItem(model: ModelOf<'deployment'>): TreeItem {
  const name = model.deployment.name || model.deployment.deployment_id;
  const matching =
    model.matching === undefined
      ? ''
      : l10n.t('{0} of {1} triggers match', model.matching.shown, model.matching.total);
  const health = model.health === undefined ? '' : deploymentSummary(l10n, model.health);
  const isFailing = (model.health?.failing ?? 0) > 0;
  return item(name, 'package', {
    isParent: true,
    color: isFailing ? FAILING_COLOR : undefined,
    description: isFailing
      ? facts(' · ', matching, health, model.deployment.deployment_id)
      : facts(' · ', matching, model.deployment.deployment_id, health),
    spoken: spoken(l10n.t('Deployment {0}', name), matching, health),
  });
}

function triggerItem(model: ModelOf<'trigger'>): TreeItem {
  const name = triggerName(model.trigger, model.inputName);
  const { health } = model;
  const filter = model.filter && l10n.t('filter: {0}', filterText(l10n, model.filter, Date.now()));
  const pollError =
    model.pollError &&
    l10n.t(
      'could not be asked: {0}',
      failureMessage(l10n, model.pollError, model.address.host).cause,
    );
  const unseenRuns = unseenRunsText(model.unseenRuns);
  const runs = [
    model.watched === true ? l10n.t('watched') : '',
    loadedText(model.runs),
    model.runs?.oldestFirst === true ? l10n.t('oldest first') : '',
    model.trigger.trigger_id,
  ];
  const [icon, color] = TRIGGER_ICONS[health === undefined ? 'healthy' : conditionOf(health)];
  return item(name, icon, {
    isParent: true,
    color,
    description: facts(
      ' · ',
      pollError ?? '',
      filter ?? '',
      unseenRuns,
      health === undefined ? '' : healthSummary(l10n, health),
      ...runs,
    ),
    spoken: spoken(
      l10n.t(
        'Trigger on channel {0}, version {1}',
        model.inputName ?? model.trigger.input_service_id ?? l10n.t('unknown input'),
        model.trigger.model_version ?? l10n.t('unknown version'),
      ),
      filter ?? '',
      pollError ?? '',
      unseenRuns,
      health === undefined ? '' : spokenHealth(l10n, health),
      ...runs,
    ),
  });
}

function unseenRunsText(count: number | undefined): string {
  return count === undefined
    ? ''
    : count === 1
      ? l10n.t('1 new run')
      : l10n.t('{0} new runs', count);
}

function loadedText(runs: { readonly loaded: number; readonly more: boolean } | undefined): string {
  if (runs === undefined) {
    return '';
  }
  return runs.more ? l10n.t('{0}+ loaded', runs.loaded) : l10n.t('{0} loaded', runs.loaded);
}

function runItem({ address, run, cause = '' }: ModelOf<'run'>): TreeItem {
  const status = statusText(l10n, run.status);
  const time = shortTime(run.created_at, Date.now()) ?? run.run_id;
  const duration = runDuration(run);
  const [icon, color] = STATUS_ICONS[runStatus(run.status)];
  return item(time, icon, {
    color,
    description: facts(' · ', status, duration ?? '', cause),
    spoken: spoken(l10n.t('Run of {0}', time), status, duration ?? '', cause),
    // VS Code's own command knows a single click from a double one, and leaves the focus in the tree.
    command: ['vscode.open', documentUri(address)],
  });
}

/** Estimated from its timestamps, and only of a run that is over (C.4 of docs/platform-api.md). */
function runDuration(run: Run): string | undefined {
  const created = parseTime(run.created_at);
  const modified = parseTime(run.modified_at);
  return isFinal(runStatus(run.status)) && created !== undefined && modified !== undefined
    ? durationText(l10n, modified - created)
    : undefined;
}
