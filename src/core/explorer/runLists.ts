import type { Failure } from '../../api/failure';
import { parseTime } from '../../api/decoding/fields';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { parentAddress, type RunAddress, type TriggerAddress } from '../address';
import { isCurrent, type List } from './list';
import type { Lists } from './lists';
import type { ListLoads } from './listLoads';
import type { HeadDelta } from '../timeline/headDelta';
import type { Section } from './rowModel';
import type { Organizations } from './organizations';
import type { RunLimit } from './runLimit';
import type { RunTimeline } from '../timeline/timeline';
import type { RowTree } from './rowTree';
import type { Gap, Segment } from '../timeline/segment';

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
    private readonly roots: Organizations,
    private readonly lists: Lists,
    private readonly loads: ListLoads,
    private readonly shown: RowTree,
    private readonly bound: RunLimit,
  ) {}

  /** The newest runs of a trigger as far as they are loaded, newest first, up to the first hole. */
  newest(address: TriggerAddress): Iterable<Entry<Run>> | undefined {
    const timeline = timelineOf(this.lists.newestFirst(address));
    return timeline && entriesOf(timeline.segments[0]);
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
    const list = this.lists.of(address);
    let part: Section | undefined;
    if (list.content === undefined) {
      part = 'head';
      await this.loads.show(list, part);
    }
    for (;;) {
      const timeline = timelineOf(list);
      this.shown.redrawList(list);
      const isStuck =
        typeof part === 'number' && timeline?.gap(part)?.cursor.kind === 'cyclicToken';
      const hasFailed = part !== undefined && list.failures.has(part);
      if (!isCurrent(list) || timeline === undefined || hasFailed || isStuck) {
        return 'failed';
      }
      const gap = timeline.segments.find((segment) => segment.gap !== undefined)?.gap;
      if (gap === undefined || isReached(goal, timeline, gap)) {
        return 'reached';
      }
      if (this.bound.isReached) {
        return 'full';
      }
      if (!step(timeline.size)) {
        return 'stopped';
      }
      part = gap.id;
      await this.loads.show(list, part);
    }
  }

  /**
   * Loads a part of a list that nobody waits for; a failure is given back, and only rows that changed
   * are told.
   */
  async readQuietly(list: List, part: Section): Promise<Failure | undefined> {
    const before = look(list, part);
    const failure = await this.loads.load(list, part);
    this.#tellSince(before, list, part);
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
  ): Promise<HeadDelta | undefined> {
    const list = this.lists.newestFirst(address);
    const before = look(list, 'head');
    const news = await this.loads.poll(list, () => list.opened && mayReadOn());
    const shown = this.lists.get(address);
    if (news === undefined || shown?.opened !== true || !isCurrent(list)) {
      return news;
    }
    if (shown === list) {
      this.#tellSince(before, list, 'head');
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
    const list = parent?.kind === 'trigger' ? this.lists.get(parent) : undefined;
    const client = this.roots.of(address)?.client;
    if (list?.address.kind !== 'trigger' || client === undefined) {
      return false;
    }
    const { trigger } = list.address;
    const { signal } = list.abort;
    const run = await client.runs.get(address.deployment, address.run, { signal, once });
    return (
      isCurrent(list) && this.update(list.address, { trigger_id: trigger, ...run }) === 'changed'
    );
  }

  /** Puts a newer state of a loaded run in the old one's place. */
  update(address: TriggerAddress, run: Run): 'changed' | 'same' | 'absent' {
    const list = this.lists.get(address);
    const outcome = (list && timelineOf(list))?.update(run) ?? 'absent';
    if (list !== undefined && outcome === 'changed') {
      this.shown.tellUpdated(list);
    }
    return outcome;
  }

  /** Shows the runs of a trigger in the other order; what is loaded of either order is kept. */
  async reverse(address: TriggerAddress): Promise<void> {
    const list = this.lists.reverse(address);
    this.lists.markUsed(list);
    const loading = list.content === undefined ? this.loads.show(list, 'head') : undefined;
    this.shown.redraw(address);
    await loading;
    this.shown.redrawList(list);
  }

  /** Forgets the oldest loaded runs of a trigger, but for about `keep`; a row then loads them again. */
  cutBack(address: TriggerAddress, keep: number): void {
    const list = this.lists.get(address);
    if (list !== undefined) {
      this.bound.cutBack(list, keep);
    }
  }

  /** Tells the rows that have changed since a list looked like `before`. */
  #tellSince(before: string, list: List, part: Section): void {
    if (before === look(list, part)) {
      this.shown.tellUpdated(list);
    } else if (list.opened) {
      this.shown.redrawList(list);
    }
  }
}

function timelineOf({ content }: List): RunTimeline | undefined {
  return content?.kind === 'runs' ? content.timeline : undefined;
}

function* entriesOf(segment: Segment | undefined): Generator<Entry<Run>, void, undefined> {
  for (const { entries: semaphore } of segment?.days ?? []) {
    for (const { entry } of semaphore) {
      yield entry;
    }
  }
}

/** Another text whenever rows of a list came or went, those of a part's failure among them. */
function look(list: List, part: Section): string {
  return `${timelineOf(list)?.shape} ${list.failures.has(part)}`;
}

function isReached(goal: Goal, timeline: RunTimeline, gap: Gap): boolean {
  switch (goal.kind) {
    case 'all':
      return false;
    case 'count':
      return timeline.size >= goal.count;
    case 'moment': {
      const entry = timeline.before(gap)?.entry;
      const created = entry?.kind === 'resource' ? parseTime(entry.value.created_at) : undefined;
      return (
        created !== undefined &&
        (timeline.oldestFirst ? created > goal.moment : created < goal.moment)
      );
    }
  }
}
