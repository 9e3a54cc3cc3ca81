import { authenticate, type Caller } from './authentication';
import { type Answer, type Call, json } from './call';
import type { Channel, Organization } from './entities';
import { withQuirks } from './quirks';
import { forbidden, methodNotAllowed, notFound, HttpError } from './httpError';
import { type Access, matchRoute } from './route';
import { ROUTES } from './routes';

/** Answers a request to the platform: finds the route, authenticates, and calls the endpoint. */
export function dispatch(method: string, path: string, call: Call): Answer {
  const answer = attempt(method, path, call);
  return answer.kind === 'json'
    ? { ...answer, body: withQuirks(answer.body, call.quirks) }
    : answer;
}

function attempt(method: string, path: string, call: Call): Answer {
  try {
    return route(method, path, call);
  } catch (error) {
    if (!(error instanceof HttpError)) {
      throw error;
    }
    return call.quirks.has('plainTextErrors')
      ? {
          kind: 'bytes',
          status: error.status,
          contentType: 'text/plain',
          bytes: Buffer.from(error.message),
        }
      : json(error.body(), error.status);
  }
}

function route(method: string, path: string, call: Call): Answer {
  const match = matchRoute(ROUTES, method, path);
  switch (match.kind) {
    case 'nothing':
      throw notFound(`the path ${path}`);
    case 'otherMethod':
      throw methodNotAllowed(method);
    case 'route': {
      const { route, captures } = match;
      if (route.scope === 'storage') {
        return route.handle(call, ...captures);
      }
      const caller = authenticate(call.platform, call.headers.authorization);
      const [scope = '', ...ids] = captures;
      switch (route.scope) {
        case 'organization': {
          const organization = organizationFor(caller, scope, call);
          permit(caller, route.access, null);
          return route.handle({ ...call, organization }, ...ids);
        }
        case 'channel': {
          const { organization } = caller;
          const channel = organization.channels.get(scope);
          if (channel === undefined) {
            throw notFound(`channel ${scope}`);
          }
          permit(caller, route.access, channel);
          return route.handle({ ...call, organization, channel }, ...ids);
        }
      }
    }
  }
}

function organizationFor(caller: Caller, idOrName: string, { platform }: Call): Organization {
  const organization = platform.organization(idOrName);
  if (organization === undefined) {
    throw notFound(`organization ${idOrName}`);
  }
  if (organization !== caller.organization) {
    throw forbidden('this credential belongs to another organization');
  }
  return organization;
}

/**
 * Roles as in I of docs/platform-api.md; a datasource reaches the files of its channel alone (A.1).
 */
function permit(caller: Caller, access: Access, channel: Channel | null): void {
  switch (caller.kind) {
    case 'bearer':
      return;
    case 'user':
      if (access === 'change' && caller.role === 'regular') {
        throw forbidden('the role "regular" may only view');
      }
      return;
    case 'datasource':
      if (channel === null || caller.datasource.channelId !== channel.id) {
        throw forbidden('a datasource may only use the files of its channel');
      }
      return;
  }
}
