import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';

/** A loaded entry, in its place as long as it is loaded. */
export interface TimelineEntry {
  /** A run's id; `#` and a number for what is no run. */
  readonly key: string;
  readonly entry: Entry<Run>;
  readonly day: Day;
}

/** Loaded entries one after the other that were created on one day of the reader's. */
export interface Day {
  /** `2024-03-01`; empty where no entry has a time. */
  readonly key: string;
  readonly entries: readonly TimelineEntry[];
  /** How many of the runs failed. */
  readonly failed: number;
}

/** Loaded entries without a hole between them, and the hole behind them. */
export interface Segment {
  readonly days: readonly Day[];
  /** Absent when nothing comes behind it. */
  readonly gap?: Gap | undefined;
}

/** What is not loaded behind a stretch: older runs, or those between it and the next stretch. */
export interface Gap {
  /** The same as long as the hole is there, and never used again. */
  readonly id: number;
  readonly cursor: GapCursor;
  /** Tokens that were followed on the way to it. */
  readonly followed: Set<string>;
}

/** How a hole is read. */
export type GapCursor =
  | { readonly kind: 'token'; readonly token: string }
  /** The platform leads in a circle from here. Only reading from the head again may lead out. */
  | { readonly kind: 'cyclicToken' }
  /** The hole's token was refused, so that it has to be reached from the head. */
  | { readonly kind: 'rescan'; readonly rescan: Rescan };

/** How far a way from the head has come. */
export interface Rescan {
  /** Leads on; absent at the head. */
  readonly token: string | undefined;
  /** The last entry that was passed. */
  readonly after: TimelineEntry | undefined;
  /** The first entry of the list when the head was read: without one before it, a page is behind that. */
  readonly head: TimelineEntry | undefined;
  /** Number of entries that were passed. */
  readonly passed: number;
  /** Tokens that were followed. */
  readonly followed: Set<string>;
}
