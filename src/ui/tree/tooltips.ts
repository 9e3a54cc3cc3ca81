import { l10n, MarkdownString } from 'vscode';
import { readText } from '../../api/decoding/json';
import type { AccountLabel } from '../../core/accounts/account';
import type { RowModel } from '../../core/explorer/rowModel';
import { deploymentSummary, healthFacts } from '../../core/runs/healthMessages';
import { localTime } from '../../core/text/time';
import { oneLine } from '../../core/text/plainText';
import { filterText } from '../../core/runs/filter';
import { statusText } from '../../core/runs/status';
import { scanProgressText } from '../../core/runs/scanProgress';
import { failureMessage } from '../../core/text/failureMessages';
import type { GapState } from '../../core/timeline/gaps';

type Fact = readonly [label: string, value: string | number | null | undefined];

/** A row's tooltip. Texts of the platform are escaped, values of variables are not shown. */
export function modelTooltip(model: RowModel): MarkdownString {
  switch (model.kind) {
    case 'organization':
      return tooltip(l10n.t('Organization'), [
        [l10n.t('Organization'), model.account.name],
        [l10n.t('ID'), model.address.organization],
        [l10n.t('API'), model.account.origin],
        [l10n.t('Source'), sourceText(model.account.source)],
        [
          l10n.t('Token'),
          model.refused === true
            ? l10n.t('refused by the platform; replace it to go on')
            : undefined,
        ],
      ]);
    case 'deployment':
      return tooltip(l10n.t('Deployment'), [
        [l10n.t('Name'), model.deployment.name],
        [l10n.t('Description'), model.deployment.description],
        [l10n.t('Health'), model.health && deploymentSummary(l10n, model.health)],
        [l10n.t('ID'), model.deployment.deployment_id],
        [l10n.t('Created'), localTime(model.deployment.created_at)],
        [l10n.t('Modified'), localTime(model.deployment.modified_at)],
      ]);
    case 'trigger': {
      const { trigger } = model;
      return tooltip(l10n.t('Trigger'), [
        [l10n.t('ID'), trigger.trigger_id],
        [
          l10n.t('Input'),
          service(trigger.input_service_name, model.inputName, trigger.input_service_id),
        ],
        [
          l10n.t('Output'),
          trigger.output_service_id
            ? service(trigger.output_service_name, model.outputName, trigger.output_service_id)
            : l10n.t('none'),
        ],
        [l10n.t('Version'), both(trigger.model_version, trigger.model_version_id)],
        ...(model.health === undefined ? [] : healthFacts(l10n, model.health)),
        [l10n.t('Retry count'), trigger.retry_count],
        [l10n.t('Distribution'), trigger.distribution],
        [l10n.t('Environment'), variableNames(trigger.user_env_vars)],
        [l10n.t('Created'), localTime(trigger.created_at)],
        [l10n.t('Modified'), localTime(trigger.modified_at)],
      ]);
    }
    case 'run': {
      const { run, cause } = model;
      return tooltip(l10n.t('Run'), [
        [l10n.t('ID'), run.run_id],
        [l10n.t('Status'), statusText(l10n, run.status)],
        [l10n.t('Cause'), cause],
        [l10n.t('Version'), both(run.model_version, run.model_version_id)],
        [l10n.t('Input'), readText(run.input_data)],
        [l10n.t('Retry count'), run.retry_count],
        [l10n.t('Environment'), variableNames(run.user_env_vars)],
        [l10n.t('Created'), localTime(run.created_at)],
        [l10n.t('Modified'), localTime(run.modified_at)],
      ]);
    }
    case 'failed':
      return plain(failureMessage(l10n, model.failure, model.parent.host).sentence);
    case 'malformed':
      return plain(model.entry.reason);
    case 'more':
      return plain(gapText(model.state) ?? l10n.t('Loads the next page.'));
    case 'gap':
      return plain(
        gapText(model.state) ?? l10n.t('More runs have come than were read at the last refresh.'),
      );
    case 'filter':
    case 'scan': {
      const now = Date.now();
      const progress = scanProgressText(l10n, model.filter, model.progress, now);
      return plain(
        `${filterText(l10n, model.filter, now)}: ${progress}. ${l10n.t('The platform has no search for runs: the filter looks at what is loaded, and a scan loads more.')}`,
      );
    }
    case 'search':
      return plain(
        l10n.t(
          'Shown is what has "{0}" in its name, its ID or its channel. Triggers that were never loaded are not known.',
          model.text,
        ),
      );
    case 'group':
    case 'loading':
    case 'empty':
      return plain('');
  }
}

function sourceText(source: AccountLabel['source']): string | undefined {
  switch (source) {
    case 'stored':
      return undefined;
    case 'session':
      return l10n.t('its token is known until the window is closed');
    case 'environment':
      return l10n.t('environment variables; not stored');
  }
}

/** Why what is missing is not simply the next page. */
function gapText({ kind }: GapState): string | undefined {
  switch (kind) {
    case 'token':
      return undefined;
    case 'cyclicToken':
      return l10n.t(
        'The platform gave a page token that it had given before. More runs may follow; they can only be looked for from the top of the list.',
      );
    case 'rescan':
      return l10n.t(
        'The platform refused the token of this page. The runs are looked for from the top of the list, some pages at a time.',
      );
  }
}

function plain(text: string): MarkdownString {
  return new MarkdownString(escaped(text));
}

function tooltip(title: string, facts: readonly Fact[]): MarkdownString {
  const markdown = new MarkdownString(`**${title}**\n\n`);
  for (const [label, value] of facts) {
    if (value !== undefined && value !== null && value !== '') {
      markdown.appendMarkdown(`- ${label}: ${escaped(String(value))}\n`);
    }
  }
  return markdown;
}

/** A text as Markdown that shows it and nothing else; unlike `appendText` it lets lines break. */
function escaped(text: string): string {
  return oneLine(text)
    .replace(/\s+/g, ' ')
    .replace(/[!-/:-@[-`{-~]/g, (sign) =>
      sign === '&' || sign === '<' ? `&#${sign.charCodeAt(0)};` : `\\${sign}`,
    );
}

function service(
  name: string | null | undefined,
  channel: string | undefined,
  id: string | null | undefined,
): string {
  return [name, both(channel, id)]
    .filter((part) => part !== undefined && part !== null)
    .join(' · ');
}

function both(name: string | null | undefined, id: string | null | undefined): string | undefined {
  return name && id ? `${name} (${id})` : (name ?? id ?? undefined);
}

function variableNames(environment: unknown): string | undefined {
  const names =
    typeof environment === 'object' && environment !== null ? Object.keys(environment) : [];
  return names.length === 0 ? undefined : l10n.t('{0} (values hidden)', names.join(', '));
}
