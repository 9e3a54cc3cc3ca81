import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';

/** A loaded entry of a list of runs; the same object as long as the entry is loaded. */
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
  /** Another number whenever an entry came, went or changed. */
  readonly version: number;
}

/** Loaded entries without a gap between them, and the gap behind them. */
export interface Segment {
  readonly days: readonly Day[];
  /** Absent when nothing comes behind it. */
  readonly gap?: Gap | undefined;
}

/** What is not loaded behind a segment: older runs, or those between it and the next segment. */
export interface Gap {
  /** The same as long as the gap is there, and never used again. */
  readonly id: number;
  /** Whether the platform's token at this gap is one that was followed before. */
  readonly isCyclic: boolean;
  /** Tokens that were followed to get to it. */
  readonly followed: ReadonlySet<string>;
}

/**
 * How a gap is read: by the token in front of it; or from an earlier page, because the platform refused
 * that token or gave one that was followed before.
 */
export type GapState =
  | { readonly kind: 'token' }
  | { readonly kind: 'cyclicToken' }
  /** `passed` entries stand in front of the page that is read next. */
  | { readonly kind: 'rescan'; readonly passed: number };
