import type { Entry, Page } from './page';
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
} from './wire';

/** Reads a value out of an answer's JSON; `undefined` when it has another shape. Never throws. */
export type Decode<T> = (json: unknown) => T | undefined;

/** Reads one resource, or says in a few words why it cannot. Never throws. */
export type DecodeEntry<T> = (json: unknown) => Entry<T>;

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * How a field is made to be what `wire.ts` says it is. A number where a text belongs is written out,
 * an object there becomes its JSON text, a digit string where a number belongs is read; what cannot
 * be read is null. `odd` fields are kept as they came, as are all fields without a rule.
 */
type Rule = 'text' | 'number' | 'flag' | 'odd';

type Rules<T> = { readonly [Key in keyof Required<T>]: Rule };

export const decodeTrigger = resource<Trigger>('trigger_id', {
  trigger_id: 'text',
  organization_id: 'text',
  deployment_id: 'text',
  model_version_id: 'text',
  model_version: 'text',
  models: 'odd',
  input_service_name: 'text',
  input_service_id: 'text',
  output_service_name: 'text',
  output_service_id: 'text',
  retry_count: 'number',
  distribution: 'number',
  user_env_vars: 'odd',
  created_at: 'text',
  modified_at: 'text',
});

export const decodeRun = resource<Run>('run_id', {
  run_id: 'text',
  trigger_id: 'text',
  deployment_id: 'text',
  model_version_id: 'text',
  model_version: 'text',
  models: 'odd',
  input_data: 'odd',
  output_template: 'odd',
  retry_count: 'number',
  distribution: 'number',
  status: 'text',
  user_env_vars: 'odd',
  created_at: 'text',
  modified_at: 'text',
});

export const decodeDeployment = resource<Deployment>('deployment_id', {
  deployment_id: 'text',
  name: 'text',
  description: 'text',
  default_environment: 'odd',
  created_at: 'text',
  modified_at: 'text',
});

export const decodeVersion = resource<Version>('version_id', {
  version_id: 'text',
  version: 'text',
  deployment_id: 'text',
  handler: 'text',
  image: 'text',
  created_at: 'text',
  modified_at: 'text',
});

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

export const decodeChannelFile = resource<ChannelFile>('file_id', {
  file_id: 'text',
  content_type: 'text',
  metadata: 'odd',
  uploaded_at: 'text',
  url_expires_on: 'text',
  download_uri: 'text',
  download_url: 'text',
});

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
  return decodeIdentifiedModel(
    fields === undefined || isId(fields['training_model_id'])
      ? json
      : { ...fields, training_model_id: fields['id'] },
  );
};

/** A line of a log, C.6 of the API facts; an empty line is a line. */
export const decodeLogEvent: DecodeEntry<LogEvent> = (json) => {
  const fields = asFields(json);
  return typeof fields?.['message'] === 'string'
    ? { kind: 'resource', value: mend(fields, [['timestamp', 'text']]) as unknown as LogEvent }
    : malformed('message is missing', json);
};

/** G of the API facts: nothing but `id` is known, and even that may be missing. */
export const decodeOrganization: Decode<Organization> = (json) => {
  const { id, ...rest } = asFields(json) ?? {};
  return asFields(json) === undefined ? undefined : isId(id) ? { ...rest, id: String(id) } : rest;
};

/** One resource, which may stand in an envelope under `envelope` (a channel does, E.2). */
export function one<T>(decode: DecodeEntry<T>, envelope?: string): Decode<T> {
  return (json) => {
    const inner = envelope === undefined ? undefined : asFields(json)?.[envelope];
    const entry = decode(inner ?? json);
    return entry.kind === 'resource' ? entry.value : undefined;
  };
}

/** The names a list goes by; `entities` is a slip of one fixture, but a harmless one (F). */
const LISTS = ['entries', 'entities', 'channels', 'files', 'events'];

/** The list in an answer: the answer itself, or the array under one of the known names. */
export function listOf(json: unknown): readonly unknown[] | undefined {
  if (Array.isArray(json)) {
    return json as readonly unknown[];
  }
  const fields = asFields(json);
  const name = LISTS.find((key) => Array.isArray(fields?.[key]));
  return name === undefined ? undefined : (fields?.[name] as readonly unknown[]);
}

