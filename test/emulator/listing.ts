import { type Answer, type Call, json } from './call';
import { booleanParameter, tokenParameter } from './query';
import { type Position, type Sequence, mergedPage } from './sequence';

/** How many entries a page has with the quirk `pagedLists` (L5). */
const SMALL_PAGE = 2;

/** A list without documented paging: `{"entries": […]}`. */
export function entriesAnswer(call: Call, list: string, entries: readonly unknown[]): Answer {
  if (!call.quirks.has('pagedLists')) {
    return json({ entries });
  }
  const token = tokenParameter(call.query, 'next_page_token');
  const from = token === null ? 0 : Number(call.tokens.open('next_page_token', list, token));
  const to = from + SMALL_PAGE;
  return json({
    entries: entries.slice(from, to),
    ...(to < entries.length ? { next_page_token: call.tokens.seal(list, String(to)) } : {}),
  });
}

/**
 * A page of a list of runs, B.5 and C.1 of docs/platform-api.md: newest first unless
 * `scan_forward`; no `next_page_token` on the last page. A token is good for the direction it was
 * made in.
 */
export function runPageAnswer<T>(
  call: Call,
  list: string,
  sequences: readonly Sequence<T>[],
  form: (item: T) => unknown,
): Answer {
  const forward = booleanParameter(call.query, 'scan_forward', false);
  const name = `${list} ${forward ? 'forward' : 'backward'}`;
  const token = tokenParameter(call.query, 'next_page_token');
  const { items, next } = mergedPage(sequences, {
    forward,
    size: call.pageSizes.runs,
    after: token === null ? null : positionOf(call.tokens.open('next_page_token', name, token)),
  });
  return json({
    entries: items.map(form),
    ...(next === null ? {} : { next_page_token: call.tokens.seal(name, positionText(next)) }),
  });
}

/** A position as the text that goes into a token. */
export function positionText({ at, stream, index }: Position): string {
  return [at, stream, index].join(' ');
}

/** Undoes {@link positionText}. */
export function positionOf(text: string): Position {
  const [at = 0, stream = 0, index = 0] = text.split(' ').map(Number);
  return { at, stream, index };
}
