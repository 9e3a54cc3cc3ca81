import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/wire';

/** A loaded entry, in its place as long as it is loaded. */
export interface Place {
  /** A run's id; `#` and a number for what is no run. */
  readonly key: string;
  readonly entry: Entry<Run>;
  readonly day: Day;
}

/** Loaded entries one after the other that were created on one day of the reader's. */
export interface Day {
  /** `2024-03-01`; empty where no entry has a time. */
  readonly key: string;
  readonly places: readonly Place[];
  /** How many of the runs failed. */
  readonly failed: number;
}

/** Loaded entries without a hole between them, and the hole behind them. */
export interface Stretch {
  readonly days: readonly Day[];
  /** Absent when nothing comes behind it. */
  readonly hole?: Hole | undefined;
}

/** What is not loaded behind a stretch: older runs, or those between it and the next stretch. */
export interface Hole {
  /** The same as long as the hole is there, and never used again. */
  readonly id: number;
  readonly way: Way;
  /** Tokens that were followed on the way to it. */
  readonly followed: Set<string>;
}

/** How a hole is read. */
export type Way =
  | { readonly kind: 'token'; readonly token: string }
  /** The platform leads in a circle from here. Only reading from the head again may lead out. */
  | { readonly kind: 'circle' }
  /** The hole's token was refused, so that it has to be reached from the head. */
  | { readonly kind: 'again'; readonly walk: Walk };

/** How far a way from the head has come. */
export interface Walk {
  /** Leads on; absent at the head. */
  readonly token: string | undefined;
  /** The last entry that was passed. */
  readonly after: Place | undefined;
  /** The first entry of the list when the head was read: without one before it, a page is behind that. */
  readonly head: Place | undefined;
  /** Number of entries that were passed. */
  readonly passed: number;
  /** Tokens that were followed. */
  readonly followed: Set<string>;
}
