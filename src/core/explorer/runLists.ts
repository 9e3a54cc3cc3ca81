import type { Failure } from '../../api/failure';
import { parseTime } from '../../api/decoding/fields';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/wire';
import { parentAddress, type RunAddress, type TriggerAddress } from '../address';
import { isCurrent, type Branch } from './list';
import type { Branches } from './lists';
import type { BranchLoads } from './listLoads';
import type { HeadNews } from '../timeline/headDelta';
import type { Part } from './rowModel';
import type { Roots } from './organizations';
import type { RunBound } from './runLimit';
import type { RunTimeline } from '../timeline/timeline';
import type { ShownRows } from './rowTree';
import type { Hole, Stretch } from '../timeline/segment';

/** How far to load the runs of a trigger. */
export type Goal =
  | { readonly kind: 'all' }
  | { readonly kind: 'count'; readonly count: number }
  /** Until a run stands beyond this moment, in milliseconds since 1970. */
  | { readonly kind: 'moment'; readonly moment: number };

/** Why loading has ended: the goal, the end of the list, the bound of what is kept, a person. */
export type GoalOutcome = 'reached' | 'full' | 'failed' | 'stopped';

/** What is special about the lists of runs: they are long, they move, and they can be turned. */
export class RunLists {
  constructor(
    private readonly roots: Roots,
    private readonly branches: Branches,
    private readonly loads: BranchLoads,
    private readonly shown: ShownRows,
    private readonly bound: RunBound,
  ) {}

  /** The newest runs of a trigger as far as they are loaded, newest first, up to the first hole. */
  newest(address: TriggerAddress): Iterable<Entry<Run>> | undefined {
    const timeline = timelineOf(this.branches.newestFirst(address));
    return timeline && entriesOf(timeline.stretches[0]);
  }

  /**
   * Loads page after page of a trigger's runs, holes first, until `goal` is reached. `step` is told
   * how many are loaded after each page, and ends the loading by giving false. A page that fails ends
   * it as well and becomes a row.
   */
  async readUntil(
    address: TriggerAddress,
    goal: Goal,
    step: (loaded: number) => boolean,
  ): Promise<GoalOutcome> {
    const branch = this.branches.of(address);
    let part: Part | undefined;
    if (branch.content === undefined) {
      part = 'head';
      await this.loads.show(branch, part);
    }
    for (;;) {
      const timeline = timelineOf(branch);
      this.shown.redrawList(branch);
      const isStuck = typeof part === 'number' && timeline?.hole(part)?.way.kind === 'circle';
      const hasFailed = part !== undefined && branch.failures.has(part);
      if (!isCurrent(branch) || timeline === undefined || hasFailed || isStuck) {
        return 'failed';
      }
      const hole = timeline.stretches.find((stretch) => stretch.hole !== undefined)?.hole;
      if (hole === undefined || isReached(goal, timeline, hole)) {
        return 'reached';
      }
      if (this.bound.isReached) {
        return 'full';
      }
      if (!step(timeline.size)) {
        return 'stopped';
      }
      part = hole.id;
      await this.loads.show(branch, part);
    }
  }

  /**
   * Loads a part of a list that nobody waits for; a failure is given back, and only rows that changed
   * are told.
   */
  async readQuietly(branch: Branch, part: Part): Promise<Failure | undefined> {
    const before = look(branch, part);
    const failure = await this.loads.load(branch, part);
    this.#tellSince(before, branch, part);
    return failure;
  }

  /**
   * Asks once for the newest page of a trigger's runs; and, if somebody has opened it, for further ones
   * until they meet what is loaded, as far as `mayReadOn` says. Nothing comes back when somebody else was
   * asking already.
   * @throws ApiError
   */
  async poll(
    address: TriggerAddress,
    mayReadOn: () => boolean = () => false,
  ): Promise<HeadNews | undefined> {
    const branch = this.branches.newestFirst(address);
    const before = look(branch, 'head');
    const news = await this.loads.poll(branch, () => branch.opened && mayReadOn());
    const shown = this.branches.get(address);
    if (news === undefined || shown?.opened !== true || !isCurrent(branch)) {
      return news;
    }
    if (shown === branch) {
      this.#tellSince(before, branch, 'head');
      return news;
    }
    // Runs that were read newest first are in the same state where they are shown oldest first.
    const timeline = timelineOf(shown);
    news.page.forEach((run) => timeline?.update(run));
    this.shown.tellUpdated(shown);
    if (news.added.length > 0 && timeline?.isWhole === true && mayReadOn()) {
      await this.readQuietly(shown, 'head');
    }
    return news;
  }

  /**
   * Asks for the state of a loaded run, `once` or with patience; tells whether it changed.
   * @throws ApiError
   */
  async refresh(address: RunAddress, { once = false } = {}): Promise<boolean> {
    const parent = parentAddress(address);
    const branch = parent?.kind === 'trigger' ? this.branches.get(parent) : undefined;
    const client = this.roots.of(address)?.client;
    if (branch?.address.kind !== 'trigger' || client === undefined) {
      return false;
    }
    const { trigger } = branch.address;
    const { signal } = branch.abort;
    const run = await client.runs.get(address.deployment, address.run, { signal, once });
    return (
      isCurrent(branch) &&
      this.update(branch.address, { trigger_id: trigger, ...run }) === 'changed'
    );
  }

  /** Puts a newer state of a loaded run in the old one's place. */
  update(address: TriggerAddress, run: Run): 'changed' | 'same' | 'absent' {
    const branch = this.branches.get(address);
    const outcome = (branch && timelineOf(branch))?.update(run) ?? 'absent';
    if (branch !== undefined && outcome === 'changed') {
      this.shown.tellUpdated(branch);
    }
    return outcome;
  }

  /** Shows the runs of a trigger in the other order; what is loaded of either order is kept. */
  async turn(address: TriggerAddress): Promise<void> {
    const branch = this.branches.turn(address);
    this.branches.lookAt(branch);
    const loading = branch.content === undefined ? this.loads.show(branch, 'head') : undefined;
    this.shown.redraw(address);
    await loading;
    this.shown.redrawList(branch);
  }

  /** Forgets the oldest loaded runs of a trigger, but for about `keep`; a row then loads them again. */
  cutBack(address: TriggerAddress, keep: number): void {
    const branch = this.branches.get(address);
    if (branch !== undefined) {
      this.bound.cutBack(branch, keep);
    }
  }

  /** Tells the rows that have changed since a list looked like `before`. */
  #tellSince(before: string, branch: Branch, part: Part): void {
    if (before === look(branch, part)) {
      this.shown.tellUpdated(branch);
    } else if (branch.opened) {
      this.shown.redrawList(branch);
    }
  }
}

function timelineOf({ content }: Branch): RunTimeline | undefined {
  return content?.kind === 'runs' ? content.timeline : undefined;
}

function* entriesOf(stretch: Stretch | undefined): Generator<Entry<Run>, void, undefined> {
  for (const { places } of stretch?.days ?? []) {
    for (const { entry } of places) {
      yield entry;
    }
  }
}

/** Another text whenever rows of a list came or went, those of a part's failure among them. */
function look(branch: Branch, part: Part): string {
  return `${timelineOf(branch)?.shape} ${branch.failures.has(part)}`;
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
