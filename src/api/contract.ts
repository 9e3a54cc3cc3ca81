import type { Download, DownloadOptions, UrlSource } from './http/download';
import type { RecentLogs } from './resources/logs';
import type { Page } from './page';
import type { ChannelPage } from './decoding/paging';
import type {
  ArchivePageOptions,
  CallOptions,
  FilePageOptions,
  LogPageOptions,
  PageOptions,
  RecentLogOptions,
  RunPageOptions,
} from './resources/requests';
import type { TransportOptions } from './http/transport';
import type {
  Channel,
  ChannelFile,
  Deployment,
  LogEvent,
  Organization,
  Run,
  RunRequest,
  TrainingDefinition,
  TrainingModel,
  Trigger,
  TriggerRequest,
  Version,
} from './resources/wire';

/** What one client is bound to: an organization at an origin, with a credential. */
export interface ClientOptions extends TransportOptions {
  /** Organization id or name, as the person gave it. */
  readonly organization: string;
}

/**
 * One organization of the ABEJA Platform. Every call rejects with an {@link ApiError} and nothing
 * else; an id that cannot stand in a path is refused as `invalid` before anything is sent. Lists come
 * page by page, see `allEntries`. `text` calls give the body as the server wrote it, for documents.
 */
export interface PlatformClient {
  /** The organization itself, G of the API facts. */
  readonly organization: {
    /** Asks for it; the way to verify a credential. */
    get(options?: CallOptions): Promise<Organization>;
    text(options?: CallOptions): Promise<string>;
  };
  /** D.1 of the API facts. */
  readonly deployments: {
    /** All of them on one page, as far as is known; in no certain order (L6). */
    list(options?: PageOptions): Promise<Page<Deployment>>;
    get(deploymentId: string, options?: CallOptions): Promise<Deployment>;
    text(deploymentId: string, options?: CallOptions): Promise<string>;
  };
  /** Code versions of a deployment, D.2 of the API facts. */
  readonly versions: {
    /** All of them on one page, as far as is known; in no certain order (L6). */
    list(deploymentId: string, options?: PageOptions): Promise<Page<Version>>;
    get(deploymentId: string, versionId: string, options?: CallOptions): Promise<Version>;
    text(deploymentId: string, versionId: string, options?: CallOptions): Promise<string>;
    /** Where the code can be had for a while; see {@link PlatformClient.download}. */
    downloadUrl(deploymentId: string, versionId: string, options?: CallOptions): Promise<string>;
  };
  /** B of the API facts. */
  readonly triggers: {
    /**
     * Sent once, unless the platform asks for it again with Retry-After (B.1). When the answer is lost,
     * the error says `outcomeUnknown` and `findCreated` finds out. Half an output is refused: its name
     * and its id belong together.
     */
    create(deploymentId: string, body: TriggerRequest, options?: CallOptions): Promise<Trigger>;
    /** All of them on one page, as far as is known; in no certain order (B.2). */
    list(deploymentId: string, options?: PageOptions): Promise<Page<Trigger>>;
    /** B.3. */
    get(deploymentId: string, triggerId: string, options?: CallOptions): Promise<Trigger>;
    text(deploymentId: string, triggerId: string, options?: CallOptions): Promise<string>;
    /** B.4. Fails as `notFound` when it is gone already, but not when only its own answer was lost. */
    delete(deploymentId: string, triggerId: string, options?: CallOptions): Promise<void>;
    /** Its runs, newest first, in pages of the server's size (B.5). */
    runs(deploymentId: string, triggerId: string, options?: RunPageOptions): Promise<Page<Run>>;
  };
  /** Runs of a deployment, C of the API facts. */
  readonly runs: {
    /** Newest first, in pages of the server's size (C.1). */
    list(deploymentId: string, options?: RunPageOptions): Promise<Page<Run>>;
    /** C.2. */
    get(deploymentId: string, runId: string, options?: CallOptions): Promise<Run>;
    text(deploymentId: string, runId: string, options?: CallOptions): Promise<string>;
    /** Sent once, as a trigger is (C.3); `findSubmitted` finds out about a lost answer. */
    submit(deploymentId: string, body: RunRequest, options?: CallOptions): Promise<Run>;
    /** The whole output, oldest first (C.6). */
    logs(deploymentId: string, runId: string, options?: LogPageOptions): Promise<Page<LogEvent>>;
    /** The output from its end, newest first (C.7); `followLog` reads on. */
    recentLogs(
      deploymentId: string,
      runId: string,
      options?: RecentLogOptions,
    ): Promise<RecentLogs>;
  };
  /** Datalake channels, E.1 and E.2 of the API facts. */
  readonly channels: {
    /** Pages of 100, without archived ones unless they are asked for. */
    list(options?: ArchivePageOptions): Promise<ChannelPage>;
    get(channelId: string, options?: CallOptions): Promise<Channel>;
    text(channelId: string, options?: CallOptions): Promise<string>;
  };
  /** Files of a channel, E.4 and E.5; they are not addressed through the organization. */
  readonly files: {
    /** Pages of 100, oldest first unless asked otherwise. */
    list(channelId: string, options?: FilePageOptions): Promise<Page<ChannelFile>>;
    /** With a fresh `download_uri`. */
    get(channelId: string, fileId: string, options?: CallOptions): Promise<ChannelFile>;
    text(channelId: string, fileId: string, options?: CallOptions): Promise<string>;
    /** Where the file can be had for a while; see {@link PlatformClient.download}. */
    downloadUrl(channelId: string, fileId: string, options?: CallOptions): Promise<string>;
  };
  /** Training job definitions and their models, F of the API facts. */
  readonly training: {
    /** Pages of 100, without archived ones unless they are asked for. */
    definitions(options?: ArchivePageOptions): Promise<Page<TrainingDefinition>>;
    /** By its name, without its jobs. */
    definition(name: string, options?: CallOptions): Promise<TrainingDefinition>;
    /** All of a definition's on one page, as far as is known. */
    models(definition: string, options?: ArchivePageOptions): Promise<Page<TrainingModel>>;
    model(definition: string, modelId: string, options?: CallOptions): Promise<TrainingModel>;
    modelText(definition: string, modelId: string, options?: CallOptions): Promise<string>;
    /** Where the model can be had for a while; see {@link PlatformClient.download}. */
    modelUrl(definition: string, modelId: string, options?: CallOptions): Promise<string>;
  };
  /**
   * Downloads from a presigned URL, which gets no credential. `url` is asked for it, and once more
   * when it has expired: `client.download((call) => client.files.downloadUrl(channel, file, call))`.
   */
  download(url: UrlSource, options?: DownloadOptions): Promise<Download>;
  /** Ends what is under way and closes the connections; what is called after is cancelled. */
  dispose(): void;
}
