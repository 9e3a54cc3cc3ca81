import type { Arrivals } from './arrivals';
import { type Behaviour, behaviourOf, type FailureKind, type LogPlan } from './behaviour';
import type {
  Channel,
  Deployment,
  Feed,
  FileKind,
  Firing,
  Model,
  Organization,
  Service,
  Version,
} from './entities';
import { randomInteger } from './seededRandom';
import { Platform } from './platform';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A world as plain data. Ages are milliseconds before the emulator starts. */
export interface WorldPlan {
  /** Runs on a page, unless the options of the emulator say otherwise. */
  readonly pageSize: number;
  /** Lines of a log on a page, likewise; 50 when not given. */
  readonly logPageSize?: number;
  readonly organizations: readonly OrganizationPlan[];
}

export interface OrganizationPlan {
  readonly name: string;
  readonly channels: readonly ChannelPlan[];
  readonly definitions: readonly DefinitionPlan[];
  readonly deployments: readonly DeploymentPlan[];
}

export interface ChannelPlan {
  readonly name: string;
  readonly description?: string;
  readonly storageType?: string;
  readonly archived?: boolean;
  readonly feed?: FeedPlan;
}

/** Computed files: one in `everyMs` since `age`, for ever unless there is a `count`. */
export interface FeedPlan {
  /** One kind, or several in turn. */
  readonly kind: FileKind | readonly FileKind[];
  readonly prefix: string;
  readonly age: number;
  readonly everyMs: number;
  readonly count?: number;
  /** Since this long before the start tables have the column `total` in place of `amount`. */
  readonly changedFor?: number;
  /** When files are deleted by themselves: a key of `LIFETIMES`. */
  readonly lifetime?: string;
}

export interface DefinitionPlan {
  readonly name: string;
  readonly archived?: boolean;
  readonly models: readonly { readonly description: string; readonly archived?: boolean }[];
}

export interface DeploymentPlan {
  readonly name: string;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly versions: readonly VersionPlan[];
  readonly triggers: readonly TriggerPlan[];
}

export interface VersionPlan {
  readonly name: string;
  readonly failureRate?: number;
  /** Every run fails since this long before the start, in this way. */
  readonly failing?: { readonly age: number; readonly failure: FailureKind };
  readonly failure?: Behaviour['failure'];
  readonly seconds?: Behaviour['seconds'];
  readonly log?: Partial<LogPlan>;
  /** How long ago it was made; without it, soon after the deployment. */
  readonly age?: number;
}

export interface TriggerPlan {
  /** Name of a version of the deployment. */
  readonly version: string;
  /** Name of a channel, or how often a schedule fires. */
  readonly input: string | { readonly everyMs: number; readonly age: number };
  /** Name of a channel. */
  readonly output?: string;
  /** Description of a training model. */
  readonly model?: string;
  readonly retryCount?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** How long ago the trigger was made; it answers the files since then. */
  readonly age: number;
}

/** Makes a world that starts now. The same plan, seed and time give the same world. */
export function buildWorld(plan: WorldPlan, seed: number, now: number): Platform {
  const platform = new Platform(seed);
  for (const organization of plan.organizations) {
    buildOrganization(platform, organization, now);
  }
  return platform;
}

function buildOrganization(platform: Platform, plan: OrganizationPlan, now: number): void {
  const born = now - 400 * DAY;
  const organization = platform.addOrganization(plan.name, ['developer', 'admin', 'regular'], born);
  const channels = new Map(
    plan.channels.map((channel, i) => [
      channel.name,
      platform.addChannel(organization, {
        name: channel.name,
        description: channel.description ?? '',
        storageType: channel.storageType ?? 'datalake',
        archived: channel.archived ?? false,
        feed: channel.feed === undefined ? null : feedOf(platform, channel.feed, i, now),
        createdAt: born + DAY + i * HOUR,
      }),
    ]),
  );
  const [firstChannel] = channels.values();
  if (firstChannel !== undefined) {
    platform.addDatasource(organization, firstChannel);
  }
  const models = plan.definitions.flatMap(
    (definition, i) =>
      platform.addDefinition(
        organization,
        {
          name: definition.name,
          archived: definition.archived ?? false,
          createdAt: born + 2 * DAY + i * HOUR,
        },
        definition.models.map((model, j) => ({
          description: model.description,
          archived: model.archived ?? false,
          createdAt: born + (3 + j) * DAY + i * HOUR,
        })),
      ).models,
  );
  plan.deployments.forEach((deployment, i) =>
    buildDeployment(platform, { organization, channels, models }, deployment, now, i),
  );
}

