import type { Failure, NetworkReason } from '../../api/failure';
import type { Localization } from './localization';

/** What the reader can do about a failure. */
export type FailureAction = 'retry' | 'replaceToken' | 'openLog' | 'openSettings' | 'copyDetails';

/** A failure for the reader: a short cause for a row, a sentence with advice, and actions. */
export interface FailureMessage {
  readonly cause: string;
  readonly sentence: string;
  readonly actions: readonly FailureAction[];
}

/** Cause, sentence, and the actions where they are not {@link USUAL}. */
type PlainMessage = readonly [cause: string, sentence: string, actions?: readonly FailureAction[]];

const USUAL: readonly FailureAction[] = ['retry', 'openLog', 'copyDetails'];

const WITH_SETTINGS: readonly FailureAction[] = ['retry', 'openSettings', 'openLog', 'copyDetails'];

/** The message for a failed call to `host`; it quotes what the platform says. */
export function failureMessage(l10n: Localization, failure: Failure, host: string): FailureMessage {
  const [cause, sentence, actions = USUAL] = plainMessage(l10n, failure, host);
  const quoted = isNotSent(failure) ? '' : platformMessage(failure);
  return {
    cause,
    sentence: quoted === '' ? sentence : l10n.t('{0} The platform says: "{1}"', sentence, quoted),
    actions,
  };
}

function plainMessage(l10n: Localization, failure: Failure, host: string): PlainMessage {
  switch (failure.kind) {
    case 'network':
      return networkMessage(l10n, failure.reason, failure.code, host);
    case 'timeout':
      if (failure.connecting === true) {
        return [
          l10n.t('no connection in time'),
          l10n.t(
            'There was no connection to {0} within {1} seconds. Check the network connection, the VPN and the setting "http.proxy", then try again.',
            host,
            Math.round(failure.milliseconds / 1000),
          ),
          WITH_SETTINGS,
        ];
      }
      return [
        l10n.t('no answer in time'),
        l10n.t(
          '{0} did not answer within {1} seconds. Try again, or give it more time with the setting "abeja.requestTimeout".',
          host,
          Math.round(failure.milliseconds / 1000),
        ),
        WITH_SETTINGS,
      ];
    case 'cancelled':
      return [l10n.t('cancelled'), l10n.t('The request to {0} was cancelled.', host), ['retry']];
    case 'unauthorized':
      return [
        l10n.t('token refused'),
        l10n.t(
          '{0} refused the token. Check the user ID and the personal access token, or make a new token in the ABEJA console.',
          host,
        ),
        ['replaceToken', ...USUAL],
      ];
    case 'forbidden':
      return [
        l10n.t('not permitted'),
        l10n.t(
          'Your role does not permit this. Creating and deleting need the role Admin or Developer; ask an administrator of the organization.',
        ),
      ];
    case 'notFound':
      return [
        l10n.t('not found'),
        l10n.t('{0} does not know it. It may have been deleted, or the ID may be wrong.', host),
      ];
    case 'conflict':
      return [
        l10n.t('conflict'),
        l10n.t('It is in conflict with something that is there already.'),
      ];
    case 'invalid':
      return isNotSent(failure)
        ? [
            l10n.t('not sent'),
            l10n.t(
              'The request was not sent, because a value in it cannot be used: {0}',
              platformMessage(failure),
            ),
            ['openLog', 'copyDetails'],
          ]
        : [
            l10n.t('request refused ({0})', failure.status),
            l10n.t('{0} refused the request. Correct the values and try again.', host),
            ['openLog', 'copyDetails'],
          ];
    case 'rateLimited':
      return [
        l10n.t('too many requests'),
        failure.retryAfterMs === undefined
          ? l10n.t('{0} wants fewer requests. Wait a little and try again.', host)
          : l10n.t(
              '{0} wants fewer requests. Try again in {1} seconds.',
              host,
              Math.ceil(failure.retryAfterMs / 1000),
            ),
      ];
    case 'server':
      return [
        l10n.t('server error ({0})', failure.status),
        l10n.t('{0} has a problem of its own. Try again later.', host),
      ];
    case 'malformed':
      if (failure.reason === 'webPage') {
        return [
          l10n.t('web page instead of an answer'),
          l10n.t(
            '{0} answered with a web page ({1}), as the ABEJA Platform does not. A proxy or a firewall may have answered in its place. Open https://{0} in a browser to see, or ask whoever runs your network.',
            host,
            failure.status,
          ),
        ];
      }
      return [
        l10n.t('unreadable answer'),
        l10n.t(
          'The answer of {0} could not be read. Check that the API URL is the one of the ABEJA Platform, and that no proxy answers in its place.',
          host,
        ),
      ];
  }
}

function networkMessage(
  l10n: Localization,
  reason: NetworkReason,
  code: string,
  host: string,
): PlainMessage {
  const messages: Readonly<Record<NetworkReason, PlainMessage>> = {
    refused: [
      l10n.t('connection refused'),
      l10n.t(
        '{0} refused the connection. Check the API URL and that the service is running.',
        host,
      ),
    ],
    dns: [
      l10n.t('host not found'),
      l10n.t('The host {0} was not found. Check the network connection and the API URL.', host),
    ],
    certificate: [
      l10n.t('certificate not trusted'),
      l10n.t(
        'The certificate of {0} is not trusted ({1}). If your company inspects connections, install its certificate in the operating system and restart VS Code.',
        host,
        code,
      ),
    ],
    proxy: [
      l10n.t('no way through the proxy'),
      l10n.t(
        'No connection to {0} could be made through the proxy. Check the setting "http.proxy" and that the proxy is running. If its address is https:, its certificate has to be trusted, too.',
        host,
      ),
      WITH_SETTINGS,
    ],
    proxyCredentials: [
      l10n.t('proxy wants a password'),
      l10n.t(
        'The proxy wants a user name and a password, or other ones ({0}). Write them into the setting "http.proxy", as in http://user:password@host:port. VS Code does not use "http.proxyAuthorization" for extensions.',
        code,
      ),
      WITH_SETTINGS,
    ],
    proxyUnable: [
      l10n.t('proxy found no way ({0})', code),
      l10n.t(
        'The proxy could not reach {0} ({1}). Check the API URL and try again later. If it stays so, ask whoever runs the proxy. A host that needs no proxy belongs in the setting "http.noProxy".',
        host,
        code,
      ),
      WITH_SETTINGS,
    ],
    proxyRefused: [
      l10n.t('proxy refused ({0})', code),
      l10n.t(
        'The proxy does not let requests to {0} through ({1}). Ask whoever runs it to allow this host. A host that needs no proxy belongs in the setting "http.noProxy".',
        host,
        code,
      ),
      WITH_SETTINGS,
    ],
    reset: [
      l10n.t('connection lost'),
      l10n.t('The connection to {0} broke. Check the network connection and try again.', host),
    ],
    other: [
      l10n.t('no connection'),
      l10n.t(
        '{0} could not be reached ({1}). Check the network connection and try again.',
        host,
        code,
      ),
    ],
  };
  return messages[reason];
}

/** Whether the request was refused before it was sent: its message is not the platform's then. */
function isNotSent(failure: Failure): boolean {
  return 'status' in failure && failure.status === 0;
}

function platformMessage(failure: Failure): string {
  if (!('description' in failure || 'error' in failure || 'detail' in failure)) {
    return '';
  }
  return [failure.description ?? failure.error, failure.detail]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}
