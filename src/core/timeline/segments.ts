import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { localDay } from '../text/time';
import {
  following,
  hasFailed,
  positionOf,
  preceding,
  type MutableDay,
  type MutableEntry,
  type MutableSegment,
  type Position,
} from './position';
import type { Gap, Segment, TimelineEntry } from './segment';

/** An entry that is not loaded yet, and the key it will have. */
export type NewEntry = readonly [key: string, entry: Entry<Run>];

/**
 * Entries in the order of a list, of which parts may be missing: segments of what is loaded, in each of
 * them the days, and behind each of them but the last one a gap. The object of an entry stays the same
 * while others come and go around it.
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

  /** Another number whenever an entry or a gap came, went or changed. */
  get version(): number {
    return this.#version;
  }

  /** Another number whenever an entry or a gap came or went, or a gap is read in another way. */
  get shape(): number {
    return this.#shape;
  }

  get(key: string): TimelineEntry | undefined {
    return this.#entries.get(key);
  }

  /** The entries in order, gaps passed over. */
  *entries(): Generator<TimelineEntry, void, undefined> {
    for (const { days } of this.#segments) {
      for (const { entries } of days) {
        yield* entries;
      }
    }
  }

  /** The index of the segment that ends with an entry; -1 when something loaded comes behind it. */
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
      // The page repeats an entry that stands further in front.
      this.#fill(known.day.segment, preceding(positionOf(known)), added);
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
   * Puts entries behind `after`, or at the beginning; there they become a segment of their own where
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

  /** Puts a newer state of a run in the place of a known one. */
  replace({ key }: TimelineEntry, entry: Entry<Run>): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.day.failed += Number(hasFailed({ entry })) - Number(hasFailed(known));
      known.entry = entry;
      known.day.version += 1;
      this.#version += 1;
    }
  }

  /**
   * Puts a gap behind the n-th segment; or takes it away, so that the next segment follows on.
   * `hasChanged` tells whether the gap is there, or is read, in another way than before.
   */
  setGap(index: number, gap: Gap | undefined, hasChanged = true): void {
    const segment = this.#segments[index];
    if (segment === undefined || (segment.gap === undefined && gap === undefined)) {
      return;
    }
    segment.gap = gap;
    this.#version += 1;
    this.#shape += hasChanged ? 1 : 0;
    if (gap === undefined) {
      this.#joinNext(segment);
    }
  }

  /** Takes away all behind an entry, but for the gap of its segment; gives what went. */
  dropBehind({ key }: TimelineEntry): readonly TimelineEntry[] {
    const last = this.#entries.get(key);
    if (last === undefined) {
      return [];
    }
    const { segment, day, index } = positionOf(last);
    const dropped = [
      ...last.day.entries.splice(index + 1),
      ...segment.days.splice(day + 1).flatMap(({ entries }) => entries),
      ...this.#segments
        .splice(this.#segments.indexOf(segment) + 1)
        .flatMap(({ days }) => days.flatMap(({ entries }) => entries)),
    ];
    if (dropped.length > 0) {
      dropped.forEach((entry) => this.#entries.delete(entry.key));
      last.day.failed = last.day.entries.filter(hasFailed).length;
      last.day.version += 1;
      this.#reshape();
    }
    return dropped;
  }

  #reshape(): void {
    this.#version += 1;
    this.#shape += 1;
  }

  /** Nothing is missing between a segment and the next one: they become one. */
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
        last.version += 1;
      } else {
        day.segment = segment;
        segment.days.push(day);
      }
    }
  }

  #position(entry: TimelineEntry | undefined): Position | undefined {
    const open = entry && this.#entries.get(entry.key);
    return open && positionOf(open);
  }

  #isBehind(entry: MutableEntry, position: Position | undefined): boolean {
    if (position === undefined || following(position) === entry) {
      return true;
    }
    const other = positionOf(entry);
    return (
      (this.#segments.indexOf(other.segment) - this.#segments.indexOf(position.segment) ||
        other.day - position.day ||
        other.index - position.index) > 0
    );
  }

  /** Puts entries behind a position of a segment, or in front of it all; gives the last one. */
  #fill(
    segment: MutableSegment,
    start: Position | undefined,
    entries: readonly NewEntry[],
  ): TimelineEntry | undefined {
    let position = start;
    let last: MutableEntry | undefined;
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
        day = { key: dayKey, entries: [], failed: 0, version: 0, segment };
        segment.days.splice(at, 0, day);
      }
      last = { key, entry, day };
      if (index === day.entries.length) {
        day.entries.push(last);
      } else {
        day.entries.splice(index, 0, last);
      }
      day.failed += Number(hasFailed(last));
      day.version += 1;
      this.#entries.set(key, last);
      position = { segment, day: at, index };
    }
    if (last !== undefined) {
      this.#reshape();
    }
    return last;
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
