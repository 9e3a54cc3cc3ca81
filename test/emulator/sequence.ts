/** The order of a list by time: total, and unchanged when items are added. */
export interface Position {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Orders what different sources did in the same millisecond. */
  readonly stream: number;
  readonly index: number;
}

/** Items in ascending order of position, each made when it is asked for. */
export interface Sequence<T> {
  readonly length: number;
  position(index: number): Position;
  item(index: number): T;
}

/** Which page of a merged list is asked for. */
export interface PageRequest<T> {
  /** Oldest first. */
  readonly forward: boolean;
  readonly size: number;
  /** The last item of the page before; null for the first page. */
  readonly after: Position | null;
  /** Which items are on the page; all when not given. */
  readonly keep?: (item: T) => boolean;
}

export interface PageOf<T> {
  readonly items: readonly T[];
  /** The last item's position when there is more after it. */
  readonly next: Position | null;
}

/**
 * One page of several sequences merged by position. The cost follows the size of the page and the
 * number of sequences, never the length of a sequence.
 */
export function mergedPage<T>(sequences: readonly Sequence<T>[], page: PageRequest<T>): PageOf<T> {
  const cursors = sequences.map((sequence) => new Cursor(sequence, page));
  const items: T[] = [];
  let last: Position | null = null;
  for (;;) {
    const cursor = nextCursor(cursors, page.forward);
    if (cursor?.head === undefined) {
      return { items, next: null };
    }
    const item = cursor.item();
    if (page.keep === undefined || page.keep(item)) {
      if (items.length === page.size) {
        return { items, next: last };
      }
      items.push(item);
      last = cursor.head;
    }
    cursor.step();
  }
}

/** Items that are already in order, as a sequence. */
export function sequenceOf<T extends { readonly position: Position }>(
  items: readonly T[],
): Sequence<T> {
  const item = (index: number): T => {
    const found = items[index];
    if (found === undefined) {
      throw new RangeError(`no item ${index} in a sequence of ${items.length}`);
    }
    return found;
  };
  return { length: items.length, item, position: (index) => item(index).position };
}

/** The part of a sequence from one time, included, to another, not included. */
export function between<T>(sequence: Sequence<T>, from: number, to: number): Sequence<T> {
  const before = (time: number): number =>
    countBefore(sequence.length, (i) => sequence.position(i).at >= time);
  const first = before(from);
  return {
    length: Math.max(0, before(to) - first),
    position: (index) => sequence.position(first + index),
    item: (index) => sequence.item(first + index),
  };
}

export function comparePositions(a: Position, b: Position): number {
  return a.at - b.at || a.stream - b.stream || a.index - b.index;
}

/** How many of `length` ascending items come before the first for which `reached` is true. */
export function countBefore(length: number, reached: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** An index of one sequence that moves in the direction of the page. */
class Cursor<T> {
  #index: number;
  readonly #stride: 1 | -1;
  /** Position of the item under the cursor; undefined past the end. */
  head: Position | undefined;

  constructor(
    private readonly sequence: Sequence<T>,
    { forward, after }: PageRequest<T>,
  ) {
    this.#stride = forward ? 1 : -1;
    this.#index = forward
      ? after === null
        ? 0
        : countBefore(sequence.length, (i) => comparePositions(sequence.position(i), after) > 0)
      : after === null
        ? sequence.length - 1
        : countBefore(sequence.length, (i) => comparePositions(sequence.position(i), after) >= 0) -
          1;
    this.head = this.#positionHere();
  }

  item(): T {
    return this.sequence.item(this.#index);
  }

  step(): void {
    this.#index += this.#stride;
    this.head = this.#positionHere();
  }

  #positionHere(): Position | undefined {
    const inside = this.#index >= 0 && this.#index < this.sequence.length;
    return inside ? this.sequence.position(this.#index) : undefined;
  }
}

function nextCursor<T>(cursors: readonly Cursor<T>[], forward: boolean): Cursor<T> | undefined {
  let best: Cursor<T> | undefined;
  for (const cursor of cursors) {
    if (cursor.head === undefined) {
      continue;
    }
    if (best?.head === undefined) {
      best = cursor;
      continue;
    }
    const order = comparePositions(cursor.head, best.head);
    if (forward ? order < 0 : order > 0) {
      best = cursor;
    }
  }
  return best;
}
