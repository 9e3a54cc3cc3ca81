import { asFields, readFlag, readId, jsonText, readNumber, readText, type Fields } from './json';
import type { Entry } from '../page';

/** Reads a value out of an answer's JSON; `undefined` when it has another shape. Never throws. */
export type Decode<T> = (json: unknown) => T | undefined;

/** Reads one resource, or says in a few words why it cannot. Never throws. */
export type DecodeEntry<T> = (json: unknown) => Entry<T>;

/**
 * The type that a field is given. A number where a text belongs is written out, an object there becomes
 * its JSON text, a digit string where a number belongs is read; what cannot be read is null.
 * `unchecked` fields are kept as they came, as are all fields without a rule.
 */
type FieldRule = 'text' | 'number' | 'flag' | 'unchecked';

type FieldRules<T> = { readonly [Key in keyof Required<T>]: FieldRule };

/** Reads the presigned URL of a version, a model or a file; runners know the older name (C.8). */
export const decodeDownloadUrl: Decode<string> = (json) => {
  const fields = asFields(json);
  return readId(fields?.['download_uri']) ?? readId(fields?.['download_url']);
};

/** Reads one resource, which may stand in an envelope under `envelope` (a channel does, E.2). */
export function decodeOne<T>(decode: DecodeEntry<T>, envelope?: string): Decode<T> {
  return (json) => {
    const inner = envelope === undefined ? undefined : asFields(json)?.[envelope];
    const entry = decode(inner ?? json);
    return entry.kind === 'resource' ? entry.value : undefined;
  };
}

/** Makes the decoder of a resource that is identified by the field `id`; without one it is malformed. */
export function resourceDecoder<T extends object>(
  id: keyof T & string,
  rules: FieldRules<T>,
): DecodeEntry<T> {
  const entries = Object.entries<FieldRule>(rules);
  return (json) => {
    const fields = asFields(json);
    if (fields === undefined) {
      return malformed('not an object', json);
    }
    if (readId(fields[id]) === undefined) {
      return malformed(`${id} is missing`, json);
    }
    return { kind: 'resource', value: normalize(fields, entries) as T };
  };
}

/** Gives `fields` itself when it keeps every rule, as it nearly always does; a converted copy otherwise. */
export function normalize(
  fields: Fields,
  rules: readonly (readonly [string, FieldRule])[],
): Fields {
  if (rules.every(([key, rule]) => conforms(rule, fields[key] ?? null))) {
    return fields;
  }
  const converted = rules.flatMap(([key, rule]) =>
    conforms(rule, fields[key] ?? null) ? [] : [[key, convert(rule, fields[key]) ?? null] as const],
  );
  return { ...fields, ...Object.fromEntries(converted) };
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

function convert(rule: FieldRule, value: unknown): unknown {
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

/** An entry that could not be read, with its JSON text. */
export function malformed(reason: string, json: unknown): Entry<never> {
  return { kind: 'malformed', reason, raw: jsonText(json) };
}
