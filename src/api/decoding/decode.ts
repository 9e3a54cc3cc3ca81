import { asFields, readFlag, readId, jsonText, readNumber, readText, type Fields } from './json';
import type { Entry } from '../page';
import type {
  Channel,
  ChannelFile,
  Deployment,
  LogEvent,
  Organization,
  Run,
  TrainingDefinition,
  TrainingModel,
  Trigger,
  Version,
} from '../resources/wire';

/** Reads a value out of an answer's JSON; `undefined` when it has another shape. Never throws. */
export type Decode<T> = (json: unknown) => T | undefined;

/** Reads one resource, or says in a few words why it cannot. Never throws. */
export type DecodeEntry<T> = (json: unknown) => Entry<T>;

/**
 * How a field is made to be what `wire.ts` says it is. A number where a text belongs is written out,
 * an object there becomes its JSON text, a digit string where a number belongs is read; what cannot
 * be read is null. `odd` fields are kept as they came, as are all fields without a rule.
 */
type FieldRule = 'text' | 'number' | 'flag' | 'unchecked';

type Rules<T> = { readonly [Key in keyof Required<T>]: FieldRule };

/** B.1 of the API facts. */
export const decodeTrigger = resource<Trigger>('trigger_id', {
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

/** C.4 of the API facts. */
export const decodeRun = resource<Run>('run_id', {
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

/** D.1 of the API facts. */
export const decodeDeployment = resource<Deployment>('deployment_id', {
  deployment_id: 'text',
  name: 'text',
  description: 'text',
  default_environment: 'unchecked',
  created_at: 'text',
  modified_at: 'text',
});

/** D.2 of the API facts. */
export const decodeVersion = resource<Version>('version_id', {
  version_id: 'text',
  version: 'text',
  deployment_id: 'text',
  handler: 'text',
  image: 'text',
  created_at: 'text',
  modified_at: 'text',
});

/** E.1 of the API facts. */
export const decodeChannel = resource<Channel>('channel_id', {
  channel_id: 'text',
  name: 'text',
  display_name: 'text',
  description: 'text',
  storage_type: 'text',
  archived: 'flag',
  created_at: 'text',
  updated_at: 'text',
});

/** E.4 of the API facts. */
export const decodeChannelFile = resource<ChannelFile>('file_id', {
  file_id: 'text',
  content_type: 'text',
  metadata: 'unchecked',
  uploaded_at: 'text',
  url_expires_on: 'text',
  download_uri: 'text',
  download_url: 'text',
});

/** F of the API facts. */
export const decodeTrainingDefinition = resource<TrainingDefinition>('name', {
  job_definition_id: 'text',
  name: 'text',
  archived: 'flag',
  model_count: 'number',
  created_at: 'text',
  modified_at: 'text',
});

const decodeIdentifiedModel = resource<TrainingModel>('training_model_id', {
  training_model_id: 'text',
  job_definition_id: 'text',
  training_job_id: 'text',
  description: 'text',
  archived: 'flag',
  created_at: 'text',
});

/** F of the API facts: some documents know `training_model_id` alone, some clients `id` alone. */
export const decodeTrainingModel: DecodeEntry<TrainingModel> = (json) => {
  const fields = asFields(json);
  const id =
    readId(fields?.['training_model_id']) === undefined ? readId(fields?.['id']) : undefined;
  return decodeIdentifiedModel(id === undefined ? json : { ...fields, training_model_id: id });
};

/** A line of a log, C.6 of the API facts; an empty line is a line. */
export const decodeLogEvent: DecodeEntry<LogEvent> = (json) => {
  const fields = asFields(json);
  return typeof fields?.['message'] === 'string'
    ? { kind: 'resource', value: normalize(fields, [['timestamp', 'text']]) as unknown as LogEvent }
    : malformed('message is missing', json);
};

/** G of the API facts: nothing but `id` is known, and even that may be missing. */
export const decodeOrganization: Decode<Organization> = (json) => {
  const fields = asFields(json);
  const { id: given, ...others } = fields ?? {};
  const id = readId(given);
  return fields && { ...(id !== undefined && { id }), ...others };
};

/** Where a version, a model or a file can be had for a while; runners know the older name (C.8). */
export const decodeDownloadUrl: Decode<string> = (json) => {
  const fields = asFields(json);
  return readId(fields?.['download_uri']) ?? readId(fields?.['download_url']);
};

/** One resource, which may stand in an envelope under `envelope` (a channel does, E.2). */
export function decodeOne<T>(decode: DecodeEntry<T>, envelope?: string): Decode<T> {
  return (json) => {
    const inner = envelope === undefined ? undefined : asFields(json)?.[envelope];
    const entry = decode(inner ?? json);
    return entry.kind === 'resource' ? entry.value : undefined;
  };
}

function resource<T extends object>(id: keyof T & string, rules: Rules<T>): DecodeEntry<T> {
  const ruled = Object.entries<FieldRule>(rules);
  return (json) => {
    const fields = asFields(json);
    if (fields === undefined) {
      return malformed('not an object', json);
    }
    if (readId(fields[id]) === undefined) {
      return malformed(`${id} is missing`, json);
    }
    return { kind: 'resource', value: normalize(fields, ruled) as T };
  };
}

/** `fields` itself when every rule is kept, as it nearly always is; a mended copy otherwise. */
function normalize(fields: Fields, rules: readonly (readonly [string, FieldRule])[]): Fields {
  if (rules.every(([key, rule]) => conforms(rule, fields[key] ?? null))) {
    return fields;
  }
  const mended = rules.flatMap(([key, rule]) =>
    conforms(rule, fields[key] ?? null)
      ? []
      : [[key, converted(rule, fields[key]) ?? null] as const],
  );
  return { ...fields, ...Object.fromEntries(mended) };
}

function conforms(rule: FieldRule, value: unknown): boolean {
  switch (rule) {
    case 'text':
      return value === null || typeof value === 'string';
    case 'number':
      return value === null || typeof value === 'number';
    case 'flag':
      return value === null || typeof value === 'boolean';
    case 'unchecked':
      return true;
  }
}

function converted(rule: FieldRule, value: unknown): unknown {
  switch (rule) {
    case 'text':
      return readText(value);
    case 'number':
      return readNumber(value);
    case 'flag':
      return readFlag(value);
    case 'unchecked':
      return value;
  }
}

function malformed(reason: string, json: unknown): Entry<never> {
  return { kind: 'malformed', reason, raw: jsonText(json) };
}
