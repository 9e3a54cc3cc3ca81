import { decodeOne, resourceDecoder } from '../decoding/decode';
import type { Send } from '../http/transport';
import type { Page } from '../page';
import { path, type Path } from '../path';
import { bodyText, listByToken, type CallOptions, type PageOptions } from './requests';

/** A deployment, D.1 of docs/platform-api.md. */
export interface Deployment {
  readonly deployment_id: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly default_environment?: unknown;
  readonly created_at?: string | null;
  readonly modified_at?: string | null;
}

/** Reads an entry of D.1. */
export const decodeDeployment = resourceDecoder<Deployment>('deployment_id', {
  deployment_id: 'text',
  name: 'text',
  description: 'text',
  default_environment: 'unchecked',
  created_at: 'text',
  modified_at: 'text',
});

const readDeployment = decodeOne(decodeDeployment);

/** Deployments of the organization, D.1 of docs/platform-api.md. */
export interface DeploymentCalls {
  /** All of them on one page, as far as is known; in no certain order (L6). */
  list(options?: PageOptions): Promise<Page<Deployment>>;
  get(deploymentId: string, options?: CallOptions): Promise<Deployment>;
  text(deploymentId: string, options?: CallOptions): Promise<string>;
}

/** Makes the calls for the deployments of an organization. */
export function deploymentCalls(send: Send, organization: Path): DeploymentCalls {
  const deployments = path`${organization}/deployments`;
  const deployment = (id: string) => path`${deployments}/${id}`;
  return {
    list: (options) => listByToken(send, deployments, decodeDeployment, options),
    get: (id, options) => send('GET', deployment(id), readDeployment, options),
    text: (id, options) => send('GET', deployment(id), bodyText, options),
  };
}
