import { createHttp } from './http/connections';
import {
  createDownloads,
  type Download,
  type DownloadOptions,
  type UrlSource,
} from './http/download';
import { createTransport, type TransportOptions } from './http/transport';
import { path } from './path';
import { channelCalls, type ChannelCalls } from './resources/channels';
import { deploymentCalls, type DeploymentCalls } from './resources/deployments';
import { fileCalls, type FileCalls } from './resources/files';
import { logCalls, type LogCalls } from './resources/logs';
import { organizationCalls, type OrganizationCalls } from './resources/organization';
import { runCalls, type RunCalls } from './resources/runs';
import { trainingCalls, type TrainingCalls } from './resources/training';
import { triggerCalls, type TriggerCalls } from './resources/triggers';
import { versionCalls, type VersionCalls } from './resources/versions';

export type { RequestLog } from './http/requestLog';

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
  readonly organization: OrganizationCalls;
  readonly deployments: DeploymentCalls;
  readonly versions: VersionCalls;
  readonly triggers: TriggerCalls;
  readonly runs: RunCalls;
  readonly logs: LogCalls;
  readonly channels: ChannelCalls;
  readonly files: FileCalls;
  readonly training: TrainingCalls;
  /**
   * Downloads from a presigned URL, which gets no credential. `url` is asked for it, and once more
   * when it has expired: `client.download((call) => client.files.downloadUrl(channel, file, call))`.
   */
  download(url: UrlSource, options?: DownloadOptions): Promise<Download>;
  /** Ends what is under way and closes the connections; what is called after is cancelled. */
  dispose(): void;
}

/** Makes a client. Nothing is loaded, opened or sent before its first call. */
export function createPlatformClient(options: ClientOptions): PlatformClient {
  const http = createHttp(options.agent ?? {}, options.ownConnections ?? (() => true));
  const transport = createTransport(options, http);
  const downloads = createDownloads(options, http);
  const { send } = transport;
  const organization = path`/organizations/${options.organization}`;
  return {
    organization: organizationCalls(send, organization),
    deployments: deploymentCalls(send, organization),
    versions: versionCalls(send, organization),
    triggers: triggerCalls(send, organization),
    runs: runCalls(send, organization),
    logs: logCalls(send, organization),
    channels: channelCalls(send, organization),
    files: fileCalls(send),
    training: trainingCalls(send, organization),
    download: (url, call) => downloads.download(url, call),
    dispose: () => {
      transport.dispose();
      downloads.dispose();
      http.close();
    },
  };
}
