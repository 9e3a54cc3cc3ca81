import { localHour } from '../text/time';
import type { RunTimeline } from './timeline';
import type { Day, Gap, TimelineEntry } from './segment';

/**
 * Runs that are shown one by one before older ones fold. New runs come on top of them; when twice as
 * many are shown, the older half folds.
 */
export const UNGROUPED = 200;

/** What stands below a trigger, or below a fold, from top to bottom. */
export type TimelineItem =
  | { readonly kind: 'entry'; readonly entry: TimelineEntry }
  | { readonly kind: 'gap'; readonly gap: Gap; readonly behind: TimelineEntry | undefined }
  | { readonly kind: 'group'; readonly group: RunGroup };

/** Loaded entries of one day, or of one hour of it, that one row stands for. */
export interface RunGroup {
  /** Unique in its timeline, and the same as long as the fold is there: `2024-03-01`. */
  readonly key: string;
  /** The fold it is in; nothing for a fold of a day. */
  readonly within?: RunGroup;
  /** `2024-03-01`; empty where no entry has a time. */
  readonly day: string;
  /** Hour of the day, `09`; nothing for a fold of a day. */
  readonly hour?: string;
  readonly source: Day;
  /** Indices in the day: the first entry, and the first one behind the fold. */
  readonly from: number;
  readonly to: number;
  readonly failed: number;
}

interface Layout {
  readonly version: number;
  readonly items: readonly TimelineItem[];
  readonly groups: ReadonlyMap<string, RunGroup>;
  readonly byDay: ReadonlyMap<Day, RunGroup>;
  /** Folds by hour, of the folds that somebody looked into. */
  readonly hours: Map<RunGroup, readonly RunGroup[]>;
}

/**
 * How a timeline is shown: the first few hundred entries one by one, the others in folds by day, and
 * in a day with very many by hour. Loading more changes nothing above the last fold, so that its cost
 * does not follow what is loaded.
 */
export class RunGroups {
  /** The last entry that is shown one by one. */
  #edge: TimelineEntry | undefined;
  #layout: Layout | undefined;

  constructor(
    private readonly timeline: RunTimeline,
    private readonly ungrouped = UNGROUPED,
  ) {}

  /** What stands below the trigger. */
  get items(): readonly TimelineItem[] {
    return this.#current().items;
  }

  /** What stands below a fold; nothing when there is no such fold any more. */
  below(key: string): readonly TimelineItem[] | undefined {
    const group = this.group(key);
    if (group === undefined) {
      return undefined;
    }
    const { source, from, to } = group;
    const semaphore = (end: number): readonly TimelineItem[] =>
      source.entries.slice(from, end).map((entry) => ({ kind: 'entry', entry }));
    return group.hour === undefined
      ? [
          ...semaphore(Math.min(to, from + this.ungrouped)),
          ...this.#hours(group).map((hour): TimelineItem => ({ kind: 'group', group: hour })),
        ]
      : semaphore(to);
  }

  group(key: string): RunGroup | undefined {
    const [day = '', hour] = key.split('T');
    const group = this.#current().groups.get(day);
    return hour === undefined || group === undefined
      ? group
      : this.#hours(group).find((other) => other.key === key);
  }

  /** The innermost fold that an entry is in. */
  groupOf(entry: TimelineEntry): RunGroup | undefined {
    const group = this.#current().byDay.get(entry.day);
    if (group === undefined) {
      return undefined;
    }
    const index = group.source.entries.indexOf(entry);
    if (index < group.from) {
      return undefined;
    }
    return this.#hours(group).find(({ from, to }) => index >= from && index < to) ?? group;
  }

  #current(): Layout {
    if (this.#layout?.version !== this.timeline.version) {
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
    const { version, segments, size } = this.timeline;
    const shown = this.#countShown();
    const items: TimelineItem[] = [];
    const groups = new Map<string, RunGroup>();
    const byDay = new Map<Day, RunGroup>();
    let left = Math.min(shown, size);
    for (const [index, { days, gap }] of segments.entries()) {
      for (const source of days) {
        const from = Math.min(left, source.entries.length);
        left -= from;
        for (const entry of source.entries.slice(0, from)) {
          items.push({ kind: 'entry', entry });
          this.#edge = entry;
        }
        if (from < source.entries.length) {
          const group = dayGroup(source, from, groups);
          groups.set(group.key, group);
          byDay.set(source, group);
          items.push({ kind: 'group', group });
        }
      }
      if (gap !== undefined) {
        items.push({ kind: 'gap', gap, behind: segments[index + 1]?.days[0]?.entries[0] });
      }
    }
    return { version, items, groups, byDay, hours: new Map() };
  }

  /** How many entries are shown one by one. What was shown stays so until there are too many. */
  #countShown(): number {
    const edge = this.#edge;
    let count = 0;
    if (edge !== undefined && this.timeline.has(edge)) {
      for (const entry of this.timeline.entries()) {
        count += 1;
        if (entry === edge || count > 2 * this.ungrouped) {
          break;
        }
      }
    }
    return count > 2 * this.ungrouped ? this.ungrouped : Math.max(count, this.ungrouped);
  }
}

/** The fold of what is left of a day; a day that a hole divides has more than one. */
function dayGroup(source: Day, from: number, groups: ReadonlyMap<string, RunGroup>): RunGroup {
  const shown = source.entries.slice(0, from).filter(hasFailed).length;
  let key = source.key;
  for (let count = 2; groups.has(key); count += 1) {
    key = `${source.key}.${count}`;
  }
  const to = source.entries.length;
  return { key, day: source.key, source, from, to, failed: source.failed - shown };
}

/** The folds by hour of a day with very many entries; the first of them are shown one by one. */
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

function hourAt({ entries: semaphore }: Day, index: number): string | undefined {
  const entry = semaphore[index]?.entry;
  return entry?.kind === 'resource' ? localHour(entry.value.created_at) : undefined;
}

function hasFailed({ entry }: TimelineEntry): boolean {
  return entry.kind === 'resource' && entry.value.status === 'FAILED';
}
