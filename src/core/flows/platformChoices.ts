import { parseTime } from '../../api/decoding/fields';
import type { Page } from '../../api/page';
import type { PlatformClient } from '../../api/client';
import type { Trigger } from '../../api/resources/triggers';
import type { Account } from '../accounts/account';
import { channelName, type ChannelNames } from '../explorer/channelNames';
import { checkId } from '../prompts/validation';
import type { Localization } from '../text/localization';
import { statusText } from '../runs/status';
import { localTime } from '../text/time';
import type { Choice, PickQuestion, TypedChoice } from '../prompts/prompter';
import { choice, type Question } from '../prompts/wizard';

/** A resource of the platform that was picked from a list, or typed as an id. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A question whose answers the platform lists. */
export type ListQuestion<T> = Question<PickQuestion<T>>;

/** Asks for an organization. */
export function organizationQuestion(
  l10n: Localization,
  accounts: readonly Account[],
  name: (account: Account) => string,
  selected: Account | undefined,
): ListQuestion<Account> {
  const key = (account: Account): string => `${account.origin} ${account.organization}`;
  return {
    placeholder: l10n.t('Pick an organization'),
    selected: selected && key(selected),
    fixed: accounts.map((account) =>
      choice(account, key(account), name(account), {
        description: new URL(account.origin).host,
        icon: 'organization',
      }),
    ),
  };
}

/** Asks for a deployment of an organization. */
export function deploymentQuestion(
  l10n: Localization,
  client: PlatformClient,
  selected: Named | undefined,
): ListQuestion<Named> {
  return {
    placeholder: l10n.t('Pick a deployment, or type its ID'),
    selected: selected?.id,
    load: pages(
      (call) => client.deployments.list(call),
      (deployments) =>
        deployments
          .toSorted((one, other) => (one.name ?? '').localeCompare(other.name ?? ''))
          .map((deployment) =>
            named('package', deployment.deployment_id, deployment.name, {
              detail: deployment.description ?? undefined,
            }),
          ),
    ),
    typed: typedId(l10n),
    empty: l10n.t('This organization has no deployments. Make one in the ABEJA console first.'),
  };
}

/** Asks for a version of a deployment, newest first. */
export function versionQuestion(
  l10n: Localization,
  client: PlatformClient,
  deploymentId: string,
  selected: Named | undefined,
): ListQuestion<Named> {
  return {
    placeholder: l10n.t('Pick the version that runs, or type its ID'),
    selected: selected?.id,
    load: pages(
      (call) => client.versions.list(deploymentId, call),
      (versions) =>
        versions
          .toSorted(
            (one, other) => (parseTime(other.created_at) ?? 0) - (parseTime(one.created_at) ?? 0),
          )
          .map((version) =>
            named('tag', version.version_id, version.version, {
              description: timeAndId(version.created_at, version.version_id),
              detail: version.image ?? undefined,
            }),
          ),
    ),
    typed: typedId(l10n),
    empty: l10n.t('This deployment has no versions. Upload its code first.'),
  };
}

/** Asks for a datalake channel; `fixed` holds choices that are not channels. */
export function channelQuestion(
  l10n: Localization,
  client: PlatformClient,
  names: ChannelNames | undefined,
  placeholder: string,
  selected: Named | undefined,
  fixed: readonly Choice<Named>[] = [],
): ListQuestion<Named> {
  return {
    placeholder,
    selected: selected?.id,
    fixed,
    load: pages(
      (call) => client.channels.list(call),
      (channels) => {
        names?.put(channels);
        return channels
          .filter(({ storage_type: type }) => type === undefined || type === 'datalake')
          .map((channel) =>
            named('database', channel.channel_id, channelName(channel), {
              detail: channel.description || undefined,
            }),
          );
      },
    ),
    typed: typedId(l10n),
    empty: l10n.t(
      'This organization has no datalake channels. Make one in the ABEJA console first.',
    ),
  };
}

/** Asks for a trigger of a deployment. */
export function triggerQuestion(
  l10n: Localization,
  client: PlatformClient,
  deploymentId: string,
  label: (trigger: Trigger) => string,
  selected: Trigger | undefined,
): ListQuestion<Trigger> {
  return {
    placeholder: l10n.t('Pick a trigger'),
    selected: selected?.trigger_id,
    load: pages(
      (call) => client.triggers.list(deploymentId, call),
      (triggers) =>
        triggers.map((trigger) =>
          choice(trigger, trigger.trigger_id, label(trigger), {
            description: trigger.trigger_id,
            icon: 'zap',
          }),
        ),
    ),
    empty: l10n.t('This deployment has no triggers.'),
  };
}