interface BuildContext {
  readonly organization: Organization;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly models: readonly Model[];
}

function buildDeployment(
  platform: Platform,
  surroundings: BuildContext,
  plan: DeploymentPlan,
  now: number,
  number: number,
): void {
  const { organization, channels, models } = surroundings;
  const [creator] = organization.users;
  if (creator === undefined) {
    throw new Error('an organization needs a user');
  }
  const born = now - 398 * DAY + number * HOUR;
  const deployment = platform.addDeployment(
    organization,
    {
      name: plan.name,
      description: plan.description,
      defaultEnvironment: plan.environment ?? {},
      creator,
    },
    born,
  );
  const versions = new Map(
    plan.versions.map((version, i) => [
      version.name,
      platform.addVersion(deployment, {
        name: version.name,
        handler: 'main:handler',
        image: 'abeja-inc/all-cpu:19.10',
        behaviour: behaviourOf({
          ...version,
          failing:
            version.failing === undefined
              ? null
              : { since: now - version.failing.age, failure: version.failing.failure },
        }),
        createdAt: version.age === undefined ? born + i * DAY : now - version.age,
      }),
    ]),
  );
  for (const trigger of plan.triggers) {
    const version: Version = named(versions, trigger.version, 'version');
    const model = models.find(({ description }) => description === trigger.model);
    const createdAt = now - trigger.age;
    platform.addTrigger(deployment, {
      version,
      modelId: model?.id ?? null,
      ...inputOf(platform, deployment, trigger, channels, now),
      output:
        trigger.output === undefined
          ? null
          : { name: 'datalake', id: named(channels, trigger.output, 'channel').id },
      retryCount: trigger.retryCount ?? 5,
      distribution: 0,
      environment: trigger.environment ?? {},
      createdAt,
    });
  }
}

function inputOf(
  platform: Platform,
  deployment: Deployment,
  { input }: TriggerPlan,
  channels: ReadonlyMap<string, Channel>,
  now: number,
): { readonly input: Service; readonly firing: Firing } {
  if (typeof input === 'string') {
    const { id } = named(channels, input, 'channel');
    return { input: { name: 'datalake', id }, firing: { kind: 'channel', channelId: id } };
  }
  const arrivals: Arrivals = {
    first: now - input.age,
    everyMs: input.everyMs,
    count: Infinity,
    salt: randomInteger(platform.seed, deployment.triggers.size),
  };
  return { input: { name: 'schedule', id: null }, firing: { kind: 'schedule', arrivals } };
}

function feedOf(platform: Platform, plan: FeedPlan, number: number, now: number): Feed {
  return {
    kinds: typeof plan.kind === 'string' ? [plan.kind] : plan.kind,
    changedAt: plan.changedFor === undefined ? null : now - plan.changedFor,
    lifetime: plan.lifetime ?? null,
    prefix: plan.prefix,
    arrivals: {
      first: now - plan.age,
      everyMs: plan.everyMs,
      count: plan.count ?? Infinity,
      salt: randomInteger(platform.seed, number),
    },
  };
}

function named<T>(things: ReadonlyMap<string, T>, name: string, kind: string): T {
  const thing = things.get(name);
  if (thing === undefined) {
    throw new Error(`the plan names a ${kind} "${name}" that it does not have`);
  }
  return thing;
}
