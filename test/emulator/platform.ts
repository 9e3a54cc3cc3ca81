import type {
  Channel,
  ChannelFile,
  Datasource,
  Definition,
  Deployment,
  Model,
  NewChannel,
  NewFile,
  NewRun,
  NewTrigger,
  NewVersion,
  Organization,
  Role,
  Run,
  Trigger,
  User,
  Version,
} from './entities';
import { Ids } from './ids';

/**
 * Runs of uploads and of requests are stream 0; each trigger's computed runs are a stream after it.
 */
const RECORDED_STREAM = 0;
const FIRST_TRIGGER_STREAM = 1;

/** Computed files are stream 0 of their channel, uploads stream 1. */
export const ARRIVED_FILES = 0;
const UPLOADED_FILES = 1;

/** Everything that the emulated platform stores; all changes are made here. */
export class Platform {
  readonly organizations: Organization[] = [];
  readonly ids: Ids;
  #channelCount = 0;
  readonly #triggers: Trigger[] = [];
  readonly #recorded: Run[] = [];

  constructor(readonly seed: number) {
    this.ids = new Ids(seed);
  }

  /** By id or by name, section 0 of docs/platform-api.md. */
  organization(idOrName: string): Organization | undefined {
    return this.organizations.find(({ id, name }) => id === idOrName || name === idOrName);
  }

  channel(id: string): Channel | undefined {
    for (const organization of this.organizations) {
      const channel = organization.channels.get(id);
      if (channel !== undefined) {
        return channel;
      }
    }
    return undefined;
  }

  /** The trigger of this stream of runs, deleted ones included. */
  triggerOfStream(stream: number): Trigger | undefined {
    return this.#triggers[stream - FIRST_TRIGGER_STREAM];
  }

  /** A run that was asked for, by its index. */
  recordedRun(stream: number, index: number): Run | undefined {
    return stream === RECORDED_STREAM ? this.#recorded[index] : undefined;
  }

  addOrganization(name: string, roles: readonly Role[], createdAt: number): Organization {
    const users = roles.map((role): User => ({
      id: this.ids.numbered('user'),
      role,
      personalAccessToken: this.ids.secret('pat'),
    }));
    const organization: Organization = {
      id: this.ids.numbered('organization'),
      name,
      createdAt,
      users,
      bearerToken: this.ids.secret('bearer'),
      datasources: [],
      deployments: new Map(),
      channels: new Map(),
      definitions: [],
    };
    this.organizations.push(organization);
    return organization;
  }

  addDatasource(organization: Organization, channel: Channel): Datasource {
    const datasource = {
      id: this.ids.numbered('datasource'),
      secret: this.ids.secret('datasource'),
      channelId: channel.id,
    };
    organization.datasources.push(datasource);
    return datasource;
  }

  addChannel(organization: Organization, fields: NewChannel): Channel {
    const channel: Channel = {
      ...fields,
      id: this.ids.numbered('channel'),
      number: this.#channelCount++,
      organizationId: organization.id,
      updatedAt: fields.createdAt,
      uploads: [],
      deletedFiles: new Set(),
    };
    organization.channels.set(channel.id, channel);
    return channel;
  }

  addDefinition(
    organization: Organization,
    fields: Pick<Definition, 'name' | 'archived' | 'createdAt'>,
    models: readonly Pick<Model, 'description' | 'archived' | 'createdAt'>[],
  ): Definition {
    const id = this.ids.numbered('definition');
    const definition: Definition = {
      ...fields,
      id,
      organizationId: organization.id,
      models: models.map((model) => ({
        ...model,
        id: this.ids.numbered('model'),
        definitionId: id,
        jobId: this.ids.numbered('job'),
      })),
    };
    organization.definitions.push(definition);
    return definition;
  }

