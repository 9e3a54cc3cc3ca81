import type { Gap, RunItems, TimelineEntry } from './items';

/** Where a page of a list begins: its token, and the entry in front of it; no entry at the head. */
export interface PageStart {
  readonly token: string;
  readonly after: TimelineEntry | undefined;
}

/**
 * How a gap is read: by the token in front of it; or from an earlier page, because the platform refused
 * that token or gave one that was followed before.
 */
export type GapState =
  | { readonly kind: 'token' }
  | { readonly kind: 'cyclicToken' }
  /** `passed` entries stand in front of the page that is read next. */
  | { readonly kind: 'rescan'; readonly passed: number };

/** What is missing in a list of runs, and the tokens of the pages with which it can be read. */
export class RunGaps {
  /** The entries at which pages ended, and the tokens of the pages behind them. */
  readonly #tokens = new Map<TimelineEntry, string>();
  /** Number of gaps there have been. */
  #count = 0;

  constructor(private readonly items: RunItems) {}

  get(id: number): Gap | undefined {
    return this.#gapAt(this.#indexOf({ id }));
  }

  /** The gap that stands first in the list. */
  get first(): Gap | undefined {
    return this.items.all.find((item) => item.kind === 'gap');
  }

  /** What is not loaded behind the last entry; nothing when the end of the list is loaded. */
  get last(): Gap | undefined {
    return this.#gapAt(this.items.all.length - 1);
  }

  /** The last entry in front of a gap. */
  before(gap: Gap): TimelineEntry | undefined {
    return this.#entryAt(this.#indexOf(gap) - 1);
  }

  /** The first entry behind a gap; nothing when nothing is loaded there. */
  behind(gap: Gap): TimelineEntry | undefined {
    return this.#entryAt(this.#indexOf(gap) + 1);
  }

  /**
   * The last page in front of a gap, or of the end of the list, whose token is known; nothing when only
   * the head is left to be read.
   */
  startOf(gap: Gap | undefined): PageStart | undefined {
    for (let index = this.#endOf(gap) - 1; index >= 0; index -= 1) {
      const after = this.#entryAt(index);
      const token = after && this.#tokens.get(after);
      if (token !== undefined) {
        return { token, after };
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
   * A page ended at an entry. Where nothing loaded comes directly behind it, or the page `isApart` from
   * what does, `next` is the token of the page there, or else nothing is missing; a token that was
   * `followed` to get there is cyclic.
   */
  pageEnded(
    end: TimelineEntry,
    next: string | undefined,
    followed: ReadonlySet<string>,
    isApart: boolean,
  ): void {
    if (!isApart && this.#entryAt(this.items.all.indexOf(end) + 1) !== undefined) {
      return;
    }
    const isCyclic = next !== undefined && followed.has(next);
    const isNew = !this.#tokens.has(end);
    this.#tokens.delete(end);
    if (next === undefined) {
      this.items.setGap(end, undefined);
      return;
    }
    if (!isCyclic) {
      this.#tokens.set(end, next);
    }
    this.#setGap(end, isCyclic, followed, isNew);
  }

  /** Keeps the token of the page behind an entry, whatever is loaded there. */
  setToken(end: TimelineEntry, token: string): void {
    this.#tokens.set(end, token);
  }

  /** Forgets the tokens in front of a gap, or of the end of the list: one is refused or cyclic. */
  forgetTokens(gap: Gap | undefined): void {
    for (let index = this.#endOf(gap) - 1; index >= 0; index -= 1) {
      const entry = this.#entryAt(index);
      if (entry !== undefined) {
        this.#tokens.delete(entry);
      }
    }
    if (gap?.isCyclic === true) {
      this.#setGap(this.before(gap), false, new Set(), true);
    }
  }

  /** Marks a gap as cyclic: a page in front of it has a token that was followed before. */
  setCyclic(gap: Gap): void {
    this.#setGap(this.before(gap), true, gap.followed, true);
  }

  /** Takes a gap away: the server's list has nothing there. */
  close(gap: Gap): void {
    const front = this.before(gap);
    if (front !== undefined) {
      this.items.setGap(front, undefined);
    }
  }

  /** Makes a gap behind the last entry, where the server has more than was known. */
  openEnd(): Gap | undefined {
    this.#setGap(this.#entryAt(this.items.all.length - 1), false, new Set(), true);
    return this.last;
  }

  /**
   * Forgets the entries behind the first `keep`, or behind the end of a page near there whose token is
   * known, and leaves a gap in their place. Gives what went.
   */
  cutBack(keep: number): readonly TimelineEntry[] {
    const entries = this.items.all.filter((item) => item.kind === 'entry');
    const isPageEnd = (entry: TimelineEntry): boolean => this.#tokens.has(entry);
    const end =
      entries.slice(0, keep).findLast(isPageEnd) ??
      entries.find(isPageEnd) ??
      entries[Math.max(1, keep) - 1];
    const dropped = end === undefined ? [] : this.items.dropBehind(end);
    dropped.forEach((entry) => this.#tokens.delete(entry));
    if (dropped.length > 0) {
      this.#setGap(end, false, new Set(), true);
    }
    return dropped;
  }

  #indexOf({ id }: Pick<Gap, 'id'>): number {
    return this.items.all.findLastIndex((item) => item.kind === 'gap' && item.id === id);
  }

  /** The index of a gap, or of the end of the list. */
  #endOf(gap: Gap | undefined): number {
    return gap === undefined ? this.items.all.length : this.#indexOf(gap);
  }

  #gapAt(index: number): Gap | undefined {
    const item = this.items.all[index];
    return item?.kind === 'gap' ? item : undefined;
  }

  #entryAt(index: number): TimelineEntry | undefined {
    const item = this.items.all[index];
    return item?.kind === 'entry' ? item : undefined;
  }

  #countTo(last: TimelineEntry | undefined): number {
    const end = last === undefined ? 0 : this.items.all.indexOf(last) + 1;
    return this.items.all.slice(0, end).filter(({ kind }) => kind === 'entry').length;
  }

  /** Puts a gap behind an entry; one that is there already keeps its id. */
  #setGap(
    front: TimelineEntry | undefined,
    isCyclic: boolean,
    followed: ReadonlySet<string>,
    isNew: boolean,
  ): void {
    if (front !== undefined) {
      const before = this.#gapAt(this.items.all.indexOf(front) + 1);
      const id = before?.id ?? (this.#count += 1);
      const hasChanged = isNew || before?.isCyclic !== isCyclic;
      this.items.setGap(front, { kind: 'gap', id, isCyclic, followed }, hasChanged);
    }
  }
}
