import { isCurrent, type Branch } from './list';
import type { Branches } from './lists';
import { UNFOLDED } from '../timeline/groups';
import type { ShownRows } from './rowTree';

/** Bounds of what is shown and kept, in runs; tests have small ones. */
export interface Limits {
  /** Shown one by one before older runs fold. */
  readonly unfolded: number;
  /** Kept of all triggers together, at about half a kilobyte each. */
  readonly kept: number;
}

export const LIMITS: Limits = { unfolded: UNFOLDED, kept: 100_000 };

/**
 * Keeps what is loaded of all triggers within a bound: beyond it, the lists that were looked at least
 * recently are cut back to what is shown of them one by one, and those nobody opened are forgotten.
 */
export class RunBound {
  constructor(
    private readonly branches: Branches,
    private readonly shown: ShownRows,
    private readonly limits: Limits,
  ) {}

  /** Whether nothing more is to be loaded but what somebody asks for. */
  get isReached(): boolean {
    return this.#kept() >= this.limits.kept;
  }

  /** Makes room after a list has grown, in the others. */
  makeRoom(grown: Branch): void {
    let kept = this.#kept();
    for (const branch of kept > this.limits.kept ? this.branches.all() : []) {
      if (branch !== grown && branch.content?.kind === 'runs' && kept > this.limits.kept) {
        const { size } = branch.content.timeline;
        if (branch.opened) {
          this.cutBack(branch, this.limits.unfolded);
        } else {
          this.branches.forget(branch);
        }
        kept -= size - (isCurrent(branch) ? branch.content.timeline.size : 0);
      }
    }
  }

  /** Forgets the oldest loaded runs of a list, but for about `keep`; a row then loads them again. */
  cutBack(branch: Branch, keep: number): void {
    const { address, content } = branch;
    if (address.kind === 'trigger' && content?.kind === 'runs') {
      const dropped = content.timeline.cutBack(keep);
      if (dropped.length > 0) {
        this.shown.dropRuns(address, dropped);
        this.shown.redrawList(branch);
      }
    }
  }

  #kept(): number {
    const sizes = this.branches
      .all()
      .map(({ content }) => (content?.kind === 'runs' ? content.timeline.size : 0));
    return sizes.reduce((sum, size) => sum + size, 0);
  }
}
