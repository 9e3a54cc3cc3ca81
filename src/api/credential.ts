import { encodeValue } from './path';

/** How a request is authorized, A.1 of docs/platform-api.md. */
export type Credential =
  | { readonly kind: 'user'; readonly userId: string; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'datasource'; readonly datasourceId: string; readonly secret: string };

/**
 * The `Authorization` header of a credential; `undefined` when it cannot be one: an empty part, a
 * colon in an id, or a bearer token with characters a header must not carry. The prefixes `user-`
 * and `datasource-` are added unless they are there already. Basic credentials are UTF-8.
 */
export function authorization(credential: Credential): string | undefined {
  switch (credential.kind) {
    case 'user':
      return basic('user-', credential.userId, credential.token);
    case 'datasource':
      return basic('datasource-', credential.datasourceId, credential.secret);
    case 'bearer':
      return /^[\x21-\x7e]+$/.test(credential.token) ? `Bearer ${credential.token}` : undefined;
  }
}

/** A shorter secret is not replaced: it would be found in other text, too. */
const SHORTEST_REPLACED = 4;

/** Makes a function that replaces every spelling of a credential's secret in a text by `***`. */
export function redactor(credential: Credential): (text: string) => string {
  return replacer(credentialTraces(credential), '***');
}

/** The texts of a credential that must not be shown: its secret in every spelling, and its header's value. */
export function credentialTraces(credential: Credential): readonly string[] {
  const secret = credential.kind === 'datasource' ? credential.secret : credential.token;
  return [...spellings(secret), authorization(credential)?.split(' ')[1] ?? ''];
}

/** A text as it is, percent-encoded, and as it stands in JSON: plain, in ASCII, and as Go writes it. */
export function spellings(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [
    text,
    encodeValue(text),
    json,
    json.replace(/[^ -~]/g, unicodeEscape),
    json.replace(/[<>&]/g, unicodeEscape),
  ];
}

/**
 * Makes a function that puts a sign in the place of each of some texts. The longest goes first, so that
 * nothing is left of a text of which another is a part. One of under four characters stays.
 */
export function replacer(texts: readonly string[], sign: string): (text: string) => string {
  const replaced = [...new Set(texts)]
    .filter(({ length }) => length >= SHORTEST_REPLACED)
    .sort((one, other) => other.length - one.length);
  return (text) => replaced.reduce((result, found) => result.replaceAll(found, sign), text);
}

function unicodeEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function basic(prefix: string, id: string, secret: string): string | undefined {
  if (id === '' || id.includes(':') || secret === '') {
    return undefined;
  }
  const name = id.startsWith(prefix) ? id : prefix + id;
  return `Basic ${Buffer.from(`${name}:${secret}`, 'utf8').toString('base64')}`;
}
