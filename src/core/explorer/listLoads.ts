import { ApiError, type Failure } from '../../api/failure';
import type { Entry } from '../../api/page';
import type { Trigger } from '../../api/resources/triggers';
import { isCurrent, type List, type Content } from './list';
import { loadContent, DEFAULT_LOAD_POLICY, type LoadPolicy } from './listLoader';
import type { HeadDelta } from '../timeline/headDelta';
import type { Section } from './rowModel';
import type { Organizations } from './organizations';

/** What became of asking for a part. */
interface Fetched {
  readonly failure?: Failure;
  readonly head?: HeadDelta;
}

/**
 * Asks the platform for the parts of branches, each part once at a time: whoever asks meanwhile shares
 * the answer. An answer that comes when its branch was dropped is void.
 */
export class ListLoads {
  /** Branches whose head is asked for by a poll. */
  readonly #polled = new Set<List>();

  /**
   * `loaded` is told when a branch has new content, what it had before, and what the head of a list of
   * runs brought.
   */
  constructor(
    private readonly roots: Organizations,
    private readonly ungrouped: number,
    private readonly loaded: (
      list: List,
      before: Content | undefined,
      head: HeadDelta | undefined,
    ) => void,
  ) {}

  /** Whether the head of a branch is asked for by a poll, and not because of a click. */
  isPolled(list: List): boolean {
    return this.#polled.has(list);
  }

  /**
   * Loads a part of a list; gives the failure, if there was one. A
   * failure becomes a row only by {@link show}.
   */
  load(list: List, part: Section): Promise<Failure | undefined> {
    const running = list.loads.get(part);
    if (running !== undefined) {
      return running;
    }
    return this.#shared(list, part, this.#fetch(list, part, DEFAULT_LOAD_POLICY));
  }

  /**
   * Asks for the newest page of a list that nobody waits for, and for further ones as far as `mayReadOn`
   * says, without a second attempt; gives nothing when somebody else was asking already.
   * @throws ApiError
   */
  async poll(list: List, mayReadOn: () => boolean): Promise<HeadDelta | undefined> {
    const running = list.loads.get('head');
    if (running !== undefined) {
      await running;
      return undefined;
    }
    const fetching = this.#fetch(list, 'head', { once: true, mayReadOn });
    this.#polled.add(list);
    await this.#shared(list, 'head', fetching).finally(() => this.#polled.delete(list));
    const { failure, head } = await fetching;
    if (failure !== undefined) {
      throw new ApiError(failure, 'GET');
    }
    return head;
  }

  /**
   * Loads a part that somebody looks at: a failure becomes a row in its place. A refused credential is
   * a matter of the whole organization, whose row tells of it: a list that is known stays as it was.
   */
  async show(list: List, part: Section): Promise<void> {
    list.failures.delete(part);
    const isPolled = part === 'head' && this.#polled.has(list);
    let failure = await this.load(list, part);
    if (failure !== undefined && isPolled) {
      // A poll gives up at once; who waits for an answer does not.
      failure = await this.load(list, part);
    }
    if (failure === undefined || !isCurrent(list)) {
      return;
    }
    if (failure.kind === 'unauthorized' && part === 'head' && list.content !== undefined) {
      list.stale = true;
    } else {
      list.failures.set(part, failure);
    }
  }

  /**
   * Puts a trigger that was just created into the list of a deployment, or takes one out where nothing
   * stands for it; gives whether the list is loaded. Answers that are under way may not know of it.
   */
  edit(list: List, triggerId: string, trigger: Trigger | undefined): boolean {
    if (list.loads.size > 0) {
      list.edits.set(triggerId, trigger);
    }
    if (list.content?.kind !== 'triggers') {
      return false;
    }
    list.content = edited(list.content, new Map([[triggerId, trigger]]));
    return true;
  }

  #shared(list: List, part: Section, fetching: Promise<Fetched>): Promise<Failure | undefined> {
    const load = fetching
      .then(({ failure }) => failure)
      .finally(() => {
        list.loads.delete(part);
        if (list.loads.size === 0) {
          list.edits.clear();
        }
      });
    list.loads.set(part, load);
    return load;
  }

  async #fetch(list: List, part: Section, patience: LoadPolicy): Promise<Fetched> {
    const root = this.roots.of(list.address);
    if (root === undefined) {
      return { failure: { kind: 'cancelled' } };
    }
    const isWanted = (): boolean => isCurrent(list);
    try {
      const loaded = await loadContent(root.client, list, part, isWanted, this.ungrouped, patience);
      if (loaded === undefined) {
        return {};
      }
      const { content, head } = loaded;
      const before = list.content;
      list.failures.delete(part);
      list.content = content.kind === 'triggers' ? edited(content, list.edits) : content;
      this.loaded(list, before, head);
      return head === undefined ? {} : { head };
    } catch (error) {
      if (error instanceof ApiError) {
        return { failure: error.failure };
      }
      throw error;
    }
  }
}

/** A list of triggers with some put in, or taken out where nothing stands for them. */
function edited(
  { list }: Extract<Content, { kind: 'triggers' }>,
  edits: ReadonlyMap<string, Trigger | undefined>,
): Content {
  const kept = list.entries.filter(
    (entry) => entry.kind === 'malformed' || !edits.has(entry.value.trigger_id),
  );
  const added = [...edits.values()].flatMap((value): readonly Entry<Trigger>[] =>
    value === undefined ? [] : [{ kind: 'resource', value }],
  );
  return { kind: 'triggers', list: { ...list, entries: [...kept, ...added] } };
}
