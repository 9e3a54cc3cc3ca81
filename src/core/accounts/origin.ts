import { parseApiUrl, type ApiUrlRefusal } from '../../api/apiUrl';
import { checkId, checkOrganization, checkToken } from '../prompts/validation';
import type { Localization } from '../text/localization';

/** The API that the platform's own tools use by default, section 0 of docs/platform-api.md. */
export const DEFAULT_API_URL = 'https://api.abeja.io';

/** The origin of a URL, or a message why a token must not be sent there. */
export function readOrigin(
  l10n: Localization,
  url: string,
): { readonly origin: string } | { readonly refusal: string } {
  const parsed = parseApiUrl(url);
  return parsed.kind === 'ok'
    ? { origin: parsed.origin }
    : { refusal: apiUrlRefusalMessage(l10n, parsed.reason) };
}

/** The texts of an account that is written down in a file or in the environment. */
export interface AccountTexts {
  /** Empty for {@link DEFAULT_API_URL}. */
  readonly apiUrl: string;
  readonly organization: string;
  /** Absent for a bearer token. */
  readonly id?: string | undefined;
  readonly secret: string;
}

/** The origin of such an account, or the first of its texts that is invalid, and why. */
export function readAccountOrigin(
  l10n: Localization,
  { apiUrl, organization, id, secret }: AccountTexts,
): { readonly origin: string } | { readonly field: keyof AccountTexts; readonly message: string } {
  const read = readOrigin(l10n, apiUrl || DEFAULT_API_URL);
  const problems = [
    ['organization', checkOrganization(l10n, organization)?.message],
    ['id', id === undefined ? undefined : checkId(l10n, id)?.message],
    ['secret', checkToken(l10n, secret)?.message],
  ] as const;
  for (const [field, message] of problems) {
    if (message !== undefined) {
      return { field, message };
    }
  }
  return 'refusal' in read ? { field: 'apiUrl', message: read.refusal } : read;
}

/** The message for a refused API URL. */
function apiUrlRefusalMessage(l10n: Localization, reason: ApiUrlRefusal): string {
  const messages: Readonly<Record<ApiUrlRefusal, string>> = {
    notUrl: l10n.t('Enter a URL such as https://api.abeja.io.'),
    notHttps: l10n.t('The URL must begin with https://; a token is not sent over http.'),
    hasCredentials: l10n.t('Leave user name and password out of the URL.'),
    hasPath: l10n.t('Enter the host alone, without a path.'),
    hasQuery: l10n.t('Enter the host alone, without ? or #.'),
    hasFragment: l10n.t('Enter the host alone, without ? or #.'),
  };
  return messages[reason];
}
