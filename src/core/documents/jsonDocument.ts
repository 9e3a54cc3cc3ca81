import { formatAddress, isSegment, type Address } from '../address';
import { JsonTokens, stringValue, type TokenKind } from './jsonTokens';

/** A place in a document that names something else. */
export interface AddressLink {
  /** First character of the id, and how many. */
  readonly offset: number;
  readonly length: number;
  readonly target: Address;
}

/** Levels of nesting; the indentation of many more would be many times the text. */
const DEPTH = 200;

/** Characters of a text that is laid out; VS Code does not hand an extension more than 50 MiB. */
const LENGTH = 50_000_000;

/** Links in one document. */
const LINKS = 1_000;

/** What is expected at a place of a JSON text; `more` behind a value, where its bracket decides. */
type Expected = 'value' | 'valueOrClose' | 'key' | 'keyOrClose' | 'colon' | 'more';

/** What is expected behind a token, if it may stand there. */
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
 * A server's JSON laid out for reading: only white space changes, so that the order of keys, big
 * numbers and unknown fields stay as they came. What is no JSON stays as it is; so does what is
 * nested deeper than 200 levels, or would be longer than 50,000,000 characters.
 */
export function formatJson(text: string): string {
  const tokens = new JsonTokens(text);
  let pieces: string[] = [];
  let laidOut = '';
  const brackets: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let before: TokenKind = 'end';
  let length = 0;
  /** Where the text begins that is not among the pieces. */
  let from = 0;
  for (;;) {
    const behind = tokens.end;
    const kind = tokens.next();
    const rule: Transitions =
      expected === 'more' ? AFTER_VALUE[brackets.at(-1) ?? 'outside'] : TRANSITIONS[expected];
    const then = rule[kind];
    if (then === undefined) {
      return text;
    }
    expected = then;
    if (kind === '}' || kind === ']') {
      brackets.pop();
    }
    const gap = whiteSpaceBetween(before, kind, brackets.length);
    if (gap.length !== tokens.start - behind || gap !== text.slice(behind, tokens.start)) {
      pieces.push(text.slice(from, behind), gap);
      from = tokens.start;
      if (pieces.length > 4000) {
        laidOut += pieces.join('');
        pieces = [];
      }
    }
    length += gap.length + tokens.end - tokens.start;
    if (kind === 'end') {
      return laidOut + pieces.join('') + text.slice(from);
    }
    if (kind === '{' || kind === '[') {
      brackets.push(kind);
    }
    if (brackets.length > DEPTH || length > LENGTH) {
      return text;
    }
    before = kind;
  }
}

/** The white space between two tokens; `depth` brackets are open where the second one stands. */
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
  /** The string before a colon, while its value is next. */
  let key: string | undefined;
  for (;;) {
    const kind = tokens.next();
    if (kind === 'end' || kind === 'none' || links.length === LINKS) {
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

/** What a field of a document names. The host and the organization never come from the document. */
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
