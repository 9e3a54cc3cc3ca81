import { parseTime } from '../../api/decoding/fields';
import { ApiError, type Failure } from '../../api/failure';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { parentAddress, type RunAddress, type TriggerAddress } from '../address';
import type { HeadDelta } from '../timeline/changes';
import type { Gap, TimelineItem } from '../timeline/items';
import type { RunTimeline } from '../timeline/timeline';
import { isCurrent, timelineOf, type List } from './list';
import { DEFAULT_LOAD_POLICY } from './listLoader';
import type { ListLoads } from './listLoads';
import type { Lists } from './lists';
import type { Organizations } from './organizations';
import type { Section } from './rowModel';
import type { RowTree } from './rowTree';
import type { RunLimit } from './runLimit';

/** How far to load the runs of a trigger. */
export type Goal =
  | { readonly kind: 'all' }
  | { readonly kind: 'count'; readonly count: number }
  /** Until a run stands beyond this moment, in milliseconds since 1970. */
  | { readonly kind: 'moment'; readonly moment: number };

/** Why loading has ended: at the goal or the end of the list, at the limit of what is kept, by a failure or by a person. */
export type GoalOutcome = 'reached' | 'full' | 'failed' | 'stopped';

/** What is special about lists of runs: they are long, they grow at the head, and they can be reversed. */
export class RunLists {
  constructor(
    private readonly organizations: Organizations,
    private readonly lists: Lists,
    private readonly loads: ListLoads,
    private readonly rowTree: RowTree,
    private readonly limit: RunLimit,
  ) {}

  /** The newest runs of a trigger as far as they are loaded, newest first, up to the first gap. */
  newest(address: TriggerAddress): Iterable<Entry<Run>> | undefined {
    const timeline = timelineOf(this.lists.newestFirst(address));
    return timeline && entriesToGap(timeline.items);
  }

  /**
   * Loads page after page of a trigger's runs, gaps first, until `goal` is reached. `step` is called
   * with the number of loaded runs after each page, and ends the loading by giving false. A page that fails ends
   * it as well and becomes a row.
   */
  async readUntil(
    address: TriggerAddress,
    goal: Goal,
    step: (loaded: number) => boolean,
  ): Promise<GoalOutcome> {
    const list = this.lists.of(address);
    let section: Section | undefined;
    if (list.content === undefined) {
      section = 'head';
      await this.loads.show(list, section);
    }
    for (;;) {
      const timeline = timelineOf(list);
      this.rowTree.redrawList(list);
      const isStuck = typeof section === 'number' && timeline?.gaps.get(section)?.isCyclic === true;
      const hasFailed = section !== undefined && list.failures.has(section);
      if (!isCurrent(list) || timeline === undefined || hasFailed || isStuck) {
        return 'failed';
      }
      const gap = timeline.gaps.first;
      if (gap === undefined || isReached(goal, timeline, gap)) {
        return 'reached';
      }
      if (this.limit.isReached) {
        return 'full';
      }
      if (!step(timeline.size)) {
        return 'stopped';
      }
      section = gap.id;
      await this.loads.show(list, section);
    }
  }

  /**
   * Loads a section of a list that nobody looks at; a failure is given back, and only rows that changed
   * are made anew.
   */
  async readQuietly(
    list: List,
    section: Section,
    policy = DEFAULT_LOAD_POLICY,
  ): Promise<{ readonly failure?: Failure | undefined; readonly head?: HeadDelta | undefined }> {
    const { changes, ...loaded } = await this.loads.load(list, section, policy);
    if (changes.reshaped && list.opened) {
      this.rowTree.redrawList(list);
    } else {
      this.rowTree.redrawRuns(list, [...changes.changed]);
    }
    return loaded;
  }

