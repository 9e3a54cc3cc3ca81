/**
 * Path and query of a request. A value that cannot be one segment of a path does not throw: it makes
 * the path `refused`, and such a path is never sent.
 */
export interface Path {
  /** Percent-encoded path, with its query if there is one. */
  readonly text: string;
  /** A value that cannot be a segment of this path. */
  readonly refused?: string;
}

/** Names and values of a query, in order; a value that is not given is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * Template tag: every text becomes exactly one segment, percent-encoded, so that an id `a/b` stays
 * one id and a name with spaces or kanji works; a path is inserted as it is. Refused are the empty
 * text, `.` and `..`, which would address something else, and text that is not well-formed Unicode.
 *
 *     const organization = path`/organizations/${name}`;
 *     path`${organization}/deployments/${id}`
 */
export function path(strings: TemplateStringsArray, ...values: readonly (string | Path)[]): Path {
  let text = strings[0] ?? '';
  let refused: string | undefined;
  for (const [index, value] of values.entries()) {
    const part = typeof value === 'string' ? segment(value) : value;
    text += part.text + (strings[index + 1] ?? '');
    refused ??= part.refused;
  }
  return refused === undefined ? { text } : { text, refused };
}

/** `base` with a query, in the order given. `''` is sent as an empty value. */
export function withQuery(base: Path, query: Query): Path {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${encodeValue(name)}=${encodeValue(String(value))}`,
  );
  return pairs.length === 0 ? base : { ...base, text: `${base.text}?${pairs.join('&')}` };
}

/** The path alone, without its query. */
export function pathOf({ text }: Path): string {
  return text.split('?', 1)[0] ?? '';
}

/** Percent-encodes any text; what is not well-formed Unicode becomes U+FFFD. */
export function encodeValue(text: string): string {
  return encodeURIComponent(text.replace(LONE_SURROGATES, '\uFFFD'));
}

const LONE_SURROGATES = /\p{Surrogate}/gu;

function segment(value: string): Path {
  if (value === '' || value === '.' || value === '..') {
    return { text: '…', refused: value };
  }
  try {
    return { text: encodeURIComponent(value) };
  } catch {
    return { text: '…', refused: value };
  }
}
