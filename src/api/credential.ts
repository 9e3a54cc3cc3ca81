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

/** Bytes of a secret below which a part of its base64 would be found in other text, too. */
const SHORTEST_IN_BASE64 = 8;

/** Makes a function that replaces the secret of a credential in a text by `***`, however it is encoded. */
export function redactor(credential: Credential): (text: string) => string {
  return replacer(credentialTraces(credential), '***');
}

/** The texts of a credential that must not be shown: its secret, and the value of its header. */
export function credentialTraces(credential: Credential): readonly string[] {
  const secret = credential.kind === 'datasource' ? credential.secret : credential.token;
  const value = authorization(credential)?.split(' ')[1] ?? '';
  const url = value.replaceAll('+', '-').replaceAll('/', '_');
  return [
    ...secretTraces(secret),
    ...[value, url].flatMap((text) => [text, text.replace(/=+$/, '')]),
  ];
}

/** A secret in its own letters, in reverse, in hex, in base64, and within base64 of a longer text. */
export function secretTraces(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  const plain = [secret, Array.from(secret).reverse().join(''), hex, hex.toUpperCase()];
  const encodings = ['base64', 'base64url'] as const;
  const inner = encodings.flatMap((encoding) =>
    [0, 1, 2].map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes]);
      // Characters that depend on nothing but the secret.
      const [start, end] = [Math.ceil((before * 4) / 3), Math.floor((text.length * 4) / 3)];
      return text.toString(encoding).slice(start, end);
    }),
  );
  const whole = encodings.map((encoding) => bytes.toString(encoding));
  return [...plain, ...whole, ...(bytes.length < SHORTEST_IN_BASE64 ? [] : inner)];
}

/**
 * Makes a function that puts a sign in the place of each of some texts, whichever of its characters are
 * percent-encoded or escaped as in JSON. The longest goes first, so that nothing is left of a text of
 * which another is a part. One of under four characters stays.
 */
export function replacer(texts: readonly string[], sign: string): (text: string) => string {
  const patterns = [...new Set(texts)]
    .filter(({ length }) => length >= SHORTEST_REPLACED)
    .sort((one, other) => other.length - one.length)
    .map((text) => new RegExp(text.replace(/\\+|[^]/gu, encodingsOf), 'g'));
  return (text) => patterns.reduce((result, pattern) => result.replace(pattern, () => sign), text);
}

/** The pattern of one character, or of backslashes, in every encoding of a URL and of JSON. */
function encodingsOf(part: string): string {
  const digits = (hex: string) =>
    hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const percent = [...Buffer.from(part, 'utf8')]
    .map((byte) => `%(?:25)*${digits(byte.toString(16).padStart(2, '0'))}`)
    .join('');
  const unicode = Array.from(
    { length: part.length },
    (_, index) => String.raw`\\+u` + digits(part.charCodeAt(index).toString(16).padStart(4, '0')),
  ).join('');
  const literal = part.startsWith('\\')
    ? String.raw`\\{${part.length},}`
    : `${/["/]/.test(part) ? String.raw`\\*` : ''}${part.replace(/[$()*+./?[\]^{|}-]/, String.raw`\$&`)}`;
  const [, letter] = /^\\([bfnrt])$/.exec(JSON.stringify(part).slice(1, -1)) ?? [];
  const others = [
    ...(letter ? [String.raw`\\+${letter}`] : []),
    ...(part === ' ' ? [String.raw`\+`] : []),
  ];
  return `(?:${[unicode, percent, ...others, literal].join('|')})`;
}

function basic(prefix: string, id: string, secret: string): string | undefined {
  if (id === '' || id.includes(':') || secret === '') {
    return undefined;
  }
  const name = id.startsWith(prefix) ? id : prefix + id;
  return `Basic ${Buffer.from(`${name}:${secret}`, 'utf8').toString('base64')}`;
}
