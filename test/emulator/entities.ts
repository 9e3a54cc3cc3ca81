import type { Arrivals } from './arrivals';
import type { Behaviour } from './behaviour';
import type { Position } from './sequence';

/** The three roles of I of docs/platform-api.md. */
export type Role = 'admin' | 'developer' | 'regular';

export interface User {
  /** Without the `user-` prefix, as `creator` carries it. */
  readonly id: string;
  readonly role: Role;
  readonly personalAccessToken: string;
}

/** A key to the files of one channel, A.1 of docs/platform-api.md. */
export interface Datasource {
  readonly id: string;
  readonly secret: string;
  readonly channelId: string;
}

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly users: readonly User[];
  readonly bearerToken: string;
  readonly datasources: Datasource[];
  readonly deployments: Map<string, Deployment>;
  readonly channels: Map<string, Channel>;
  readonly definitions: Definition[];
}

export interface Deployment {
  readonly id: string;
  readonly organizationId: string;
  name: string;
  description: string;
  defaultEnvironment: Readonly<Record<string, string>>;
  readonly creator: User;
  readonly createdAt: number;
  modifiedAt: number;
  readonly versions: Map<string, Version>;
  /** The triggers that are not deleted. */
  readonly triggers: Map<string, Trigger>;
  /** Deleted triggers, whose runs stay in the deployment's list (L13 of docs/platform-api.md). */
  readonly deletedTriggers: Trigger[];
  /** Runs that were asked for, by a file or by hand, in order. */
  readonly runs: Run[];
}

export interface Version {
  readonly id: string;
  readonly deploymentId: string;
  /** Human version such as `0.0.3`. */
  readonly name: string;
  readonly handler: string;
  readonly image: string;
  readonly createdAt: number;
  readonly behaviour: Behaviour;
}

/** What makes a trigger fire. */
export type Firing =
  | { readonly kind: 'channel'; readonly channelId: string }
  | { readonly kind: 'schedule'; readonly arrivals: Arrivals }
  | { readonly kind: 'never' };

export interface Service {
  readonly name: string;
  /** Null where the service has no id, as with a schedule (B.6 of docs/platform-api.md). */
  readonly id: string | null;
}

export interface Trigger {
  readonly id: string;
  /** The number of its stream of runs. */
  readonly stream: number;
  readonly organizationId: string;
  readonly deploymentId: string;
  readonly version: Version;
  readonly modelId: string | null;
  readonly input: Service;
  readonly output: Service | null;
  readonly firing: Firing;
  readonly retryCount: number;
  readonly distribution: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly createdAt: number;
  deletedAt: number | null;
  /** Runs of uploaded files, in order; runs of arrivals are computed. */
  readonly runs: Run[];
}

export interface Run {
  readonly id: string;
  readonly position: Position;
  readonly deploymentId: string;
  /** Null for a run submitted by hand. */
  readonly triggerId: string | null;
  readonly version: Version;
  readonly modelId: string | null;
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly retryCount: number;
  readonly distribution: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a file is: a PNG, CSV, JSON, text, bytes, or a video of more than 20 MB. */
export type FileKind = 'image' | 'table' | 'record' | 'text' | 'binary' | 'large';

/** The computed files of a channel. */
export interface Feed {
  readonly arrivals: Arrivals;
  /** The kinds of the files, in turn. */
  readonly kinds: readonly FileKind[];
  /** Beginning of the files' names. */
  readonly prefix: string;
  /** From this time on tables have the column `total` in place of `amount`; null for never. */
  readonly changedAt: number | null;
  /** When files are deleted by themselves, such as `1day`; null for never. */
  readonly lifetime: string | null;
}

export interface Channel {
  readonly id: string;
  /** Its number among all channels, which is part of the ids of its files. */
  readonly number: number;
  readonly organizationId: string;
  name: string;
  description: string;
  readonly storageType: string;
  archived: boolean;
  readonly createdAt: number;
  updatedAt: number;
  readonly feed: Feed | null;
  /** Files that were uploaded, in order. */
  readonly uploads: ChannelFile[];
  /** Ids of files that were deleted by a request. */
  readonly deletedFiles: Set<string>;
}

export interface ChannelFile {
  readonly id: string;
  readonly position: Position;
  readonly channelId: string;
  readonly contentType: string;
  /** Percent-encoded, as it is sent (E.6 of docs/platform-api.md). */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly lifetime: string | null;
  content(): Uint8Array;
}

/** A training job definition, F of docs/platform-api.md. */
export interface Definition {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly archived: boolean;
  readonly createdAt: number;
  readonly models: readonly Model[];
}

/** A training model, F of docs/platform-api.md. */
export interface Model {
  readonly id: string;
  readonly definitionId: string;
  readonly jobId: string;
  readonly description: string;
  readonly archived: boolean;
  readonly createdAt: number;
}

/** What a new deployment version is made of. */
export interface NewVersion {
  readonly name: string;
  readonly handler: string;
  readonly image: string;
  readonly behaviour: Behaviour;
  readonly createdAt: number;
}

export interface NewChannel {
  readonly name: string;
  readonly description: string;
  readonly storageType: string;
  readonly archived: boolean;
  readonly feed: Feed | null;
  readonly createdAt: number;
}

export interface NewTrigger {
  readonly version: Version;
  readonly modelId: string | null;
  readonly input: Service;
  readonly output: Service | null;
  readonly firing: Firing;
  readonly retryCount: number;
  readonly distribution: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

/** A run by hand, without what the platform sets itself. */
export type NewRun = Omit<Run, 'id' | 'position' | 'deploymentId' | 'triggerId'>;

export interface NewFile {
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly lifetime: string | null;
  readonly content: Uint8Array;
}
