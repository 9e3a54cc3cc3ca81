import type { Failure } from '../api/failure';
import { parseTime } from '../api/fields';
import { formatAddress, type Address, type RunAddress, type TriggerAddress } from './address';
import { isCurrent, type Branch } from './branch';
import type { Branches } from './branches';
import type { BranchLoads } from './branchLoads';
import { foldNode } from './branchNodes';
import type { Part, Row } from './node';
import type { Rows } from './rows';
import { UNFOLDED } from './runFolds';
import type { RunTimeline } from './runTimeline';
import type { Hole } from './stretch';

/** Bounds of what is shown and kept, in runs; tests have small ones. */
export interface Limits {
  /** Shown one by one before older runs fold. */
  readonly unfolded: number;
  /** Kept of all triggers together, at about half a kilobyte each. */
  readonly kept: number;
}

export const LIMITS: Limits = { unfolded: UNFOLDED, kept: 100_000 };

/** How far to load the runs of a trigger. */
export type Goal =
  | { readonly kind: 'all' }
  | { readonly kind: 'count'; readonly count: number }
  /** Until a run stands beyond this moment, in milliseconds since 1970. */
  | { readonly kind: 'moment'; readonly moment: number };

/** Why loading has ended: the goal, the end of the list, the bound of what is kept, a person. */
export type GoalOutcome = 'reached' | 'full' | 'failed' | 'stopped';

/** Where changes are told. */
interface View {
  fire(rows: readonly Row[]): void;
  redraw(branch: Branch): void;
  /** Whether a filter decides which runs of a trigger are shown. */
  isFiltered(address: TriggerAddress): boolean;
}

/** What is special about the lists of runs: they are long, they move, and they fold. */
export class RunLists {
  constructor(
    private readonly branches: Branches,
    private readonly loads: BranchLoads,
    private readonly rows: Rows,
    private readonly limits: Limits,
    private readonly view: View,
  ) {}

  /** Loads pages, holes first, until `goal` is reached or `step` gives false. */
  async readUntil(
    branch: Branch,
    goal: Goal,
    step: (loaded: number) => boolean,
  ): Promise<GoalOutcome> {
    let part: Part | undefined;
    if (branch.content === undefined) {
      part = 'head';
      await this.loads.show(branch, part);
    }
    for (;;) {
      const timeline = branch.content?.kind === 'runs' ? branch.content.timeline : undefined;
      this.view.redraw(branch);
      const isStuck = typeof part === 'number' && timeline?.hole(part)?.way.kind === 'circle';
      const hasFailed = part !== undefined && branch.failures.has(part);
      if (!isCurrent(branch) || timeline === undefined || hasFailed || isStuck) {
        return 'failed';
      }
      const hole = timeline.stretches.find((stretch) => stretch.hole !== undefined)?.hole;
      if (hole === undefined || isReached(goal, timeline, hole)) {
        return 'reached';
      }
      if (this.#kept() >= this.limits.kept) {
        return 'full';
      }
      if (!step(timeline.size)) {
        return 'stopped';
      }
      part = hole.id;
      await this.loads.show(branch, part);
    }
  }

  /** Loads a part of a list; a failure is given back, and only rows that changed are told. */
  async readQuietly(branch: Branch, part: Part): Promise<Failure | undefined> {
    const { content, failures } = branch;
    const before = content?.kind === 'runs' ? content.timeline.shape : undefined;
    const wasFailing = failures.has(part);
    const failure = await this.loads.load(branch, part);
    const after = branch.content?.kind === 'runs' ? branch.content.timeline.shape : undefined;
    if (before !== after || wasFailing !== failures.has(part)) {
      if (branch.opened) {
        this.view.redraw(branch);
      }
    } else {
      this.tellUpdated(branch);
    }
    return failure;
  }

  /** Tells the rows of runs that have another state, and of the folds whose count that changes. */
  tellUpdated(branch: Branch): void {
    const { address, content } = branch;
    if (content?.kind !== 'runs' || address.kind !== 'trigger') {
      return;
    }
    const updated = content.timeline.takeUpdated();
    if (this.view.isFiltered(address)) {
      // It may show a run now, or not any more.
      if (updated.length > 0) {
        this.view.redraw(branch);
      }
      return;
    }
    const rows = updated.flatMap((run): readonly Row[] => {
      const at: RunAddress = { ...address, kind: 'run', run: run.run_id };
      const row =
        this.rows.get(formatAddress(at)) && this.rows.put({ kind: 'run', address: at, run });
      const fold = this.foldAbove(address, run.run_id);
      const outer =
        fold?.node.kind === 'fold' ? this.foldRow(address, fold.node.within) : undefined;
      return [outer, fold, row].filter((other) => other !== undefined);
    });
    const told = new Set(rows);
    if (this.branches.isShown(branch) && told.size > 0) {
      this.view.fire([...told]);
    }
  }

  /** How many runs are kept of all triggers. */
  #kept(): number {
    return this.branches
      .all()
      .reduce(
        (sum, { content }) => sum + (content?.kind === 'runs' ? content.timeline.size : 0),
        0,
      );
  }

  /** Cuts back what was looked at least recently, so that not more is kept than the limit. */
  keepBounds(loaded: Branch): void {
    let kept = this.#kept();
    for (const branch of kept > this.limits.kept ? this.branches.all() : []) {
      if (branch !== loaded && branch.content?.kind === 'runs' && kept > this.limits.kept) {
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

  /** Forgets the oldest loaded runs of a list, but for about `keep`. */
  cutBack(branch: Branch, keep: number): void {
    const { address, content } = branch;
    if (address.kind === 'trigger' && content?.kind === 'runs') {
      const dropped = content.timeline.cutBack(keep);
      if (dropped.length > 0) {
        this.rows.delete(dropped.map((run) => formatAddress({ ...address, kind: 'run', run })));
        this.view.redraw(branch);
      }
    }
  }

  /** The row of the fold that an entry of a list of runs is in, if it is in one. */
  foldAbove(parent: Address | undefined, key: string): Row | undefined {
    const branch = parent?.kind === 'trigger' ? this.branches.get(parent) : undefined;
    if (
      parent?.kind !== 'trigger' ||
      branch?.content?.kind !== 'runs' ||
      this.view.isFiltered(parent)
    ) {
      return undefined;
    }
    const { timeline, folds } = branch.content;
    const place = timeline.place(key);
    return this.foldRow(parent, place && folds.foldOf(place)?.key);
  }

  /** The row of a fold by its key. */
  foldRow(address: TriggerAddress, key: string | undefined): Row | undefined {
    const content = this.branches.get(address)?.content;
    const fold =
      content?.kind === 'runs' && key !== undefined ? content.folds.fold(key) : undefined;
    return fold && this.rows.put(foldNode(address, fold));
  }
}

function isReached(goal: Goal, timeline: RunTimeline, hole: Hole): boolean {
  switch (goal.kind) {
    case 'all':
      return false;
    case 'count':
      return timeline.size >= goal.count;
    case 'moment': {
      const entry = timeline.before(hole)?.entry;
      const created = entry?.kind === 'resource' ? parseTime(entry.value.created_at) : undefined;
      return (
        created !== undefined &&
        (timeline.oldestFirst ? created > goal.moment : created < goal.moment)
      );
    }
  }
}
