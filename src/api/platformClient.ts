import {
  decodeChannel,
  decodeChannelFile,
  decodeDeployment,
  decodeDownloadUrl,
  decodeLogEvent,
  decodeOrganization,
  decodeRun,
  decodeTrainingDefinition,
  decodeTrainingModel,
  decodeTrigger,
  decodeVersion,
  one,
  type Decode,
  type DecodeEntry,
} from './decode';
import { createDownloads, type Download, type DownloadOptions, type UrlSource } from './download';
import { createHttp } from './http';
import { decodeRecentLogs, type RecentLogs } from './logs';
import type { Page } from './page';
import {
  channelPage,
  offsetPage,
  parsePosition,
  START,
  tokenOf,
  tokenPage,
  type ChannelPage,
  type Position,
} from './paging';
import { path, withQuery, type Path, type Query } from './path';
import {
  archiveQuery,
  fileQuery,
  logPath,
  refusedTrigger,
  runBody,
  triggerBody,
  type ArchivePageOptions,
  type CallOptions,
  type FilePageOptions,
  type LogPageOptions,
  type PageOptions,
  type RecentLogOptions,
  type RunPageOptions,
} from './requests';
import type { Method } from './retry';
import { createTransport, type Read, type TransportOptions } from './transport';
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
} from './wire';

export type { RequestLog } from './requestLog';
export type { CallOptions, PageOptions, RunPageOptions } from './requests';

/** What one client is bound to: an organization at an origin, with a credential. */
export interface ClientOptions extends TransportOptions {
  /** Organization id or name, as the person gave it. */
  readonly organization: string;
}

/**
 * One organization of the ABEJA Platform. Every call rejects with an {@link ApiError} and nothing
 * else. `text` calls give the body as the server wrote it.
 */
export interface PlatformClient {
  readonly organization: {
    get(options?: CallOptions): Promise<Organization>;
    text(options?: CallOptions): Promise<string>;
  };
  readonly deployments: {
    list(options?: PageOptions): Promise<Page<Deployment>>;
    get(deploymentId: string, options?: CallOptions): Promise<Deployment>;
    text(deploymentId: string, options?: CallOptions): Promise<string>;
  };
  readonly versions: {
    list(deploymentId: string, options?: PageOptions): Promise<Page<Version>>;
    get(deploymentId: string, versionId: string, options?: CallOptions): Promise<Version>;
    text(deploymentId: string, versionId: string, options?: CallOptions): Promise<string>;
    /** Where the code can be had for a while; see {@link PlatformClient.download}. */
    downloadUrl(deploymentId: string, versionId: string, options?: CallOptions): Promise<string>;
  };
  readonly triggers: {
    /** Sent once. Half an output is refused: its name and its id belong together. */
    create(deploymentId: string, body: TriggerRequest, options?: CallOptions): Promise<Trigger>;
    list(deploymentId: string, options?: PageOptions): Promise<Page<Trigger>>;
    get(deploymentId: string, triggerId: string, options?: CallOptions): Promise<Trigger>;
    text(deploymentId: string, triggerId: string, options?: CallOptions): Promise<string>;
    delete(deploymentId: string, triggerId: string, options?: CallOptions): Promise<void>;
    runs(deploymentId: string, triggerId: string, options?: RunPageOptions): Promise<Page<Run>>;
  };
  readonly runs: {
    list(deploymentId: string, options?: RunPageOptions): Promise<Page<Run>>;
    get(deploymentId: string, runId: string, options?: CallOptions): Promise<Run>;
    text(deploymentId: string, runId: string, options?: CallOptions): Promise<string>;
    /** Sent once. */
    submit(deploymentId: string, body: RunRequest, options?: CallOptions): Promise<Run>;
    /** The whole output, oldest first, C.6 of the API facts. */
    logs(deploymentId: string, runId: string, options?: LogPageOptions): Promise<Page<LogEvent>>;
    /** The output from its end, newest first, C.7 of the API facts; `followLog` reads on. */
    recentLogs(
      deploymentId: string,
      runId: string,
      options?: RecentLogOptions,
    ): Promise<RecentLogs>;
  };
  readonly channels: {
    /** Pages of 100. */
    list(options?: ArchivePageOptions): Promise<ChannelPage>;
    get(channelId: string, options?: CallOptions): Promise<Channel>;
    text(channelId: string, options?: CallOptions): Promise<string>;
  };
  /** Files of a channel; they are not addressed through the organization. */
  readonly files: {
    list(channelId: string, options?: FilePageOptions): Promise<Page<ChannelFile>>;
    /** With a fresh `download_uri`. */
    get(channelId: string, fileId: string, options?: CallOptions): Promise<ChannelFile>;
    text(channelId: string, fileId: string, options?: CallOptions): Promise<string>;
    downloadUrl(channelId: string, fileId: string, options?: CallOptions): Promise<string>;
  };
  readonly training: {
    /** Pages of 100. */
    definitions(options?: ArchivePageOptions): Promise<Page<TrainingDefinition>>;
    definition(name: string, options?: CallOptions): Promise<TrainingDefinition>;
    models(definition: string, options?: ArchivePageOptions): Promise<Page<TrainingModel>>;
    model(definition: string, modelId: string, options?: CallOptions): Promise<TrainingModel>;
    modelText(definition: string, modelId: string, options?: CallOptions): Promise<string>;
    modelUrl(definition: string, modelId: string, options?: CallOptions): Promise<string>;
  };
  /**
   * Downloads from a presigned URL, which gets no credential. `url` is asked for it, and once more
   * when it has expired: `client.download((call) => client.files.downloadUrl(channel, file, call))`.
   */
  download(url: UrlSource, options?: DownloadOptions): Promise<Download>;
  /** Ends what is under way and closes the connections. */
  dispose(): void;
}

