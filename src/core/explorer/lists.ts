import type { Run } from '../../api/resources/runs';
import type { Trigger } from '../../api/resources/triggers';
import {
  formatAddress,
  parentAddress,
  type DeploymentAddress,
  type OrganizationAddress,
  type RunAddress,
  type TriggerAddress,
} from '../address';
import { hasRows, newList, readableEntries, timelineOf, type List } from './list';
import type { ParentAddress } from './rowModel';
import { isAtOrBelow } from './rowRegistry';
import type { RunTimeline } from '../timeline/timeline';

/** Triggers of a deployment that are loaded, and whether there may be more. */
export interface LoadedTriggers {
  readonly triggers: readonly Trigger[];
  readonly more: boolean;
}

/** The lists that were asked for, by the row they stand below. */
export class Lists {
  readonly #shown = new Map<string, List>();
  /** Of triggers whose order was reversed: their list in the other order. */
  readonly #hidden = new Map<string, List>();
  #uses = 0;

  /** Every list but those in an order that is not shown now. */
  shown(): readonly List[] {
    return [...this.#shown.values()];
  }

  /** Every list, the one that was looked at least recently first. */
  all(): readonly List[] {
    return [...this.#shown.values(), ...this.#hidden.values()].sort(
      (one, other) => one.lastUsed - other.lastUsed,
    );
  }

  get(address: ParentAddress): List | undefined {
    return this.#shown.get(formatAddress(address));
  }

  /** The list of an address, a new one if need be. */
  of(address: ParentAddress): List {
    const list = this.get(address) ?? newList(address);
    this.#shown.set(formatAddress(address), list);
    return list;
  }

  /** The list of a trigger's runs that begins with the newest, whether it is shown or not. */
  newestFirst(address: TriggerAddress): List {
    const shown = this.of(address);
    if (!shown.oldestFirst) {
      return shown;
    }
    const id = formatAddress(address);
    const list = this.#hidden.get(id) ?? newList(address);
    this.#hidden.set(id, list);
    return list;
  }

  /** Whether somebody opened the row of an address. */
  isOpened(address: ParentAddress): boolean {
    return this.get(address)?.opened ?? false;
  }

  /** Whether somebody opened the row of an address and there is something to show below it. */
  isKnown(address: ParentAddress): boolean {
    const list = this.get(address);
    return list !== undefined && list.opened && hasRows(list);
  }

  /** The loaded runs of a trigger, in the order that is shown. */
  timeline(address: ParentAddress): RunTimeline | undefined {
    const list = this.get(address);
    return list && timelineOf(list);
  }

  /** A run as it is loaded in the list of its trigger. */
  run(address: RunAddress): Run | undefined {
    const trigger = parentAddress(address);
    return trigger?.kind === 'trigger' ? this.timeline(trigger)?.run(address.run) : undefined;
  }

  /** The loaded deployments of an organization. */
  deployments(organization: OrganizationAddress): readonly DeploymentAddress[] {
    const content = this.get(organization)?.content;
    return content?.kind === 'deployments'
      ? readableEntries(content.loaded).map(({ deployment_id: deployment }) => ({
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
      ? { triggers: readableEntries(content.loaded), more: content.loaded.next !== undefined }
      : { triggers: [], more: true };
  }

  isShown(list: List): boolean {
    return this.get(list.address) === list;
  }

  markUsed(list: List): void {
    list.lastUsed = this.#uses += 1;
  }

  /** Puts the list of runs in the other order in the place of the one that is shown. */
  reverse(address: TriggerAddress): List {
    const id = formatAddress(address);
    const before = this.of(address);
    const list = this.#hidden.get(id) ?? newList(address, !before.oldestFirst);
    list.opened = before.opened;
    this.#shown.set(id, list);
    this.#hidden.set(id, before);
    return list;
  }

  /**
   * Voids what is asked for a list and for all below it, and the failures shown; what is loaded stays,
   * to be asked for again.
   */
  renew(id: string): void {
    for (const map of [this.#shown, this.#hidden]) {
      for (const [path, list] of map) {
        if (isAtOrBelow(path, id)) {
          list.abort.abort();
          const { address, oldestFirst, content, opened, lastUsed } = list;
          const renewed = newList(address, oldestFirst);
          map.set(path, { ...renewed, content, opened, lastUsed, stale: true });
        }
      }
    }
  }

  /** Forgets one list and what is asked for it. */
  forget(list: List): void {
    list.abort.abort();
    const id = formatAddress(list.address);
    for (const map of [this.#shown, this.#hidden]) {
      if (map.get(id) === list) {
        map.delete(id);
      }
    }
  }

  /** Forgets a list and all below it, and what is asked for them. */
  drop(id: string): void {
    for (const list of this.all()) {
      if (isAtOrBelow(formatAddress(list.address), id)) {
        this.forget(list);
      }
    }
  }
}
