import type { ClientOptions, PlatformClient } from './contract';
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
  decodeOne,
  type Decode,
  type DecodeEntry,
} from './decoding/decode';
import { createDownloads } from './http/download';
import { createHttp } from './http/connections';
import { decodeRecentLogs } from './resources/logs';
import {
  channelPage,
  offsetPage,
  parsePosition,
  START,
  readToken,
  tokenPage,
  type Position,
} from './decoding/paging';
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
  type PageOptions,
  type RunPageOptions,
} from './resources/requests';
import type { Method } from './http/retry';
import { createTransport, type Read } from './http/transport';

/** What a user of the client names beside it. */
export type { ClientOptions, PlatformClient } from './contract';
export type { RequestLog } from './http/requestLog';
export type { CallOptions, PageOptions, RunPageOptions } from './resources/requests';

/** Makes a client. Nothing is loaded, opened or sent before its first call. */
export function createPlatformClient(options: ClientOptions): PlatformClient {
  const http = createHttp(options.agent ?? {}, options.ownConnections ?? (() => true));
  const transport = createTransport(options, http);
  const downloads = createDownloads(options, http);

  const send = <T>(
    method: Method,
    at: Path,
    read: Read<T>,
    { signal, once, fresh: added }: CallOptions = {},
    body?: unknown,
    refused?: string,
  ) => transport.send(method, at, read, { signal, once, fresh: added, body, refused });
  const get = <T>(at: Path, read: Read<T>, call?: CallOptions) => send('GET', at, read, call);
  const text = (at: Path, call?: CallOptions) => get(at, (_, body) => body, call);

  /** A list that goes on by the server's token, if it goes on at all. */
  const list = <T>(at: Path, decode: DecodeEntry<T>, call: PageOptions = {}, query: Query = {}) =>
    get(
      withQuery(at, { ...query, next_page_token: readToken(call.next) }),
      tokenPage(decode),
      call,
    );

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
      get: (id, call) => get(deployment(id), decodeOne(decodeDeployment), call),
      text: (id, call) => text(deployment(id), call),
    },
    versions: {
      list: (of, call) => list(versions(of), decodeVersion, call),
      get: (of, id, call) => get(version(of, id), decodeOne(decodeVersion), call),
      text: (of, id, call) => text(version(of, id), call),
      downloadUrl: (of, id, call) =>
        get(path`${version(of, id)}/download`, decodeDownloadUrl, call),
    },
    triggers: {
      create: (of, body, call) =>
        send(
          'POST',
          triggers(of),
          decodeOne(decodeTrigger),
          call,
          triggerBody(body),
          refusedTrigger(body),
        ),
      list: (of, call) => list(triggers(of), decodeTrigger, call),
      get: (of, id, call) => get(trigger(of, id), decodeOne(decodeTrigger), call),
      text: (of, id, call) => text(trigger(of, id), call),
      delete: async (of, id, call) => {
        await send('DELETE', trigger(of, id), () => true, call);
      },
      runs: (of, id, call) => listRuns(path`${trigger(of, id)}/runs`, call),
    },
    runs: {
      list: (of, call) => listRuns(runs(of), call),
      get: (of, id, call) => get(run(of, id), decodeOne(decodeRun), call),
      text: (of, id, call) => text(run(of, id), call),
      submit: (of, body, call) => send('POST', runs(of), decodeOne(decodeRun), call, runBody(body)),
      logs: (of, id, call = {}) =>
        get(
          logPath(path`${run(of, id)}/logs`, { next_token: readToken(call.next) }, call),
          tokenPage(decodeLogEvent, 'next_token', call.next),
          call,
        ),
      recentLogs: (of, id, call = {}) =>
        get(
          logPath(
            path`${run(of, id)}/recentlogs`,
            {
              next_forward_token: readToken(call.newer),
              next_backward_token: readToken(call.older),
            },
            call,
          ),
          decodeRecentLogs(call),
          call,
        ),
    },
    channels: {
      list: (call) => listByOffset(channels, channelPage, call),
      get: (id, call) => get(channel(id), decodeOne(decodeChannel, 'channel'), call),
      text: (id, call) => text(channel(id), call),
    },
    files: {
      list: (of, call = {}) => list(files(of), decodeChannelFile, call, fileQuery(call)),
      get: (of, id, call) => get(file(of, id), decodeOne(decodeChannelFile), call),
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
          decodeOne(decodeTrainingDefinition),
          call,
        ),
      models: (of, call = {}) => list(models(of), decodeTrainingModel, call, archiveQuery(call)),
      model: (of, id, call) => get(model(of, id), decodeOne(decodeTrainingModel), call),
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
