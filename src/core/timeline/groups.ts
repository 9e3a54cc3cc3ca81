import { localHour } from '../text/time';
import { hasFailed } from './position';
import type { Day, Gap, Segment, TimelineEntry } from './segment';

/**
 * Runs that are shown one by one before older ones are grouped. New runs come on top of them; when twice
 * as many are shown, the older half is grouped.
 */
export const UNGROUPED = 200;

/** What stands below a trigger, or below a group, from top to bottom. */
export type TimelineItem =
  | { readonly kind: 'entry'; readonly entry: TimelineEntry }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'group'; readonly group: RunGroup };

/** Loaded entries of one day, or of one hour of it, that one row stands for. */
export interface RunGroup {
  /** Unique in its timeline, and the same as long as the group is there: `2024-03-01`. */
  readonly key: string;
  /** The group it is in; nothing for a group of a day. */
  readonly within?: RunGroup | undefined;
  /** `2024-03-01`; empty where no entry has a time. */
  readonly day: string;
  /** Hour of the day, `09`; nothing for a group of a day. */
  readonly hour?: string | undefined;
  readonly source: Day;
  /** Indices in the day: the first entry, and the first one behind the group. */
  readonly from: number;
  readonly to: number;
  readonly failed: number;
}

/** What is grouped: a timeline, or what a filter shows of one. */
export interface GroupedRuns {
  /** Another number whenever the segments are other ones. */
  readonly version: number;
  readonly segments: readonly Segment[];
}

interface Layout {
  readonly version: number;
  readonly items: readonly TimelineItem[];
  readonly groups: ReadonlyMap<string, RunGroup>;
  /** Groups by hour, of the days whose groups were read. */
  readonly hours: Map<RunGroup, readonly RunGroup[]>;
}

/**
 * How loaded runs are shown: the first few hundred entries one by one, the others in groups by day, and
 * in a day with very many by hour. Loading more changes nothing above the last group, so that its cost
 * does not follow what is loaded.
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
  get items(): readonly TimelineItem[] {
    return this.#current().items;
  }

  /** What stands below a group; nothing when there is no such group any more. */
  below(key: string): readonly TimelineItem[] | undefined {
    const group = this.group(key);
    if (group === undefined) {
      return undefined;
    }
    const { source, from, to } = group;
    const entries = (end: number): readonly TimelineItem[] =>
      source.entries.slice(from, end).map((entry) => ({ kind: 'entry', entry }));
    return group.hour === undefined
      ? [
          ...entries(Math.min(to, from + this.ungrouped)),
          ...this.#hours(group).map((hour): TimelineItem => ({ kind: 'group', group: hour })),
        ]
      : entries(to);
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
    for (const group of this.#current().groups.values()) {
      const index = group.day === entry.day.key ? group.source.entries.indexOf(entry) : -1;
      if (index >= group.from) {
        return this.#hours(group).find(({ from, to }) => index >= from && index < to) ?? group;
      }
    }
    return undefined;
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
    const { version, segments } = this.runs;
    let left = this.#countShown();
    const items: TimelineItem[] = [];
    const groups = new Map<string, RunGroup>();
    for (const { days, gap } of segments) {
      for (const day of days) {
        const from = Math.min(left, day.entries.length);
        left -= from;
        for (const entry of day.entries.slice(0, from)) {
          items.push({ kind: 'entry', entry });
          this.#edge = entry;
        }
        if (from < day.entries.length) {
          const group = dayGroup(day, from, groups);
          groups.set(group.key, group);
          items.push({ kind: 'group', group });
        }
      }
      if (gap !== undefined) {
        items.push({ kind: 'gap', gap });
      }
    }
    return { version, items, groups, hours: new Map() };
  }

  /** How many entries are shown one by one. What was shown stays so until there are too many. */
  #countShown(): number {
    let count = 0;
    for (const { days } of this.runs.segments) {
      for (const { entries } of days) {
        const index = this.#edge === undefined ? -1 : entries.indexOf(this.#edge);
        if (index >= 0) {
          const shown = count + index + 1;
          return shown > 2 * this.ungrouped ? this.ungrouped : Math.max(shown, this.ungrouped);
        }
        count += entries.length;
      }
    }
    return this.ungrouped;
  }
}

/** The group of what is left of a day; a day that a gap divides has more than one. */
function dayGroup(source: Day, from: number, groups: ReadonlyMap<string, RunGroup>): RunGroup {
  const shown = source.entries.slice(0, from).filter(hasFailed).length;
  let key = source.key;
  for (let count = 2; groups.has(key); count += 1) {
    key = `${source.key}.${count}`;
  }
  const to = source.entries.length;
  return { key, day: source.key, source, from, to, failed: source.failed - shown };
}

/** The groups by hour of a day with very many entries; the first of them are shown one by one. */
function hourGroups(within: RunGroup, ungrouped: number): readonly RunGroup[] {
  const { source, day, to } = within;
  const groups: RunGroup[] = [];
  const keys = new Set<string>();
  let start = within.from + ungrouped;
  while (start < to) {
    const hour = hourAt(source, start);
    let end = start + 1;
    while (end < to && (hourAt(source, end) ?? hour) === hour) {
      end += 1;
    }
    let key = `${within.key}T${hour ?? ''}`;
    for (let count = 2; keys.has(key); count += 1) {
      key = `${within.key}T${hour ?? ''}.${count}`;
    }
    keys.add(key);
    const failed = source.entries.slice(start, end).filter(hasFailed).length;
    groups.push({ key, within, day, hour: hour ?? '', source, from: start, to: end, failed });
    start = end;
  }
  return groups;
}

function hourAt({ entries }: Day, index: number): string | undefined {
  const entry = entries[index]?.entry;
  return entry?.kind === 'resource' ? localHour(entry.value.created_at) : undefined;
}
