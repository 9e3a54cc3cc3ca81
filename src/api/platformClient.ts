import type { Credential } from './credential';
import type { Page } from './page';
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

/** What one client is bound to: an organization at an origin, with a credential. */
export interface ClientOptions {
  /** `https://api.abeja.io` or another origin; `http:` only on loopback. */
  readonly apiUrl: string;
  /** Organization id or name, as the person gave it. */
  readonly organization: string;
  readonly credential: Credential;
  /** Milliseconds one attempt may take; 30,000 when not given. Asked at each attempt. */
  readonly timeoutMs?: () => number;
  /** Called once an attempt; holds nothing secret. */
  readonly log?: (line: RequestLog) => void;
}

/** One attempt of one request, free of secrets. */
export interface RequestLog {
  readonly method: string;
  /** Path and query of the request on the API's origin; for a presigned URL its host alone. */
  readonly path: string;
  /** HTTP status, or the failure's kind when there was no answer. */
  readonly status: number | string;
  readonly milliseconds: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
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
