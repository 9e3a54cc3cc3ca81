import type { JsonObject } from './call';

/** Unusual shapes of answers that docs/platform-api.md describes or that a client has to expect. */
export const QUIRKS = [
  /** The list of deployments is a bare array, D.1. */
  'deploymentsAsArray',
  /** `input_data` and `output_template` are JSON text, C.4. */
  'inputDataAsText',
  /** Values of `models` are `{model_id, job_definition_id}`, B.1. */
  'modelsAsObjects',
  /** Ids of digits are JSON numbers, section 0. */
  'numericIds',
  /** The second entry of a list lacks its id. */
  'entryWithoutId',
  /** The second entry of a list is a number. */
  'entryNotObject',
  /** Lists that are documented as one page come in pages of two, L5. */
  'pagedLists',
  /** At the end of a log its tokens are missing, null, empty, or an empty list (C.6, C.7). */
  'endTokenMissing',
  'endTokenNull',
  'endTokenEmpty',
  'endTokenList',
  /** A page of a log names the token that it was asked with. */
  'logTokenRepeats',
  /** Bodies of errors are plain text, H. */
  'plainTextErrors',
] as const;

export type Quirk = (typeof QUIRKS)[number];

export function isQuirk(value: unknown): value is Quirk {
  return QUIRKS.some((quirk) => quirk === value);
}

const LISTS = ['entries', 'channels', 'files'];

/** A body with the quirks that any body can have; endpoints see to the others. */
export function withQuirks(body: unknown, quirks: ReadonlySet<Quirk>): unknown {
  if (quirks.size === 0) {
    return body;
  }
  return quirkyValues(quirkyLists(body, quirks), quirks);
}

function quirkyLists(body: unknown, quirks: ReadonlySet<Quirk>): unknown {
  if (Array.isArray(body)) {
    const index = Math.min(1, body.length - 1);
    return body.map((entry, i) => (i === index ? quirkyEntry(entry, quirks) : (entry as unknown)));
  }
  if (!isJsonObject(body)) {
    return body;
  }
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      LISTS.includes(key) && Array.isArray(value) ? quirkyLists(value, quirks) : value,
    ]),
  );
}

function quirkyEntry(entry: unknown, quirks: ReadonlySet<Quirk>): unknown {
  if (quirks.has('entryNotObject')) {
    return 42;
  }
  if (quirks.has('entryWithoutId') && isJsonObject(entry)) {
    const [id] = Object.keys(entry);
    return Object.fromEntries(
      Object.entries(entry).filter(([key]) => key !== id && key !== 'training_model_id'),
    );
  }
  return entry;
}

function quirkyValues(value: unknown, quirks: ReadonlySet<Quirk>): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => quirkyValues(item, quirks));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, quirkyField(key, field, quirks)]),
  );
}

function quirkyField(key: string, field: unknown, quirks: ReadonlySet<Quirk>): unknown {
  if (quirks.has('inputDataAsText') && (key === 'input_data' || key === 'output_template')) {
    return field === null ? null : JSON.stringify(field);
  }
  if (quirks.has('modelsAsObjects') && key === 'models' && isJsonObject(field)) {
    return Object.fromEntries(
      Object.entries(field).map(([alias, id]) => [
        alias,
        { model_id: id, job_definition_id: '1700000000088' },
      ]),
    );
  }
  if (quirks.has('numericIds') && isDigits(field) && /(^|_)id$/.test(key)) {
    return Number(field);
  }
  return quirkyValues(field, quirks);
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