/** Makes a client. Nothing is loaded, opened or sent before its first call. */
export function createPlatformClient(options: ClientOptions): PlatformClient {
  const http = createHttp(options.agent ?? {});
  const transport = createTransport(options, http);
  const downloads = createDownloads(options, http);

  const send = <T>(
    method: Method,
    at: Path,
    read: Read<T>,
    { signal, attempts, fresh }: CallOptions = {},
    body?: unknown,
    refused?: string,
  ) => transport.send(method, at, read, { signal, attempts, fresh, body, refused });
  const get = <T>(at: Path, read: Read<T>, call?: CallOptions) => send('GET', at, read, call);
  const text = (at: Path, call?: CallOptions) => get(at, (_, body) => body, call);

  /** A list that goes on by the server's token, if it goes on at all. */
  const list = <T>(at: Path, decode: DecodeEntry<T>, call: PageOptions = {}, query: Query = {}) =>
    get(withQuery(at, { ...query, next_page_token: tokenOf(call.next) }), tokenPage(decode), call);

  /** Runs, newest first unless asked otherwise. `True` is the one spelling known to work (L3). */
  const listRuns = (at: Path, call: RunPageOptions = {}) =>
    list(at, decodeRun, call, { scan_forward: call.oldestFirst === true ? 'True' : undefined });

  /** A list that goes on by offset (E.1, F). */
  const listByOffset = <P>(
    at: Path,
    page: (position: Position) => Decode<P>,
    call: ArchivePageOptions = {},
  ) => {
    const position = parsePosition(call.next);
    if (position === undefined) {
      return get({ ...at, refused: call.next ?? '' }, page(START), call);
    }
    const query = {
      limit: 100,
      ...archiveQuery(call),
      offset: position.kind === 'offset' && position.offset > 0 ? position.offset : undefined,
      next_page_token: position.kind === 'token' ? position.token : undefined,
    };
    return get(withQuery(at, query), page(position), call);
  };

  const root = path`/organizations/${options.organization}`;
  const deployments = path`${root}/deployments`;
  const deployment = (id: string) => path`${deployments}/${id}`;
  const versions = (of: string) => path`${deployment(of)}/versions`;
  const version = (of: string, id: string) => path`${versions(of)}/${id}`;
  const triggers = (of: string) => path`${deployment(of)}/triggers`;
  const trigger = (of: string, id: string) => path`${triggers(of)}/${id}`;
  const runs = (of: string) => path`${deployment(of)}/runs`;
  const run = (of: string, id: string) => path`${runs(of)}/${id}`;
  const channels = path`${root}/channels`;
  const channel = (id: string) => path`${channels}/${id}`;
  const files = (of: string) => path`/channels/${of}`;
  const file = (of: string, id: string) => path`${files(of)}/${id}`;
  const definitions = path`${root}/training/definitions`;
  const definition = (name: string) => path`${definitions}/${name}`;
  const models = (of: string) => path`${definition(of)}/models`;
  const model = (of: string, id: string) => path`${models(of)}/${id}`;

  return {
    organization: {
      get: (call) => get(root, decodeOrganization, call),
      text: (call) => text(root, call),
    },
    deployments: {
      list: (call) => list(deployments, decodeDeployment, call),
      get: (id, call) => get(deployment(id), one(decodeDeployment), call),
      text: (id, call) => text(deployment(id), call),
    },
    versions: {
      list: (of, call) => list(versions(of), decodeVersion, call),
      get: (of, id, call) => get(version(of, id), one(decodeVersion), call),
      text: (of, id, call) => text(version(of, id), call),
      downloadUrl: (of, id, call) =>
        get(path`${version(of, id)}/download`, decodeDownloadUrl, call),
    },
    triggers: {
      create: (of, body, call) =>
        send(
          'POST',
          triggers(of),
          one(decodeTrigger),
          call,
          triggerBody(body),
          refusedTrigger(body),
        ),
      list: (of, call) => list(triggers(of), decodeTrigger, call),
      get: (of, id, call) => get(trigger(of, id), one(decodeTrigger), call),
      text: (of, id, call) => text(trigger(of, id), call),
      delete: async (of, id, call) => {
        await send('DELETE', trigger(of, id), () => true, call);
      },
      runs: (of, id, call) => listRuns(path`${trigger(of, id)}/runs`, call),
    },
    runs: {
      list: (of, call) => listRuns(runs(of), call),
      get: (of, id, call) => get(run(of, id), one(decodeRun), call),
      text: (of, id, call) => text(run(of, id), call),
      submit: (of, body, call) => send('POST', runs(of), one(decodeRun), call, runBody(body)),
      logs: (of, id, call = {}) =>
        get(
          logPath(path`${run(of, id)}/logs`, { next_token: tokenOf(call.next) }, call),
          tokenPage(decodeLogEvent, 'next_token', call.next),
          call,
        ),
      recentLogs: (of, id, call = {}) =>
        get(
          logPath(
            path`${run(of, id)}/recentlogs`,
            { next_forward_token: tokenOf(call.newer), next_backward_token: tokenOf(call.older) },
            call,
          ),
          decodeRecentLogs(call),
          call,
        ),
    },
    channels: {
      list: (call) => listByOffset(channels, channelPage, call),
      get: (id, call) => get(channel(id), one(decodeChannel, 'channel'), call),
      text: (id, call) => text(channel(id), call),
    },
    files: {
      list: (of, call = {}) => list(files(of), decodeChannelFile, call, fileQuery(call)),
      get: (of, id, call) => get(file(of, id), one(decodeChannelFile), call),
      text: (of, id, call) => text(file(of, id), call),
      downloadUrl: (of, id, call) => get(file(of, id), decodeDownloadUrl, call),
    },
    training: {
      definitions: (call) =>
        listByOffset(
          definitions,
          (position) => offsetPage(decodeTrainingDefinition, position),
          call,
        ),
      definition: (name, call) =>
        get(
          withQuery(definition(name), { include_jobs: 'false' }),
          one(decodeTrainingDefinition),
          call,
        ),
      models: (of, call = {}) => list(models(of), decodeTrainingModel, call, archiveQuery(call)),
      model: (of, id, call) => get(model(of, id), one(decodeTrainingModel), call),
      modelText: (of, id, call) => text(model(of, id), call),
      modelUrl: (of, id, call) => get(path`${model(of, id)}/download`, decodeDownloadUrl, call),
    },
    download: (url, call) => downloads.download(url, call),
    dispose: () => {
      transport.dispose();
      downloads.dispose();
      http.close();
    },
  };
}
