import { jsonText } from '../../api/decoding/json';
import type { Entry, Page } from '../../api/page';
import type { PlatformClient } from '../../api/client';
import type { Deployment } from '../../api/resources/deployments';
import type { Run } from '../../api/resources/runs';
import type { Trigger } from '../../api/resources/triggers';
import { isSegment, type TriggerAddress } from '../address';
import type { TimelineChanges } from '../timeline/changes';
import { RunGroups } from '../timeline/groups';
import { HeadRequest, readGap, readHead } from '../timeline/pager';
import { RunTimeline } from '../timeline/timeline';
import { isCurrent, type List, type LoadedPages, type LoadedRuns } from './list';
import type { Section } from './rowModel';

/** How much may be asked to load a section of a list. */
export interface LoadPolicy {
  /** Whether each request has one attempt; as many as the client's policy allows when not. */
  readonly once: boolean;
  /** Whether one more page may be read from the head, because the last one met nothing known. */
  readonly mayReadOn: () => boolean;
}

/** For a person who waits for the answer. */
export const DEFAULT_LOAD_POLICY: LoadPolicy = { once: false, mayReadOn: () => true };

/**
 * The deployments of an organization as they are when a section was asked for.
 * @throws ApiError
 */
export async function loadDeployments(
  client: PlatformClient,
  { content, abort: { signal } }: List,
  section: Section,
): Promise<LoadedPages<Deployment>> {
  return await readPages(
    content?.kind === 'deployments' ? content.loaded : undefined,
    section,
    (next) => client.deployments.list({ signal, next }),
    ({ deployment_id: id }) => id,
  );
}

/**
 * The triggers of a deployment as they are when a section was asked for.
 * @throws ApiError
 */
export async function loadTriggers(
  client: PlatformClient,
  deploymentId: string,
  { content, abort: { signal } }: List,
  section: Section,
): Promise<LoadedPages<Trigger>> {
  return await readPages(
    content?.kind === 'triggers' ? content.loaded : undefined,
    section,
    (next) => client.triggers.list(deploymentId, { signal, next }),
    ({ trigger_id: id }) => id,
  );
}

/**
 * Asks for a section of a trigger's runs and merges every page that comes; a page that comes when the
 * list is dropped is void.
 * @throws ApiError
 */
export async function loadRuns(
  client: PlatformClient,
  { deployment, trigger }: TriggerAddress,
  list: List,
  { timeline, headRequest }: LoadedRuns,
  section: Section,
  policy: LoadPolicy,
  changes: TimelineChanges,
): Promise<void> {
  const { signal } = list.abort;
  const { oldestFirst } = timeline;
  const askFor = async (next: string | undefined): Promise<Page<Run>> =>
    withUsableIds(
      await client.triggers.runs(deployment, trigger, {
        signal,
        next,
        oldestFirst,
        once: policy.once,
      }),
      ({ run_id: id }) => id,
    );
  const ask = (token: string | undefined): Promise<Page<Run>> =>
    token === undefined ? headRequest.ask(() => askFor(token)) : askFor(token);
  const isWanted = (): boolean => isCurrent(list);
  const gap = typeof section === 'number' ? timeline.gaps.get(section) : undefined;
  if (section === 'head') {
    await readHead(changes, ask, isWanted, policy.mayReadOn);
  } else if (gap !== undefined) {
    await readGap(changes, gap, ask, isWanted);
  }
}

/** The content of a list of runs of which nothing is loaded; `ungrouped` runs are shown one by one. */
export function emptyRuns(oldestFirst: boolean, ungrouped: number): LoadedRuns {
  const timeline = new RunTimeline(oldestFirst);
  const groups = new RunGroups(timeline, ungrouped);
  return { kind: 'runs', timeline, groups, headRequest: new HeadRequest() };
}

/** A page on which an entry whose id cannot stand in an address is malformed. */
function withUsableIds<T>(page: Page<T>, id: (value: T) => string): Page<T> {
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
async function readPages<T>(
  known: LoadedPages<T> | undefined,
  section: Section,
  ask: (token: string | undefined) => Promise<Page<T>>,
  id: (value: T) => string,
): Promise<LoadedPages<T>> {
  const next = section === 'head' ? undefined : known?.next;
  const read = async (
    before: LoadedPages<T> | undefined,
    token: string | undefined,
  ): Promise<LoadedPages<T>> => joined(before, withUsableIds(await ask(token), id), token, id);
  let loaded = await read(next === undefined ? undefined : known, next);
  while (next === undefined && loaded.next !== undefined && loaded.pages < (known?.pages ?? 1)) {
    loaded = await read(loaded, loaded.next);
  }
  return loaded;
}

/** A list and the page behind it; an entry on two pages stands once. */
function joined<T>(
  known: LoadedPages<T> | undefined,
  page: Page<T>,
  token: string | undefined,
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
  const next = page.next === token ? undefined : page.next;
  return { entries, pages: (known?.pages ?? 0) + 1, next };
}
