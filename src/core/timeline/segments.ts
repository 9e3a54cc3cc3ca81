import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { localDay } from '../text/time';
import type { Gap, TimelineEntry, Segment } from './segment';

/** An entry that is not loaded yet, and the key it will have. */
export type NewEntry = readonly [key: string, entry: Entry<Run>];

interface MutableEntry {
  readonly key: string;
  entry: Entry<Run>;
  day: MutableDay;
}

interface MutableDay {
  readonly key: string;
  readonly entries: MutableEntry[];
  failed: number;
  segment: MutableSegment;
}

interface MutableSegment {
  readonly days: MutableDay[];
  gap: Gap | undefined;
}

/** Where a place is: its stretch, the index of its day in it, and its index in that day. */
interface Position {
  readonly segment: MutableSegment;
  readonly day: number;
  readonly index: number;
}

/**
 * Entries in the order of a list, of which parts may be missing: stretches of what is loaded, in each
 * of them the days, and behind each of them but the last one a hole. A place stays the same while what
 * is around it comes and goes.
 */
export class RunSegments {
  readonly #segments: MutableSegment[] = [];
  readonly #entries = new Map<string, MutableEntry>();
  #version = 0;
  #shape = 0;

  constructor(private readonly oldestFirst: boolean) {}

  get all(): readonly Segment[] {
    return this.#segments;
  }

  /** Number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** Another number whenever an entry or a hole came, went or changed. */
  get version(): number {
    return this.#version;
  }

  /** Another number whenever an entry or a hole came or went. */
  get shape(): number {
    return this.#shape;
  }

  get(key: string): TimelineEntry | undefined {
    return this.#entries.get(key);
  }

  /** The entries in order, holes passed over. */
  *entries(): Generator<TimelineEntry, void, undefined> {
    for (const { days } of this.#segments) {
      for (const { entries: semaphore } of days) {
        yield* semaphore;
      }
    }
  }

  /** The index of the stretch that ends with an entry; -1 when something loaded comes behind it. */
  endingWith(entry: TimelineEntry): number {
    const position = this.#position(entry);
    return position && following(position) === undefined
      ? this.#segments.indexOf(position.segment)
      : -1;
  }

  /**
   * Puts entries in front of one that is there. The list has them, one directly after the other, behind
   * `after` or at the beginning: where `known` stands further behind, nothing is missing between them
   * any more. Gives the one of the two that stands further behind.
   */
  insert(
    after: TimelineEntry | undefined,
    added: readonly NewEntry[],
    { key }: TimelineEntry,
  ): TimelineEntry | undefined {
    const known = this.#entries.get(key);
    if (known === undefined) {
      return after;
    }
    const position = this.#position(after);
    if (!this.#isBehind(known, position)) {
      // What is listed begins before its place.
      this.#fill(known.day.segment, preceding(locate(known)), added);
      return after;
    }
    const segment = position?.segment ?? this.#segments[0] ?? known.day.segment;
    this.#fill(segment, position, added);
    while (known.day.segment !== segment) {
      this.#joinNext(segment);
    }
    return known;
  }

  /**
   * Puts entries behind `after`, or at the beginning; there they become a stretch of their own where
   * something `mayBeMissing` behind them. Gives the last one.
   */
  append(
    after: TimelineEntry | undefined,
    added: readonly NewEntry[],
    mayBeMissing: boolean,
  ): TimelineEntry | undefined {
    if (added.length === 0) {
      return after;
    }
    const position = this.#position(after);
    if (position === undefined && (mayBeMissing || this.#segments.length === 0)) {
      this.#segments.unshift({ days: [], gap: undefined });
    }
    const segment = position?.segment ?? this.#segments[0];
    return segment && this.#fill(segment, position, added);
  }

  /** Puts another entry in a place. */
  replace({ key }: TimelineEntry, entry: Entry<Run>): void {
    const place = this.#entries.get(key);
    if (place !== undefined) {
      place.day.failed += failures(entry) - failures(place.entry);
      place.entry = entry;
      this.#version += 1;
    }
  }

  /** Puts a hole behind the n-th stretch; or takes it away, so that the next stretch follows on. */
  setGap(index: number, gap: Gap | undefined): void {
    const segment = this.#segments[index];
    const before = segment?.gap;
    if (segment === undefined || (before === undefined && gap === undefined)) {
      return;
    }
    segment.gap = gap;
    if (before?.cursor.kind !== gap?.cursor.kind || gap?.cursor.kind === 'rescan') {
      this.#reshape();
    } else {
      this.#version += 1;
    }
    if (gap === undefined) {
      this.#joinNext(segment);
    }
  }

  /** Takes away all behind an entry, but for the hole of its stretch; gives what went. */
  dropBehind({ key }: TimelineEntry): readonly TimelineEntry[] {
    const last = this.#entries.get(key);
    if (last === undefined) {
      return [];
    }
    const { segment, day, index } = locate(last);
    const dropped = [
      ...last.day.entries.splice(index + 1),
      ...segment.days.splice(day + 1).flatMap(({ entries: semaphore }) => semaphore),
      ...this.#segments
        .splice(this.#segments.indexOf(segment) + 1)
        .flatMap(({ days }) => days.flatMap(({ entries: semaphore }) => semaphore)),
    ];
    if (dropped.length > 0) {
      dropped.forEach((entry) => this.#entries.delete(entry.key));
      last.day.failed = last.day.entries.reduce((sum, { entry }) => sum + failures(entry), 0);
      this.#reshape();
    }
    return dropped;
  }

  #reshape(): void {
    this.#version += 1;
    this.#shape += 1;
  }

  /** Nothing is missing between a stretch and the next one: they become one. */
  #joinNext(segment: MutableSegment): void {
    const [next] = this.#segments.splice(this.#segments.indexOf(segment) + 1, 1);
    if (next === undefined) {
      return;
    }
    this.#reshape();
    segment.gap = next.gap;
    for (const day of next.days) {
      const last = segment.days.at(-1);
      if (last?.key === day.key) {
        for (const entry of day.entries) {
          entry.day = last;
          last.entries.push(entry);
        }
        last.failed += day.failed;
      } else {
        day.segment = segment;
        segment.days.push(day);
      }
    }
  }

  #position(entry: TimelineEntry | undefined): Position | undefined {
    const open = entry && this.#entries.get(entry.key);
    return open && locate(open);
  }

