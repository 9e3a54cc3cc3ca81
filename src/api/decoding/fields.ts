import { asFields, readId, parseJson, readText, type Fields } from './json';

/** Texts by name, as in an environment or a data reference. */
export type Texts = Readonly<Record<string, string>>;

/**
 * A run's `input_data` or `output_template`, by operator: `{'$datalake:1': '<channel>/<file>'}`. The
 * platform gives it as an object or as the JSON text of one (C.4 of docs/platform-api.md); `undefined` for
 * anything else.
 */
export function dataReference(value: unknown): Texts | undefined {
  const fields = objectOrText(value);
  return fields && texts(fields);
}

/** A file of a channel, as a run's data names it. */
export interface FileReference {
  readonly channelId: string;
  readonly fileId: string;
}

/** The input file of a run: the payload of `$datalake:1`, split at its first slash (E.5). */
export function inputFile(inputData: unknown): FileReference | undefined {
  const payload = dataReference(inputData)?.['$datalake:1'];
  const [, channelId, fileId] = /^([^/]+)\/(.+)$/s.exec(payload ?? '') ?? [];
  return channelId === undefined || fileId === undefined ? undefined : { channelId, fileId };
}

/**
 * The training models of a trigger or run, by alias. A value is a model's id or an object
 * `{model_id, job_definition_id}` (B.1); an alias without a model is left out.
 */
export function modelIds(models: unknown): Texts {
  const aliases = Object.entries(objectOrText(models) ?? {}).flatMap(([alias, value]) => {
    const fields = asFields(value);
    const id = readId(fields === undefined ? value : fields['model_id']);
    return id === undefined ? [] : [[alias, id] as const];
  });
  return Object.fromEntries(aliases);
}

/** `user_env_vars` or `default_environment` as names and texts; empty when it is no object. */
export function environmentOf(value: unknown): Texts {
  return texts(objectOrText(value) ?? {});
}

/**
 * A file's metadata, names and values percent-decoded (E.6). What is not properly encoded stays as it
 * is; a value that is no text, as system values may be, becomes its JSON text.
 */
export function metadataOf(value: unknown): Texts {
  return Object.fromEntries(
    Object.entries(texts(objectOrText(value) ?? {})).map(([name, text]) => [
      decodeLeniently(name),
      decodeLeniently(text),
    ]),
  );
}

/**
 * A platform's time in milliseconds since 1970: any number of fraction digits, `Z`, an offset, or no
 * zone at all, which means UTC (section 0). `undefined` when it is no time.
 */
export function parseTime(text: string | null | undefined): number | undefined {
  const match =
    /^\s*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(?:z|([+-]\d\d):?(\d\d))?\s*$/i.exec(
      text ?? '',
    );
  if (match === null) {
    return undefined;
  }
  const [, date, clock, fraction = '', hours = '+00', minutes = '00'] = match;
  const time = Date.parse(`${date ?? ''}T${clock ?? ''}${fraction.slice(0, 4)}${hours}:${minutes}`);
  return Number.isNaN(time) ? undefined : time;
}

function objectOrText(value: unknown): Fields | undefined {
  return asFields(typeof value === 'string' ? parseJson(value) : value);
}

/** Every value as text: a null is empty, what is neither text nor null becomes its JSON text. */
function texts(fields: Fields): Texts {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, readText(value) ?? '']),
  );
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
