import { ApiError } from '../failure';
import type { Entry, FetchPage, Page } from '../page';

/** So many pages in a row without an entry make a list fail. */
const EMPTY_PAGES = 20;

/**
 * The pages of a list, each fetched when it is asked for. A page without entries that has a `next` is
 * skipped. A list whose `next` was followed before, or that has twenty empty pages in a row, would never
 * end: it fails as `malformed`/`shape`; the pages given before stay valid.
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
 * is read moves entries from a page to the next: with `id` each resource is given once, even if it is
 * on two pages.
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
