import { ApiError, type Failure } from '../../api/failure';
import type { PlatformClient } from '../../api/client';
import type { Account } from './account';
import { isSegment } from '../address';
import type { Localization } from '../text/localization';
import { failureMessage } from '../text/failureMessages';

/** The platform's answer to an account. */
export type Verification =
  | { readonly kind: 'verified'; readonly account: Account }
  | { readonly kind: 'refused'; readonly failure: Failure };

/**
 * Asks the platform whether it knows the organization and accepts the credential (G of docs/platform-api.md).
 * A verified account has the organization's id, unless the id cannot be part of an address, and as its
 * name the one that the user gave.
 */
export async function verifyAccount(
  account: Account,
  connect: (account: Account) => PlatformClient,
): Promise<Verification> {
  const client = connect(account);
  try {
    const id = await organizationId(client);
    const { organization } = account;
    return {
      kind: 'verified',
      account:
        id === undefined || id === organization || !isSegment(id)
          ? account
          : { ...account, organization: id, name: organization },
    };
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    return { kind: 'refused', failure: error.failure };
  } finally {
    client.dispose();
  }
}

/** The message for a refused account. */
export function verificationMessage(
  l10n: Localization,
  { origin, organization }: Account,
  failure: Failure,
): string {
  const { host } = new URL(origin);
  if (failure.kind === 'notFound') {
    return l10n.t('{0} does not know the organization "{1}".', host, organization);
  }
  return failure.kind === 'forbidden'
    ? l10n.t(
        '{0} knows this token, but it does not open this organization. It may belong to another one.',
        host,
      )
    : failureMessage(l10n, failure, host).sentence;
}

/**
 * The organization's id. Where that call is answered with 404, by whomever, the list of the organization's
 * channels decides, and there is no id.
 */
async function organizationId(client: PlatformClient): Promise<string | undefined> {
  try {
    return (await client.organization.get()).id;
  } catch (error) {
    const failure = error instanceof ApiError ? error.failure : undefined;
    if (failure !== undefined && 'status' in failure && failure.status === 404) {
      await client.channels.list();
      return undefined;
    }
    throw error;
  }
}
