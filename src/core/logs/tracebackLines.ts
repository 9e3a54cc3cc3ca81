import type { LogLine } from './logLine';
/** How a line of a log takes part in a Python traceback, by its text alone. */

/** What `File "…", line 12, in name` says, and the column at which it stands. */
export interface FrameLine {
  readonly file: string;
  readonly line: number;
  readonly name: string | undefined;
  readonly column: number;
}

/** An exception as the last line of a traceback names it. */
export interface ExceptionLine {
  /** With its module, as written. */
  readonly type: string;
  readonly message: string;
  /** Whether the name alone tells that it is an exception. */
  readonly isCertain: boolean;
}

/** How an exception came from the one that the log names before it. */
export type Relation = 'during' | 'cause' | 'group' | 'embedded';

/** Lines of a traceback that are longer than this are none, but for the message of an exception. */
const LONGEST = 4000;
const LONGEST_PREFIX = 200;

const HEADER = 'raceback (most recent call last)';

/** Whether a line begins a traceback, whatever its logger wrote before. */
export function isHeader(text: string): boolean {
  const at = text.length > LONGEST ? -1 : text.indexOf(HEADER);
  return at > 0 && at < LONGEST_PREFIX && /^:\s*$/.test(text.slice(at + HEADER.length));
}

/** Whether a line begins the traceback of an exception that another one reports in its message. */
export function isEmbeddedHeader(text: string): boolean {
  return isHeader(text) && text.includes('Original Traceback');
}

/** A process pool names the exception of its worker so, in front of the worker's traceback. */
export function isRemoteTraceback(text: string): boolean {
  return text.length < LONGEST_PREFIX && /^[\w.]*_?RemoteTraceback: *$/.test(text);
}

/** The frame that a line names. */
export function readFrame(text: string): FrameLine | undefined {
  const column = text.length > LONGEST ? -1 : text.indexOf('File "');
  if (column < 0 || column > LONGEST_PREFIX || !isFramePrefix(text.slice(0, column))) {
    return undefined;
  }
  const rest = text.slice(column + 'File "'.length);
  const end = rest.indexOf('"');
  const [, line, name] = /^, line (\d{1,9})(?:,? in (.+?))?\s*$/.exec(rest.slice(end + 1)) ?? [];
  return end <= 0 || line === undefined
    ? undefined
    : { file: rest.slice(0, end), line: Number(line), name, column };
}

/** A logger's own text ends with a space, and the frame is indented by two more. */
function isFramePrefix(prefix: string): boolean {
  return prefix.trim() === '' || /(?:\s{2}|\|\s+|\t)$/.test(prefix);
}

/** The exception that the rest of a line names: `KeyError: 'amount'`, `socket.timeout`. */
export function readException(text: string): ExceptionLine | undefined {
  const [all, type = ''] =
    /^([A-Za-z_]\w{0,99}(?:\.(?:[A-Za-z_]\w{0,99}|<locals>)){0,15})(?=:|\s*$)/.exec(
      text.slice(0, LONGEST),
    ) ?? [];
  if (all === undefined) {
    return undefined;
  }
  const last = type.slice(type.lastIndexOf('.') + 1);
  const isCertain = /(?:Error|Exception|Warning|Interrupt|Exit|Group|Timeout|Failure|Fault)$/.test(
    last,
  );
  const isPossible =
    isCertain ||
    (type.includes('.')
      ? true
      : /^[A-Z][A-Za-z]*[a-z]/.test(last) || /^(?:error|timeout)$/.test(last));
  return isPossible ? { type, message: text.slice(type.length + 1).trim(), isCertain } : undefined;
}

/** How the traceback behind such a line belongs to the one before it. */
export function readRelation(text: string): Relation | undefined {
  if (text.length > LONGEST_PREFIX * 2) {
    return undefined;
  }
  if (text.includes('During handling of the above exception, another exception occurred:')) {
    return 'during';
  }
  return text.includes('The above exception was the direct cause of the following exception:')
    ? 'cause'
    : undefined;
}

/** A rule between the exceptions of a group: `+-+---- 1 ----`, `+---- 2 ----`, or the last, `+----`. */
export function readGroupRule(text: string): 'next' | 'end' | undefined {
  const rule =
    text.length > LONGEST_PREFIX * 2
      ? null
      : /^[\s|]*(?:\+-)?\+-{4,}( (?:\d+|\.{3}) -{4,})?\s*$/.exec(text);
  return rule === null ? undefined : rule[1] === undefined ? 'end' : 'next';
}

/** Whether a line begins a stack that is shown without an exception: a warning's, a logger's. */
export function isStackHeader(text: string): boolean {
  return (
    text.length < LONGEST &&
    /(?:Stack \(most recent call last\)|^Call stack|Traceback of forward call that caused the error|^from user code):\s*$/.test(
      text.slice(-LONGEST_PREFIX),
    )
  );
}

/** A group of exceptions, whose parts say what went wrong. */
export function isGroupType(type: string): boolean {
  return /(?:^|\.)(?:Base)?ExceptionGroup$/.test(type);
}

/** Whether `text` begins as `shape` does, a digit standing for any other: the same logger wrote it. */
export function hasShape(shape: string, text: string): boolean {
  if (text.length < shape.length) {
    return false;
  }
  for (let at = 0; at < shape.length; at += 1) {
    const wanted = shape.charCodeAt(at);
    const found = text.charCodeAt(at);
    if (wanted !== found && !(isDigit(wanted) && isDigit(found))) {
      return false;
    }
  }
  return true;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** So many lines behind an exception are looked at for a chain that goes on behind lines of others. */
const AHEAD = 5;

/** Whether a relation to a further exception follows soon; unknown while the lines are not loaded. */
export function relationAhead(
  lines: { at(position: number): LogLine | undefined },
  position: number,
): 'found' | 'none' | 'unknown' {
  for (let ahead = position; ahead <= position + AHEAD; ahead += 1) {
    const text = lines.at(ahead)?.text;
    if (text === undefined || isHeader(text)) {
      return text === undefined ? 'unknown' : 'none';
    }
    if (readRelation(text) !== undefined) {
      return 'found';
    }
  }
  return 'none';
}
