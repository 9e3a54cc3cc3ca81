/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** JSON from a text; `undefined`, which is no JSON, when it is none. */
export function parseJson(source: string): unknown {
  try {
    const json: unknown = JSON.parse(source);
    return json;
  } catch {
    return undefined;
  }
}

/** `json` if it is an object and no array. */
export function asFields(json: unknown): Fields | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Fields)
    : undefined;
}

/** An id, or a page's token: text that is not empty. Old records give ids as numbers (section 0). */
export function readId(value: unknown): string | undefined {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
    ? String(value)
    : undefined;
}

/** A text; anything else than a text or nothing becomes its JSON text. */
export function readText(value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'string' ? value : jsonText(value);
}

/** JSON text; `undefined` for a value nested deeper than the engine can write. */
export function writeJson(json: unknown): string | undefined {
  try {
    return JSON.stringify(json);
  } catch {
    return undefined;
  }
}

/** JSON text; an ellipsis for a value nested deeper than the engine can write. */
export function jsonText(json: unknown): string {
  return writeJson(json) ?? '…';
}

/** A number, or the digits of one. */
export function readNumber(value: unknown): number | undefined {
  const read = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

/** A truth value, or one of its other spellings. */
export function readFlag(value: unknown): boolean | undefined {
  switch (value) {
    case true:
    case 'true':
    case 1:
      return true;
    case false:
    case 'false':
    case 0:
      return false;
    default:
      return undefined;
  }
}
