import { encodeValue } from './path';

/** How a request is authorized, A.1 of the API facts. */
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

/**
 * Makes a function that replaces every trace of a credential's secret in a text by `***`: the secret
 * as it is, percent-encoded, as it stands in JSON, and as part of the header. A trace of under four
 * characters cannot be told from other text and stays.
 */
export function redactor(credential: Credential): (text: string) => string {
  const secret = credential.kind === 'datasource' ? credential.secret : credential.token;
  const header = authorization(credential)?.split(' ')[1] ?? '';
  const traces = [secret, encodeValue(secret), JSON.stringify(secret).slice(1, -1), header];
  const tellable = traces.filter((trace) => trace.length >= 4);
  return (text) => tellable.reduce((rest, trace) => rest.replaceAll(trace, '***'), text);
}

function basic(prefix: string, id: string, secret: string): string | undefined {
  if (id === '' || id.includes(':') || secret === '') {
    return undefined;
  }
  const name = id.startsWith(prefix) ? id : prefix + id;
  return `Basic ${Buffer.from(`${name}:${secret}`, 'utf8').toString('base64')}`;
}