  /**
   * Asks once for the newest page of a trigger's runs; and, if its row was opened, for further ones
   * until they meet what is loaded, as far as `mayReadOn` says. Gives nothing when a running load was
   * shared.
   * @throws ApiError
   */
  async poll(
    address: TriggerAddress,
    mayReadOn: () => boolean = () => false,
  ): Promise<HeadDelta | undefined> {
    const list = this.lists.newestFirst(address);
    const { failure, head } = await this.readQuietly(list, 'head', {
      once: true,
      mayReadOn: () => list.opened && mayReadOn(),
    });
    if (failure !== undefined) {
      throw new ApiError(failure, 'GET');
    }
    const shown = this.lists.get(address);
    if (head !== undefined && shown !== undefined && shown !== list && shown.opened) {
      await this.#updateReversed(shown, head, mayReadOn);
    }
    return head;
  }

  /**
   * Asks for the state of a loaded run, `once` or as often as the client's policy allows; gives whether
   * it changed.
   * @throws ApiError
   */
  async refresh(address: RunAddress, { once = false } = {}): Promise<boolean> {
    const parent = parentAddress(address);
    const list = parent?.kind === 'trigger' ? this.lists.get(parent) : undefined;
    const client = this.organizations.of(address)?.client;
    if (list?.address.kind !== 'trigger' || client === undefined) {
      return false;
    }
    const { trigger } = list.address;
    const { signal } = list.abort;
    const run = await client.runs.get(address.deployment, address.run, { signal, once });
    return isCurrent(list) && this.update(list.address, { trigger_id: trigger, ...run });
  }

  /** Puts a newer state of a loaded run in the place of the known one; gives whether there is one. */
  update(address: TriggerAddress, run: Run): boolean {
    const list = this.lists.get(address);
    const hasChanged = list !== undefined && timelineOf(list)?.update(run) === true;
    if (hasChanged) {
      this.rowTree.redrawRuns(list, [run.run_id]);
    }
    return hasChanged;
  }

  /** Shows the runs of a trigger in the other order; what is loaded of either order is kept. */
  async reverse(address: TriggerAddress): Promise<void> {
    const list = this.lists.reverse(address);
    this.lists.markUsed(list);
    const loading = list.content === undefined ? this.loads.show(list, 'head') : undefined;
    this.rowTree.redraw(address);
    await loading;
    this.rowTree.redrawList(list);
  }

  /** Forgets the oldest loaded runs of a trigger, but for about `keep`; a row then loads them again. */
  cutBack(address: TriggerAddress, keep: number): void {
    const list = this.lists.get(address);
    if (list !== undefined) {
      this.limit.cutBack(list, keep);
    }
  }

  /** Runs that were read newest first are in the same state where they are shown oldest first. */
  async #updateReversed(
    shown: List,
    { page, added }: HeadDelta,
    mayReadOn: () => boolean,
  ): Promise<void> {
    const timeline = timelineOf(shown);
    const changed = [...page.values()].filter((run) => timeline?.update(run) === true);
    this.rowTree.redrawRuns(
      shown,
      changed.map(({ run_id: id }) => id),
    );
    const isWhole = timeline !== undefined && timeline.gaps.last === undefined;
    if (added.length > 0 && isWhole && mayReadOn()) {
      await this.readQuietly(shown, 'head');
    }
  }
}

function* entriesToGap(items: readonly TimelineItem[]): Generator<Entry<Run>, void, undefined> {
  for (const item of items) {
    if (item.kind === 'gap') {
      return;
    }
    yield item.entry;
  }
}

function isReached(goal: Goal, timeline: RunTimeline, gap: Gap): boolean {
  switch (goal.kind) {
    case 'all':
      return false;
    case 'count':
      return timeline.size >= goal.count;
    case 'moment': {
      const entry = timeline.gaps.before(gap)?.entry;
      const created = entry?.kind === 'resource' ? parseTime(entry.value.created_at) : undefined;
      return (
        created !== undefined &&
        (timeline.oldestFirst ? created > goal.moment : created < goal.moment)
      );
    }
  }
}
