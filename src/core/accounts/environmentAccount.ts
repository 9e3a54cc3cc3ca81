import type { Credential } from '../../api/credential';
import type { Account } from './account';
import type { Localization } from '../text/localization';
import { readAccountOrigin } from './origin';

/** Variables of a process; an empty one counts as missing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the SDK's environment variables say. */
export type EnvironmentReading =
  /** They name neither an organization nor a secret. */
  | { readonly kind: 'none' }
  | { readonly kind: 'account'; readonly account: Account }
  | ({ readonly kind: 'invalid' } & EnvironmentProblem);

/** Why the environment names no usable account. */
export interface EnvironmentProblem {
  /** What is missing or invalid. */
  readonly field: 'apiUrl' | 'organization' | 'credential';
  /** Names variables, never their values. */
  readonly message: string;
  /** Whether an organization and a secret are both set, so that an account was intended. */
  readonly isExpected: boolean;
}

const API_URL = 'ABEJA_API_URL';
const ORGANIZATION = 'ABEJA_ORGANIZATION_ID';

/** The variables of a credential, in the SDK's order of precedence (A.2 of docs/platform-api.md). */
const CREDENTIALS: readonly {
  readonly id?: string;
  readonly secret: string;
  readonly of: (id: string, secret: string) => Credential;
}[] = [
  { secret: 'PLATFORM_AUTH_TOKEN', of: (_id, token) => ({ kind: 'bearer', token }) },
  {
    id: 'ABEJA_PLATFORM_USER_ID',
    secret: 'ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN',
    of: (userId, token) => ({ kind: 'user', userId, token }),
  },
  {
    id: 'ABEJA_PLATFORM_DATASOURCE_ID',
    secret: 'ABEJA_PLATFORM_DATASOURCE_SECRET',
    of: (datasourceId, secret) => ({ kind: 'datasource', datasourceId, secret }),
  },
];

/**
 * The account that the SDK's environment variables name, or why they name none. It is never stored.
 * Without an organization, an id without its secret is ignored: other tools may use it.
 */
export function readEnvironment(l10n: Localization, environment: Environment): EnvironmentReading {
  const valueOf = (name: string | undefined): string =>
    name === undefined ? '' : (environment[name] ?? '');
  const organization = valueOf(ORGANIZATION);
  const hasSecret = CREDENTIALS.some(({ secret }) => valueOf(secret) !== '');
  const invalid = (field: EnvironmentProblem['field'], message: string): EnvironmentReading => ({
    kind: 'invalid',
    field,
    message,
    isExpected: organization !== '' && hasSecret,
  });
  if (organization === '') {
    return hasSecret
      ? invalid('organization', l10n.t('{0} is not set.', ORGANIZATION))
      : { kind: 'none' };
  }
  const complete = CREDENTIALS.find(
    ({ id, secret }) => valueOf(secret) !== '' && (id === undefined || valueOf(id) !== ''),
  );
  if (complete === undefined) {
    return invalid('credential', missingCredentialMessage(l10n, valueOf));
  }
  const { id, secret, of } = complete;
  const texts = {
    apiUrl: valueOf(API_URL),
    organization,
    id: id && valueOf(id),
    secret: valueOf(secret),
  };
  const read = readAccountOrigin(l10n, texts);
  if ('message' in read) {
    const { field, message } = read;
    const isOfCredential = field === 'id' || field === 'secret';
    const variables = { apiUrl: API_URL, organization: ORGANIZATION, id: id ?? '', secret };
    return invalid(
      isOfCredential ? 'credential' : field,
      l10n.t('"{0}": {1}', variables[field], message),
    );
  }
  return {
    kind: 'account',
    account: {
      origin: read.origin,
      organization,
      credential: of(valueOf(id), valueOf(secret)),
      source: 'environment',
    },
  };
}

/** Which variable of a pair is missing; where all are, which variables there are. */
function missingCredentialMessage(l10n: Localization, valueOf: (name: string) => string): string {
  for (const { id, secret } of CREDENTIALS) {
    const missing = id === undefined ? [] : [id, secret].filter((name) => valueOf(name) === '');
    if (missing.length === 1) {
      const [set] = [id ?? '', secret].filter((name) => valueOf(name) !== '');
      return l10n.t('{0} is set, but {1} is not.', set ?? '', missing[0] ?? '');
    }
  }
  const [bearer, user] = CREDENTIALS;
  return l10n.t(
    '{0} is set, but no credential: {1}, or {2} with {3}.',
    ORGANIZATION,
    bearer?.secret ?? '',
    user?.id ?? '',
    user?.secret ?? '',
  );
}
