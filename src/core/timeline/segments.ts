import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/wire';
import { localDay } from '../text/time';
import type { Hole, Place, Stretch } from './segment';

/** An entry that is not loaded yet, and the key it will have. */
export type Fresh = readonly [key: string, entry: Entry<Run>];

interface OpenPlace {
  readonly key: string;
  entry: Entry<Run>;
  day: OpenDay;
}

interface OpenDay {
  readonly key: string;
  readonly places: OpenPlace[];
  failed: number;
  stretch: OpenStretch;
}

interface OpenStretch {
  readonly days: OpenDay[];
  hole: Hole | undefined;
}

/** Where a place is: its stretch, the index of its day in it, and its index in that day. */
interface Spot {
  readonly stretch: OpenStretch;
  readonly day: number;
  readonly index: number;
}

/**
 * Entries in the order of a list, of which parts may be missing: stretches of what is loaded, in each
 * of them the days, and behind each of them but the last one a hole. A place stays the same while what
 * is around it comes and goes.
 */
export class RunStretches {
  readonly #stretches: OpenStretch[] = [];
  readonly #places = new Map<string, OpenPlace>();
  #version = 0;
  #shape = 0;

  constructor(private readonly oldestFirst: boolean) {}

  get all(): readonly Stretch[] {
    return this.#stretches;
  }

  /** Number of entries. */
  get size(): number {
    return this.#places.size;
  }

  /** Another number whenever an entry or a hole came, went or changed. */
  get version(): number {
    return this.#version;
  }

  /** Another number whenever an entry or a hole came or went. */
  get shape(): number {
    return this.#shape;
  }

  get(key: string): Place | undefined {
    return this.#places.get(key);
  }

  /** The entries in order, holes passed over. */
  *places(): Generator<Place, void, undefined> {
    for (const { days } of this.#stretches) {
      for (const { places } of days) {
        yield* places;
      }
    }
  }

  /** The index of the stretch that ends with an entry; -1 when something loaded comes behind it. */
  endingWith(place: Place): number {
    const spot = this.#spot(place);
    return spot && following(spot) === undefined ? this.#stretches.indexOf(spot.stretch) : -1;
  }

  /**
   * Puts entries in front of one that is there. The list has them, one directly after the other, behind
   * `after` or at the beginning: where `known` stands further behind, nothing is missing between them
   * any more. Gives the one of the two that stands further behind.
   */
  insert(after: Place | undefined, fresh: readonly Fresh[], { key }: Place): Place | undefined {
    const known = this.#places.get(key);
    if (known === undefined) {
      return after;
    }
    const spot = this.#spot(after);
    if (!this.#isBehind(known, spot)) {
      // What is listed begins before its place.
      this.#fill(known.day.stretch, preceding(locate(known)), fresh);
      return after;
    }
    const stretch = spot?.stretch ?? this.#stretches[0] ?? known.day.stretch;
    this.#fill(stretch, spot, fresh);
    while (known.day.stretch !== stretch) {
      this.#joinNext(stretch);
    }
    return known;
  }

