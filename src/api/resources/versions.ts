import { decodeDownloadUrl, decodeOne, resourceDecoder } from '../decoding/decode';
import type { Send } from '../http/transport';
import type { Page } from '../page';
import { path, type Path } from '../path';
import { bodyText, listByToken, type CallOptions, type PageOptions } from './requests';

/** A code version of a deployment, D.2 of docs/platform-api.md. */
export interface Version {
  readonly version_id: string;
  /** Human version such as `0.0.3`. */
  readonly version?: string | null;
  readonly deployment_id?: string | null;
  readonly handler?: string | null;
  readonly image?: string | null;
  readonly created_at?: string | null;
  readonly modified_at?: string | null;
}

/** Reads an entry of D.2. */
export const decodeVersion = resourceDecoder<Version>('version_id', {
  version_id: 'text',
  version: 'text',
  deployment_id: 'text',
  handler: 'text',
  image: 'text',
  created_at: 'text',
  modified_at: 'text',
});

const readVersion = decodeOne(decodeVersion);

/** Code versions of a deployment, D.2 of docs/platform-api.md. */
export interface VersionCalls {
  /** All of them on one page, as far as is known; in no certain order (L6). */
  list(deploymentId: string, options?: PageOptions): Promise<Page<Version>>;
  get(deploymentId: string, versionId: string, options?: CallOptions): Promise<Version>;
  text(deploymentId: string, versionId: string, options?: CallOptions): Promise<string>;
  /** A presigned URL of the code, for `PlatformClient.download`. */
  downloadUrl(deploymentId: string, versionId: string, options?: CallOptions): Promise<string>;
}

/** Makes the calls for the versions of an organization's deployments. */
export function versionCalls(send: Send, organization: Path): VersionCalls {
  const versions = (deployment: string) => path`${organization}/deployments/${deployment}/versions`;
  const version = (deployment: string, id: string) => path`${versions(deployment)}/${id}`;
  return {
    list: (deployment, options) => listByToken(send, versions(deployment), decodeVersion, options),
    get: (deployment, id, options) => send('GET', version(deployment, id), readVersion, options),
    text: (deployment, id, options) => send('GET', version(deployment, id), bodyText, options),
    downloadUrl: (deployment, id, options) =>
      send('GET', path`${version(deployment, id)}/download`, decodeDownloadUrl, options),
  };
}
