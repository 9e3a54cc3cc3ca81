import type { Entry, Page } from '../api/page';
import type { Run } from '../api/wire';

/** Runs as the server gave them, one after the other, and the token of what comes after them. */
export interface Segment {
  readonly entries: readonly Entry<Run>[];
  /** Absent when nothing comes after the segment. */
  readonly next?: string;
}

interface OpenSegment {
  readonly entries: Entry<Run>[];
  next: string | undefined;
  /** Tokens that led to a page of this segment; one that comes again would lead in a circle. */
  readonly used: Set<string>;
}

/**
 * The loaded runs of one trigger in the server's order. Between two segments lies a gap of runs that
 * are not loaded; after the last one, the older runs. A run stands in it once, and what was loaded
 * never vanishes.
 */
export class RunTimeline {
  readonly #segments: OpenSegment[] = [];
  readonly #known = new Map<string, Entry<Run>>();

  get segments(): readonly Segment[] {
    return this.#segments.map(({ entries, next }) =>
      next === undefined ? { entries } : { entries, next },
    );
  }

  /** Number of entries loaded. */
  get size(): number {
    return this.#known.size;
  }

  /** The loaded runs in the server's order, gaps passed over. */
  *runs(): Generator<Run, void, undefined> {
    for (const { entries } of this.#segments) {
      for (const entry of entries) {
        if (entry.kind === 'resource') {
          yield entry.value;
        }
      }
    }
  }

  run(runId: string): Run | undefined {
    const entry = this.#known.get(runId);
    return entry?.kind === 'resource' ? entry.value : undefined;
  }

  /** Whether an entry of a page from the head is loaded already, so that nothing lies between. */
  meets(entries: readonly Entry<Run>[]): boolean {
    return entries.some((entry) => this.#known.has(entryKey(entry)));
  }

  /**
   * Takes entries read from the head, `next` leading on from them. Where they meet what is loaded
   * they are merged into it; otherwise they become a segment of their own, with a gap behind it.
   */
  putHead(entries: readonly Entry<Run>[], next: string | undefined): void {
    const first = this.#segments[0];
    if (first === undefined || (!this.meets(entries) && next !== undefined)) {
      const segment: OpenSegment = { entries: [], next, used: new Set() };
      this.#segments.unshift(segment);
      this.#append(segment, entries);
      return;
    }
    this.#merge(first, entries);
  }

  /**
   * Takes the page that a segment's token led to. It closes the gap where it meets the next segment.
   * A page that no segment waits for any more is left aside.
   */
  extend(token: string, page: Page<Run>): void {
    const index = this.#segments.findIndex((other) => other.next === token);
    const segment = this.#segments[index];
    if (segment === undefined) {
      return;
    }
    segment.used.add(token);
    segment.next = page.next !== undefined && segment.used.has(page.next) ? undefined : page.next;
    const following = this.#segments[index + 1];
    const meeting =
      following === undefined
        ? -1
        : page.items.findIndex((entry) => includes(following.entries, entryKey(entry)));
    if (following === undefined || (meeting < 0 && segment.next !== undefined)) {
      this.#append(segment, page.items);
      return;
    }
    const before = meeting < 0 ? page.items : page.items.slice(0, meeting);
    this.#append(segment, before);
    this.#merge(following, page.items.slice(before.length));
    segment.entries.push(...following.entries);
    segment.next = following.next;
    for (const token of following.used) {
      segment.used.add(token);
    }
    this.#segments.splice(index + 1, 1);
  }

  /** Puts a newer state of a loaded run in the old one's place; false when it is not loaded. */
  update(run: Run): boolean {
    const entry: Entry<Run> = { kind: 'resource', value: run };
    if (!this.#known.has(run.run_id)) {
      return false;
    }
    this.#replace(entry, run.run_id);
    return true;
  }

  #append(segment: OpenSegment, entries: readonly Entry<Run>[]): void {
    for (const entry of entries) {
      const key = entryKey(entry);
      if (this.#known.has(key)) {
        this.#replace(entry, key);
      } else {
        this.#known.set(key, entry);
        segment.entries.push(entry);
      }
    }
  }

  /** Entries that are new go where the server has them: behind the one they came after. */
  #merge(segment: OpenSegment, entries: readonly Entry<Run>[]): void {
    let place = 0;
    for (const entry of entries) {
      const key = entryKey(entry);
      if (this.#known.has(key)) {
        this.#replace(entry, key);
        const found = segment.entries.findIndex((other) => entryKey(other) === key);
        place = found < 0 ? place : found + 1;
      } else {
        this.#known.set(key, entry);
        segment.entries.splice(place, 0, entry);
        place += 1;
      }
    }
  }

  #replace(entry: Entry<Run>, key: string): void {
    this.#known.set(key, entry);
    for (const { entries } of this.#segments) {
      const found = entries.findIndex((other) => entryKey(other) === key);
      if (found >= 0) {
        entries[found] = entry;
        return;
      }
    }
  }
}

/** What makes an entry the same on two pages: a run's id, or the text of what is no run. */
export function entryKey(entry: Entry<Run>): string {
  return entry.kind === 'resource' ? entry.value.run_id : `malformed ${entry.raw}`;
}

function includes(entries: readonly Entry<Run>[], key: string): boolean {
  return entries.some((entry) => entryKey(entry) === key);
}
