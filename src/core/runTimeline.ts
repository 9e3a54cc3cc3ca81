import type { Entry, Page } from '../api/page';
import type { Run } from '../api/wire';
import { localDay } from './moment';
import { isNewer, sameState, willChange } from './runState';
import { SharedFields } from './sharedFields';

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
  /** Number of entries that were passed. */
  readonly passed: number;
  /** Tokens that were followed. */
  readonly followed: Set<string>;
}

/** Loaded entries without a hole between them, and the hole behind them. */
export interface Stretch {
  readonly days: readonly Day[];
  /** Absent when nothing comes behind it. */
  readonly hole?: Hole | undefined;
}

/** Loaded entries without a hole between them. */
export interface Segment {
  readonly entries: readonly Entry<Run>[];
  /** Absent when nothing comes behind it. */
  readonly next?: string;
}

/** What a page has changed. */
export interface Change {
  /** Entries that were not loaded before. */
  readonly added: number;
  /** The last entry of the page; nothing when no entry has a place, as on an empty page. */
  readonly end: Place | undefined;
  /** Whether the page met an entry that was loaded before. */
  readonly met: boolean;
}

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
 * The loaded runs of one trigger in the server's order, newest first or oldest first. An entry stands
 * in it once; what was loaded never vanishes but by {@link cutBack}; and where something is missing
 * between two entries, or behind the last one, there is a hole.
 */
export class RunTimeline {
  readonly #stretches: OpenStretch[] = [];
  readonly #places = new Map<string, OpenPlace>();
  readonly #unfinished = new Set<OpenPlace>();
  /** Where pages ended: the token that leads on from there. */
  readonly #boundaries = new Map<Place, string>();
  /** What is no run has no id: the n-th with one text on a page is the n-th with it on any other. */
  readonly #odd = new Map<string, string>();
  readonly #fields = new SharedFields();
  #holes = 0;
  #version = 0;
  #shape = 0;
  readonly #updated = new Set<string>();

