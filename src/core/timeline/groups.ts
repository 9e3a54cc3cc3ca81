import { localHour } from '../text/time';
import type { RunTimeline } from './timeline';
import type { Day, Hole, Place } from './segment';

/**
 * Runs that are shown one by one before older ones fold. New runs come on top of them; when twice as
 * many are shown, the older half folds.
 */
export const UNFOLDED = 200;

/** What stands below a trigger, or below a fold, from top to bottom. */
export type TimelineItem =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'hole'; readonly hole: Hole; readonly behind: Place | undefined }
  | { readonly kind: 'fold'; readonly fold: Fold };

/** Loaded entries of one day, or of one hour of it, that one row stands for. */
export interface Fold {
  /** Unique in its timeline, and the same as long as the fold is there: `2024-03-01`. */
  readonly key: string;
  /** The fold it is in; nothing for a fold of a day. */
  readonly within?: Fold;
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
  readonly folds: ReadonlyMap<string, Fold>;
  readonly byDay: ReadonlyMap<Day, Fold>;
  /** Folds by hour, of the folds that somebody looked into. */
  readonly hours: Map<Fold, readonly Fold[]>;
}

/**
 * How a timeline is shown: the first few hundred entries one by one, the others in folds by day, and
 * in a day with very many by hour. Loading more changes nothing above the last fold, so that its cost
 * does not follow what is loaded.
 */
export class RunFolds {
  /** The last entry that is shown one by one. */
  #edge: Place | undefined;
  #layout: Layout | undefined;

  constructor(
    private readonly timeline: RunTimeline,
    private readonly unfolded = UNFOLDED,
  ) {}

  /** What stands below the trigger. */
  get items(): readonly TimelineItem[] {
    return this.#current().items;
  }

  /** What stands below a fold; nothing when there is no such fold any more. */
  below(key: string): readonly TimelineItem[] | undefined {
    const fold = this.fold(key);
    if (fold === undefined) {
      return undefined;
    }
    const { source, from, to } = fold;
    const places = (end: number): readonly TimelineItem[] =>
      source.places.slice(from, end).map((place) => ({ kind: 'place', place }));
    return fold.hour === undefined
      ? [
          ...places(Math.min(to, from + this.unfolded)),
          ...this.#hours(fold).map((hour): TimelineItem => ({ kind: 'fold', fold: hour })),
        ]
      : places(to);
  }

  fold(key: string): Fold | undefined {
    const [day = '', hour] = key.split('T');
    const fold = this.#current().folds.get(day);
    return hour === undefined || fold === undefined
      ? fold
      : this.#hours(fold).find((other) => other.key === key);
  }

  /** The innermost fold that an entry is in. */
  foldOf(place: Place): Fold | undefined {
    const fold = this.#current().byDay.get(place.day);
    if (fold === undefined) {
      return undefined;
    }
    const index = fold.source.places.indexOf(place);
    if (index < fold.from) {
      return undefined;
    }
    return this.#hours(fold).find(({ from, to }) => index >= from && index < to) ?? fold;
  }

  #current(): Layout {
    if (this.#layout?.version !== this.timeline.version) {
      this.#layout = this.#lay();
    }
    return this.#layout;
  }

  #hours(fold: Fold): readonly Fold[] {
    const { hours } = this.#current();
    const known = hours.get(fold) ?? hourFolds(fold, this.unfolded);
    hours.set(fold, known);
    return known;
  }

  #lay(): Layout {
    const { version, stretches, size } = this.timeline;
    const shown = this.#countShown();
    const items: TimelineItem[] = [];
    const folds = new Map<string, Fold>();
    const byDay = new Map<Day, Fold>();
    let left = Math.min(shown, size);
    for (const [index, { days, hole }] of stretches.entries()) {
      for (const source of days) {
        const from = Math.min(left, source.places.length);
        left -= from;
        for (const place of source.places.slice(0, from)) {
          items.push({ kind: 'place', place });
          this.#edge = place;
        }
        if (from < source.places.length) {
          const fold = dayFold(source, from, folds);
          folds.set(fold.key, fold);
          byDay.set(source, fold);
          items.push({ kind: 'fold', fold });
        }
      }
      if (hole !== undefined) {
        items.push({ kind: 'hole', hole, behind: stretches[index + 1]?.days[0]?.places[0] });
      }
    }
    return { version, items, folds, byDay, hours: new Map() };
  }

  /** How many entries are shown one by one. What was shown stays so until there are too many. */
  #countShown(): number {
    const edge = this.#edge;
    let count = 0;
    if (edge !== undefined && this.timeline.has(edge)) {
      for (const place of this.timeline.places()) {
        count += 1;
        if (place === edge || count > 2 * this.unfolded) {
          break;
        }
      }
    }
    return count > 2 * this.unfolded ? this.unfolded : Math.max(count, this.unfolded);
  }
}

/** The fold of what is left of a day; a day that a hole divides has more than one. */
function dayFold(source: Day, from: number, folds: ReadonlyMap<string, Fold>): Fold {
  const shown = source.places.slice(0, from).filter(hasFailed).length;
  let key = source.key;
  for (let count = 2; folds.has(key); count += 1) {
    key = `${source.key}.${count}`;
  }
  const to = source.places.length;
  return { key, day: source.key, source, from, to, failed: source.failed - shown };
}

/** The folds by hour of a day with very many entries; the first of them are shown one by one. */
function hourFolds(within: Fold, unfolded: number): readonly Fold[] {
  const { source, day, to } = within;
  const folds: Fold[] = [];
  const keys = new Set<string>();
  let start = within.from + unfolded;
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
    const failed = source.places.slice(start, end).filter(hasFailed).length;
    folds.push({ key, within, day, hour: hour ?? '', source, from: start, to: end, failed });
    start = end;
  }
  return folds;
}

function hourAt({ places }: Day, index: number): string | undefined {
  const entry = places[index]?.entry;
  return entry?.kind === 'resource' ? localHour(entry.value.created_at) : undefined;
}

function hasFailed({ entry }: Place): boolean {
  return entry.kind === 'resource' && entry.value.status === 'FAILED';
}
