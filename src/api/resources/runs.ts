import { decodeOne, resourceDecoder } from '../decoding/decode';
import type { Send } from '../http/transport';
import type { Page } from '../page';
import { path, type Path } from '../path';
import { bodyText, listByToken, type CallOptions, type PageOptions } from './requests';

/** A run, C.4 of docs/platform-api.md; an entry of B.5 also has `trigger_id`. */
export interface Run {
  readonly run_id: string;
  readonly trigger_id?: string | null;
  readonly deployment_id?: string | null;
  readonly model_version_id?: string | null;
  readonly model_version?: string | null;
  readonly models?: unknown;
  /** An object, or the JSON text of one. */
  readonly input_data?: unknown;
  /** An object, or the JSON text of one. */
  readonly output_template?: unknown;
  readonly retry_count?: number | null;
  readonly distribution?: number | null;
  /** One of C.5, or a word this version does not know. */
  readonly status?: string | null;
  readonly user_env_vars?: unknown;
  readonly created_at?: string | null;
  readonly modified_at?: string | null;
}

/** Body of `POST …/runs`, C.3 of docs/platform-api.md, in the key order of the wire. */
export interface RunRequest {
  readonly version_id: string;
  readonly input_data?: Readonly<Record<string, string>> | undefined;
  readonly retry_count: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly models?: { readonly alias: string } | undefined;
  readonly output_template?: Readonly<Record<string, string>> | undefined;
  readonly distribution?: number | undefined;
}

/** Reads an entry of C.1 or B.5. */
export const decodeRun = resourceDecoder<Run>('run_id', {
  run_id: 'text',
  trigger_id: 'text',
  deployment_id: 'text',
  model_version_id: 'text',
  model_version: 'text',
  models: 'unchecked',
  input_data: 'unchecked',
  output_template: 'unchecked',
  retry_count: 'number',
  distribution: 'number',
  status: 'text',
  user_env_vars: 'unchecked',
  created_at: 'text',
  modified_at: 'text',
});

const readRun = decodeOne(decodeRun);

/** The body of C.3 in the key order of the wire, whatever order the caller's object has. */
function runBody(body: RunRequest): RunRequest {
  return {
    version_id: body.version_id,
    input_data: body.input_data,
    retry_count: body.retry_count,
    environment: body.environment,
    models: body.models,
    output_template: body.output_template,
    distribution: body.distribution,
  };
}

/** Options of a list of runs, B.5 of docs/platform-api.md. */
export interface RunPageOptions extends PageOptions {
  /** Newest first when not given. Keep it the same from page to page. */
  readonly oldestFirst?: boolean | undefined;
}

/** Asks for a page of the runs at `runs`. `True` is the one spelling known to work (L3). */
export function listRuns(send: Send, runs: Path, options: RunPageOptions = {}): Promise<Page<Run>> {
  const scan_forward = options.oldestFirst === true ? 'True' : undefined;
  return listByToken(send, runs, decodeRun, options, { scan_forward });
}

/** Runs of a deployment, C of docs/platform-api.md. */
export interface RunCalls {
  /** Newest first, in pages of the server's size (C.1). */
  list(deploymentId: string, options?: RunPageOptions): Promise<Page<Run>>;
  /** C.2. */
  get(deploymentId: string, runId: string, options?: CallOptions): Promise<Run>;
  text(deploymentId: string, runId: string, options?: CallOptions): Promise<string>;
  /** Sent once, as a trigger is (C.3); `findSubmitted` finds out what became of a lost answer. */
  submit(deploymentId: string, body: RunRequest, options?: CallOptions): Promise<Run>;
}

/** Makes the calls for the runs of an organization's deployments. */
export function runCalls(send: Send, organization: Path): RunCalls {
  const runs = (deployment: string) => path`${organization}/deployments/${deployment}/runs`;
  const run = (deployment: string, id: string) => path`${runs(deployment)}/${id}`;
  return {
    list: (deployment, options) => listRuns(send, runs(deployment), options),
    get: (deployment, id, options) => send('GET', run(deployment, id), readRun, options),
    text: (deployment, id, options) => send('GET', run(deployment, id), bodyText, options),
    submit: (deployment, body, options) =>
      send('POST', runs(deployment), readRun, { ...options, body: runBody(body) }),
  };
}
