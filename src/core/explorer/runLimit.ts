import { isCurrent, type List } from './list';
import type { Lists } from './lists';
import { UNGROUPED } from '../timeline/groups';
import type { RowTree } from './rowTree';

/** Bounds of what is shown and kept, in runs; tests have small ones. */
export interface Limits {
  /** Shown one by one before older runs fold. */
  readonly ungrouped: number;
  /** Kept of all triggers together, at about half a kilobyte each. */
  readonly kept: number;
}

export const LIMITS: Limits = { ungrouped: UNGROUPED, kept: 100_000 };

/**
 * Keeps what is loaded of all triggers within a bound: beyond it, the lists that were looked at least
 * recently are cut back to what is shown of them one by one, and those nobody opened are forgotten.
 */
export class RunLimit {
  constructor(
    private readonly lists: Lists,
    private readonly shown: RowTree,
    private readonly limits: Limits,
  ) {}

  /** Whether nothing more is to be loaded but what somebody asks for. */
  get isReached(): boolean {
    return this.#kept() >= this.limits.kept;
  }

  /** Makes room after a list has grown, in the others. */
  evict(grown: List): void {
    let kept = this.#kept();
    for (const list of kept > this.limits.kept ? this.lists.all() : []) {
      if (list !== grown && list.content?.kind === 'runs' && kept > this.limits.kept) {
        const { size } = list.content.timeline;
        if (list.opened) {
          this.cutBack(list, this.limits.ungrouped);
        } else {
          this.lists.forget(list);
        }
        kept -= size - (isCurrent(list) ? list.content.timeline.size : 0);
      }
    }
  }

  /** Forgets the oldest loaded runs of a list, but for about `keep`; a row then loads them again. */
  cutBack(list: List, keep: number): void {
    const { address, content } = list;
    if (address.kind === 'trigger' && content?.kind === 'runs') {
      const dropped = content.timeline.cutBack(keep);
      if (dropped.length > 0) {
        this.shown.dropRuns(address, dropped);
        this.shown.redrawList(list);
      }
    }
  }

  #kept(): number {
    const sizes = this.lists
      .all()
      .map(({ content }) => (content?.kind === 'runs' ? content.timeline.size : 0));
    return sizes.reduce((sum, size) => sum + size, 0);
  }
}
