import type { Entry, Page } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { isNewerState } from '../runs/state';
import { RunGaps } from './gaps';
import { FieldInterning } from './interning';
import { RunItems, type NewEntry, type TimelineEntry, type TimelineItem } from './items';

/** What a page has changed. */
export interface MergeResult {
  /** Ids of the runs that were not loaded before. */
  readonly added: readonly string[];
  /** Ids of the loaded runs of which the page has a newer state. */
  readonly changed: readonly string[];
  /** Whether entries or gaps came or went, or a gap is read in another way than before. */
  readonly reshaped: boolean;
  /** Whether the page had an entry that was loaded before. */
  readonly met: boolean;
  /** The last entry of the page, or the one in front of an empty page; nothing where there is none. */
  readonly end: TimelineEntry | undefined;
}

/**
 * The loaded runs of one trigger in the server's order, newest first or oldest first. An entry stands
 * in it once; what was loaded never vanishes but by {@link cutBack}; and where something is missing
 * between two entries, or behind the last one, there is a gap.
 */
export class RunTimeline {
  readonly #items = new RunItems();
  readonly gaps = new RunGaps(this.#items);
  /** What is no run has no id: the n-th with one text on a page is the n-th with it on any other. */
  readonly #malformed = new Map<string, string>();
  readonly #fields = new FieldInterning();

  constructor(readonly oldestFirst = false) {}

  get items(): readonly TimelineItem[] {
    return this.#items.all;
  }

  /** Number of entries loaded. */
  get size(): number {
    return this.#items.size;
  }

  /** Another number whenever an entry or a gap came, went or changed. */
  get version(): number {
    return this.#items.version;
  }

  /** The loaded runs in order, gaps passed over. */
  *runs(): Generator<Run, void, undefined> {
    for (const item of this.items) {
      if (item.kind === 'entry' && item.entry.kind === 'resource') {
        yield item.entry.value;
      }
    }
  }

  run(runId: string): Run | undefined {
    const entry = this.entry(runId)?.entry;
    return entry?.kind === 'resource' ? entry.value : undefined;
  }

  /** An entry by its key. */
  entry(key: string): TimelineEntry | undefined {
    return this.#items.get(key);
  }

  /** The entry at the head of the list, as far as that was read. */
  get first(): TimelineEntry | undefined {
    const [first] = this.items;
    return first?.kind === 'entry' ? first : undefined;
  }

  /**
   * Takes a page that the server listed directly behind the entry `after`, or at the head. `followed`
   * are the tokens followed to get there, its own included: one that comes again is cyclic. An entry goes
   * where the server has it, and nothing is missing between two entries that the server lists one after
   * the other. A page behind an entry that is not loaded any more is left aside.
   */
  mergePage(
    page: Page<Run>,
    after: TimelineEntry | undefined,
    followed: ReadonlySet<string>,
  ): MergeResult {
    const { shape } = this.#items;
    const added: string[] = [];
    const changed: string[] = [];
    let met = false;
    if (after !== undefined && this.entry(after.key) !== after) {
      return { added, changed, reshaped: false, met, end: undefined };
    }
    const keys = new Set<string>();
    let end = after;
    let unknown: NewEntry[] = [];
    for (const entry of page.items) {
      const key = this.#freshKey(entry, keys);
      const known = key === undefined ? undefined : this.entry(key);
      if (key !== undefined && known === undefined) {
        unknown.push([key, this.#shared(entry)]);
        if (entry.kind === 'resource') {
          added.push(key);
        }
      } else if (known !== undefined && entry.kind === 'resource') {
        met = true;
        if (this.#replace(known, entry.value)) {
          changed.push(known.key);
        }
        end = this.#items.insert(end, unknown, known);
        unknown = [];
      }
    }
    const isApart = end === undefined && page.next !== undefined;
    end = this.#items.append(end, unknown);
    if (end !== undefined) {
      this.gaps.pageEnded(end, page.next, followed, isApart);
    }
    return { added, changed, reshaped: this.#items.shape !== shape, met, end };
  }

  /** Puts a newer state of a loaded run in the place of the known one; gives whether there is one. */
  update(run: Run): boolean {
    const entry = this.entry(run.run_id);
    return entry !== undefined && this.#replace(entry, run);
  }

  /**
   * Forgets the entries behind about the first `keep` and leaves a gap in their place. Gives the ids of
   * the runs that went.
   */
  cutBack(keep: number): readonly string[] {
    return this.gaps
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
  #replace(known: TimelineEntry, run: Run): boolean {
    const { entry } = known;
    if (entry.kind !== 'resource' || !isNewerState(run, entry.value)) {
      return false;
    }
    this.#items.replace(known, this.#shared({ kind: 'resource', value: run }));
    return true;
  }

  #shared(entry: Entry<Run>): Entry<Run> {
    return entry.kind === 'resource'
      ? { kind: 'resource', value: this.#fields.share(entry.value) }
      : entry;
  }
}
