import { jsonText } from '../../api/decoding/json';
import type { Entry, Page } from '../../api/page';
import type { PlatformClient } from '../../api/client';
import type { Deployment } from '../../api/resources/deployments';
import type { Run } from '../../api/resources/runs';
import type { Trigger } from '../../api/resources/triggers';
import { isSegment } from '../address';
import type { List, Content, LoadedPages } from './list';
import { HeadDeltaReader, type HeadDelta } from '../timeline/headDelta';
import type { Section } from './rowModel';
import { RunGroups } from '../timeline/groups';
import { HeadRequest, readHead, readGap } from '../timeline/pager';
import { RunTimeline } from '../timeline/timeline';

/** How much may be asked to load a part of a list. */
export interface LoadPolicy {
  /** Whether each request has one attempt; as many as the client's policy allows when absent. */
  readonly once?: true;
  /** Whether one more page may be read from the head, because the last one met nothing known. */
  readonly mayReadOn: () => boolean;
}

/** For somebody who waits for the answer. */
export const DEFAULT_LOAD_POLICY: LoadPolicy = { mayReadOn: () => true };

/** A list as it is after a load, and what the head of a list of runs brought. */
export interface Loaded {
  readonly content: Content;
  readonly head?: HeadDelta;
}

/**
 * Asks for a part of a branch's list and tells what the list is then; nothing when `isWanted` says
 * that nobody waits for the answer any more. `unfolded` runs are shown one by one.
 * @throws ApiError
 */
export async function loadContent(
  client: PlatformClient,
  branch: List,
  part: Section,
  isWanted: () => boolean,
  ungrouped: number,
  patience: LoadPolicy,
): Promise<Loaded | undefined> {
  const { address, content } = branch;
  const { signal } = branch.abort;
  switch (address.kind) {
    case 'organization': {
      const known = content?.kind === 'deployments' ? content.list : undefined;
      const id = (deployment: Deployment): string => deployment.deployment_id;
      const ask = (token: string | undefined): Promise<Page<Deployment>> =>
        client.deployments.list({ signal, next: token });
      const list = await readList(known, part, ask, id);
      return isWanted() ? { content: { kind: 'deployments', list } } : undefined;
    }
    case 'deployment': {
      const known = content?.kind === 'triggers' ? content.list : undefined;
      const id = (trigger: Trigger): string => trigger.trigger_id;
      const ask = (token: string | undefined): Promise<Page<Trigger>> =>
        client.triggers.list(address.deployment, { signal, next: token });
      const list = await readList(known, part, ask, id);
      return isWanted() ? { content: { kind: 'triggers', list } } : undefined;
    }
    case 'trigger': {
      const runs = content?.kind === 'runs' ? content : newRuns(branch.oldestFirst, ungrouped);
      const { timeline, headQuestion } = runs;
      const askFor = async (token: string | undefined): Promise<Page<Run>> =>
        placeable(
          await client.triggers.runs(address.deployment, address.trigger, {
            signal,
            next: token,
            oldestFirst: timeline.oldestFirst,
            once: patience.once,
          }),
          ({ run_id: id }) => id,
        );
      const ask = (token: string | undefined): Promise<Page<Run>> =>
        token === undefined ? headQuestion.ask(() => askFor(token)) : askFor(token);
      const gap = typeof part === 'number' ? timeline.gap(part) : undefined;
      if (part === 'head') {
        const reader = new HeadDeltaReader(timeline);
        const look = async (token: string | undefined): Promise<Page<Run>> =>
          reader.look(await ask(token));
        await readHead(timeline, look, isWanted, patience.mayReadOn);
        return isWanted() ? { content: runs, head: reader.delta } : undefined;
      }
      if (gap !== undefined) {
        await readGap(timeline, gap, ask, isWanted);
      }
      return isWanted() ? { content: runs } : undefined;
    }
  }
}

function newRuns(oldestFirst: boolean, ungrouped: number): Extract<Content, { kind: 'runs' }> {
  const timeline = new RunTimeline(oldestFirst);
  return {
    kind: 'runs',
    timeline,
    folds: new RunGroups(timeline, ungrouped),
    headQuestion: new HeadRequest(),
  };
}

/** An entry whose id cannot stand in an address is shown as unreadable, like one without an id. */
function placeable<T>(page: Page<T>, id: (value: T) => string): Page<T> {
  return {
    ...page,
    items: page.items.map((entry): Entry<T> =>
      entry.kind === 'malformed' || isSegment(id(entry.value))
        ? entry
        : {
            kind: 'malformed',
            reason: `the id ${JSON.stringify(id(entry.value))} cannot be used`,
            raw: jsonText(entry.value),
          },
    ),
  };
}

/**
 * Reads the page behind what is known; or, for the head, as many pages from the head as are known,
 * so that what is not in them is gone.
 */
async function readList<T>(
  known: LoadedPages<T> | undefined,
  part: Section,
  ask: (token: string | undefined) => Promise<Page<T>>,
  id: (value: T) => string,
): Promise<LoadedPages<T>> {
  const next = part === 'head' ? undefined : known?.next;
  let list = joined(
    next === undefined ? undefined : known,
    placeable(await ask(next), id),
    next,
    id,
  );
  while (next === undefined && list.next !== undefined && list.pages < (known?.pages ?? 1)) {
    list = joined(list, placeable(await ask(list.next), id), list.next, id);
  }
  return list;
}

/** A list and the page behind it; an entry on two pages stands once. */
function joined<T>(
  known: LoadedPages<T> | undefined,
  page: Page<T>,
  next: string | undefined,
  id: (value: T) => string,
): LoadedPages<T> {
  const seen = new Set<string>();
  const entries = [...(known?.entries ?? []), ...page.items].filter((entry) => {
    if (entry.kind === 'malformed') {
      return true;
    }
    const isNew = !seen.has(id(entry.value));
    seen.add(id(entry.value));
    return isNew;
  });
  return {
    entries,
    pages: (known?.pages ?? 0) + 1,
    ...(page.next === undefined || page.next === next ? {} : { next: page.next }),
  };
}
