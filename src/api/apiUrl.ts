/** Why a text is not the URL of a platform. */
export type ApiUrlRefusal =
  'notUrl' | 'notHttps' | 'hasCredentials' | 'hasPath' | 'hasQuery' | 'hasFragment';

/** What {@link parseApiUrl} makes of a text. */
export type ApiUrl =
  | { readonly kind: 'ok'; readonly origin: string }
  | { readonly kind: 'refused'; readonly reason: ApiUrlRefusal };

/**
 * Reads the address of a platform, such as `https://api.abeja.io` (section 0 of docs/platform-api.md).
 * It is an origin and nothing more, because a credential is bound to an origin: no user name, path,
 * query or fragment. `https:` alone, but for a loopback host, where `http:` serves an emulator.
 * White space around it and one slash at its end are ignored.
 */
export function parseApiUrl(text: string): ApiUrl {
  const url = parseUrl(text);
  if (url === undefined) {
    return refused('notUrl');
  }
  if (!isConfidential(url)) {
    return refused('notHttps');
  }
  if (url.username !== '' || url.password !== '') {
    return refused('hasCredentials');
  }
  if (url.pathname !== '/') {
    return refused('hasPath');
  }
  if (url.search !== '') {
    return refused('hasQuery');
  }
  if (url.hash !== '') {
    return refused('hasFragment');
  }
  return { kind: 'ok', origin: url.origin };
}

/** The URL a text spells out in full (`https:host` and `//host` do not count). */
export function parseUrl(text: string): URL | undefined {
  const trimmed = text.trim();
  const isSpeltOut = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  return isSpeltOut && URL.canParse(trimmed) ? new URL(trimmed) : undefined;
}

/** Whether what is sent to `url` cannot be read on its way: `https:`, or `http:` on this machine. */
export function isConfidential(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname));
}

/**
 * The names of this machine that VS Code asks no proxy for. Requests to any other one, `127.0.0.2` too,
 * it hands to the proxy as they are. The URL parser has turned `127.1` into `127.0.0.1` by then.
 */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether `url` points at this machine, by whatever name. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127\.[\d.]+|0\.0\.0\.0|\[::(?:1|ffff:7f..:.+)?\])$/.test(
    hostname,
  );
}

function refused(reason: ApiUrlRefusal): ApiUrl {
  return { kind: 'refused', reason };
}
