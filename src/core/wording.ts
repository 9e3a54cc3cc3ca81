import type { Failure, NetworkReason, ServerWords } from '../api/failure';
import type { Localization } from './localization';

/** What the reader can do about a failure. */
export type Remedy = 'retry' | 'replaceToken' | 'openLog' | 'openSettings' | 'copyDetails';

/** A failure as it is told: a short cause for a row, a sentence that says what to do, and how. */
export interface Telling {
  readonly cause: string;
  readonly sentence: string;
  readonly remedies: readonly Remedy[];
}

/** Tells a failure of a call to `host`. The platform's own words come along, in quotes. */
export function tellFailure(l10n: Localization, failure: Failure, host: string): Telling {
  switch (failure.kind) {
    case 'network':
      return tellNetwork(l10n, failure.reason, failure.code, host);
    case 'timeout':
      return {
        cause: l10n.t('no answer in time'),
        sentence: l10n.t(
          '{0} did not answer within {1} seconds. Try again, or give it more time with the setting "abeja.requestTimeout".',
          host,
          Math.round(failure.milliseconds / 1000),
        ),
        remedies: ['retry', 'openSettings', 'openLog', 'copyDetails'],
      };
    case 'cancelled':
      return {
        cause: l10n.t('cancelled'),
        sentence: l10n.t('The request to {0} was cancelled.', host),
        remedies: ['retry'],
      };
    case 'unauthorized':
      return told(l10n, failure, ['replaceToken', 'retry', 'openLog', 'copyDetails'], {
        cause: l10n.t('token refused'),
        sentence: l10n.t(
          '{0} refused the token. Check the user ID and the personal access token, or make a new token in the ABEJA console.',
          host,
        ),
      });
    case 'forbidden':
      return told(l10n, failure, ['retry', 'openLog', 'copyDetails'], {
        cause: l10n.t('not permitted'),
        sentence: l10n.t(
          'Your role does not permit this. Creating and deleting need the role Admin or Developer; ask an administrator of the organization.',
        ),
      });
    case 'notFound':
      return told(l10n, failure, ['retry', 'openLog', 'copyDetails'], {
        cause: l10n.t('not found'),
        sentence: l10n.t(
          '{0} does not know it. It may have been deleted, or the ID may be wrong.',
          host,
        ),
      });
    case 'conflict':
      return told(l10n, failure, ['retry', 'openLog', 'copyDetails'], {
        cause: l10n.t('conflict'),
        sentence: l10n.t('It is in conflict with something that is there already.'),
      });
    case 'invalid':
      return told(l10n, failure, ['openLog', 'copyDetails'], {
        cause: l10n.t('request refused ({0})', failure.status),
        sentence: l10n.t('{0} refused the request. Correct the values and try again.', host),
      });
    case 'rateLimited':
      return told(l10n, failure, ['retry', 'openLog', 'copyDetails'], {
        cause: l10n.t('too many requests'),
        sentence:
          failure.retryAfterMs === undefined
            ? l10n.t('{0} wants fewer requests. Wait a little and try again.', host)
            : l10n.t(
                '{0} wants fewer requests. Try again in {1} seconds.',
                host,
                Math.ceil(failure.retryAfterMs / 1000),
              ),
      });
    case 'server':
      return told(l10n, failure, ['retry', 'openLog', 'copyDetails'], {
        cause: l10n.t('server error ({0})', failure.status),
        sentence: l10n.t('{0} has a problem of its own. Try again later.', host),
      });
    case 'malformed':
      return {
        cause: l10n.t('unreadable answer'),
        sentence: l10n.t(
          'The answer of {0} could not be read. Check that the API URL is the one of the ABEJA Platform, and that no proxy answers in its place.',
          host,
        ),
        remedies: ['retry', 'openLog', 'copyDetails'],
      };
  }
}

function tellNetwork(
  l10n: Localization,
  reason: NetworkReason,
  code: string,
  host: string,
): Telling {
  switch (reason) {
    case 'refused':
      return {
        cause: l10n.t('connection refused'),
        sentence: l10n.t(
          '{0} refused the connection. Check the API URL and that the service is running.',
          host,
        ),
        remedies: ['retry', 'openLog', 'copyDetails'],
      };
    case 'dns':
      return {
        cause: l10n.t('host not found'),
        sentence: l10n.t(
          'The host {0} was not found. Check the network connection and the API URL.',
          host,
        ),
        remedies: ['retry', 'openLog', 'copyDetails'],
      };
    case 'certificate':
      return {
        cause: l10n.t('certificate not trusted'),
        sentence: l10n.t(
          'The certificate of {0} is not trusted ({1}). If your company inspects connections, install its certificate in the operating system and restart VS Code.',
          host,
          code,
        ),
        remedies: ['retry', 'openLog', 'copyDetails'],
      };
    case 'proxy':
      return {
        cause: l10n.t('proxy refused'),
        sentence: l10n.t(
          'The proxy did not let the request to {0} through ({1}). Check the setting "http.proxy".',
          host,
          code,
        ),
        remedies: ['retry', 'openSettings', 'openLog', 'copyDetails'],
      };
    case 'reset':
      return {
        cause: l10n.t('connection lost'),
        sentence: l10n.t(
          'The connection to {0} broke. Check the network connection and try again.',
          host,
        ),
        remedies: ['retry', 'openLog', 'copyDetails'],
      };
    case 'other':
      return {
        cause: l10n.t('no connection'),
        sentence: l10n.t(
          '{0} could not be reached ({1}). Check the network connection and try again.',
          host,
          code,
        ),
        remedies: ['retry', 'openLog', 'copyDetails'],
      };
  }
}

function told(
  l10n: Localization,
  words: ServerWords,
  remedies: readonly Remedy[],
  telling: Omit<Telling, 'remedies'>,
): Telling {
  const said = [words.description ?? words.error, words.detail]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return {
    cause: telling.cause,
    sentence:
      said === ''
        ? telling.sentence
        : l10n.t('{0} The platform says: "{1}"', telling.sentence, said),
    remedies,
  };
}
