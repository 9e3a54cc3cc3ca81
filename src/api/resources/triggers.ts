import { decodeOne, resourceDecoder } from '../decoding/decode';
import { readId } from '../decoding/json';
import type { Send } from '../http/transport';
import type { Page } from '../page';
import { path, type Path } from '../path';
import { bodyText, listByToken, type CallOptions, type PageOptions } from './requests';
import { listRuns, type Run, type RunPageOptions } from './runs';

/** A trigger, B.1 of docs/platform-api.md. */
export interface Trigger {
  readonly trigger_id: string;
  readonly organization_id?: string | null;
  readonly deployment_id?: string | null;
  /** The deployment version's id; the create call names it `version_id`. */
  readonly model_version_id?: string | null;
  /** The deployment version's human name, such as `0.0.3`. */
  readonly model_version?: string | null;
  /** Alias to training model: a string or `{model_id, job_definition_id}`. */
  readonly models?: unknown;
  readonly input_service_name?: string | null;
  readonly input_service_id?: string | null;
  readonly output_service_name?: string | null;
  readonly output_service_id?: string | null;
  readonly retry_count?: number | null;
  readonly distribution?: number | null;
  /** The create call names it `environment`. Values may be secret: mask them in rows. */
  readonly user_env_vars?: unknown;
  readonly created_at?: string | null;
  readonly modified_at?: string | null;
}

/** Body of `POST …/triggers`, B.1 of docs/platform-api.md, in the key order of the wire. */
export interface TriggerRequest {
  readonly version_id: string;
  readonly input_service_name: string;
  readonly input_service_id: string;
  /** 0 to 9; the platform's default is 5. Always sent. */
  readonly retry_count: number;
  /** Sent as `{}` when empty. */
  readonly environment: Readonly<Record<string, string>>;
  readonly models?: { readonly alias: string } | undefined;
  readonly output_service_name?: string | undefined;
  readonly output_service_id?: string | undefined;
  readonly distribution?: number | undefined;
}

/** Reads an entry of B.2. */
export const decodeTrigger = resourceDecoder<Trigger>('trigger_id', {
  trigger_id: 'text',
  organization_id: 'text',
  deployment_id: 'text',
  model_version_id: 'text',
  model_version: 'text',
  models: 'unchecked',
  input_service_name: 'text',
  input_service_id: 'text',
  output_service_name: 'text',
  output_service_id: 'text',
  retry_count: 'number',
  distribution: 'number',
  user_env_vars: 'unchecked',
  created_at: 'text',
  modified_at: 'text',
});

const readTrigger = decodeOne(decodeTrigger);

/** The body of B.1 in the key order of the wire, whatever order the caller's object has. */
function triggerBody(body: TriggerRequest): TriggerRequest {
  return {
    version_id: body.version_id,
    input_service_name: body.input_service_name,
    input_service_id: body.input_service_id,
    retry_count: body.retry_count,
    environment: body.environment,
    models: body.models,
    output_service_name: body.output_service_name,
    output_service_id: body.output_service_id,
    distribution: body.distribution,
  };
}

/**
 * Why a body must not be sent: an output without its name or its id is refused, where the platform's
 * own client leaves out both without a message (B.1).
 */
function refusal(body: TriggerRequest): string | undefined {
  const given = (name: 'output_service_name' | 'output_service_id') =>
    readId(body[name]) !== undefined;
  return given('output_service_name') === given('output_service_id')
    ? undefined
    : 'output_service_name and output_service_id belong together';
}

/** Triggers of a deployment, B of docs/platform-api.md. */
export interface TriggerCalls {
  /**
   * Sent once, unless the platform answers 429 with Retry-After (B.1). When the answer is lost,
   * the error says `outcomeUnknown`, and `findCreated` finds out whether the trigger was created. A
   * body with an output's name but not its id, or the other way round, is refused as `invalid`.
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
}

/** Makes the calls for the triggers of an organization's deployments. */
export function triggerCalls(send: Send, organization: Path): TriggerCalls {
  const triggers = (deployment: string) => path`${organization}/deployments/${deployment}/triggers`;
  const trigger = (deployment: string, id: string) => path`${triggers(deployment)}/${id}`;
  return {
    create: (deployment, body, options) =>
      send('POST', triggers(deployment), readTrigger, {
        ...options,
        body: triggerBody(body),
        refused: refusal(body),
      }),
    list: (deployment, options) => listByToken(send, triggers(deployment), decodeTrigger, options),
    get: (deployment, id, options) => send('GET', trigger(deployment, id), readTrigger, options),
    text: (deployment, id, options) => send('GET', trigger(deployment, id), bodyText, options),
    delete: async (deployment, id, options) => {
      await send('DELETE', trigger(deployment, id), () => true, options);
    },
    runs: (deployment, id, options) =>
      listRuns(send, path`${trigger(deployment, id)}/runs`, options),
  };
}
