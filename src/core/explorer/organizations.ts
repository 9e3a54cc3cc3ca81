import { isDeepStrictEqual } from 'node:util';
import type { PlatformClient } from '../../api/client';
import type { Trigger } from '../../api/resources/triggers';
import { accountId, type Account } from '../accounts/account';
import { formatAddress, organizationOf, type Address } from '../address';
import { ChannelNames } from './channelNames';

/** One organization that is shown, and what it is asked with. */
export interface ConnectedOrganization {
  readonly account: Account;
  readonly client: PlatformClient;
  readonly channelNames: ChannelNames;
  /** Whether the platform refused the credential when it was used last. */
  refused: boolean;
}

/** What became of the organizations that were shown: ids of their rows. */
export interface OrganizationChanges {
  readonly gone: readonly string[];
  /** Those with another credential; what was asked with the old one is void. */
  readonly renewed: readonly string[];
}

/** The organizations at the top, in the order of their accounts. */
export class Organizations {
  #organizations: ReadonlyMap<string, ConnectedOrganization> = new Map();

  constructor(private readonly connect: (account: Account) => PlatformClient) {}

  /** Shows these accounts, and ends what is asked with a credential that is no longer good. */
  set(accounts: readonly Account[]): OrganizationChanges {
    const before = this.#organizations;
    this.#organizations = new Map(
      accounts.map((account): [string, ConnectedOrganization] => {
        const id = accountId(account);
        const known = before.get(id);
        return [
          id,
          known !== undefined && isDeepStrictEqual(account, known.account)
            ? known
            : this.#connected(account, known?.channelNames),
        ];
      }),
    );
    const ended = [...before].filter(
      ([id, organization]) => this.#organizations.get(id) !== organization,
    );
    ended.forEach(([, { client }]) => client.dispose());
    const ids = ended.map(([id]) => id);
    return {
      gone: ids.filter((id) => !this.#organizations.has(id)),
      renewed: ids.filter((id) => this.#organizations.has(id)),
    };
  }

  all(): readonly ConnectedOrganization[] {
    return [...this.#organizations.values()];
  }

  /** The organization that an address belongs to. */
  of(address: Address): ConnectedOrganization | undefined {
    return this.#organizations.get(formatAddress(organizationOf(address)));
  }

  /**
   * Learns the names of the channels of new triggers; the organization's own name comes with the first
   * ones. Nothing when there is nothing to learn.
   */
  learnNames(address: Address, triggers: readonly Trigger[]): Promise<void> | undefined {
    const names = this.of(address)?.channelNames;
    const unknown = triggers
      .flatMap(({ input_service_id: input, output_service_id: output }) => [input, output])
      .filter((id) => typeof id === 'string')
      .filter((id) => names?.get(id) === undefined);
    return names !== undefined && (unknown.length > 0 || names.organizationName === undefined)
      ? names.learn(new Set(unknown))
      : undefined;
  }

  /** Names that were learned stay: the rows are to stay as they are. */
  #connected(account: Account, known: ChannelNames | undefined): ConnectedOrganization {
    const client = this.connect(account);
    return { account, client, channelNames: new ChannelNames(client, known), refused: false };
  }
}
