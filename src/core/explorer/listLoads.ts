import { ApiError, type Failure } from '../../api/failure';
import type { Entry } from '../../api/page';
import type { Trigger } from '../../api/resources/wire';
import { isCurrent, type Branch, type Content } from './list';
import { loadContent, PATIENT, type Patience } from './listLoader';
import type { HeadNews } from '../timeline/headDelta';
import type { Part } from './rowModel';
import type { Roots } from './organizations';

/** What became of asking for a part. */
interface Fetched {
  readonly failure?: Failure;
  readonly head?: HeadNews;
}

/**
 * Asks the platform for the parts of branches, each part once at a time: whoever asks meanwhile shares
 * the answer. An answer that comes when its branch was dropped is void.
 */
export class BranchLoads {
  /** Branches whose head is asked for by a poll. */
  readonly #polled = new Set<Branch>();

  /**
   * `loaded` is told when a branch has new content, what it had before, and what the head of a list of
   * runs brought.
   */
  constructor(
    private readonly roots: Roots,
    private readonly unfolded: number,
    private readonly loaded: (
      branch: Branch,
      before: Content | undefined,
      head: HeadNews | undefined,
    ) => void,
  ) {}

  /** Whether the head of a branch is asked for by a poll, and not because of a click. */
  isPolled(branch: Branch): boolean {
    return this.#polled.has(branch);
  }

  /**
   * Loads a part of a list; gives the failure, if there was one. A
   * failure becomes a row only by {@link show}.
   */
  load(branch: Branch, part: Part): Promise<Failure | undefined> {
    const running = branch.loads.get(part);
    if (running !== undefined) {
      return running;
    }
    return this.#shared(branch, part, this.#fetch(branch, part, PATIENT));
  }

  /**
   * Asks for the newest page of a list that nobody waits for, and for further ones as far as `mayReadOn`
   * says, without a second attempt; gives nothing when somebody else was asking already.
   * @throws ApiError
   */
  async poll(branch: Branch, mayReadOn: () => boolean): Promise<HeadNews | undefined> {
    const running = branch.loads.get('head');
    if (running !== undefined) {
      await running;
      return undefined;
    }
    const fetching = this.#fetch(branch, 'head', { once: true, mayReadOn });
    this.#polled.add(branch);
    await this.#shared(branch, 'head', fetching).finally(() => this.#polled.delete(branch));
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
  async show(branch: Branch, part: Part): Promise<void> {
    branch.failures.delete(part);
    const isPolled = part === 'head' && this.#polled.has(branch);
    let failure = await this.load(branch, part);
    if (failure !== undefined && isPolled) {
      // A poll gives up at once; who waits for an answer does not.
      failure = await this.load(branch, part);
    }
    if (failure === undefined || !isCurrent(branch)) {
      return;
    }
    if (failure.kind === 'unauthorized' && part === 'head' && branch.content !== undefined) {
      branch.stale = true;
    } else {
      branch.failures.set(part, failure);
    }
  }

  /**
   * Puts a trigger that was just created into the list of a deployment, or takes one out where nothing
   * stands for it; gives whether the list is loaded. Answers that are under way may not know of it.
   */
  edit(branch: Branch, triggerId: string, trigger: Trigger | undefined): boolean {
    if (branch.loads.size > 0) {
      branch.edits.set(triggerId, trigger);
    }
    if (branch.content?.kind !== 'triggers') {
      return false;
    }
    branch.content = edited(branch.content, new Map([[triggerId, trigger]]));
    return true;
  }

  #shared(branch: Branch, part: Part, fetching: Promise<Fetched>): Promise<Failure | undefined> {
    const load = fetching
      .then(({ failure }) => failure)
      .finally(() => {
        branch.loads.delete(part);
        if (branch.loads.size === 0) {
          branch.edits.clear();
        }
      });
    branch.loads.set(part, load);
    return load;
  }

  async #fetch(branch: Branch, part: Part, patience: Patience): Promise<Fetched> {
    const root = this.roots.of(branch.address);
    if (root === undefined) {
      return { failure: { kind: 'cancelled' } };
    }
    const isWanted = (): boolean => isCurrent(branch);
    try {
      const loaded = await loadContent(
        root.client,
        branch,
        part,
        isWanted,
        this.unfolded,
        patience,
      );
      if (loaded === undefined) {
        return {};
      }
      const { content, head } = loaded;
      const before = branch.content;
      branch.failures.delete(part);
      branch.content = content.kind === 'triggers' ? edited(content, branch.edits) : content;
      this.loaded(branch, before, head);
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
