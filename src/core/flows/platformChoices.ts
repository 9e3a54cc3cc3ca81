import { parseTime } from '../../api/decoding/fields';
import type { Page } from '../../api/page';
import type { PlatformClient } from '../../api/client';
import type { Channel } from '../../api/resources/channels';
import type { Deployment } from '../../api/resources/deployments';
import type { TrainingDefinition, TrainingModel } from '../../api/resources/training';
import type { Trigger } from '../../api/resources/triggers';
import type { Version } from '../../api/resources/versions';
import type { Account } from '../accounts/account';
import { channelName, type ChannelNames } from '../explorer/channelNames';
import { checkId } from '../prompts/validation';
import type { Localization } from '../text/localization';
import { localTime } from '../text/time';
import type {
  Choice,
  ChoicePage,
  PickQuestion,
  PromptPosition,
  TypedChoice,
} from '../prompts/prompter';
import { choice } from '../prompts/wizard';

/** A resource of the platform that was picked from a list, or typed as an id. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

type Question<T> = Omit<PickQuestion<T>, keyof PromptPosition>;

/** Asks for an organization. */
export function organizationQuestion(
  l10n: Localization,
  accounts: readonly Account[],
  name: (account: Account) => string,
  selected: Account | undefined,
): Question<Account> {
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
): Question<Named> {
  return {
    placeholder: l10n.t('Pick a deployment, or type its ID'),
    selected: selected?.id,
    load: pages(
      (next, signal) => client.deployments.list({ signal, ...next }),
      (deployments: readonly Deployment[]) =>
        [...deployments]
          .sort((one, other) => (one.name ?? '').localeCompare(other.name ?? ''))
          .map((deployment) =>
            named(deployment.deployment_id, deployment.name || deployment.deployment_id, {
              detail: deployment.description ?? undefined,
              icon: 'package',
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
): Question<Named> {
  return {
    placeholder: l10n.t('Pick the version that runs, or type its ID'),
    selected: selected?.id,
    load: pages(
      (next, signal) => client.versions.list(deploymentId, { signal, ...next }),
      (versions: readonly Version[]) =>
        [...versions]
          .sort(
            (one, other) => (parseTime(other.created_at) ?? 0) - (parseTime(one.created_at) ?? 0),
          )
          .map((version) =>
            named(version.version_id, version.version || version.version_id, {
              description: [localTime(version.created_at), version.version_id]
                .filter((part) => part !== undefined)
                .join(' · '),
              detail: version.image ?? undefined,
              icon: 'tag',
            }),
          ),
    ),
    typed: typedId(l10n),
    empty: l10n.t('This deployment has no versions. Upload its code first.'),
  };
}

/** Asks for a datalake channel; `fixed` holds choices that are not channels. */
export function channelQuestion<T>(
  l10n: Localization,
  client: PlatformClient,
  names: ChannelNames | undefined,
  question: {
    readonly placeholder: string;
    readonly selected: string | undefined;
    readonly fixed?: readonly Choice<T>[];
    readonly value: (channel: Named) => T;
  },
): Question<T> {
  return {
    placeholder: question.placeholder,
    selected: question.selected,
    fixed: question.fixed,
    load: pages(
      (next, signal) => client.channels.list({ signal, ...next }),
      (channels: readonly Channel[]) => {
        names?.put(channels);
        return channels
          .filter(({ storage_type: type }) => type === undefined || type === 'datalake')
          .map((channel) =>
            choice(
              question.value({ id: channel.channel_id, name: channelName(channel) }),
              channel.channel_id,
              channelName(channel),
              {
                description: channel.channel_id,
                detail: channel.description || undefined,
                icon: 'database',
              },
            ),
          );
      },
    ),
    typed: typedId(l10n, question.value),
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
): Question<Trigger> {
  return {
    placeholder: l10n.t('Pick a trigger'),
    selected: selected?.trigger_id,
    load: pages(
      (next, signal) => client.triggers.list(deploymentId, { signal, ...next }),
      (triggers: readonly Trigger[]) =>
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

/** Asks for a training definition; its models are asked for next. */
export function definitionQuestion<T>(
  l10n: Localization,
  client: PlatformClient,
  question: {
    readonly selected: string | undefined;
    readonly fixed: readonly Choice<T>[];
    readonly definition: (name: string) => T;
    readonly typedModel: (model: Named) => T;
  },
): Question<T> {
  return {
    placeholder: l10n.t('Pick the training job definition of the model, or type a model ID'),
    selected: question.selected,
    fixed: question.fixed,
    load: pages(
      (next, signal) => client.training.definitions({ signal, ...next }),
      (definitions: readonly TrainingDefinition[]) =>
        definitions
          .filter(({ archived }) => archived !== true)
          .map((definition) =>
            choice(
              question.definition(definition.name),
              `definition ${definition.name}`,
              definition.name,
              {
                description:
                  typeof definition.model_count === 'number'
                    ? l10n.t('models: {0}', definition.model_count)
                    : undefined,
                icon: 'beaker',
              },
            ),
          ),
    ),
    typed: typedId(l10n, question.typedModel),
  };
}

/** Asks for a model of a training definition. */
export function modelQuestion(
  l10n: Localization,
  client: PlatformClient,
  definition: string,
  selected: Named | undefined,
): Question<Named> {
  return {
    placeholder: l10n.t('Pick a model of {0}, or type its ID', definition),
    selected: selected?.id,
    load: pages(
      (next, signal) => client.training.models(definition, { signal, ...next }),
      (models: readonly TrainingModel[]) =>
        models
          .filter(({ archived }) => archived !== true)
          .map((model) =>
            named(model.training_model_id, model.description || model.training_model_id, {
              description: [localTime(model.created_at), model.training_model_id]
                .filter((part) => part !== undefined)
                .join(' · '),
              icon: 'symbol-misc',
            }),
          ),
    ),
    typed: typedId(l10n),
    empty: l10n.t('This definition has no models.'),
  };
}

function named(
  id: string,
  name: string,
  more: {
    readonly description?: string;
    readonly detail?: string | undefined;
    readonly icon: string;
  },
): Choice<Named> {
  return choice({ id, name }, id, name, { description: id, ...more });
}

export function typedId(l10n: Localization): TypedChoice<Named>;
export function typedId<T>(l10n: Localization, value: (id: Named) => T): TypedChoice<T>;
export function typedId<T>(
  l10n: Localization,
  value: (id: Named) => T | Named = (id) => id,
): TypedChoice<T | Named> {
  return {
    label: (text) => l10n.t('Use the ID {0}', text),
    check: (text) => checkId(l10n, text),
    value: (text) => value({ id: text, name: text }),
  };
}

export function pages<T, C>(
  list: (next: { readonly next?: string }, signal: AbortSignal) => Promise<Page<T>>,
  toChoices: (values: readonly T[]) => readonly Choice<C>[],
): (next: string | undefined, signal: AbortSignal) => Promise<ChoicePage<C>> {
  return async (next, signal) => {
    const page = await list(next === undefined ? {} : { next }, signal);
    const choices = toChoices(
      page.items.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : [])),
    );
    return { choices, next: page.next };
  };
}
