import type { Trigger } from '../../api/resources/wire';
import {
  formatAddress,
  type DeploymentAddress,
  type OrganizationAddress,
  type TriggerAddress,
} from '../address';
import { newBranch, readable, type Branch } from './list';
import type { ParentAddress } from './rowModel';
import { isAtOrBelow } from './rowRegistry';
import type { RunTimeline } from '../timeline/timeline';

/** Triggers of a deployment that are loaded, and whether there may be more. */
export interface LoadedTriggers {
  readonly triggers: readonly Trigger[];
  readonly more: boolean;
}

/** The lists that were asked for, by the row they stand below. */
export class Branches {
  readonly #shown = new Map<string, Branch>();
  /** Of triggers whose order was turned: their list in the other order. */
  readonly #hidden = new Map<string, Branch>();
  #looks = 0;

  /** The branches in sight and out of sight, but for lists in an order that is not shown now. */
  shown(): readonly Branch[] {
    return [...this.#shown.values()];
  }

  /** Every branch, the one that was looked at least recently first. */
  all(): readonly Branch[] {
    return [...this.#shown.values(), ...this.#hidden.values()].sort(
      (one, other) => one.lookedAt - other.lookedAt,
    );
  }

  get(address: ParentAddress): Branch | undefined {
    return this.#shown.get(formatAddress(address));
  }

  /** The branch of an address, a new one if need be. */
  of(address: ParentAddress): Branch {
    const branch = this.get(address) ?? newBranch(address);
    this.#shown.set(formatAddress(address), branch);
    return branch;
  }

  /** The list of a trigger's runs that begins with the newest, whether it is shown or not. */
  newestFirst(address: TriggerAddress): Branch {
    const shown = this.of(address);
    if (!shown.oldestFirst) {
      return shown;
    }
    const id = formatAddress(address);
    const branch = this.#hidden.get(id) ?? newBranch(address);
    this.#hidden.set(id, branch);
    return branch;
  }

  /** The loaded runs of a trigger, in the order that is shown. */
  timeline(address: ParentAddress): RunTimeline | undefined {
    const content = this.get(address)?.content;
    return content?.kind === 'runs' ? content.timeline : undefined;
  }

  /** The loaded deployments of an organization. */
  deployments(organization: OrganizationAddress): readonly DeploymentAddress[] {
    const content = this.get(organization)?.content;
    return content?.kind === 'deployments'
      ? readable(content.list).map(({ deployment_id: deployment }) => ({
          ...organization,
          kind: 'deployment',
          deployment,
        }))
      : [];
  }

  /** The loaded triggers of a deployment, and whether there are more. */
  triggers(deployment: DeploymentAddress): LoadedTriggers {
    const content = this.get(deployment)?.content;
    return content?.kind === 'triggers'
      ? { triggers: readable(content.list), more: content.list.next !== undefined }
      : { triggers: [], more: true };
  }

  isShown(branch: Branch): boolean {
    return this.get(branch.address) === branch;
  }

  lookAt(branch: Branch): void {
    branch.lookedAt = this.#looks += 1;
  }

  /** Puts the list of runs in the other order in the place of the one that is shown. */
  turn(address: TriggerAddress): Branch {
    const id = formatAddress(address);
    const before = this.of(address);
    const branch = this.#hidden.get(id) ?? newBranch(address, !before.oldestFirst);
    branch.opened = before.opened;
    this.#shown.set(id, branch);
    this.#hidden.set(id, before);
    return branch;
  }

  /**
   * Voids what is asked for a branch and for all below it, and the failures shown; what is loaded
   * stays, to be asked for again.
   */
  renew(id: string): void {
    for (const map of [this.#shown, this.#hidden]) {
      for (const [path, branch] of map) {
        if (isAtOrBelow(path, id)) {
          branch.abort.abort();
          const { address, oldestFirst, content, opened, lookedAt } = branch;
          const fresh = newBranch(address, oldestFirst);
          map.set(path, { ...fresh, content, opened, lookedAt, stale: true });
        }
      }
    }
  }

  /** Forgets one list and what is asked for it. */
  forget(branch: Branch): void {
    branch.abort.abort();
    const id = formatAddress(branch.address);
    for (const map of [this.#shown, this.#hidden]) {
      if (map.get(id) === branch) {
        map.delete(id);
      }
    }
  }

  /** Forgets a branch and all below it, and what is asked for them. */
  drop(id: string): void {
    for (const branch of this.all()) {
      if (isAtOrBelow(formatAddress(branch.address), id)) {
        this.forget(branch);
      }
    }
  }
}