  addDeployment(
    organization: Organization,
    fields: Pick<Deployment, 'name' | 'description' | 'defaultEnvironment' | 'creator'>,
    createdAt: number,
  ): Deployment {
    const deployment: Deployment = {
      ...fields,
      id: this.ids.numbered('deployment'),
      organizationId: organization.id,
      createdAt,
      modifiedAt: createdAt,
      versions: new Map(),
      triggers: new Map(),
      deletedTriggers: [],
      runs: [],
    };
    organization.deployments.set(deployment.id, deployment);
    return deployment;
  }

  addVersion(deployment: Deployment, fields: NewVersion): Version {
    const version: Version = {
      ...fields,
      id: this.ids.hex('ver'),
      deploymentId: deployment.id,
    };
    deployment.versions.set(version.id, version);
    return version;
  }

  deleteDeployment(organization: Organization, deployment: Deployment): void {
    organization.deployments.delete(deployment.id);
  }

  deleteVersion(deployment: Deployment, version: Version): void {
    deployment.versions.delete(version.id);
  }

  addTrigger(deployment: Deployment, fields: NewTrigger): Trigger {
    const trigger: Trigger = {
      ...fields,
      id: this.ids.hex('tri'),
      stream: FIRST_TRIGGER_STREAM + this.#triggers.length,
      organizationId: deployment.organizationId,
      deploymentId: deployment.id,
      deletedAt: null,
      runs: [],
    };
    this.#triggers.push(trigger);
    deployment.triggers.set(trigger.id, trigger);
    return trigger;
  }

  /** Its runs stay and continue, L13 of docs/platform-api.md. */
  deleteTrigger(deployment: Deployment, trigger: Trigger, now: number): void {
    trigger.deletedAt = now;
    deployment.triggers.delete(trigger.id);
    deployment.deletedTriggers.push(trigger);
  }

  /** Submits a run by hand, C.3 of docs/platform-api.md. */
  addRun(deployment: Deployment, fields: NewRun, now: number): Run {
    return this.#record(deployment, { ...fields, triggerId: null }, now);
  }

  /**
   * Stores a file and starts a run of each trigger that reads the channel, E.7 of
   * docs/platform-api.md.
   */
  upload(channel: Channel, file: NewFile, now: number): ChannelFile {
    const index = channel.uploads.length;
    const { content, ...fields } = file;
    const stored: ChannelFile = {
      ...fields,
      id: this.ids.file({ channel: channel.number, uploaded: true, index }, now),
      position: { at: now, stream: UPLOADED_FILES, index },
      channelId: channel.id,
      content: () => content,
    };
    channel.uploads.push(stored);
    for (const { deployments } of this.organizations) {
      for (const deployment of deployments.values()) {
        for (const trigger of deployment.triggers.values()) {
          if (trigger.firing.kind === 'channel' && trigger.firing.channelId === channel.id) {
            trigger.runs.push(this.#record(deployment, runFields(trigger, stored.id), now));
          }
        }
      }
    }
    return stored;
  }

  deleteFile(channel: Channel, file: ChannelFile): void {
    channel.deletedFiles.add(file.id);
  }

  #record(
    deployment: Deployment,
    fields: Omit<Run, 'id' | 'position' | 'deploymentId'>,
    now: number,
  ): Run {
    const index = this.#recorded.length;
    const run: Run = {
      ...fields,
      id: this.ids.run({ stream: RECORDED_STREAM, index }),
      position: { at: now, stream: RECORDED_STREAM, index },
      deploymentId: deployment.id,
    };
    this.#recorded.push(run);
    deployment.runs.push(run);
    return run;
  }
}

/** What a run takes over from its trigger. */
export function runFields(
  trigger: Trigger,
  fileId: string | null,
): Omit<Run, 'id' | 'position' | 'deploymentId'> {
  const { firing, output } = trigger;
  return {
    triggerId: trigger.id,
    version: trigger.version,
    modelId: trigger.modelId,
    input:
      firing.kind === 'channel' && fileId !== null
        ? { '$datalake:1': `${firing.channelId}/${fileId}` }
        : null,
    output: output?.name === 'datalake' ? { '$datalake:1': output.id } : null,
    retryCount: trigger.retryCount,
    distribution: trigger.distribution,
    environment: trigger.environment,
  };
}
