import { ApiError } from '../../api/failure';
import type { Page } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import type { TimelineChanges } from './changes';
import type { PageStart } from './gaps';
import type { Gap, TimelineEntry } from './items';

/** Pages that one refresh reads before it leaves the rest to the next. */
const HEAD_PAGES = 5;
/** Pages that are read for one gap at a time. */
const GAP_PAGES = 20;
/** How many pages without a single new or known run may follow each other. */
const EMPTY_PAGES = 20;

/** Asks for the page of a trigger's runs behind a token, or for the head; rejects with an ApiError. */
export type FetchRuns = (token: string | undefined) => Promise<Page<Run>>;

/**
 * One request at a time for the head of one list; callers that ask meanwhile share the answer. Of two
 * answers the older one may come last, and would be taken for what is at the head now.
 */
export class HeadRequest {
  #running: Promise<Page<Run>> | undefined;

  /** @throws ApiError when `ask` fails; a failure of another caller's request is not shared. */
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
 * early, a gap stays. `isWanted` tells whether an answer still counts, `mayReadOn` whether a further
 * page may be read.
 * @throws ApiError
 */
export async function readHead(
  changes: TimelineChanges,
  ask: FetchRuns,
  isWanted: () => boolean,
  mayReadOn: () => boolean,
): Promise<void> {
  const { oldestFirst, size, gaps } = changes.timeline;
  if (oldestFirst && size > 0 && gaps.last === undefined) {
    await readEnd(changes, ask, isWanted);
  } else {
    await readNewest(changes, ask, isWanted, mayReadOn);
  }
}

async function readEnd(
  changes: TimelineChanges,
  ask: FetchRuns,
  isWanted: () => boolean,
): Promise<void> {
  const { gaps } = changes.timeline;
  const start = gaps.startOf(undefined);
  try {
    const page = await ask(start?.token);
    if (!isWanted()) {
      return;
    }
    const { end } = changes.mergePage(page, start?.after, new Set(start && [start.token]));
    if (page.next === undefined || gaps.last !== undefined) {
      return;
    }
    // The page ended in front of the last entry, and the server has more than that.
    if (end !== undefined) {
      gaps.setToken(end, page.next);
    }
  } catch (error) {
    if (start === undefined || !isRefusal(error) || !isWanted()) {
      throw error;
    }
    gaps.forgetTokens(undefined);
  }
  const gap = gaps.openEnd();
  if (gap !== undefined) {
    await readGap(changes, gap, ask, isWanted);
  }
}

async function readNewest(
  changes: TimelineChanges,
  ask: FetchRuns,
  isWanted: () => boolean,
  mayReadOn: () => boolean,
): Promise<void> {
  const { timeline } = changes;
  const isFirst = timeline.size === 0;
  const followed = new Set<string>();
  let token: string | undefined;
  let after: TimelineEntry | undefined;
  let head: TimelineEntry | undefined;
  for (let pages = 1; pages <= (after === undefined ? EMPTY_PAGES : HEAD_PAGES); pages += 1) {
    const page = await ask(token);
    if (!isWanted() || (token !== undefined && after === undefined && timeline.first !== head)) {
      // Behind an empty head comes what was at the head then: others have read a newer one since.
      return;
    }
    const { end, met } = changes.mergePage(page, after, followed);
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
 * Reads the page in a gap. Where its token is cyclic, or refused (L4 of docs/platform-api.md), it reads
 * from the head, or from the last page in front of the gap whose token is newer than that, some pages at
 * a time, until one has entries of the gap.
 * @throws ApiError
 */
export async function readGap(
  changes: TimelineChanges,
  { id }: Gap,
  ask: FetchRuns,
  isWanted: () => boolean,
): Promise<void> {
  const { timeline } = changes;
  const { gaps } = timeline;
  const first = gaps.get(id);
  const front = first && gaps.before(first);
  if (first?.isCyclic === true) {
    gaps.forgetTokens(first);
  }
  let followed = new Set(first && gaps.startOf(first)?.after === front ? first.followed : []);
  /** Tokens that came while this gap is read: if one of them is refused, that is a failure. */
  const given = new Set<string>();
  /** The page behind a head without entries, and what was the first entry then. */
  let behindHead: (PageStart & { readonly head: TimelineEntry | undefined }) | undefined;
  for (let pages = 0; pages < GAP_PAGES;) {
    const gap = gaps.get(id);
    if (gap === undefined || gaps.before(gap) !== front) {
      return;
    }
    if (behindHead?.head !== timeline.first) {
      behindHead = undefined;
    }
    const start = gaps.startOf(gap) ?? behindHead;
    const page = await ask(start?.token).catch((error: unknown) => {
      if (start === undefined || given.has(start.token) || !isRefusal(error)) {
        throw error;
      }
    });
    if (!isWanted()) {
      return;
    }
    if (page === undefined) {
      gaps.forgetTokens(gap);
      behindHead = undefined;
      continue;
    }
    pages += 1;
    if (start === undefined) {
      followed = new Set();
    } else if (start.after === undefined && timeline.first !== behindHead?.head) {
      // Others have read a newer head since.
      continue;
    } else {
      followed.add(start.token);
    }
    const { end } = changes.mergePage(page, start?.after, followed);
    const { next } = page;
    if (gaps.get(id) === undefined || gaps.before(gap) !== front) {
      return;
    }
    if (next === undefined) {
      gaps.close(gap);
    } else if (followed.has(next)) {
      gaps.setCyclic(gap);
      return;
    } else {
      given.add(next);
      if (end !== undefined) {
        gaps.setToken(end, next);
      } else if (start?.after === undefined) {
        behindHead = { token: next, after: undefined, head: timeline.first };
      }
    }
  }
}

/** Whether the server refused a token, which it does with 400. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.failure.kind === 'invalid';
}
