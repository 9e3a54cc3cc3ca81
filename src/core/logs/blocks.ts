import type { Frame } from './frame';
import type { LogLine } from './logLine';
import type { Relation } from './tracebackLines';

/**
 * Some lines of a log that belong together: from `start` up to `end`, which is the line behind them.
 * Lines of other threads may stand between.
 */
export type Block = Traceback | Crash | StackDump;

/** A traceback of Python with all exceptions of its chain, or of its group, in the order of the log. */
export interface Traceback {
  readonly kind: 'traceback';
  readonly start: number;
  readonly end: number;
  readonly exceptions: readonly RaisedException[];
  /** Frames behind the last exception: the log ends before it says what was raised there. */
  readonly rest: readonly Frame[];
  /** Whether the log says what was raised, and from where. */
  readonly isComplete: boolean;
  /** Whether the beginning is missing: only a later part of the log is known, or lines were lost. */
  readonly isCutAtStart: boolean;
  /** Whether Python, or its logging, went on after it by itself, as it does in a destructor. */
  readonly isIgnored: boolean;
}

export interface RaisedException {
  /** The line that names it. */
  readonly position: number;
  /** The line behind its message. */
  readonly end: number;
  /** With its module, as written. */
  readonly type: string;
  /** The first line of its message. */
  readonly message: string;
  /** From the outermost call to where it was raised. */
  readonly frames: readonly Frame[];
  /** To the exception before it; nothing for the first. */
  readonly relation: Relation | undefined;
}

/** How another runtime, or a program as a whole, says that it died. */
export interface Crash {
  readonly kind: 'crash';
  readonly runtime: 'node' | 'java' | 'dotnet' | 'go' | 'rust' | 'native';
  readonly start: number;
  readonly end: number;
  /** The line that says why. */
  readonly position: number;
  readonly type: string | undefined;
  readonly message: string;
}

/** A stack that is shown without anything being raised. */
export interface StackDump {
  readonly kind: 'stack';
  readonly start: number;
  readonly end: number;
  readonly frames: readonly Frame[];
}

/** Lines by position; `end` is the position behind the last. */
export interface LineSource {
  readonly end: number;
  at(position: number): LogLine | undefined;
}

/** What was found from a line on. */
export interface Scan {
  readonly block: Block;
  /** The line that told it; the block may begin at the line before. */
  readonly from: number;
  /** The first line that does not belong to the block. */
  readonly resume: number;
  /** Whether more lines behind the last one known could not change it. */
  readonly isClosed: boolean;
}
