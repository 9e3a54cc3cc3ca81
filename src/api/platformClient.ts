import {
  decodeChannel,
  decodeDeployment,
  decodeOrganization,
  decodeRun,
  decodeTrainingDefinition,
  decodeTrainingModel,
  decodeTrigger,
  decodeVersion,
  offsetPage,
  one,
  parsePosition,
  tokenPage,
  type DecodeEntry,
} from './decode';
import type { Page } from './page';
import { path, withQuery, type Path, type QueryValue } from './path';
import type { Method } from './retry';
import { createTransport, type Read, type TransportOptions } from './transport';
import type {
  Channel,
  Deployment,
  Organization,
  Run,
  TrainingDefinition,
  TrainingModel,
  Trigger,
  TriggerRequest,
  Version,
} from './wire';

export type { RequestLog } from './transport';

/** What one client is bound to: an organization at an origin, with a credential. */
export interface ClientOptions extends TransportOptions {
  /** Organization id or name, as the person gave it. */
  readonly organization: string;
}

/** Options every call takes. */
export interface CallOptions {
  /** Ends the call, a wait between attempts included; it then fails as `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Options of a paged call. */
export interface PageOptions extends CallOptions {
  /** `next` of the page before; the first page without it. */
  readonly next?: string;
}

/** Options of a list of runs, B.5 of the API facts. */
export interface RunPageOptions extends PageOptions {
  /** Newest first when not given. Keep it the same from page to page. */
  readonly oldestFirst?: boolean;
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
    text(deploymentId: string, versionId: string, options?: CallOptions): Promise<string>;
  };
  readonly triggers: {
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
  };
  readonly channels: {
    /** Pages of 100, archived ones left out. */
    list(options?: PageOptions): Promise<Page<Channel>>;
    get(channelId: string, options?: CallOptions): Promise<Channel>;
    text(channelId: string, options?: CallOptions): Promise<string>;
  };
  readonly training: {
    definitions(options?: PageOptions): Promise<Page<TrainingDefinition>>;
    models(definition: string, options?: PageOptions): Promise<Page<TrainingModel>>;
  };
  /** Ends what is under way and closes the connections. */
  dispose(): void;
}

/** Makes a client. Nothing is loaded, opened or sent before its first call. */
export function createPlatformClient(options: ClientOptions): PlatformClient {
  const transport = createTransport(options);

  const send = <T>(
    method: Method,
    at: Path,
    read: Read<T>,
    { signal }: CallOptions = {},
    body?: unknown,
  ) => transport.send(method, at, read, { signal, body });
  const get = <T>(at: Path, read: Read<T>, call?: CallOptions) => send('GET', at, read, call);
  const text = (at: Path, call?: CallOptions) => get(at, (_, body) => body, call);

  /** A list that goes on by the server's token, if it goes on at all. */
  const list = <T>(
    at: Path,
    decode: DecodeEntry<T>,
    call: PageOptions = {},
    query: Readonly<Record<string, QueryValue>> = {},
  ) => {
    const token = call.next === '' ? undefined : call.next;
    return get(withQuery(at, { ...query, next_page_token: token }), tokenPage(decode), call);
  };

  /** Runs, newest first unless asked otherwise. `True` is the one spelling known to work (L3). */
  const listRuns = (at: Path, call: RunPageOptions = {}) =>
    list(at, decodeRun, call, { scan_forward: call.oldestFirst === true ? 'True' : undefined });

  /** A list that goes on by offset (E.1, F). */
  const listByOffset = <T>(at: Path, decode: DecodeEntry<T>, call: PageOptions = {}) => {
    const position = parsePosition(call.next);
    if (position === undefined) {
      return get({ ...at, refused: call.next ?? '' }, tokenPage(decode), call);
    }
    const query = {
      limit: 100,
      ...WITHOUT_ARCHIVED,
      offset: position.kind === 'offset' && position.offset > 0 ? position.offset : undefined,
      next_page_token: position.kind === 'token' ? position.token : undefined,
    };
    return get(withQuery(at, query), offsetPage(decode, position), call);
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
  const definitions = path`${root}/training/definitions`;
  const models = (definition: string) => path`${definitions}/${definition}/models`;

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
      text: (of, id, call) => text(version(of, id), call),
    },
    triggers: {
      create: (of, body, call) =>
        send('POST', triggers(of), one(decodeTrigger), call, triggerBody(body)),
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
    },
    channels: {
      list: (call) => listByOffset(channels, decodeChannel, call),
      get: (id, call) => get(channel(id), one(decodeChannel, 'channel'), call),
      text: (id, call) => text(channel(id), call),
    },
    training: {
      definitions: (call) => listByOffset(definitions, decodeTrainingDefinition, call),
      models: (of, call) => list(models(of), decodeTrainingModel, call, WITHOUT_ARCHIVED),
    },
    dispose: () => transport.dispose(),
  };
}

/** Always sent, because the server's default is not known (L23). */
const WITHOUT_ARCHIVED = { filter_archived: 'exclude_archived' };

/** The body of B.1 in the key order of the wire, whatever order the caller's object has. */
function triggerBody(body: TriggerRequest): TriggerRequest {
  return {
    version_id: body.version_id,
    input_service_name: body.input_service_name,
    input_service_id: body.input_service_id,
    retry_count: body.retry_count,
    environment: body.environment,
    ...(body.models && { models: body.models }),
    ...(body.output_service_name !== undefined && {
      output_service_name: body.output_service_name,
    }),
    ...(body.output_service_id !== undefined && { output_service_id: body.output_service_id }),
    ...(body.distribution !== undefined && { distribution: body.distribution }),
  };
}
