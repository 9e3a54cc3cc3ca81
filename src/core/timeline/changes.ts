import type { Page } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import type { TimelineEntry } from './items';
import type { MergeResult, RunTimeline } from './timeline';

/** What reading the newest runs of a trigger brought. */
export interface HeadDelta {
  /** The runs that were read, newest first. */
  readonly page: ReadonlyMap<string, Run>;
  /** The run that was the newest one until then. */
  readonly top?: string | undefined;
  /** Runs that were not loaded before. */
  readonly added: readonly string[];
  /** Whether a run came, or one that was loaded is in another state now. */
  readonly changed: boolean;
}

/** Merges pages into a timeline, and keeps what that has changed. */
export class TimelineChanges {
  /** Ids of the loaded runs that are in another state now. */
  readonly changed = new Set<string>();
  /** Whether entries or gaps came or went, or a gap is read in another way than before. */
  reshaped = false;
  readonly #page = new Map<string, Run>();
  readonly #added: string[] = [];
  readonly #top: string | undefined;

  constructor(readonly timeline: RunTimeline) {
    const [top] = timeline.runs();
    this.#top = top?.run_id;
  }

  /** As {@link RunTimeline.mergePage}. */
  mergePage(
    page: Page<Run>,
    after: TimelineEntry | undefined,
    followed: ReadonlySet<string>,
  ): MergeResult {
    const result = this.timeline.mergePage(page, after, followed);
    for (const entry of page.items) {
      if (entry.kind === 'resource') {
        this.#page.set(entry.value.run_id, entry.value);
      }
    }
    this.#added.push(...result.added);
    result.changed.forEach((id) => this.changed.add(id));
    this.reshaped ||= result.reshaped;
    return result;
  }

  /** The same for the caller that asked for the newest runs. */
  get head(): HeadDelta {
    const changed = this.#added.length > 0 || this.changed.size > 0;
    return { page: this.#page, top: this.#top, added: this.#added, changed };
  }
}
