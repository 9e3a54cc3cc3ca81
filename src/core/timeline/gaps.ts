import type { RunSegments } from './segments';
import type { Gap, GapState, Segment, TimelineEntry } from './segment';

/** Where a page of a list begins: its token, and the entry in front of it; no entry at the head. */
export interface PageStart {
  readonly token: string;
  readonly after: TimelineEntry | undefined;
}

/** What is missing in a list of runs, and the tokens of the pages with which it can be read. */
export class RunGaps {
  /** The entries at which pages ended, and the tokens of the pages behind them. */
  readonly #tokens = new Map<TimelineEntry, string>();
  /** Number of gaps there have been. */
  #count = 0;

  constructor(private readonly segments: RunSegments) {}

  get(id: number): Gap | undefined {
    return this.segments.all[this.#indexOf(id)]?.gap;
  }

  /** What is not loaded behind the last entry; nothing when the end of the list is loaded. */
  get last(): Gap | undefined {
    return this.segments.all.at(-1)?.gap;
  }

  /** The last entry in front of a gap. */
  before({ id }: Gap): TimelineEntry | undefined {
    return this.segments.all[this.#indexOf(id)]?.days.at(-1)?.entries.at(-1);
  }

  /** The first entry behind a gap; nothing when nothing is loaded there. */
  behind({ id }: Gap): TimelineEntry | undefined {
    return this.segments.all[this.#indexOf(id) + 1]?.days[0]?.entries[0];
  }

  /**
   * The last page in front of a gap, or of the end of the list, whose token is known; nothing when only
   * the head is left to be read.
   */
  startOf(gap: Gap | undefined): PageStart | undefined {
    for (const { days } of this.#segmentsBefore(gap).toReversed()) {
      for (const { entries } of days.toReversed()) {
        const after = entries.findLast((entry) => this.#tokens.has(entry));
        const token = after && this.#tokens.get(after);
        if (token !== undefined) {
          return { token, after };
        }
      }
    }
    return undefined;
  }

  /** How a gap is read. */
  state(gap: Gap): GapState {
    const start = this.startOf(gap);
    if (gap.isCyclic) {
      return { kind: 'cyclicToken' };
    }
    return start !== undefined && start.after === this.before(gap)
      ? { kind: 'token' }
      : { kind: 'rescan', passed: this.#countTo(start?.after) };
  }

  /**
   * A page ended at an entry. Where nothing loaded comes behind it, `next` is the token of the page there, or
   * else nothing is missing; a token that was `followed` to get there is cyclic.
   */
  pageEnded(end: TimelineEntry, next: string | undefined, followed: ReadonlySet<string>): void {
    const index = this.segments.endingWith(end);
    if (index < 0) {
      return;
    }
    const isCyclic = next !== undefined && followed.has(next);
    const isNew = !this.#tokens.has(end);
    this.#tokens.delete(end);
    if (next === undefined) {
      this.segments.setGap(index, undefined);
      return;
    }
    if (!isCyclic) {
      this.#tokens.set(end, next);
    }
    this.#setGap(index, isCyclic, followed, isNew);
  }

  /** Keeps the token of the page behind an entry, whatever is loaded there. */
  setToken(end: TimelineEntry, token: string): void {
    this.#tokens.set(end, token);
  }

  /** Forgets the tokens in front of a gap, or of the end of the list: one is refused or cyclic. */
  forgetTokens(gap: Gap | undefined): void {
    for (const { days } of this.#segmentsBefore(gap)) {
      days.forEach(({ entries }) => entries.forEach((entry) => this.#tokens.delete(entry)));
    }
    if (gap?.isCyclic === true) {
      this.#setGap(this.#indexOf(gap.id), false, new Set(), true);
    }
  }

  /** Marks a gap as cyclic: a page in front of it has a token that was followed before. */
  setCyclic({ id, followed }: Gap): void {
    const index = this.#indexOf(id);
    if (index >= 0) {
      this.#setGap(index, true, followed, true);
    }
  }

  /** Takes a gap away: the server's list has nothing there. */
  close({ id }: Gap): void {
    this.segments.setGap(this.#indexOf(id), undefined);
  }

  /** Makes a gap behind the last entry, where the server has more than was known. */
  openEnd(): Gap | undefined {
    const index = this.segments.all.length - 1;
    if (index >= 0 && this.last === undefined) {
      this.#setGap(index, false, new Set(), true);
    }
    return this.last;
  }

  /**
   * Forgets the entries behind the first `keep`, or behind the end of a page near there whose token is
   * known, and leaves a gap in their place. Gives what went.
   */
  cutBack(keep: number): readonly TimelineEntry[] {
    let count = 0;
    let pageEnd: TimelineEntry | undefined;
    let last: TimelineEntry | undefined;
    for (const entry of this.segments.entries()) {
      count += 1;
      if (this.#tokens.has(entry) && (count <= keep || pageEnd === undefined)) {
        pageEnd = entry;
      }
      if (count <= Math.max(1, keep)) {
        last = entry;
      }
    }
    const end = pageEnd ?? last;
    const dropped = end === undefined ? [] : this.segments.dropBehind(end);
    dropped.forEach((entry) => this.#tokens.delete(entry));
    if (dropped.length > 0) {
      this.#setGap(this.segments.all.length - 1, false, new Set(), true);
    }
    return dropped;
  }

  #segmentsBefore(gap: Gap | undefined): readonly Segment[] {
    const { all } = this.segments;
    return gap === undefined ? all : all.slice(0, this.#indexOf(gap.id) + 1);
  }

  #indexOf(id: number): number {
    return this.segments.all.findIndex(({ gap }) => gap?.id === id);
  }

  #countTo(last: TimelineEntry | undefined): number {
    let count = 0;
    for (const entry of last === undefined ? [] : this.segments.entries()) {
      count += 1;
      if (entry === last) {
        break;
      }
    }
    return count;
  }

  /** Puts a gap behind a segment; one that is there already keeps its id. */
  #setGap(index: number, isCyclic: boolean, followed: ReadonlySet<string>, isNew: boolean): void {
    const before = this.segments.all[index]?.gap;
    const id = before?.id ?? (this.#count += 1);
    const hasChanged = isNew || before?.isCyclic !== isCyclic;
    this.segments.setGap(index, { id, isCyclic, followed }, hasChanged);
  }
}
