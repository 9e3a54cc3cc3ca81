import type { LineSource, RaisedException } from './blocks';
import type { LogLine } from './logLine';
import { hasLogPrefix } from './logLevel';
import { hasShape, isStackHeader } from './tracebackLines';

/** Where the lines of a traceback have their text: behind what a logger writes before each, if it does. */
export interface Layout {
  /** What stands before the frame, of the last one read. */
  readonly shape: string;
  /** Before a frame, and before an exception. */
  readonly column: number;
  readonly base: number;
}

/** So many lines a message has behind its first, and so many milliseconds it takes to write them. */
const MESSAGE_LINES = 50;
const INDENTED_MS = 1000;
const UNINDENTED_MS = 100;

/** What begins another report. */
const OTHER_REPORT =
  /^(?:Exception ignored |Exception in thread |--- Logging error ---)|Traceback \(most/;

/** The text from a column on, of a line that begins as the last frame did. */
export function textAt(
  layout: Layout | undefined,
  column: number,
  text: string,
): string | undefined {
  const shape = layout?.shape.slice(0, column) ?? '';
  return hasShape(shape, text) ? text.slice(shape.length) : undefined;
}

/** Whether a line has nothing but what a logger writes before each. */
export function isBlank(layout: Layout | undefined, text: string): boolean {
  const prefix = (layout?.shape.slice(0, layout.base) ?? '').trimEnd();
  return text.trim() === '' || (hasShape(prefix, text) && text.slice(prefix.length).trim() === '');
}

/**
 * Whether the line at a position is one more of the message of an exception. A log does not say where
 * a message ends: what is indented belongs to it; what is not has to follow at once, or behind a line
 * that announces more, and must not look like a line of its own.
 */
export function isOfMessage(
  lines: LineSource,
  layout: Layout | undefined,
  exception: RaisedException,
  position: number,
): boolean {
  const line = lines.at(position);
  const named = lines.at(exception.position);
  const isFar = position - exception.position > MESSAGE_LINES;
  if (line === undefined || named === undefined || line.kind !== named.kind || isFar) {
    return false;
  }
  const prefix = layout?.shape.slice(0, layout.base) ?? '';
  const body = textAt(layout, prefix.length, line.text);
  const wait = waitBetween(named, line);
  if (body === undefined || body.trim() === '' || wait > INDENTED_MS) {
    return false;
  }
  if (/^\s/.test(body)) {
    return true;
  }
  const isLogged = /[^\s|]/.test(prefix);
  if (isLogged || named.raw !== line.raw || wait > UNINDENTED_MS || isOnItsOwn(line, body)) {
    return false;
  }
  return (
    position === exception.end ||
    isTitle(lines.at(exception.end - 1)?.text) ||
    isTitle(body) ||
    lines.at(position - 1)?.text.trim() === '"""'
  );
}

function isOnItsOwn({ level }: LogLine, body: string): boolean {
  return (
    level === 'fatal' ||
    OTHER_REPORT.test(body.slice(0, 200)) ||
    isStackHeader(body) ||
    hasLogPrefix(body)
  );
}

function waitBetween(one: LogLine, other: LogLine): number {
  return one.time === undefined || other.time === undefined ? 0 : Math.abs(other.time - one.time);
}

/** A line after which more is to come. */
function isTitle(text: string | undefined): boolean {
  return text?.trimEnd().endsWith(':') === true;
}
