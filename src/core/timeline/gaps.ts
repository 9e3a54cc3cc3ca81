import type { RunSegments } from './segments';
import type { Gap, TimelineEntry, GapCursor } from './segment';

/**
 * Where a list of runs goes on: what is missing behind the loaded stretches and how it is read, and the
 * tokens that led on from where pages ended.
 */
export class RunGaps {
  /** Where pages ended: the token that leads on from there. */
  readonly #boundaries = new Map<TimelineEntry, string>();
  /** Number of holes there have been. */
  #count = 0;

  constructor(private readonly segments: RunSegments) {}

  get(id: number): Gap | undefined {
    return this.segments.all[this.#indexOf(id)]?.gap;
  }

  /** What is not loaded behind the last entry. */
  get last(): Gap | undefined {
    return this.segments.all.at(-1)?.gap;
  }

  /** The last entry in front of a hole. */
  before({ id }: Gap): TimelineEntry | undefined {
    return this.segments.all[this.#indexOf(id)]?.days.at(-1)?.entries.at(-1);
  }

  /**
   * A page ended at an entry. Where nothing loaded comes behind it, `next` leads on from there, or else
   * nothing is missing; a token that was `followed` on the way leads in a circle.
   */
  pageEnded(end: TimelineEntry, next: string | undefined, followed: Set<string>): void {
    const index = this.segments.endingWith(end);
    if (index < 0) {
      return;
    }
    if (next === undefined) {
      this.#boundaries.delete(end);
      this.segments.setGap(index, undefined);
    } else if (followed.has(next)) {
      this.#setGap(index, { kind: 'cyclicToken' }, followed);
    } else {
      this.#boundaries.set(end, next);
      this.#setGap(index, { kind: 'token', token: next }, followed);
    }
  }

  /** Tells how a hole is read from now on. */
  setCursor(id: number, cursor: GapCursor): void {
    const gap = this.get(id);
    if (gap !== undefined) {
      this.segments.setGap(this.#indexOf(id), { ...gap, cursor });
    }
  }

  /** Takes a hole away: the server's list has nothing there. */
  close(id: number): void {
    this.segments.setGap(this.#indexOf(id), undefined);
  }

  /** Makes a hole behind the last entry, to be reached from the head. */
  openEnd(): Gap | undefined {
    const index = this.segments.all.length - 1;
    if (index >= 0 && this.last === undefined) {
      this.#setGap(index, { kind: 'cyclicToken' }, new Set());
    }
    return this.last;
  }

  /** The page that ends the list, if all is loaded: the token that led to it and the entry before. */
  get lastPage(): { readonly token: string; readonly after: TimelineEntry } | undefined {
    const segment = this.segments.all.at(-1);
    if (segment === undefined || segment.gap !== undefined) {
      return undefined;
    }
    for (const { entries: semaphore } of segment.days.toReversed()) {
      const after = semaphore.findLast((entry) => this.#boundaries.has(entry));
      const token = after && this.#boundaries.get(after);
      if (after !== undefined && token !== undefined) {
        return { token, after };
      }
    }
    return undefined;
  }

  /**
   * Forgets the entries behind the first `keep`, as far as a page ends there whose token is known, and
   * leaves a hole in their place. Gives what went.
   */
  cutBack(keep: number): readonly TimelineEntry[] {
    let count = 0;
    let last: TimelineEntry | undefined;
    for (const entry of this.segments.entries()) {
      count += 1;
      if (this.#boundaries.has(entry) && (count <= keep || last === undefined)) {
        last = entry;
      }
    }
    const token = last && this.#boundaries.get(last);
    if (last === undefined || token === undefined) {
      return [];
    }
    const dropped = this.segments.dropBehind(last);
    if (dropped.length > 0) {
      dropped.forEach((entry) => this.#boundaries.delete(entry));
      this.pageEnded(last, token, new Set());
    }
    return dropped;
  }

  #indexOf(id: number): number {
    return this.segments.all.findIndex(({ gap }) => gap?.id === id);
  }

  /** Leaves a hole behind a stretch; the one that is there already stays the same hole. */
  #setGap(index: number, cursor: GapCursor, followed: Set<string>): void {
    const id = this.segments.all[index]?.gap?.id ?? (this.#count += 1);
    this.segments.setGap(index, { id, cursor, followed });
  }
}
