import { localHour } from '../text/time';
import { hasFailed, type TimelineEntry, type TimelineItem } from './items';

/**
 * Runs that are shown one by one before older ones are grouped. New runs come on top of them; when twice
 * as many are shown, the older half is grouped.
 */
export const UNGROUPED = 200;

/** What stands below a trigger, or below a group, from top to bottom. */
export type ShownItem = TimelineItem | RunGroup;

/** Loaded entries of one day, or of one hour of it, that one row stands for. */
export interface RunGroup {
  readonly kind: 'group';
  /** Unique in its timeline, and the same as long as the group is there: `2024-03-01`. */
  readonly key: string;
  /** The group it is in; nothing for a group of a day. */
  readonly within?: RunGroup;
  /** `2024-03-01`; empty where no entry has a time. */
  readonly day: string;
  /** Hour of the day, `09`, or empty; nothing for a group of a day. */
  readonly hour?: string;
  readonly entries: readonly TimelineEntry[];
  readonly failed: number;
}

/** A group to which entries are added. */
interface OpenGroup extends RunGroup {
  entries: TimelineEntry[];
  failed: number;
}

/** What is grouped: a timeline, or what a filter shows of one. */
export interface GroupedRuns {
  /** Another number whenever the items are other ones. */
  readonly version: number;
  readonly oldestFirst: boolean;
  readonly items: readonly TimelineItem[];
}

interface Layout {
  readonly version: number;
  readonly items: readonly ShownItem[];
  readonly groups: ReadonlyMap<string, RunGroup>;
  /** Groups by hour, of the days whose groups were read. */
  readonly hours: Map<RunGroup, readonly RunGroup[]>;
}

/**
 * How loaded runs are shown: the first few hundred entries one by one, the others in groups by day, and
 * in a day with very many by hour. Loading more changes nothing above the last group, so that the number
 * of rows does not follow what is loaded.
 */
export class RunGroups {
  /** The last entry that is shown one by one. */
  #edge: TimelineEntry | undefined;
  #layout: Layout | undefined;

  constructor(
    private readonly runs: GroupedRuns,
    readonly ungrouped = UNGROUPED,
  ) {}

  /** What stands below the trigger. */
  get items(): readonly ShownItem[] {
    return this.#current().items;
  }

  /** What stands below a group; nothing when there is no such group any more. */
  below(key: string): readonly ShownItem[] | undefined {
    const group = this.group(key);
    return group === undefined || group.hour !== undefined
      ? group?.entries
      : [...group.entries.slice(0, this.ungrouped), ...this.#hours(group)];
  }

  group(key: string): RunGroup | undefined {
    const [day = '', hour] = key.split('T');
    const group = this.#current().groups.get(day);
    return hour === undefined || group === undefined
      ? group
      : this.#hours(group).find((other) => other.key === key);
  }

  /** The innermost group that an entry is in. */
  groupOf(entry: TimelineEntry): RunGroup | undefined {
    const hasEntry = ({ entries }: RunGroup): boolean => entries.includes(entry);
    const group = [...this.#current().groups.values()].find(hasEntry);
    return group && (this.#hours(group).find(hasEntry) ?? group);
  }

  #current(): Layout {
    if (this.#layout?.version !== this.runs.version) {
      this.#layout = this.#lay();
    }
    return this.#layout;
  }

  #hours(group: RunGroup): readonly RunGroup[] {
    const { hours } = this.#current();
    const known = hours.get(group) ?? hourGroups(group, this.ungrouped);
    hours.set(group, known);
    return known;
  }

  #lay(): Layout {
    const { version, items, oldestFirst } = this.runs;
    const shown: ShownItem[] = [];
    const groups = new Map<string, RunGroup>();
    let left = this.#countShown();
    let day = '';
    let open: OpenGroup | undefined;
    for (const item of items) {
      if (item.kind === 'gap') {
        shown.push(item);
        open = undefined;
        continue;
      }
      day = dayBehind(day, item.day, oldestFirst);
      if (left > 0) {
        left -= 1;
        shown.push(item);
        this.#edge = item;
        continue;
      }
      if (open?.day !== day) {
        open = { kind: 'group', key: freeKey(day, groups), day, entries: [], failed: 0 };
        groups.set(open.key, open);
        shown.push(open);
      }
      add(open, item);
    }
    return { version, items: shown, groups, hours: new Map() };
  }

  /** How many entries are shown one by one. What was shown stays so until there are too many. */
  #countShown(): number {
    const { items } = this.runs;
    const edge = this.#edge === undefined ? -1 : items.indexOf(this.#edge);
    const shown = items.slice(0, edge + 1).filter(({ kind }) => kind === 'entry').length;
    return shown > 2 * this.ungrouped ? this.ungrouped : Math.max(shown, this.ungrouped);
  }
}

/**
 * The day of an entry behind one of the day `before`: days follow each other in the order of the list,
 * whatever the times of single runs say.
 */
function dayBehind(before: string, day: string | undefined, oldestFirst: boolean): string {
  if (day === undefined || day === before) {
    return before;
  }
  const isInOrder = before === '' || (oldestFirst ? day > before : day < before);
  return isInOrder ? day : before;
}

/** The groups by hour of a day with very many entries; the first of them are shown one by one. */
function hourGroups(within: RunGroup, ungrouped: number): readonly RunGroup[] {
  const { key, day } = within;
  const groups = new Map<string, RunGroup>();
  let open: OpenGroup | undefined;
  for (const item of within.entries.slice(ungrouped)) {
    const { entry } = item;
    const created = entry.kind === 'resource' ? localHour(entry.value.created_at) : undefined;
    const hour = created ?? open?.hour ?? '';
    if (open?.hour !== hour) {
      const free = freeKey(`${key}T${hour}`, groups);
      open = { kind: 'group', key: free, within, day, hour, entries: [], failed: 0 };
      groups.set(free, open);
    }
    add(open, item);
  }
  return [...groups.values()];
}

function add(group: OpenGroup, entry: TimelineEntry): void {
  group.entries.push(entry);
  group.failed += Number(hasFailed(entry));
}

/** A key that no group has yet: a day that a gap divides has more than one group. */
function freeKey(period: string, groups: ReadonlyMap<string, RunGroup>): string {
  let key = period;
  for (let count = 2; groups.has(key); count += 1) {
    key = `${period}.${count}`;
  }
  return key;
}
