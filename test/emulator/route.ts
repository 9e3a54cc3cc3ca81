import type { Answer, Call, ChannelCall, OrganizationCall } from './call';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** What a caller must be allowed to do, I of docs/platform-api.md. */
export type Access = 'view' | 'change';

/**
 * An endpoint: a method, a path with `:captures`, and who answers. The captures after the one that
 * names the scope are the handler's arguments.
 */
export type Route =
  | {
      readonly scope: 'organization';
      readonly method: Method;
      readonly path: string;
      readonly access: Access;
      readonly handle: (call: OrganizationCall, ...ids: string[]) => Answer;
    }
  | {
      readonly scope: 'channel';
      readonly method: Method;
      readonly path: string;
      readonly access: Access;
      readonly handle: (call: ChannelCall, ...ids: string[]) => Answer;
    }
  | {
      readonly scope: 'storage';
      readonly method: Method;
      readonly path: string;
      readonly handle: (call: Call, ...ids: string[]) => Answer;
    };

/** The result of {@link matchRoute}. */
export type RouteMatch =
  | { readonly kind: 'route'; readonly route: Route; readonly captures: readonly string[] }
  | { readonly kind: 'otherMethod' }
  | { readonly kind: 'nothing' };

/** Finds the route of a raw path: percent-encoded segments, with or without a trailing slash. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const segments = segmentsOf(path);
  let otherMethod = false;
  for (const route of routes) {
    const captures = segments === null ? null : capturesOf(route.path, segments);
    if (captures === null) {
      continue;
    }
    if (route.method === method) {
      return { kind: 'route', route, captures };
    }
    otherMethod = true;
  }
  return { kind: otherMethod ? 'otherMethod' : 'nothing' };
}

/** The decoded segments; null where a percent sign is malformed. */
function segmentsOf(path: string): readonly string[] | null {
  try {
    return path
      .replace(/^\/|\/$/g, '')
      .split('/')
      .map(decodeURIComponent);
  } catch {
    return null;
  }
}

function capturesOf(pattern: string, segments: readonly string[]): readonly string[] | null {
  const parts = pattern.slice(1).split('/');
  if (parts.length !== segments.length) {
    return null;
  }
  const captures: string[] = [];
  for (const [i, part] of parts.entries()) {
    const segment = segments[i] ?? '';
    if (part.startsWith(':')) {
      if (segment === '') {
        return null;
      }
      captures.push(segment);
    } else if (part !== segment) {
      return null;
    }
  }
  return captures;
}
