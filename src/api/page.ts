import { ApiError } from './failure';

/** One entry of a list: a resource, or what could not be read as one and is shown as such. */
export type Entry<T> = Resource<T> | Malformed;

/** An entry that could be read. */
export interface Resource<T> {
  readonly kind: 'resource';
  readonly value: T;
}

/** An entry that could not; it keeps its place in the list. */
export interface Malformed {
  readonly kind: 'malformed';
  /** What is wrong, for a developer: `run_id is missing`. */
  readonly reason: string;
  /** The entry as JSON text. */
  readonly raw: string;
}

/** A part of a list and the opaque way to the part after it; no `next` at the end. */
export interface Page<T> {
  readonly items: readonly Entry<T>[];
  readonly next?: string;
}

/** Fetches the page behind `next`, or the first one. */
export type FetchPage<T> = (next: string | undefined) => Promise<Page<T>>;

/** How many pages without a single entry may follow each other before a list counts as broken. */
const EMPTY_PAGES = 20;

/**
 * The pages of a list, each fetched when it is asked for. A page without entries that has a `next` is
 * passed over. A `next` that was followed before would never end: the list then fails as
 * `malformed`/`shape`, as it does behind twenty empty pages in a row; what came before stands.
 */
export async function* allPages<T>(
  fetchPage: FetchPage<T>,
  call = 'pages',
): AsyncGenerator<Page<T>, void, undefined> {
  const followed = new Set<string>();
  let empty = 0;
  let next: string | undefined;
  do {
    const page = await fetchPage(next);
    empty = page.items.length === 0 ? empty + 1 : 0;
    if (empty === 0) {
      yield page;
    }
    next = page.next;
    if (next !== undefined) {
      if (followed.has(next) || empty >= EMPTY_PAGES) {
        throw new ApiError({ kind: 'malformed', status: 200, reason: 'shape' }, call);
      }
      followed.add(next);
    }
  } while (next !== undefined);
}

/**
 * The entries of a list, page after page; see {@link allPages}. A list that grows at its head while it
 * is read moves entries from a page to the next: with `id` each resource is given once, wherever it
 * stands again.
 */
export async function* allEntries<T>(
  fetchPage: FetchPage<T>,
  call?: string,
  id?: (value: T) => string,
): AsyncGenerator<Entry<T>, void, undefined> {
  const given = new Set<string>();
  for await (const { items } of allPages(fetchPage, call)) {
    for (const entry of items) {
      if (id !== undefined && entry.kind === 'resource') {
        const name = id(entry.value);
        if (given.has(name)) {
          continue;
        }
        given.add(name);
      }
      yield entry;
    }
  }
}
