import type { Wire } from './wireForm';

/** Odd but possible shapes of answers, described in docs/platform-api.md or guarded against by clients. */
export const ODDITIES = [
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
  /** Bodies of errors are plain text, H. */
  'plainTextErrors',
] as const;

export type Oddity = (typeof ODDITIES)[number];

export function isOddity(value: unknown): value is Oddity {
  return ODDITIES.some((oddity) => oddity === value);
}

const LISTS = ['entries', 'channels', 'files'];

/** A body with the odd shapes that can be given to any body; the others are the endpoints'. */
export function oddShape(body: unknown, odd: ReadonlySet<Oddity>): unknown {
  if (odd.size === 0) {
    return body;
  }
  return oddValues(oddLists(body, odd), odd);
}

function oddLists(body: unknown, odd: ReadonlySet<Oddity>): unknown {
  if (Array.isArray(body)) {
    const place = Math.min(1, body.length - 1);
    return body.map((entry, i) => (i === place ? oddEntry(entry, odd) : (entry as unknown)));
  }
  if (!isWire(body)) {
    return body;
  }
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      LISTS.includes(key) && Array.isArray(value) ? oddLists(value, odd) : value,
    ]),
  );
}

function oddEntry(entry: unknown, odd: ReadonlySet<Oddity>): unknown {
  if (odd.has('entryNotObject')) {
    return 42;
  }
  if (odd.has('entryWithoutId') && isWire(entry)) {
    const [id] = Object.keys(entry);
    return Object.fromEntries(
      Object.entries(entry).filter(([key]) => key !== id && key !== 'training_model_id'),
    );
  }
  return entry;
}

function oddValues(value: unknown, odd: ReadonlySet<Oddity>): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => oddValues(item, odd));
  }
  if (!isWire(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, oddField(key, field, odd)]),
  );
}

function oddField(key: string, field: unknown, odd: ReadonlySet<Oddity>): unknown {
  if (odd.has('inputDataAsText') && (key === 'input_data' || key === 'output_template')) {
    return field === null ? null : JSON.stringify(field);
  }
  if (odd.has('modelsAsObjects') && key === 'models' && isWire(field)) {
    return Object.fromEntries(
      Object.entries(field).map(([alias, id]) => [
        alias,
        { model_id: id, job_definition_id: '1700000000088' },
      ]),
    );
  }
  if (odd.has('numericIds') && isDigits(field) && /(^|_)id$/.test(key)) {
    return Number(field);
  }
  return oddValues(field, odd);
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
