import { formatAddress, parentAddress, type TriggerAddress } from '../address';
import { isResource, type Row } from '../explorer/rowModel';
import { isAtOrBelow } from '../explorer/rowRegistry';

/**
 * Runs that came in above what somebody reads. There is no way to ask VS Code how far a list is
 * scrolled, so the selected row tells: whoever has selected a row in a trigger's list, other than the
 * one on top, is further down. What is new is seen when the trigger, or its list from the top, is
 * looked at.
 */
export class UnseenRuns {
  readonly #unseen = new Map<string, Set<string>>();

  /** How many runs of a trigger came in and were not seen yet. */
  count(address: TriggerAddress): number {
    return this.#unseen.get(formatAddress(address))?.size ?? 0;
  }

  /** Takes runs that came in above the run `top`, which was the newest until then. */
  came(
    address: TriggerAddress,
    runIds: readonly string[],
    top: string | undefined,
    selected: Row | undefined,
  ): void {
    if (runIds.length === 0 || selected === undefined) {
      return;
    }
    const path = formatAddress(address);
    const unseen = this.#unseen.get(path);
    const { id, model } = selected;
    const isOnTop = model.kind === 'run' && model.address.run === top;
    const isBelow = id !== path && isAtOrBelow(id, path) && !isOnTop;
    if (unseen !== undefined || isBelow) {
      this.#unseen.set(path, new Set([...(unseen ?? []), ...runIds]));
    }
  }

  /** Somebody selected a row; gives the trigger whose new runs are seen now, if there is one. */
  selected(row: Row | undefined): TriggerAddress | undefined {
    if (row === undefined || !isResource(row.model)) {
      return undefined;
    }
    const { address } = row.model;
    if (address.kind === 'trigger') {
      return this.seen(address) ? address : undefined;
    }
    const parent = address.kind === 'run' ? parentAddress(address) : undefined;
    return address.kind === 'run' &&
      parent?.kind === 'trigger' &&
      this.#unseen.get(formatAddress(parent))?.has(address.run) === true &&
      this.seen(parent)
      ? parent
      : undefined;
  }

  /** All new runs of a trigger count as seen: it was shut, or asked for by a click. */
  seen(address: TriggerAddress): boolean {
    return this.#unseen.delete(formatAddress(address));
  }
}
