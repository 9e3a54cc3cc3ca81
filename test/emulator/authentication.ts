import type { Datasource, Organization, Role } from './entities';
import type { Platform } from './platform';
import { unauthorized } from './httpError';

/** Who asks, by the three kinds of credential of A.1 of docs/platform-api.md. */
export type Caller =
  | { readonly kind: 'user'; readonly organization: Organization; readonly role: Role }
  | { readonly kind: 'bearer'; readonly organization: Organization }
  | {
      readonly kind: 'datasource';
      readonly organization: Organization;
      readonly datasource: Datasource;
    };

/** The caller a header stands for; refused with 401 when it stands for none. */
export function authenticate(platform: Platform, authorization: string | undefined): Caller {
  const [scheme, value] = authorization?.split(' ', 2) ?? [];
  const caller =
    value === undefined
      ? undefined
      : scheme?.toLowerCase() === 'bearer'
        ? bearer(platform, value)
        : scheme?.toLowerCase() === 'basic'
          ? basic(platform, value)
          : undefined;
  if (caller === undefined) {
    throw unauthorized();
  }
  return caller;
}

function bearer(platform: Platform, token: string): Caller | undefined {
  const organization = platform.organizations.find(({ bearerToken }) => bearerToken === token);
  return organization === undefined ? undefined : { kind: 'bearer', organization };
}

function basic(platform: Platform, encoded: string): Caller | undefined {
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  const name = decoded.slice(0, colon);
  const secret = decoded.slice(colon + 1);
  return name.startsWith('datasource-')
    ? datasource(platform, name.slice('datasource-'.length), secret)
    : user(platform, name.replace(/^user-/, ''), secret);
}

function user(platform: Platform, id: string, token: string): Caller | undefined {
  for (const organization of platform.organizations) {
    const found = organization.users.find((candidate) => candidate.id === id);
    if (found?.personalAccessToken === token) {
      return { kind: 'user', organization, role: found.role };
    }
  }
  return undefined;
}

function datasource(platform: Platform, id: string, secret: string): Caller | undefined {
  for (const organization of platform.organizations) {
    const found = organization.datasources.find((candidate) => candidate.id === id);
    if (found?.secret === secret) {
      return { kind: 'datasource', organization, datasource: found };
    }
  }
  return undefined;
}
