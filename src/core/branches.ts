import { formatAddress } from './address';
import { newBranch, type Branch } from './branch';
import type { ParentAddress } from './node';
import { isAtOrBelow } from './rows';

/** The lists that were asked for, by the row they stand below. */
export class Branches {
  readonly #branches = new Map<string, Branch>();

  all(): Iterable<Branch> {
    return this.#branches.values();
  }

  get(address: ParentAddress): Branch | undefined {
    return this.#branches.get(formatAddress(address));
  }

  /** The branch of an address, a new one if need be. */
  of(address: ParentAddress): Branch {
    const branch = this.get(address) ?? newBranch(address);
    this.#branches.set(formatAddress(address), branch);
    return branch;
  }

  /** Forgets a branch and all below it, and what is asked for them. */
  drop(id: string): void {
    for (const [path, branch] of this.#branches) {
      if (isAtOrBelow(path, id)) {
        branch.abort.abort();
        this.#branches.delete(path);
      }
    }
  }
}