/** Asks for a run of a trigger, newest first. */
export function runQuestion(
  l10n: Localization,
  client: PlatformClient,
  deploymentId: string,
  triggerId: string,
  selected: Named | undefined,
): ListQuestion<Named> {
  return {
    placeholder: l10n.t('Pick a run, or type its ID'),
    selected: selected?.id,
    load: pages(
      (call) => client.triggers.runs(deploymentId, triggerId, call),
      (runs) =>
        runs.map(({ run_id: id, created_at: created, status }) =>
          named('play', id, `${localTime(created) ?? id} · ${statusText(l10n, status)}`, {}),
        ),
    ),
    typed: typedId(l10n),
    empty: l10n.t('This trigger has no runs.'),
  };
}

/** Where the model of a trigger comes from; the models of a definition are asked for next. */
export type ModelSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'definition'; readonly name: string }
  | { readonly kind: 'model'; readonly model: Named };

/** Asks for a training definition, a model's id, or no model. */
export function modelSourceQuestion(
  l10n: Localization,
  client: PlatformClient,
  selected: ModelSource | undefined,
): ListQuestion<ModelSource> {
  return {
    placeholder: l10n.t('Pick the training job definition of the model, or type a model ID'),
    selected: selected?.kind === 'definition' ? definitionKey(selected.name) : 'none',
    fixed: [
      choice<ModelSource>({ kind: 'none' }, 'none', l10n.t('No model'), { icon: 'circle-slash' }),
    ],
    load: pages(
      (call) => client.training.definitions(call),
      (definitions) =>
        definitions
          .filter(({ archived }) => archived !== true)
          .map(({ name, model_count: count }) =>
            choice<ModelSource>({ kind: 'definition', name }, definitionKey(name), name, {
              description: typeof count === 'number' ? l10n.t('models: {0}', count) : undefined,
              icon: 'beaker',
            }),
          ),
    ),
    typed: {
      ...typedId(l10n),
      value: (id) => ({ kind: 'model', model: { id, name: id } }),
    },
  };
}

/** Asks for a model of a training definition. */
export function modelQuestion(
  l10n: Localization,
  client: PlatformClient,
  definition: string,
  selected: Named | undefined,
): ListQuestion<Named> {
  return {
    placeholder: l10n.t('Pick a model of {0}, or type its ID', definition),
    selected: selected?.id,
    load: pages(
      (call) => client.training.models(definition, call),
      (models) =>
        models
          .filter(({ archived }) => archived !== true)
          .map(({ training_model_id: id, description, created_at: created }) =>
            named('symbol-misc', id, description, { description: timeAndId(created, id) }),
          ),
    ),
    typed: typedId(l10n),
    empty: l10n.t('This definition has no models.'),
  };
}

function definitionKey(name: string): string {
  return `definition ${name}`;
}

/** A choice of a resource; one without a name is called by its id. */
function named(
  icon: string,
  id: string,
  name: string | null | undefined,
  more: Pick<Choice<Named>, 'description' | 'detail'>,
): Choice<Named> {
  const label = name || id;
  return choice({ id, name: label }, id, label, { description: id, ...more, icon });
}

function timeAndId(created: string | null | undefined, id: string): string {
  return [localTime(created), id].filter((part) => part !== undefined).join(' · ');
}

function typedId(l10n: Localization): TypedChoice<Named> {
  return {
    label: (text) => l10n.t('Use the ID {0}', text),
    check: (text) => checkId(l10n, text),
    value: (text) => ({ id: text, name: text }),
  };
}

function pages<T, C>(
  list: (call: { readonly next?: string; readonly signal: AbortSignal }) => Promise<Page<T>>,
  toChoices: (values: readonly T[]) => readonly Choice<C>[],
): ListQuestion<C>['load'] {
  return async (next, signal) => {
    const page = await list(next === undefined ? { signal } : { signal, next });
    const choices = toChoices(
      page.items.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : [])),
    );
    return { choices, next: page.next };
  };
}