  /**
   * Puts entries behind `after`, or at the beginning; there they become a stretch of their own where
   * something `mayBeMissing` behind them. Gives the last one.
   */
  append(
    after: Place | undefined,
    fresh: readonly Fresh[],
    mayBeMissing: boolean,
  ): Place | undefined {
    if (fresh.length === 0) {
      return after;
    }
    const spot = this.#spot(after);
    if (spot === undefined && (mayBeMissing || this.#stretches.length === 0)) {
      this.#stretches.unshift({ days: [], hole: undefined });
    }
    const stretch = spot?.stretch ?? this.#stretches[0];
    return stretch && this.#fill(stretch, spot, fresh);
  }

  /** Puts another entry in a place. */
  replace({ key }: Place, entry: Entry<Run>): void {
    const place = this.#places.get(key);
    if (place !== undefined) {
      place.day.failed += failures(entry) - failures(place.entry);
      place.entry = entry;
      this.#version += 1;
    }
  }

  /** Puts a hole behind the n-th stretch; or takes it away, so that the next stretch follows on. */
  setHole(index: number, hole: Hole | undefined): void {
    const stretch = this.#stretches[index];
    const before = stretch?.hole;
    if (stretch === undefined || (before === undefined && hole === undefined)) {
      return;
    }
    stretch.hole = hole;
    if (before?.way.kind !== hole?.way.kind || hole?.way.kind === 'again') {
      this.#reshape();
    } else {
      this.#version += 1;
    }
    if (hole === undefined) {
      this.#joinNext(stretch);
    }
  }

  /** Takes away all behind an entry, but for the hole of its stretch; gives what went. */
  dropBehind({ key }: Place): readonly Place[] {
    const last = this.#places.get(key);
    if (last === undefined) {
      return [];
    }
    const { stretch, day, index } = locate(last);
    const dropped = [
      ...last.day.places.splice(index + 1),
      ...stretch.days.splice(day + 1).flatMap(({ places }) => places),
      ...this.#stretches
        .splice(this.#stretches.indexOf(stretch) + 1)
        .flatMap(({ days }) => days.flatMap(({ places }) => places)),
    ];
    if (dropped.length > 0) {
      dropped.forEach((place) => this.#places.delete(place.key));
      last.day.failed = last.day.places.reduce((sum, { entry }) => sum + failures(entry), 0);
      this.#reshape();
    }
    return dropped;
  }

  #reshape(): void {
    this.#version += 1;
    this.#shape += 1;
  }

  /** Nothing is missing between a stretch and the next one: they become one. */
  #joinNext(stretch: OpenStretch): void {
    const [next] = this.#stretches.splice(this.#stretches.indexOf(stretch) + 1, 1);
    if (next === undefined) {
      return;
    }
    this.#reshape();
    stretch.hole = next.hole;
    for (const day of next.days) {
      const last = stretch.days.at(-1);
      if (last?.key === day.key) {
        for (const place of day.places) {
          place.day = last;
          last.places.push(place);
        }
        last.failed += day.failed;
      } else {
        day.stretch = stretch;
        stretch.days.push(day);
      }
    }
  }

  #spot(place: Place | undefined): Spot | undefined {
    const open = place && this.#places.get(place.key);
    return open && locate(open);
  }

  #isBehind(place: OpenPlace, spot: Spot | undefined): boolean {
    if (spot === undefined || following(spot) === place) {
      return true;
    }
    const other = locate(place);
    return (
      (this.#stretches.indexOf(other.stretch) - this.#stretches.indexOf(spot.stretch) ||
        other.day - spot.day ||
        other.index - spot.index) > 0
    );
  }

  /** Puts entries behind a spot of a stretch, or in front of it all; gives the last one. */
  #fill(
    stretch: OpenStretch,
    start: Spot | undefined,
    entries: readonly Fresh[],
  ): Place | undefined {
    let spot = start;
    let place: OpenPlace | undefined;
    for (const [key, entry] of entries) {
      const before = spot && stretch.days[spot.day];
      const behind = (spot ? following(spot) : stretch.days[0]?.places[0])?.day;
      const dayKey = this.#dayKey(entry, before, behind);
      let index = 0;
      let at = spot === undefined ? 0 : spot.day + 1;
      let day = behind;
      if (spot !== undefined && before?.key === dayKey) {
        day = before;
        at = spot.day;
        index = spot.index + 1;
      } else if (day?.key !== dayKey) {
        day = { key: dayKey, places: [], failed: 0, stretch };
        stretch.days.splice(at, 0, day);
      }
      place = { key, entry, day };
      if (index === day.places.length) {
        day.places.push(place);
      } else {
        day.places.splice(index, 0, place);
      }
      day.failed += failures(entry);
      this.#places.set(key, place);
      spot = { stretch, day: at, index };
    }
    if (place !== undefined) {
      this.#reshape();
    }
    return place;
  }

  /** The day of an entry, so that days follow each other in the order of the list. */
  #dayKey(entry: Entry<Run>, before: OpenDay | undefined, behind: OpenDay | undefined): string {
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

function locate(place: OpenPlace): Spot {
  const { day } = place;
  return {
    stretch: day.stretch,
    day: day.stretch.days.indexOf(day),
    index: day.places.indexOf(place),
  };
}

/** The spot in front of a spot in its stretch. */
function preceding({ stretch, day, index }: Spot): Spot | undefined {
  if (index > 0) {
    return { stretch, day, index: index - 1 };
  }
  const before = stretch.days[day - 1];
  return before && { stretch, day: day - 1, index: before.places.length - 1 };
}

/** The place behind a spot in its stretch. */
function following({ stretch, day, index }: Spot): OpenPlace | undefined {
  return stretch.days[day]?.places[index + 1] ?? stretch.days[day + 1]?.places[0];
}
