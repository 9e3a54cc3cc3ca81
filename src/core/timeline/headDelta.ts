import type { Page } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { isNewerState } from '../runs/state';
import type { RunTimeline } from './timeline';

/** What reading the newest runs of a trigger brought. */
export interface HeadDelta {
  /** The runs that were read, newest first. */
  readonly page: ReadonlyMap<string, Run>;
  /** The run that was the newest one until then. */
  readonly top?: string;
  /** Runs that were not loaded before. */
  readonly added: readonly string[];
  /** Whether a run came, or one that was loaded is in another state now. */
  readonly changed: boolean;
}

/** Looks on while the head of a list of runs is read: at each page before the timeline takes it. */
export class HeadDeltaReader {
  readonly #page = new Map<string, Run>();
  readonly #added: string[] = [];
  readonly #top: string | undefined;
  #changed = false;

  constructor(private readonly timeline: RunTimeline) {
    const [top] = timeline.runs();
    this.#top = top?.run_id;
  }

  look(page: Page<Run>): Page<Run> {
    for (const entry of page.items) {
      if (entry.kind === 'resource') {
        const { run_id: id } = entry.value;
        const known = this.timeline.run(id);
        if (known === undefined && !this.#page.has(id)) {
          this.#added.push(id);
        }
        this.#changed ||= known === undefined || isNewerState(entry.value, known);
        this.#page.set(id, entry.value);
      }
    }
    return page;
  }

  get delta(): HeadDelta {
    return {
      page: this.#page,
      ...(this.#top === undefined ? {} : { top: this.#top }),
      added: this.#added,
      changed: this.#changed,
    };
  }
}
