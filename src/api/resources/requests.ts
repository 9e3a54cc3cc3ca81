import type { Decode, DecodeEntry } from '../decoding/decode';
import { parsePosition, readToken, START, tokenPage, type Position } from '../decoding/paging';
import type { Read, Send } from '../http/transport';
import type { Page } from '../page';
import { withQuery, type Path, type Query } from '../path';

/** Options of every call. */
export interface CallOptions {
  /** Ends the call, a wait between attempts included; it then fails as `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Makes one attempt, whatever the client's retry policy allows. */
  readonly once?: boolean | undefined;
}

/** Options of a call for one page of a list. */
export interface PageOptions extends CallOptions {
  /** `next` of the page before; the first page without it. */
  readonly next?: string | undefined;
}

/** Options of a list that may hold archived entries, E.1 and F of docs/platform-api.md. */
export interface ArchivePageOptions extends PageOptions {
  /** Archived entries are left out when not given. */
  readonly includeArchived?: boolean | undefined;
}

/** Always sent, because the server's default is not known (L23). */
export function archiveQuery({ includeArchived }: ArchivePageOptions): Query {
  return { filter_archived: includeArchived === true ? 'include_archived' : 'exclude_archived' };
}

/** Gives the body of an answer as the server wrote it. */
export const bodyText: Read<string> = (_, text) => text;

/** Asks for a page of a list whose next page is named by a token of the server's, if there is one. */
export function listByToken<T>(
  send: Send,
  path: Path,
  decode: DecodeEntry<T>,
  options: PageOptions = {},
  query: Query = {},
): Promise<Page<T>> {
  const next_page_token = readToken(options.next);
  return send('GET', withQuery(path, { ...query, next_page_token }), tokenPage(decode), options);
}

/**
 * Asks for a page of a list counted by offset (E.1, F). A `next` that no such page had is refused
 * as `invalid`.
 */
export function listByOffset<P>(
  send: Send,
  path: Path,
  page: (position: Position) => Decode<P>,
  options: ArchivePageOptions = {},
): Promise<P> {
  const position = parsePosition(options.next);
  if (position === undefined) {
    return send('GET', { ...path, refused: options.next ?? '' }, page(START), options);
  }
  const query = {
    limit: 100,
    ...archiveQuery(options),
    offset: position.kind === 'offset' && position.offset > 0 ? position.offset : undefined,
    next_page_token: position.kind === 'token' ? position.token : undefined,
  };
  return send('GET', withQuery(path, query), page(position), options);
}
