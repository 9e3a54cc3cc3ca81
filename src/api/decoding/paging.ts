import { decodeChannel, type Decode, type DecodeEntry } from './decode';
import { asFields, readFlag, readId, readNumber } from './json';
import type { Page } from '../page';
import type { Channel } from '../resources/wire';

/** The names a list goes by; `entities` is a slip of one fixture, but a harmless one (F). */
const LISTS = ['entries', 'entities', 'channels', 'files', 'events'];

/** The list in an answer: the answer itself, or the array under one of the known names. */
export function readList(json: unknown): readonly unknown[] | undefined {
  const fields = asFields(json);
  const lists = fields === undefined ? [json] : LISTS.map((name) => fields[name]);
  return lists.find((list): list is readonly unknown[] => Array.isArray(list));
}

/**
 * A page whose way on is a token of the server's (B.5), found under `key`. Where the token that was
 * `sent` for this very page comes back, it is the end, as it is for logs (C.7).
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

/** A server's token; absent, null, empty, or not a token at all is the end (B.5, C.7). */
export const readToken = readId;

/**
 * Where a list counted by offset goes on. It is spelled `offset:<n>`, or `token:<token>` should the
 * server hand out tokens after all, because the caller gets it as one opaque text.
 */
export type Position =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'token'; readonly token: string };

/** Where a list by offset begins. */
export const START: Position = { kind: 'offset', offset: 0 };

/** Reads a `next` of {@link offsetPage}; `undefined` when it is none of ours. */
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
 * A page of a list counted by offset (E.1, F): it goes on while `has_next` is true, or while the
 * `total` is not reached, or behind a full page of the `limit` it names when it names no total. An
 * answer that says nothing of the kind is the last one. The server's own idea of the offset counts,
 * so that a server which ignores ours gives the same `next` again, and is found out.
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
    const goesOn =
      readFlag(fields['has_next']) ??
      (items.length > 0 &&
        (total !== undefined ? after < total : limit > 0 && items.length >= limit));
    return { items, ...next(goesOn ? `offset:${after}` : undefined) };
  };
}

/** A page of channels, which names the organization as well (E.1 of the API facts). */
export interface ChannelPage extends Page<Channel> {
  readonly organizationName?: string;
}

/** A page of channels, counted by offset. */
export function channelPage(position: Position): Decode<ChannelPage> {
  const decode = offsetPage(decodeChannel, position);
  return (json) => {
    const page = decode(json);
    const name = asFields(json)?.['organization_name'];
    return page !== undefined && typeof name === 'string' && name !== ''
      ? { ...page, organizationName: name }
      : page;
  };
}

/** `{next}`, or nothing at the end of a list. */
function next(token: string | undefined): { readonly next?: string } {
  return token === undefined ? {} : { next: token };
}
