/**
 * The platform's resources as they travel: the server's spelling, unknown fields kept.
 * Only the identifying field of a resource is promised; everything else may be missing, because
 * the platform's own examples disagree about it.
 */

/** `GET /organizations/{org}` (G of the API facts): only `id` is known. */
export interface Organization {
  readonly id?: string;
}

/** D.1 of the API facts. */
export interface Deployment {
  readonly deployment_id: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly default_environment?: unknown;
  readonly created_at?: string | null;
  readonly modified_at?: string | null;
}

/** A deployment's code version, D.2 of the API facts. */
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

/** B.1 of the API facts. */
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

/** C.4 of the API facts; an entry of B.5 also has `trigger_id`. */
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

/** A datalake channel, E.1 of the API facts. */
export interface Channel {
  readonly channel_id: string;
  readonly name?: string | null;
  readonly display_name?: string | null;
  readonly description?: string | null;
  readonly storage_type?: string | null;
  readonly archived?: boolean | null;
  readonly created_at?: string | null;
  readonly updated_at?: string | null;
}

/** A file of a channel, E.4 of the API facts. */
export interface ChannelFile {
  readonly file_id: string;
  readonly content_type?: string | null;
  /** Keys and values percent-encoded (E.6); system values may be of any type. */
  readonly metadata?: unknown;
  readonly uploaded_at?: string | null;
  readonly url_expires_on?: string | null;
  /** Presigned: use at once, send no Authorization to it, never log it. */
  readonly download_uri?: string | null;
  readonly download_url?: string | null;
}

/** F of the API facts. */
export interface TrainingDefinition {
  readonly job_definition_id?: string | null;
  readonly name: string;
  readonly archived?: boolean | null;
  readonly model_count?: number | null;
  readonly created_at?: string | null;
  readonly modified_at?: string | null;
}

/** A training model, F of the API facts. The decoder fills `training_model_id` from `id`. */
export interface TrainingModel {
  readonly training_model_id: string;
  readonly job_definition_id?: string | null;
  readonly training_job_id?: string | null;
  readonly description?: string | null;
  readonly archived?: boolean | null;
  readonly created_at?: string | null;
}

/** One line of a run's output, C.6 of the API facts. */
export interface LogEvent {
  readonly message: string;
  readonly timestamp?: string | null;
}

/** Body of `POST …/triggers`, B.1 of the API facts, in the key order of the wire. */
export interface TriggerRequest {
  readonly version_id: string;
  readonly input_service_name: string;
  readonly input_service_id: string;
  /** 0 to 9; the platform's default is 5. Always sent. */
  readonly retry_count: number;
  /** Sent as `{}` when empty. */
  readonly environment: Readonly<Record<string, string>>;
  readonly models?: { readonly alias: string };
  readonly output_service_name?: string;
  readonly output_service_id?: string;
  readonly distribution?: number;
}

/** Body of `POST …/runs`, C.3 of the API facts, in the key order of the wire. */
export interface RunRequest {
  readonly version_id: string;
  readonly input_data?: Readonly<Record<string, string>>;
  readonly retry_count: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly models?: { readonly alias: string };
  readonly output_template?: Readonly<Record<string, string>>;
  readonly distribution?: number;
}
