import type { LineSource, RaisedException, Scan } from './blocks';
import type { Frame } from './frame';

/** A line that Python writes in front of a traceback after which it goes on. */
const IGNORED = /^(?:Exception ignored |--- Logging error ---)/;
const IN_THREAD = /^Exception in thread /;

/** What was read of one traceback. */
export interface ReadTraceback {
  /** The position of its first line. */
  readonly start: number;
  /** No line before this position is part of it. */
  readonly lowest: number;
  /** The position behind its last line. */
  readonly end: number;
  readonly exceptions: readonly RaisedException[];
  /** Frames whose exception the log does not name. */
  readonly rest: readonly Frame[];
  /** Whether it is a stack that was shown without an exception. */
  readonly isStack: boolean;
  readonly isCutAtStart: boolean;
}

/** The block of a traceback, with the line in front of it that says what became of it, if there is one. */
export function tracebackBlock(
  lines: LineSource,
  { start, lowest, end, exceptions, rest, isStack, isCutAtStart }: ReadTraceback,
): Scan['block'] {
  if (isStack) {
    return { kind: 'stack', start, end, frames: rest };
  }
  const before = start > lowest ? (lines.at(start - 1)?.text.slice(0, 200) ?? '') : '';
  const isIgnored = IGNORED.test(before);
  return {
    kind: 'traceback',
    start: isIgnored || IN_THREAD.test(before) ? start - 1 : start,
    end,
    exceptions,
    rest,
    isComplete: exceptions.length > 0 && rest.length === 0,
    isCutAtStart,
    isIgnored,
  };
}
