import { parseApiUrl } from '../api/apiUrl';
import type { Credential } from '../api/credential';
import type { Account } from './accounts';
import { isSegment } from './address';

/** The API the platform's own tools use when nothing else is named, section 0 of the API facts. */
export const DEFAULT_API_URL = 'https://api.abeja.io';

/** Variables of a process; an empty one counts as missing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The account that the SDK's environment variables name, in the SDK's order of precedence
 * (A.2 of the API facts), or nothing when the organization or the credential is missing,
 * or when a token must not be sent to the API URL. It is never stored.
 */
export function environmentAccount(environment: Environment): Account | undefined {
  const organization = environment['ABEJA_ORGANIZATION_ID'];
  const credential = environmentCredential(environment);
  const url = parseApiUrl(environment['ABEJA_API_URL'] || DEFAULT_API_URL);
  return organization && isSegment(organization) && credential && url.kind === 'ok'
    ? { origin: url.origin, organization, credential, source: 'environment' }
    : undefined;
}

function environmentCredential(environment: Environment): Credential | undefined {
  const {
    PLATFORM_AUTH_TOKEN: bearer,
    ABEJA_PLATFORM_USER_ID: userId,
    ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN: token,
    ABEJA_PLATFORM_DATASOURCE_ID: datasourceId,
    ABEJA_PLATFORM_DATASOURCE_SECRET: secret,
  } = environment;
  if (bearer) {
    return { kind: 'bearer', token: bearer };
  }
  if (userId && token) {
    return { kind: 'user', userId, token };
  }
  if (datasourceId && secret) {
    return { kind: 'datasource', datasourceId, secret };
  }
  return undefined;
}
