import { ApiError, type Failure } from '../../api/failure';
import type { Entry } from '../../api/page';
import type { Trigger } from '../../api/resources/triggers';
import type { HeadDelta } from '../timeline/changes';
import { isCurrent, type Content, type List } from './list';
import { DEFAULT_LOAD_POLICY, loadPages, loadRuns, readingOf, type LoadPolicy } from './listLoader';
import type { Organizations } from './organizations';
import type { Section } from './rowModel';

/** What a load has changed in the rows of a list. */
export interface ListChanges {
  /** Whether rows came or went. */
  readonly reshaped: boolean;
  /** Ids of the runs that are in another state now. */
  readonly changed: ReadonlySet<string>;
}

/** What became of asking for a section. */
export interface Loaded {
  readonly failure?: Failure | undefined;
  /** None for a caller that shared the answer: only the first caller fires events for them. */
  readonly changes: ListChanges;
  /** What the newest runs brought; nothing for a caller that shared the answer. */
  readonly head?: HeadDelta | undefined;
}

/** Hears of a list that was loaded, what it had before, and what its newest runs brought. */
export type LoadListener = (
  list: List,
  before: Content | undefined,
  head: HeadDelta | undefined,
  policy: LoadPolicy,
) => void;

const NO_CHANGES: ListChanges = { reshaped: false, changed: new Set() };

/**
 * Asks the platform for the sections of lists, one request at a time for each of them:
 * callers that ask meanwhile share the answer. An answer that comes when its list was dropped is void.
 */
export class ListLoads {
  constructor(
    private readonly organizations: Organizations,
    private readonly ungrouped: number,
    private readonly loaded: LoadListener,
  ) {}

  /** Loads a section of a list. A failure becomes a row only by {@link show}. */
  async load(list: List, section: Section, policy = DEFAULT_LOAD_POLICY): Promise<Loaded> {
    const running = list.loads.get(section);
    if (running !== undefined) {
      const { failure } = await running.loading;
      // A poll gives up after one attempt; a person's click does not.
      return failure !== undefined && running.once && !policy.once
        ? await this.load(list, section, policy)
        : { failure, changes: NO_CHANGES };
    }
    const loading = this.#load(list, section, policy).finally(() => {
      list.loads.delete(section);
      if (list.loads.size === 0) {
        list.edits.clear();
      }
    });
    list.loads.set(section, { once: policy.once, loading });
    return await loading;
  }

  /**
   * Loads a section that a person looks at: a failure becomes a row in its place. A refused credential
   * concerns the whole organization, whose row says so: a list that is known stays as it was.
   */
  async show(list: List, section: Section): Promise<void> {
    list.failures.delete(section);
    const { failure } = await this.load(list, section);
    if (failure === undefined || !isCurrent(list)) {
      return;
    }
    if (failure.kind === 'unauthorized' && section === 'head' && list.content !== undefined) {
      list.stale = true;
    } else {
      list.failures.set(section, failure);
    }
  }

  /**
   * Puts a trigger that was just created into the list of a deployment, or takes one out where nothing
   * stands for it; gives whether the list is loaded. Answers to running loads may not have it.
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

  async #load(list: List, section: Section, policy: LoadPolicy): Promise<Loaded> {
    const { address, failures } = list;
    const client = this.organizations.of(address)?.client;
    if (client === undefined) {
      return { failure: { kind: 'cancelled' }, changes: NO_CHANGES };
    }
    const hadFailed = failures.has(section);
    const reading =
      address.kind === 'trigger' ? readingOf(address, list, this.ungrouped) : undefined;
    let head: HeadDelta | undefined;
    const failure = await failureOf(async () => {
      const content =
        reading === undefined
          ? await loadPages(client, list, section)
          : await loadRuns(client, list, reading, section, policy);
      if (isCurrent(list)) {
        const before = list.content;
        head = section === 'head' && !list.oldestFirst ? reading?.changes.head : undefined;
        failures.delete(section);
        list.content = content.kind === 'triggers' ? edited(content, list.edits) : content;
        this.loaded(list, before, head, policy);
      }
    });
    const isHealed = hadFailed && !failures.has(section);
    const reshaped = isHealed || (reading?.changes.reshaped ?? failure === undefined);
    const changed = reading?.changes.changed ?? NO_CHANGES.changed;
    return { failure, changes: { reshaped, changed }, head };
  }
}

/** The failure of a piece of work. */
async function failureOf(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) {
      return error.failure;
    }
    throw error;
  }
}

/** A list of triggers with some put in, or taken out where nothing stands for them. */
function edited(
  { loaded }: Extract<Content, { kind: 'triggers' }>,
  edits: ReadonlyMap<string, Trigger | undefined>,
): Content {
  const kept = loaded.entries.filter(
    (entry) => entry.kind === 'malformed' || !edits.has(entry.value.trigger_id),
  );
  const added = [...edits.values()].flatMap((value): readonly Entry<Trigger>[] =>
    value === undefined ? [] : [{ kind: 'resource', value }],
  );
  return { kind: 'triggers', loaded: { ...loaded, entries: [...kept, ...added] } };
}
