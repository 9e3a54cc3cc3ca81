import { ApiError } from '../../api/failure';
import type { Page } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import type { RunTimeline } from './timeline';
import type { Gap, TimelineEntry, Rescan } from './segment';

/** Pages that one refresh, or one way back to a hole, reads before it leaves the rest to the next. */
const PAGES = 5;
const RESCAN_PAGES = 20;
/** How many pages without a single new or known run may follow each other. */
const EMPTY_PAGES = 20;

/** Asks for the page of a trigger's runs behind a token, or for the head; rejects with an ApiError. */
export type FetchRuns = (token: string | undefined) => Promise<Page<Run>>;

/**
 * The head of one list is asked for once at a time, and whoever asks meanwhile shares the answer: of two
 * answers the older one may come last, and would be taken for what is at the head now.
 */
export class HeadRequest {
  #running: Promise<Page<Run>> | undefined;

  /** @throws ApiError when `ask` fails; a failure of somebody else's question is not shared. */
  async ask(ask: () => Promise<Page<Run>>): Promise<Page<Run>> {
    while (this.#running !== undefined) {
      const shared = await this.#running.catch(() => undefined);
      if (shared !== undefined) {
        return shared;
      }
    }
    const running = ask();
    this.#running = running;
    try {
      return await running;
    } finally {
      this.#running = undefined;
    }
  }
}

/**
 * Reads the newest runs until a page meets what is loaded; or, of a list that begins with the oldest,
 * its last page again. Every page is in the timeline when it has come; where the reading ends too
 * early, a hole stays. `isWanted` tells whether an answer still counts, `mayReadOn` whether a further
 * page may be read.
 * @throws ApiError
 */
export async function readHead(
  timeline: RunTimeline,
  ask: FetchRuns,
  isWanted: () => boolean,
  mayReadOn: () => boolean = () => true,
): Promise<void> {
  if (timeline.oldestFirst && timeline.size > 0 && timeline.isWhole) {
    await readEnd(timeline, ask, isWanted);
  } else {
    await readNewest(timeline, ask, isWanted, mayReadOn);
  }
}

async function readEnd(
  timeline: RunTimeline,
  ask: FetchRuns,
  isWanted: () => boolean,
): Promise<void> {
  const last = timeline.lastPage;
  try {
    const page = await ask(last?.token);
    if (!isWanted()) {
      return;
    }
    timeline.mergePage(page, last?.after, new Set(last && [last.token]));
    if (page.next === undefined || !timeline.isWhole) {
      return;
    }
    // The page ended before the last entry, and the server has more than that.
  } catch (error) {
    if (last === undefined || !isRefusal(error) || !isWanted()) {
      throw error;
    }
  }
  const gap = timeline.openEnd();
  if (gap !== undefined) {
    await rescan(timeline, gap, ask, isWanted);
  }
}

async function readNewest(
  timeline: RunTimeline,
  ask: FetchRuns,
  isWanted: () => boolean,
  mayReadOn: () => boolean,
): Promise<void> {
  const isFirst = timeline.size === 0;
  const followed = new Set<string>();
  let token: string | undefined;
  let after: TimelineEntry | undefined;
  let head: TimelineEntry | undefined;
  for (let pages = 1; pages <= (after === undefined ? EMPTY_PAGES : PAGES); pages += 1) {
    const page = await ask(token);
    if (!isWanted() || (token !== undefined && after === undefined && timeline.first !== head)) {
      // Behind an empty head comes what was at the head then: others have read a newer one since.
      return;
    }
    const { end, met } = timeline.mergePage(page, after, followed);
    head = timeline.first;
    const isCutOff = after !== undefined && end === undefined;
    after = end;
    token = page.next;
    if (token === undefined || isCutOff || (after !== undefined && (met || isFirst))) {
      return;
    }
    if (followed.has(token)) {
      break;
    }
    if (!mayReadOn()) {
      return;
    }
    followed.add(token);
  }
  if (after === undefined) {
    throw new ApiError({ kind: 'malformed', status: 200, reason: 'shape' }, 'runs');
  }
}

/**
 * Reads the page in a hole. Where its token is refused (L4 of the API facts), or leads in a circle,
 * the hole is looked for from the head.
 * @throws ApiError
 */
export async function readGap(
  timeline: RunTimeline,
  { id }: Gap,
  ask: FetchRuns,
  isWanted: () => boolean,
): Promise<void> {
  let isFound = false;
  for (let pages = 1; pages <= EMPTY_PAGES; pages += 1) {
    const gap = timeline.gap(id);
    const after = gap && timeline.before(gap);
    if (gap === undefined || after === undefined) {
      return;
    }
    const token = gap.cursor.kind === 'token' ? gap.cursor.token : undefined;
    const page = token === undefined ? 'refused' : await pageBehind(token, ask);
    if (!isWanted()) {
      return;
    }
    if (token !== undefined && page !== 'refused') {
      gap.followed.add(token);
      const { added, end } = timeline.mergePage(page, after, gap.followed);
      if (added > 0 || end === undefined) {
        return;
      }
    } else if (isFound) {
      return;
    } else {
      await rescan(timeline, gap, ask, isWanted);
      isFound = true;
      if (timeline.before(gap) !== after) {
        return;
      }
    }
  }
}

/** The page behind a token, which the server may refuse with 400. */
async function pageBehind(token: string, ask: FetchRuns): Promise<Page<Run> | 'refused'> {
  try {
    return await ask(token);
  } catch (error) {
    if (isRefusal(error)) {
      return 'refused';
    }
    throw error;
  }
}

/** Reads from the head, or from where the last try stopped, until the hole can be read again. */
async function rescan(
  timeline: RunTimeline,
  { id, cursor }: Gap,
  ask: FetchRuns,
  isWanted: () => boolean,
): Promise<void> {
  const isThere = (): boolean => isWanted() && timeline.gap(id)?.cursor === cursor;
  let walk = cursor.kind === 'rescan' ? cursor.rescan : fromHead();
  for (let pages = 1; pages <= RESCAN_PAGES; pages += 1) {
    let page: Page<Run>;
    try {
      page = await ask(walk.token);
    } catch (error) {
      if (isThere() && pages === 1 && walk.token !== undefined && isRefusal(error)) {
        walk = fromHead();
        continue;
      }
      if (isThere()) {
        timeline.setCursor(id, { kind: 'rescan', rescan: walk });
      }
      throw error;
    }
    if (!isThere()) {
      return;
    }
    if (walk.token !== undefined && walk.after === undefined && timeline.first !== walk.head) {
      walk = fromHead();
      continue;
    }
    const { end } = timeline.mergePage(page, walk.after, walk.followed);
    if (!isThere() || (walk.after !== undefined && end === undefined)) {
      return;
    }
    if (page.next === undefined) {
      timeline.close(id);
      return;
    }
    if (walk.followed.has(page.next)) {
      timeline.setCursor(id, { kind: 'cyclicToken' });
      return;
    }
    walk.followed.add(page.next);
    walk = {
      token: page.next,
      after: end,
      head: timeline.first,
      passed: walk.passed + page.items.length,
      followed: walk.followed,
    };
  }
  timeline.setCursor(id, { kind: 'rescan', rescan: walk });
}

function fromHead(): Rescan {
  return { token: undefined, after: undefined, head: undefined, passed: 0, followed: new Set() };
}

/** Whether the server refused a token, which it does with 400. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.failure.kind === 'invalid';
}
