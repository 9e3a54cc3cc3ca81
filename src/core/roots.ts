import type { PlatformClient } from '../api/platformClient';
import { accountAddress, type Account } from './accounts';
import { formatAddress, organizationOf, type Address } from './address';
import { ChannelNames } from './channelNames';

/** One organization that is shown, and what it is asked with. */
export interface Root {
  readonly account: Account;
  readonly client: PlatformClient;
  readonly channelNames: ChannelNames;
  /** Ends what is asked beside the lists when the account goes. */
  readonly abort: AbortController;
}

/** The organizations at the top, in the order of their accounts. */
export class Roots {
  #roots: ReadonlyMap<string, Root> = new Map();

  constructor(private readonly connect: (account: Account) => PlatformClient) {}

  /** Shows these accounts; gives the ids of the rows of those that went or changed. */
  set(accounts: readonly Account[]): readonly string[] {
    const before = this.#roots;
    const kept = new Set<Root>();
    this.#roots = new Map(
      accounts.map((account): [string, Root] => {
        const id = formatAddress(accountAddress(account));
        const root = before.get(id);
        if (root !== undefined && isSameAccount(account, root.account)) {
          kept.add(root);
          return [id, root];
        }
        return [id, this.#newRoot(account)];
      }),
    );
    const gone = [...before].filter(([, root]) => !kept.has(root));
    for (const [, { abort, client }] of gone) {
      abort.abort();
      client.dispose();
    }
    return gone.map(([id]) => id);
  }

  all(): readonly Root[] {
    return [...this.#roots.values()];
  }

  /** The organization that an address belongs to. */
  of(address: Address): Root | undefined {
    return this.#roots.get(formatAddress(organizationOf(address)));
  }

  #newRoot(account: Account): Root {
    const client = this.connect(account);
    const abort = new AbortController();
    return { account, client, abort, channelNames: new ChannelNames(client, abort.signal) };
  }
}

function isSameAccount(one: Account, other: Account): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
