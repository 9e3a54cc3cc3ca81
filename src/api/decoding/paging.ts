import type { Decode, DecodeEntry } from './decode';
import { asFields, readFlag, readId, readNumber } from './json';
import type { Page } from '../page';

/** The fields that a list may stand in; `entities` is in one fixture alone, by mistake (F). */
const LIST_FIELDS = ['entries', 'entities', 'channels', 'files', 'events'];

/** The list in an answer: the answer itself, or the array in one of the known fields. */
export function readList(json: unknown): readonly unknown[] | undefined {
  const fields = asFields(json);
  const lists = fields === undefined ? [json] : LIST_FIELDS.map((name) => fields[name]);
  return lists.find((list): list is readonly unknown[] => Array.isArray(list));
}

/**
 * Reads a page whose next page is named by a token of the server's (B.5), in the field `key`. Where the
 * token that was `sent` for this page comes back, the list ends, as it does for logs (C.7).
 */
export function tokenPage<T>(
  decode: DecodeEntry<T>,
  key = 'next_page_token',
  sent?: string,
): Decode<Page<T>> {
  return (json) => {
    const items = readList(json)?.map(decode);
    const token = readToken(asFields(json)?.[key]);
    return items && { items, ...next(token === sent ? undefined : token) };
  };
}

/** Reads a server's token; absent, null, empty, or no token at all is the end (B.5, C.7). */
export const readToken = readId;

/**
 * Where a page of a list counted by offset begins. Callers get it as one opaque text: `offset:<n>`, or
 * `token:<token>` where the server gives a token all the same.
 */
export type Position =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'token'; readonly token: string };

/** The first page of a list counted by offset. */
export const START: Position = { kind: 'offset', offset: 0 };

/** Reads a `next` of {@link offsetPage}; `undefined` when it is not one. */
export function parsePosition(next: string | undefined): Position | undefined {
  if (next === undefined || next === '') {
    return START;
  }
  const [, offset, token] = /^(?:offset:(\d{1,15})|token:(.+))$/s.exec(next) ?? [];
  return offset !== undefined
    ? { kind: 'offset', offset: Number(offset) }
    : token !== undefined
      ? { kind: 'token', token }
      : undefined;
}

/**
 * Reads a page of a list counted by offset (E.1, F). There is a next one while `has_next` is true, or
 * while the `total` is not reached, or behind a full page of the `limit` it names when it names no
 * total; an answer with none of these fields is the last one. The offset that the server names counts:
 * a server that ignores ours gives the same `next` again, which `allPages` finds out.
 */
export function offsetPage<T>(decode: DecodeEntry<T>, position: Position): Decode<Page<T>> {
  return (json) => {
    const items = readList(json)?.map(decode);
    const fields = asFields(json) ?? {};
    const token = readToken(fields['next_page_token']);
    if (items === undefined || token !== undefined) {
      return items && { items, ...next(token && `token:${token}`) };
    }
    const asked = position.kind === 'offset' ? position.offset : 0;
    const limit = readNumber(fields['limit']) ?? 0;
    const after =
      (readNumber(fields['offset']) ?? asked) + (items.length > 0 ? items.length : limit);
    const total = readNumber(fields['total']);
    const hasNext =
      readFlag(fields['has_next']) ??
      (items.length > 0 &&
        (total !== undefined ? after < total : limit > 0 && items.length >= limit));
    return { items, ...next(hasNext ? `offset:${after}` : undefined) };
  };
}

/** `{next}`, or nothing at the end of a list. */
function next(token: string | undefined): { readonly next?: string } {
  return token === undefined ? {} : { next: token };
}