/** A page whose way on is the server's own `next_page_token` (B.5), if there is one. */
export function tokenPage<T>(decode: DecodeEntry<T>): Decode<Page<T>> {
  return (json) => {
    const items = listOf(json)?.map(decode);
    return items && { items, ...next(tokenOf(asFields(json)?.['next_page_token'])) };
  };
}

/**
 * Where a list counted by offset goes on. It is spelled `offset:<n>`, or `token:<token>` should the
 * server hand out tokens after all, because the caller gets it as one opaque text.
 */
export type Position =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'token'; readonly token: string };

/** Reads a `next` of {@link offsetPage}; `undefined` when it is none of ours. */
export function parsePosition(next: string | undefined): Position | undefined {
  if (next === undefined || next === '') {
    return { kind: 'offset', offset: 0 };
  }
  const [, offset, token] = /^(?:offset:(\d{1,15})|token:(.+))$/s.exec(next) ?? [];
  return offset !== undefined
    ? { kind: 'offset', offset: Number(offset) }
    : token !== undefined
      ? { kind: 'token', token }
      : undefined;
}

/**
 * A page of a list counted by offset (E.1, F): it goes on while `has_next` is true, or while the
 * `total` is not reached, or behind a full page of the `limit` it names when it names no total. An
 * answer that says nothing of the kind is the last one. The server's own idea of the offset counts,
 * so that a server which ignores ours gives the same `next` again, and is found out.
 */
export function offsetPage<T>(decode: DecodeEntry<T>, position: Position): Decode<Page<T>> {
  return (json) => {
    const items = listOf(json)?.map(decode);
    const fields = asFields(json) ?? {};
    const token = tokenOf(fields['next_page_token']);
    if (items === undefined || token !== undefined) {
      return items && { items, ...next(token && `token:${token}`) };
    }
    const asked = position.kind === 'offset' ? position.offset : 0;
    const limit = number(fields['limit']) ?? 0;
    const after = (number(fields['offset']) ?? asked) + (items.length > 0 ? items.length : limit);
    const total = number(fields['total']);
    const goesOn =
      flag(fields['has_next']) ??
      (total !== undefined
        ? items.length > 0 && after < total
        : items.length > 0 && limit > 0 && items.length >= limit);
    return { items, ...next(goesOn ? `offset:${after}` : undefined) };
  };
}

/** `{next}`, or nothing at the end of a list. */
export function next(token: string | undefined): { readonly next?: string } {
  return token === undefined ? {} : { next: token };
}

/** A server's page token; absent, null, empty, or not a token at all is the end (B.5, C.7). */
export function tokenOf(value: unknown): string | undefined {
  return isId(value) ? String(value) : undefined;
}

/** `json` if it is an object and no array. */
export function asFields(json: unknown): Fields | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Fields)
    : undefined;
}

/** JSON from a text; `undefined` (which is no JSON) when it is none. */
export function parseJson(source: string): unknown {
  try {
    const json: unknown = JSON.parse(source);
    return json;
  } catch {
    return undefined;
  }
}

function resource<T extends object>(id: keyof T & string, rules: Rules<T>): DecodeEntry<T> {
  const ruled = Object.entries<Rule>(rules);
  return (json) => {
    const fields = asFields(json);
    if (fields === undefined) {
      return malformed('not an object', json);
    }
    if (!isId(fields[id])) {
      return malformed(`${id} is missing`, json);
    }
    return { kind: 'resource', value: mend(fields, ruled) as T };
  };
}

/** `fields` itself when every rule is kept, as it nearly always is; a mended copy otherwise. */
function mend(fields: Fields, rules: readonly (readonly [string, Rule])[]): Fields {
  const odd = rules.flatMap(([key, rule]) => {
    const value = fields[key] ?? null;
    const kept = value === null ? value : (applied(rule, value) ?? null);
    return kept === value ? [] : [[key, kept] as const];
  });
  return odd.length === 0 ? fields : { ...fields, ...Object.fromEntries(odd) };
}

function applied(rule: Rule, value: unknown): unknown {
  switch (rule) {
    case 'text':
      return text(value);
    case 'number':
      return number(value);
    case 'flag':
      return flag(value);
    case 'odd':
      return value;
  }
}

function text(value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

function flag(value: unknown): boolean | undefined {
  return value === true || value === 'true' || value === 1
    ? true
    : value === false || value === 'false' || value === 0
      ? false
      : undefined;
}

function isId(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function malformed(reason: string, json: unknown): Entry<never> {
  return { kind: 'malformed', reason, raw: JSON.stringify(json) };
}
