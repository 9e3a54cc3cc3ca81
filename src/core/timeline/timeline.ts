import type { Entry, Page } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { RunGaps } from './gaps';
import { isNewerState } from '../runs/state';
import { RunSegments, type NewEntry } from './segments';
import { FieldInterning } from './interning';
import type { Gap, TimelineEntry, Segment, GapCursor } from './segment';

/** Loaded entries without a hole between them. */
export interface PlainSegment {
  readonly entries: readonly Entry<Run>[];
  /** Absent when nothing comes behind it. */
  readonly next?: string;
}

/** What a page has changed. */
export interface MergeResult {
  /** Entries that were not loaded before. */
  readonly added: number;
  /** The last entry of the page; nothing when no entry has a place, as on an empty page. */
  readonly end: TimelineEntry | undefined;
  /** Whether the page met an entry that was loaded before. */
  readonly met: boolean;
}

/**
 * The loaded runs of one trigger in the server's order, newest first or oldest first. An entry stands
 * in it once; what was loaded never vanishes but by {@link cutBack}; and where something is missing
 * between two entries, or behind the last one, there is a hole.
 */
export class RunTimeline {
  readonly #segments: RunSegments;
  readonly #gaps: RunGaps;
  /** What is no run has no id: the n-th with one text on a page is the n-th with it on any other. */
  readonly #malformed = new Map<string, string>();
  readonly #fields = new FieldInterning();
  readonly #updated = new Set<string>();

  constructor(readonly oldestFirst = false) {
    this.#segments = new RunSegments(oldestFirst);
    this.#gaps = new RunGaps(this.#segments);
  }

  get segments(): readonly Segment[] {
    return this.#segments.all;
  }

  /** The same as plain lists, for who looks at every entry. */
  get plainSegments(): readonly PlainSegment[] {
    return this.segments.map(({ days, gap }) => ({
      entries: days.flatMap(({ entries: semaphore }) => semaphore.map(({ entry }) => entry)),
      ...(gap === undefined ? {} : { next: gap.cursor.kind === 'token' ? gap.cursor.token : '' }),
    }));
  }

  /** Number of entries loaded. */
  get size(): number {
    return this.#segments.size;
  }

  /** Another number whenever an entry or a hole came, went or changed. */
  get version(): number {
    return this.#segments.version;
  }

  /** Another number whenever an entry or a hole came or went. */
  get shape(): number {
    return this.#segments.shape;
  }

  /** The runs whose state has changed since this was asked last. */
  takeUpdated(): readonly Run[] {
    const updated = [...this.#updated].flatMap((id) => this.run(id) ?? []);
    this.#updated.clear();
    return updated;
  }

  /** The loaded entries in order, holes passed over. */
  entries(): Generator<TimelineEntry, void, undefined> {
    return this.#segments.entries();
  }

  /** The loaded runs in order, holes passed over. */
  *runs(): Generator<Run, void, undefined> {
    for (const { entry } of this.entries()) {
      if (entry.kind === 'resource') {
        yield entry.value;
      }
    }
  }

  run(runId: string): Run | undefined {
    const entry = this.entry(runId)?.entry;
    return entry?.kind === 'resource' ? entry.value : undefined;
  }

  /** An entry by its key. */
  entry(key: string): TimelineEntry | undefined {
    return this.#segments.get(key);
  }

  /** Whether an entry still has its place. */
  has(entry: TimelineEntry): boolean {
    return this.entry(entry.key) === entry;
  }

  /** The entry at the head of the list, as far as that was read. */
  get first(): TimelineEntry | undefined {
    return this.segments[0]?.days[0]?.entries[0];
  }

  /** Whether all there is is loaded. */
  get isWhole(): boolean {
    return this.lastGap === undefined;
  }

  /** What is not loaded behind the last entry. */
  get lastGap(): Gap | undefined {
    return this.#gaps.last;
  }

  gap(id: number): Gap | undefined {
    return this.#gaps.get(id);
  }

  /** The last entry in front of a hole. */
  before(gap: Gap): TimelineEntry | undefined {
    return this.#gaps.before(gap);
  }

  /** The page that ends the list, if all is loaded: the token that led to it and the entry before. */
  get lastPage(): { readonly token: string; readonly after: TimelineEntry } | undefined {
    return this.#gaps.lastPage;
  }

  /** Tells how a hole is read from now on. */
  setCursor(id: number, cursor: GapCursor): void {
    this.#gaps.setCursor(id, cursor);
  }

  /** Takes a hole away: the server's list has nothing there. */
  close(id: number): void {
    this.#gaps.close(id);
  }

  /** Makes a hole behind the last entry, to be reached from the head. */
  openEnd(): Gap | undefined {
    return this.#gaps.openEnd();
  }

  /**
   * Takes a page that the server listed directly behind the entry `after`, or at the head. `followed`
   * are the tokens on the way to it, its own included: one that comes again leads in a circle. An
   * entry goes where the server has it, and nothing is missing between two entries that the server
   * lists one after the other. A page behind an entry that is not loaded any more is left aside.
   */
  mergePage(page: Page<Run>, after: TimelineEntry | undefined, followed: Set<string>): MergeResult {
    if (after !== undefined && !this.has(after)) {
      return { added: 0, end: undefined, met: false };
    }
    const keys = new Set<string>();
    let end = after;
    let fresh: NewEntry[] = [];
    let added = 0;
    let met = false;
    for (const entry of page.items) {
      const key = this.#freshKey(entry, keys);
      const known = key === undefined ? undefined : this.entry(key);
      if (key !== undefined && known === undefined) {
        fresh.push([key, this.#shared(entry)]);
      } else if (known !== undefined && entry.kind === 'resource') {
        met = true;
        this.#replace(known, entry.value);
        end = this.#segments.insert(end, fresh, known);
        added += fresh.length;
        fresh = [];
      }
    }
    end = this.#segments.append(end, fresh, page.next !== undefined);
    added += fresh.length;
    if (end !== undefined) {
      this.#gaps.pageEnded(end, page.next, followed);
    }
    return { added, met, end };
  }

  /** Puts a newer state of a loaded run in the old one's place. */
  update(run: Run): 'changed' | 'same' | 'absent' {
    const entry = this.entry(run.run_id);
    if (entry === undefined) {
      return 'absent';
    }
    return this.#replace(entry, run) ? 'changed' : 'same';
  }

  /**
   * Forgets the entries behind the first `keep`, as far as a page ends there whose token is known, and
   * leaves a hole in their place. Gives the ids of the runs that went.
   */
  cutBack(keep: number): readonly string[] {
    return this.#gaps
      .cutBack(keep)
      .flatMap(({ entry }) => (entry.kind === 'resource' ? [entry.value.run_id] : []));
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
      const key = this.#malformed.get(text) ?? `#${this.#malformed.size}`;
      this.#malformed.set(text, key);
      if (!keys.has(key)) {
        keys.add(key);
        return key;
      }
    }
  }

  /** False when the state is not a newer one. */
  #replace(place: TimelineEntry, run: Run): boolean {
    const { entry } = place;
    if (entry.kind !== 'resource' || !isNewerState(run, entry.value)) {
      return false;
    }
    this.#segments.replace(place, this.#shared({ kind: 'resource', value: run }));
    this.#updated.add(place.key);
    return true;
  }

  #shared(entry: Entry<Run>): Entry<Run> {
    return entry.kind === 'resource'
      ? { kind: 'resource', value: this.#fields.share(entry.value) }
      : entry;
  }
}
