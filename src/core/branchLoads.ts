import { ApiError, type Failure } from '../api/failure';
import type { Entry } from '../api/page';
import type { Trigger } from '../api/wire';
import { isCurrent, type Branch, type Content } from './branch';
import { loadContent } from './branchLoader';
import type { Part } from './node';
import type { Roots } from './roots';

/**
 * Asks the platform for the parts of branches, each part once at a time: whoever asks meanwhile shares
 * the answer. An answer that comes when its branch was dropped is void.
 */
export class BranchLoads {
  /** `loaded` is told when a branch has new content, and what it had before. */
  constructor(
    private readonly roots: Roots,
    private readonly unfolded: number,
    private readonly loaded: (branch: Branch, before: Content | undefined) => void,
  ) {}

  /**
   * Loads a part of a list; gives the failure, if there was one. A
   * failure becomes a row only by {@link show}.
   */
  load(branch: Branch, part: Part): Promise<Failure | undefined> {
    const running = branch.loads.get(part);
    if (running !== undefined) {
      return running;
    }
    const load = this.#fetch(branch, part).finally(() => {
      branch.loads.delete(part);
      if (branch.loads.size === 0) {
        branch.edits.clear();
      }
    });
    branch.loads.set(part, load);
    return load;
  }

  /** Loads a part that somebody looks at: a failure becomes a row in its place. */
  async show(branch: Branch, part: Part): Promise<void> {
    branch.failures.delete(part);
    const failure = await this.load(branch, part);
    if (failure !== undefined && isCurrent(branch)) {
      branch.failures.set(part, failure);
    }
  }

  async #fetch(branch: Branch, part: Part): Promise<Failure | undefined> {
    const root = this.roots.of(branch.address);
    if (root === undefined) {
      return { kind: 'cancelled' };
    }
    try {
      const content = await loadContent(
        root.client,
        branch,
        part,
        () => isCurrent(branch),
        this.unfolded,
      );
      if (content !== undefined) {
        const before = branch.content;
        branch.failures.delete(part);
        branch.content = content.kind === 'triggers' ? edited(content, branch.edits) : content;
        this.loaded(branch, before);
      }
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) {
        return error.failure;
      }
      throw error;
    }
  }
}

/** A list of triggers with some put in, or taken out where nothing stands for them. */
export function edited(
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
