import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { localDay } from '../text/time';

/** A loaded entry of a list of runs; the same object as long as the entry is loaded. */
export interface TimelineEntry {
  readonly kind: 'entry';
  /** A run's id; `#` and a number for what is no run. */
  readonly key: string;
  readonly entry: Entry<Run>;
  /** The reader's day on which it was created, `2024-03-01`; nothing where it has no time. */
  readonly day: string | undefined;
}

/** What is not loaded behind an entry: older runs, or those between it and the next one. */
export interface Gap {
  readonly kind: 'gap';
  /** The same as long as the gap is there, and never used again. */
  readonly id: number;
  /** Whether the platform's token at this gap is one that was followed before. */
  readonly isCyclic: boolean;
  /** Tokens that were followed to get to it. */
  readonly followed: ReadonlySet<string>;
}

/** What a list of runs has, as far as it is loaded; a gap always stands behind an entry. */
export type TimelineItem = TimelineEntry | Gap;

/** An entry that is not loaded yet, and the key it will have. */
export type NewEntry = readonly [key: string, entry: Entry<Run>];

/** Loaded entries in the order of a list, with a gap wherever something is missing. */
export class RunItems {
  readonly #items: TimelineItem[] = [];
  readonly #entries = new Map<string, { -readonly [K in keyof TimelineEntry]: TimelineEntry[K] }>();
  #version = 0;
  #shape = 0;

  get all(): readonly TimelineItem[] {
    return this.#items;
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

  /**
   * Puts entries in front of `known`. The list has them, one directly after the other, behind `after` or
   * at the beginning: where `known` stands further behind, nothing is missing between them any more.
   * Gives the one of the two that stands further behind.
   */
  insert(
    after: TimelineEntry | undefined,
    added: readonly NewEntry[],
    known: TimelineEntry,
  ): TimelineEntry | undefined {
    const start = this.#indexBehind(after);
    const index = this.#items.indexOf(known);
    if (index < start) {
      // The page repeats an entry that stands further in front.
      this.#add(index, added);
      return after;
    }
    const between = this.#items.slice(start, index);
    const entries = between.filter(({ kind }) => kind === 'entry');
    if (entries.length < between.length) {
      this.#items.splice(start, between.length, ...entries);
      this.#reshape();
    }
    this.#add(start, added);
    return known;
  }

  /** Puts entries directly behind `after`, or at the beginning; gives the last one. */
  append(after: TimelineEntry | undefined, added: readonly NewEntry[]): TimelineEntry | undefined {
    return this.#add(this.#indexBehind(after), added) ?? after;
  }

  /** Puts a newer state of a run in the place of a known one. */
  replace({ key }: TimelineEntry, entry: Entry<Run>): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.entry = entry;
      this.#version += 1;
    }
  }

  /**
   * Puts a gap behind an entry in the place of the one there, or takes that away. `hasChanged` tells
   * whether the gap is there, or is read, in another way than before.
   */
  setGap(front: TimelineEntry, gap: Gap | undefined, hasChanged = true): void {
    const index = this.#indexBehind(front);
    const before = this.#items[index]?.kind === 'gap' ? 1 : 0;
    const added = gap === undefined ? [] : [gap];
    if (before + added.length > 0) {
      this.#items.splice(index, before, ...added);
      this.#version += 1;
      this.#shape += hasChanged ? 1 : 0;
    }
  }

  /** Takes away all behind an entry; gives the entries that went. Without any, a gap there stays. */
  dropBehind(last: TimelineEntry): readonly TimelineEntry[] {
    const index = this.#indexBehind(last);
    const dropped = this.#items.slice(index).filter((item) => item.kind === 'entry');
    if (dropped.length > 0) {
      this.#items.length = index;
      dropped.forEach(({ key }) => this.#entries.delete(key));
      this.#reshape();
    }
    return dropped;
  }

  #indexBehind(entry: TimelineEntry | undefined): number {
    return entry === undefined ? 0 : this.#items.indexOf(entry) + 1;
  }

  /** Puts entries at an index; gives the last one. */
  #add(index: number, added: readonly NewEntry[]): TimelineEntry | undefined {
    const entries = added.map(([key, entry]): TimelineEntry => {
      const day = entry.kind === 'resource' ? localDay(entry.value.created_at) : undefined;
      return { kind: 'entry', key, entry, day };
    });
    if (entries.length > 0) {
      this.#items.splice(index, 0, ...entries);
      entries.forEach((entry) => this.#entries.set(entry.key, entry));
      this.#reshape();
    }
    return entries.at(-1);
  }

  #reshape(): void {
    this.#version += 1;
    this.#shape += 1;
  }
}

/** Whether an entry is a run that failed. */
export function hasFailed({ entry }: TimelineEntry): boolean {
  return entry.kind === 'resource' && entry.value.status === 'FAILED';
}
