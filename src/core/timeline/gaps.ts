import type { RunStretches } from './segments';
import type { Hole, Place, Way } from './segment';

/**
 * Where a list of runs goes on: what is missing behind the loaded stretches and how it is read, and the
 * tokens that led on from where pages ended.
 */
export class RunHoles {
  /** Where pages ended: the token that leads on from there. */
  readonly #boundaries = new Map<Place, string>();
  /** Number of holes there have been. */
  #count = 0;

  constructor(private readonly stretches: RunStretches) {}

  get(id: number): Hole | undefined {
    return this.stretches.all[this.#indexOf(id)]?.hole;
  }

  /** What is not loaded behind the last entry. */
  get last(): Hole | undefined {
    return this.stretches.all.at(-1)?.hole;
  }

  /** The last entry in front of a hole. */
  before({ id }: Hole): Place | undefined {
    return this.stretches.all[this.#indexOf(id)]?.days.at(-1)?.places.at(-1);
  }

  /**
   * A page ended at an entry. Where nothing loaded comes behind it, `next` leads on from there, or else
   * nothing is missing; a token that was `followed` on the way leads in a circle.
   */
  pageEnded(end: Place, next: string | undefined, followed: Set<string>): void {
    const index = this.stretches.endingWith(end);
    if (index < 0) {
      return;
    }
    if (next === undefined) {
      this.#boundaries.delete(end);
      this.stretches.setHole(index, undefined);
    } else if (followed.has(next)) {
      this.#dig(index, { kind: 'circle' }, followed);
    } else {
      this.#boundaries.set(end, next);
      this.#dig(index, { kind: 'token', token: next }, followed);
    }
  }

  /** Tells how a hole is read from now on. */
  direct(id: number, way: Way): void {
    const hole = this.get(id);
    if (hole !== undefined) {
      this.stretches.setHole(this.#indexOf(id), { ...hole, way });
    }
  }

  /** Takes a hole away: the server's list has nothing there. */
  close(id: number): void {
    this.stretches.setHole(this.#indexOf(id), undefined);
  }

  /** Makes a hole behind the last entry, to be reached from the head. */
  openEnd(): Hole | undefined {
    const index = this.stretches.all.length - 1;
    if (index >= 0 && this.last === undefined) {
      this.#dig(index, { kind: 'circle' }, new Set());
    }
    return this.last;
  }

  /** The page that ends the list, if all is loaded: the token that led to it and the entry before. */
  get lastPage(): { readonly token: string; readonly after: Place } | undefined {
    const stretch = this.stretches.all.at(-1);
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
   * leaves a hole in their place. Gives what went.
   */
  cutBack(keep: number): readonly Place[] {
    let count = 0;
    let last: Place | undefined;
    for (const place of this.stretches.places()) {
      count += 1;
      if (this.#boundaries.has(place) && (count <= keep || last === undefined)) {
        last = place;
      }
    }
    const token = last && this.#boundaries.get(last);
    if (last === undefined || token === undefined) {
      return [];
    }
    const dropped = this.stretches.dropBehind(last);
    if (dropped.length > 0) {
      dropped.forEach((place) => this.#boundaries.delete(place));
      this.pageEnded(last, token, new Set());
    }
    return dropped;
  }

  #indexOf(id: number): number {
    return this.stretches.all.findIndex(({ hole }) => hole?.id === id);
  }

  /** Leaves a hole behind a stretch; the one that is there already stays the same hole. */
  #dig(index: number, way: Way, followed: Set<string>): void {
    const id = this.stretches.all[index]?.hole?.id ?? (this.#count += 1);
    this.stretches.setHole(index, { id, way, followed });
  }
}
