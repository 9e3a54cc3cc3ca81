import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import type { Gap } from './segment';

/** A loaded entry, as the segments change it. */
export interface MutableEntry {
  readonly key: string;
  entry: Entry<Run>;
  day: MutableDay;
}

/** Loaded entries of one day, as the segments change them. */
export interface MutableDay {
  readonly key: string;
  readonly entries: MutableEntry[];
  failed: number;
  version: number;
  segment: MutableSegment;
}

/** Loaded entries without a gap between them, as the segments change them. */
export interface MutableSegment {
  readonly days: MutableDay[];
  gap: Gap | undefined;
}

/** Where an entry is: its segment, the index of its day in that, and its index in the day. */
export interface Position {
  readonly segment: MutableSegment;
  readonly day: number;
  readonly index: number;
}

/** Where an entry is now. */
export function positionOf(entry: MutableEntry): Position {
  const { day } = entry;
  return {
    segment: day.segment,
    day: day.segment.days.indexOf(day),
    index: day.entries.indexOf(entry),
  };
}

/** The position in front of a position in its segment; nothing at the beginning. */
export function preceding({ segment, day, index }: Position): Position | undefined {
  if (index > 0) {
    return { segment, day, index: index - 1 };
  }
  const before = segment.days[day - 1];
  return before && { segment, day: day - 1, index: before.entries.length - 1 };
}

/** The entry behind a position in its segment; nothing at the end. */
export function following({ segment, day, index }: Position): MutableEntry | undefined {
  return segment.days[day]?.entries[index + 1] ?? segment.days[day + 1]?.entries[0];
}

/** Whether an entry is a run that failed. */
export function hasFailed({ entry }: { readonly entry: Entry<Run> }): boolean {
  return entry.kind === 'resource' && entry.value.status === 'FAILED';
}