  constructor(readonly oldestFirst = false) {}

  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  /** The same as plain lists, for who looks at every entry. */
  get segments(): readonly Segment[] {
    return this.#stretches.map(({ days, hole }) => ({
      entries: days.flatMap(({ places }) => places.map(({ entry }) => entry)),
      ...(hole === undefined ? {} : { next: hole.way.kind === 'token' ? hole.way.token : '' }),
    }));
  }

  /** Number of entries loaded. */
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

  /** The runs whose state has changed since this was asked last. */
  takeUpdated(): readonly Run[] {
    const updated = [...this.#updated].flatMap((id) => this.run(id) ?? []);
    this.#updated.clear();
    return updated;
  }

  /** Whether all there is is loaded. */
  get isWhole(): boolean {
    return this.#stretches.every(({ hole }) => hole === undefined);
  }

  /** What is not loaded behind the last entry. */
  get lastHole(): Hole | undefined {
    return this.#stretches.at(-1)?.hole;
  }

  hole(id: number): Hole | undefined {
    return this.#stretches.find(({ hole }) => hole?.id === id)?.hole;
  }

  /** The loaded entries in order, holes passed over. */
  *places(): Generator<Place, void, undefined> {
    for (const { days } of this.#stretches) {
      for (const { places } of days) {
        yield* places;
      }
    }
  }

  /** The loaded runs in order, holes passed over. */
  *runs(): Generator<Run, void, undefined> {
    for (const { entry } of this.places()) {
      if (entry.kind === 'resource') {
        yield entry.value;
      }
    }
  }

  /** The loaded runs that may still change, in no order. */
  *unfinished(): Generator<Run, void, undefined> {
    for (const { entry } of this.#unfinished) {
      if (entry.kind === 'resource') {
        yield entry.value;
      }
    }
  }

  run(runId: string): Run | undefined {
    const entry = this.#places.get(runId)?.entry;
    return entry?.kind === 'resource' ? entry.value : undefined;
  }

  /** An entry by its key. */
  place(key: string): Place | undefined {
    return this.#places.get(key);
  }

  /** Whether an entry still has its place. */
  has(place: Place): boolean {
    return this.#places.get(place.key) === place;
  }

  /** The last entry in front of a hole. */
  before(hole: Hole): Place | undefined {
    return this.#stretchWith(hole.id)?.days.at(-1)?.places.at(-1);
  }

  /**
   * Takes a page that the server listed directly behind the entry `after`, or at the head. `followed`
   * are the tokens on the way to it, its own included: one that comes again leads in a circle. An
   * entry goes where the server has it, and nothing is missing between two entries that the server
   * lists one after the other. A page behind an entry that is not loaded any more is left aside.
   */
  put(page: Page<Run>, after: Place | undefined, followed: Set<string>): Change {
    const start = after && this.#places.get(after.key);
    if (start !== after) {
      return { added: 0, end: undefined, met: false };
    }
    let spot = start && locate(start);
    const keys = new Set<string>();
    let waiting: (readonly [string, Entry<Run>])[] = [];
    let added = 0;
    let met = false;
    for (const entry of page.items) {
      const key = this.#freshKey(entry, keys);
      const known = key === undefined ? undefined : this.#places.get(key);
      if (key !== undefined && known === undefined) {
        waiting.push([key, entry]);
      } else if (known !== undefined && entry.kind === 'resource') {
        met = true;
        this.#replace(known, entry.value);
        added += waiting.length;
        if (this.#isBehind(known, spot)) {
          const stretch = spot?.stretch ?? this.#stretches[0] ?? known.day.stretch;
          this.#insert(stretch, spot, waiting);
          while (known.day.stretch !== stretch) {
            this.#joinNext(stretch);
          }
          spot = locate(known);
        } else if (waiting.length > 0) {
          // The page begins before its place.
          const here = spot && placeAt(spot);
          this.#insert(known.day.stretch, preceding(locate(known)), waiting);
          spot = here && locate(here);
        }
        waiting = [];
      }
    }
    const isApart = spot === undefined && page.next !== undefined;
    if (waiting.length > 0) {
      const stretch = spot?.stretch ?? (isApart ? undefined : this.#stretches[0]);
      spot = this.#insert(stretch ?? this.#newStretch(), spot, waiting);
      added += waiting.length;
    }
    const end = spot && placeAt(spot);
    if (spot !== undefined && end !== undefined && following(spot) === undefined) {
      this.#goOn(spot.stretch, end, page.next, followed);
    }
    if (added > 0) {
      this.#reshape();
    }
    return { added, met, end };
  }

  /** Puts a newer state of a loaded run in the old one's place. */
  update(run: Run): 'changed' | 'same' | 'absent' {
    const place = this.#places.get(run.run_id);
    if (place === undefined) {
      return 'absent';
    }
    return this.#replace(place, run) ? 'changed' : 'same';
  }

  /** Tells how a hole is read from now on. */
  direct(id: number, way: Way): void {
    const stretch = this.#stretchWith(id);
    if (stretch?.hole !== undefined) {
      stretch.hole = { ...stretch.hole, way };
      this.#reshape();
    }
  }

  /** Takes a hole away: the server's list has nothing there. */
  close(id: number): void {
    const stretch = this.#stretchWith(id);
    if (stretch !== undefined) {
      this.#close(stretch);
    }
  }

  /** Makes a hole behind the last entry, to be reached from the head. */
  openEnd(): Hole | undefined {
    const stretch = this.#stretches.at(-1);
    if (stretch !== undefined && stretch.hole === undefined) {
      stretch.hole = { id: (this.#holes += 1), way: { kind: 'circle' }, followed: new Set() };
      this.#reshape();
    }
    return stretch?.hole;
  }

  /** The page that ends the list, if all is loaded: the token that led to it and the entry before. */
  get lastPage(): { readonly token: string; readonly after: Place } | undefined {
    const stretch = this.#stretches.at(-1);
    if (stretch === undefined || stretch.hole !== undefined) {
      return undefined;
    }
    for (const { places } of stretch.days.toReversed()) {
      const after = places.findLast((place) => this.#boundaries.has(place));
      const token = after && this.#boundaries.get(after);
      if (after !== undefined && token !== undefined) {
        return { token, after };
      }
    }
    return undefined;
  }

  /**
   * Forgets the entries behind the first `keep`, as far as a page ends there whose token is known, and
   * leaves a hole in their place. Gives the ids of the runs that went.
   */
  cutBack(keep: number): readonly string[] {
    let count = 0;
    let last: OpenPlace | undefined;
    for (const { days } of this.#stretches) {
      for (const { places } of days) {
        for (const place of places) {
          count += 1;
          if (this.#boundaries.has(place) && (count <= keep || last === undefined)) {
            last = place;
          }
        }
      }
    }
    const token = last && this.#boundaries.get(last);
    if (last === undefined || token === undefined) {
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
      dropped.forEach((place) => this.#forget(place));
      last.day.failed = last.day.places.filter(({ entry }) => hasFailed(entry)).length;
      this.#goOn(stretch, last, token, new Set());
      this.#reshape();
    }
    return dropped.flatMap(({ entry }) => (entry.kind === 'resource' ? [entry.value.run_id] : []));
  }

  #forget(place: OpenPlace): void {
    this.#places.delete(place.key);
    this.#unfinished.delete(place);
    this.#boundaries.delete(place);
  }

  #newStretch(): OpenStretch {
    const stretch: OpenStretch = { days: [], hole: undefined };
    this.#stretches.unshift(stretch);
    return stretch;
  }

  #stretchWith(id: number): OpenStretch | undefined {
    return this.#stretches.find(({ hole }) => hole?.id === id);
  }

  /** A page ended at the end of a stretch: from there `next` leads on, or nothing comes. */
  #goOn(stretch: OpenStretch, end: Place, next: string | undefined, followed: Set<string>): void {
    if (next === undefined) {
      this.#boundaries.delete(end);
      this.#close(stretch);
      return;
    }
    const isCircle = followed.has(next);
    if (!isCircle) {
      this.#boundaries.set(end, next);
    }
    const before = stretch.hole;
    stretch.hole = {
      id: before?.id ?? (this.#holes += 1),
      way: isCircle ? { kind: 'circle' } : { kind: 'token', token: next },
      followed,
    };
    this.#version += 1;
    if (before?.way.kind !== stretch.hole.way.kind) {
      this.#reshape();
    }
  }

  #reshape(): void {
    this.#version += 1;
    this.#shape += 1;
  }

  #close(stretch: OpenStretch): void {
    if (stretch.hole !== undefined) {
      this.#reshape();
    }
    stretch.hole = undefined;
    if (stretch !== this.#stretches.at(-1)) {
      this.#joinNext(stretch);
    }
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

  /** The key of an entry of a page, or nothing when it is a run that the page had before. */
  #freshKey(entry: Entry<Run>, keys: Set<string>): string | undefined {
    if (entry.kind === 'resource') {
      const key = entry.value.run_id;
      const isFresh = !keys.has(key);
      keys.add(key);
      return isFresh ? key : undefined;
    }
    for (let count = 0; ; count += 1) {
      const text = `${count} ${entry.raw}`;
      const key = this.#odd.get(text) ?? `#${this.#odd.size}`;
      this.#odd.set(text, key);
      if (!keys.has(key)) {
        keys.add(key);
        return key;
      }
    }
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

  /** Puts entries behind a spot of a stretch, or in front of it all; gives the last one's spot. */
  #insert(
    stretch: OpenStretch,
    start: Spot | undefined,
    entries: readonly (readonly [string, Entry<Run>])[],
  ): Spot | undefined {
    let spot = start;
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
      const place: OpenPlace = { key, entry: this.#shared(entry), day };
      if (index === day.places.length) {
        day.places.push(place);
      } else {
        day.places.splice(index, 0, place);
      }
      this.#places.set(key, place);
      this.#count(place, 1);
      spot = { stretch, day: at, index };
    }
    return spot;
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

  /** False when the state is not a newer one. */
  #replace(place: OpenPlace, run: Run): boolean {
    const { entry } = place;
    if (entry.kind !== 'resource' || sameState(run, entry.value) || !isNewer(run, entry.value)) {
      return false;
    }
    this.#count(place, -1);
    place.entry = this.#shared({ kind: 'resource', value: run });
    this.#count(place, 1);
    this.#updated.add(place.key);
    this.#version += 1;
    return true;
  }

  #shared(entry: Entry<Run>): Entry<Run> {
    return entry.kind === 'resource'
      ? { kind: 'resource', value: this.#fields.share(entry.value) }
      : entry;
  }

  #count(place: OpenPlace, sign: 1 | -1): void {
    const { entry, day } = place;
    if (hasFailed(entry)) {
      day.failed += sign;
    }
    if (entry.kind === 'resource' && willChange(entry.value)) {
      if (sign > 0) {
        this.#unfinished.add(place);
      } else {
        this.#unfinished.delete(place);
      }
    }
  }
}

function hasFailed(entry: Entry<Run>): boolean {
  return entry.kind === 'resource' && entry.value.status === 'FAILED';
}

function locate(place: OpenPlace): Spot {
  const { day } = place;
  return {
    stretch: day.stretch,
    day: day.stretch.days.indexOf(day),
    index: day.places.indexOf(place),
  };
}

function placeAt({ stretch, day, index }: Spot): OpenPlace | undefined {
  return stretch.days[day]?.places[index];
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
