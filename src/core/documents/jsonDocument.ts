import { formatAddress, isSegment, type Address } from '../address';
import { JsonTokens, stringValue, type TokenKind } from './jsonTokens';

/** An id in a document that can be opened. */
export interface AddressLink {
  /** First character of the id, and how many. */
  readonly offset: number;
  readonly length: number;
  readonly target: Address;
}

/** Levels of nesting; beyond them, indentation would be many times the text. */
const MAX_DEPTH = 200;

/** Characters of a formatted text; VS Code gives an extension no document above 50 MiB. */
const MAX_LENGTH = 50_000_000;

/** Links in one document. */
const MAX_LINKS = 1_000;

/** What the next token may be; `more` after a value, where the enclosing bracket decides. */
type Expected = 'value' | 'valueOrClose' | 'key' | 'keyOrClose' | 'colon' | 'more';

/** What may follow each token that is allowed in a state. */
type Transitions = Readonly<Partial<Record<TokenKind, Expected>>>;

const VALUE: Transitions = {
  '{': 'keyOrClose',
  '[': 'valueOrClose',
  string: 'more',
  scalar: 'more',
};

const TRANSITIONS: Readonly<Record<Exclude<Expected, 'more'>, Transitions>> = {
  value: VALUE,
  valueOrClose: { ...VALUE, ']': 'more' },
  key: { string: 'colon' },
  keyOrClose: { string: 'colon', '}': 'more' },
  colon: { ':': 'value' },
};

const AFTER_VALUE: Readonly<Record<'{' | '[' | 'outside', Transitions>> = {
  '{': { ',': 'key', '}': 'more' },
  '[': { ',': 'value', ']': 'more' },
  outside: { end: 'more' },
};

/**
 * Formats the server's JSON. Only white space changes, so that the order of keys, big numbers and
 * unknown fields are kept. A text stays unchanged when it is no JSON, when it is nested deeper than 200
 * levels, or when the result would be longer than 50,000,000 characters.
 */
export function formatJson(text: string): string {
  const tokens = new JsonTokens(text);
  let pieces: string[] = [];
  let formatted = '';
  const brackets: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let before: TokenKind = 'end';
  let length = 0;
  /** Offset of the text that is not yet in `pieces`. */
  let from = 0;
  for (;;) {
    const previousEnd = tokens.end;
    const kind = tokens.next();
    const transitions: Transitions =
      expected === 'more' ? AFTER_VALUE[brackets.at(-1) ?? 'outside'] : TRANSITIONS[expected];
    const next = transitions[kind];
    if (next === undefined) {
      return text;
    }
    expected = next;
    if (kind === '}' || kind === ']') {
      brackets.pop();
    }
    const space = whiteSpaceBetween(before, kind, brackets.length);
    if (
      space.length !== tokens.start - previousEnd ||
      space !== text.slice(previousEnd, tokens.start)
    ) {
      pieces.push(text.slice(from, previousEnd), space);
      from = tokens.start;
      if (pieces.length > 4000) {
        formatted += pieces.join('');
        pieces = [];
      }
    }
    length += space.length + tokens.end - tokens.start;
    if (kind === 'end') {
      return formatted + pieces.join('') + text.slice(from);
    }
    if (kind === '{' || kind === '[') {
      brackets.push(kind);
    }
    if (brackets.length > MAX_DEPTH || length > MAX_LENGTH) {
      return text;
    }
    before = kind;
  }
}

/** The white space between two tokens; `depth` brackets are open at the second one. */
function whiteSpaceBetween(before: TokenKind, kind: TokenKind, depth: number): string {
  const isEmpty = (before === '{' && kind === '}') || (before === '[' && kind === ']');
  const startsLine = before === '{' || before === '[' || before === ',';
  if (kind === 'end') {
    return '\n';
  }
  if (!isEmpty && (startsLine || kind === '}' || kind === ']')) {
    return `\n${'  '.repeat(depth)}`;
  }
  return before === ':' ? ' ' : '';
}

/**
 * The ids in a document that can be opened, all in the document's own organization: 1,000 at most,
 * and as far as it is JSON.
 */
export function addressLinks(address: Address, text: string): readonly AddressLink[] {
  const own = formatAddress(address);
  const tokens = new JsonTokens(text);
  const links: AddressLink[] = [];
  let string = '';
  /** The key whose value is the next token. */
  let key: string | undefined;
  for (;;) {
    const kind = tokens.next();
    if (kind === 'end' || kind === 'none' || links.length === MAX_LINKS) {
      return links;
    }
    if (kind !== 'string') {
      key = kind === ':' ? string : undefined;
      continue;
    }
    string = text.slice(tokens.start, tokens.end);
    const target =
      key === undefined ? undefined : linkTarget(address, stringValue(key), stringValue(string));
    if (target !== undefined && formatAddress(target) !== own) {
      links.push({ offset: tokens.start + 1, length: string.length - 2, target });
    }
    key = undefined;
  }
}

/** The resource that a field names. Host and organization are never taken from the document. */
function linkTarget(address: Address, key: string, id: string): Address | undefined {
  const { host, organization } = address;
  if (!isSegment(id)) {
    return undefined;
  }
  const deployment = 'deployment' in address ? address.deployment : undefined;
  switch (key) {
    case 'organization_id':
      return id === organization ? { kind: 'organization', host, organization } : undefined;
    case 'deployment_id':
      return { kind: 'deployment', host, organization, deployment: id };
    case 'input_service_id':
    case 'output_service_id':
    case 'channel_id':
      return { kind: 'channel', host, organization, channel: id };
    case 'version_id':
    case 'model_version_id':
      return deployment === undefined
        ? undefined
        : { kind: 'version', host, organization, deployment, version: id };
    case 'trigger_id':
      return deployment === undefined
        ? undefined
        : { kind: 'trigger', host, organization, deployment, trigger: id };
    default:
      return undefined;
  }
}