  #isBehind(entry: MutableEntry, position: Position | undefined): boolean {
    if (position === undefined || following(position) === entry) {
      return true;
    }
    const other = locate(entry);
    return (
      (this.#segments.indexOf(other.segment) - this.#segments.indexOf(position.segment) ||
        other.day - position.day ||
        other.index - position.index) > 0
    );
  }

  /** Puts entries behind a spot of a stretch, or in front of it all; gives the last one. */
  #fill(
    segment: MutableSegment,
    start: Position | undefined,
    entries: readonly NewEntry[],
  ): TimelineEntry | undefined {
    let position = start;
    let place: MutableEntry | undefined;
    for (const [key, entry] of entries) {
      const before = position && segment.days[position.day];
      const behind = (position ? following(position) : segment.days[0]?.entries[0])?.day;
      const dayKey = this.#dayKey(entry, before, behind);
      let index = 0;
      let at = position === undefined ? 0 : position.day + 1;
      let day = behind;
      if (position !== undefined && before?.key === dayKey) {
        day = before;
        at = position.day;
        index = position.index + 1;
      } else if (day?.key !== dayKey) {
        day = { key: dayKey, entries: [], failed: 0, segment };
        segment.days.splice(at, 0, day);
      }
      place = { key, entry, day };
      if (index === day.entries.length) {
        day.entries.push(place);
      } else {
        day.entries.splice(index, 0, place);
      }
      day.failed += failures(entry);
      this.#entries.set(key, place);
      position = { segment, day: at, index };
    }
    if (place !== undefined) {
      this.#reshape();
    }
    return place;
  }

  /** The day of an entry, so that days follow each other in the order of the list. */
  #dayKey(
    entry: Entry<Run>,
    before: MutableDay | undefined,
    behind: MutableDay | undefined,
  ): string {
    const key = entry.kind === 'resource' ? localDay(entry.value.created_at) : undefined;
    if (key === undefined) {
      return (before ?? behind)?.key ?? '';
    }
    const isLater = (one: string, other: string): boolean =>
      this.oldestFirst ? one < other : one > other;
    if (before !== undefined && before.key !== '' && isLater(key, before.key)) {
      return before.key;
    }
    return behind !== undefined && behind.key !== '' && isLater(behind.key, key) ? behind.key : key;
  }
}

/** As a number, to be added up. */
function failures(entry: Entry<Run>): 0 | 1 {
  return entry.kind === 'resource' && entry.value.status === 'FAILED' ? 1 : 0;
}

function locate(entry: MutableEntry): Position {
  const { day } = entry;
  return {
    segment: day.segment,
    day: day.segment.days.indexOf(day),
    index: day.entries.indexOf(entry),
  };
}

/** The spot in front of a spot in its stretch. */
function preceding({ segment, day, index }: Position): Position | undefined {
  if (index > 0) {
    return { segment, day, index: index - 1 };
  }
  const before = segment.days[day - 1];
  return before && { segment, day: day - 1, index: before.entries.length - 1 };
}

/** The place behind a spot in its stretch. */
function following({ segment, day, index }: Position): MutableEntry | undefined {
  return segment.days[day]?.entries[index + 1] ?? segment.days[day + 1]?.entries[0];
}
