import { isCurrent, timelineOf, type List } from './list';
import type { Lists } from './lists';
import { UNGROUPED } from '../timeline/groups';
import type { RowTree } from './rowTree';

/** Bounds of what is shown and kept, in runs; tests have small ones. */
export interface Limits {
  /** Shown one by one before older runs are grouped. */
  readonly ungrouped: number;
  /** Kept of all triggers together, at about half a kilobyte each. */
  readonly kept: number;
}

export const LIMITS: Limits = { ungrouped: UNGROUPED, kept: 100_000 };

/**
 * Keeps the number of loaded runs of all triggers within a limit: beyond it, the lists that were looked
 * at least recently are cut back to what is shown of them one by one, and those nobody opened are
 * forgotten.
 */
export class RunLimit {
  constructor(
    private readonly lists: Lists,
    private readonly rowTree: RowTree,
    private readonly limits: Limits,
  ) {}

  /** Whether nothing more is to be loaded without a click for each page. */
  get isReached(): boolean {
    return this.#kept() >= this.limits.kept;
  }

  /** Keeps the limit after a list has grown, by cutting back the others. */
  evict(grown: List): void {
    let kept = this.#kept();
    for (const list of kept > this.limits.kept ? this.lists.all() : []) {
      if (list !== grown && kept > this.limits.kept) {
        const size = sizeOf(list);
        if (list.opened) {
          this.cutBack(list, this.limits.ungrouped);
        } else if (size > 0) {
          this.lists.forget(list);
        }
        kept -= size - (isCurrent(list) ? sizeOf(list) : 0);
      }
    }
  }

  /** Forgets the oldest loaded runs of a list, but for about `keep`; a row then loads them again. */
  cutBack(list: List, keep: number): void {
    const { address } = list;
    const dropped = timelineOf(list)?.cutBack(keep) ?? [];
    if (address.kind === 'trigger' && dropped.length > 0) {
      this.rowTree.dropRuns(address, dropped);
      this.rowTree.redrawList(list);
    }
  }

  #kept(): number {
    return this.lists.all().reduce((sum, list) => sum + sizeOf(list), 0);
  }
}

function sizeOf(list: List): number {
  return timelineOf(list)?.size ?? 0;
}
