import { parseApiUrl, type ApiUrlRefusal } from '../../api/apiUrl';
import type { Localization } from '../text/localization';

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

/** The message for a refused API URL. */
export function apiUrlRefusalMessage(l10n: Localization, reason: ApiUrlRefusal): string {
  switch (reason) {
    case 'notUrl':
      return l10n.t('Enter a URL such as https://api.abeja.io.');
    case 'notHttps':
      return l10n.t('The URL must begin with https://; a token is not sent over http.');
    case 'hasCredentials':
      return l10n.t('Leave user name and password out of the URL.');
    case 'hasPath':
      return l10n.t('Enter the host alone, without a path.');
    case 'hasQuery':
    case 'hasFragment':
      return l10n.t('Enter the host alone, without ? or #.');
  }
}
