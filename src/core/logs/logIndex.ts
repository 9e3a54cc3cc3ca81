import type { Entry } from '../../api/page';
import type { LogEvent } from '../../api/resources/logs';
import { attemptsOf, readStartMarker, type Attempt, type StartMarker } from './attempts';
import type { Block, LineSource, Scan } from './blocks';
import { scanCrash } from './crashScan';
import { linesOf, type LogLine } from './logLine';
import { scanOtherTraceback } from './otherTracebacks';
import { scanTraceback } from './tracebackScan';

/**
 * The lines of a part of a log, which grows at both ends, and what stands where in them: attempts,
 * tracebacks and other reports of errors, lines of errors.
 *
 * A line has a position, which stays its own whatever is added: the first line that was ever added has
 * 0, lines before it count down. In a document the number of a line is its position less `first`.
 *
 * Whichever way the lines came, the same lines give the same index: what begins at a line is judged by
 * that line, the one before and those behind it alone. When lines are added in front, the blocks are read
 * from there until the reading meets a place that it met before.
 */
export class LogIndex implements LineSource {
  readonly #newer: LogLine[] = [];
  /** From position -1 downwards. */
  readonly #older: LogLine[] = [];
  readonly #errors = new Positions();
  readonly #markers = new Positions();
  /** Those that more lines cannot change, but for lines in front. */
  #closed: Scan[] = [];
  /** Where the reading goes on when lines are added behind. */
  #next = 0;
  /** All of them, the last ones as they look while no more lines are known. */
  #blocks: readonly Block[] | undefined;

  /** The position of the first line. */
  get first(): number {
    return -this.#older.length;
  }

  /** The position behind the last line. */
  get end(): number {
    return this.#newer.length;
  }

  /** How many lines there are. */
  get size(): number {
    return this.end - this.first;
  }

  at(position: number): LogLine | undefined {
    return position < 0 ? this.#older[-1 - position] : this.#newer[position];
  }

  /** Adds entries behind the last line, oldest first; gives the position of the first new line. */
  append(entries: readonly Entry<LogEvent>[]): number {
    return this.appendLines(entries.flatMap(linesOf));
  }

  /** Adds entries in front of the first line, oldest first; gives how many lines they have. */
  prepend(entries: readonly Entry<LogEvent>[]): number {
    return this.prependLines(entries.flatMap(linesOf));
  }

  /** {@link append} for lines. */
  appendLines(lines: readonly LogLine[]): number {
    const start = this.end;
    for (const line of lines) {
      this.#newer.push(line);
      this.#note(this.end - 1, line);
    }
    const read = this.#read(this.#next, this.#closed.at(-1)?.resume ?? this.first);
    this.#closed.push(...read.closed);
    this.#next = read.next;
    this.#blocks = undefined;
    return start;
  }

  /** {@link prepend} for lines. */
  prependLines(lines: readonly LogLine[]): number {
    const before = this.first;
    for (const line of lines.toReversed()) {
      this.#older.push(line);
      this.#note(this.first, line);
    }
    const known = new KnownReading(this.#closed, this.#next, before);
    const read = this.#read(this.first, this.first, known);
    this.#closed = [...read.closed, ...(read.met === undefined ? [] : known.from(read.met))];
    this.#next = read.met === undefined ? read.next : this.#next;
    this.#blocks = undefined;
    return lines.length;
  }

  /** What stands in the lines, in their order; blocks do not overlap. */
  get blocks(): readonly Block[] {
    this.#blocks ??= [...this.#closed.map(({ block }) => block), ...this.#readToEnd()];
    return this.#blocks;
  }

  /** The attempts of the run, as far as the lines tell them. */
  get attempts(): readonly Attempt[] {
    return attemptsOf(
      this.#markers.all.flatMap((position) => this.#markerAt(position) ?? []),
      this.first,
      this.end,
    );
  }

  /** Positions of lines of level error or fatal, in their order. */
  get errorLines(): readonly number[] {
    return this.#errors.all;
  }

  #note(position: number, line: LogLine): void {
    if (line.level === 'error' || line.level === 'fatal') {
      this.#errors.add(position);
    }
    if (readStartMarker(line) !== undefined) {
      this.#markers.add(position);
    }
  }

  #markerAt(position: number): StartMarker | undefined {
    const line = this.at(position);
    const marker = line === undefined ? undefined : readStartMarker(line);
    return marker && { position, ...marker };
  }

  /**
   * Reads blocks from a position to the end of the lines, to the first block that could still change,
   * or to where `known` says how it goes on.
   */
  #read(from: number, blockEnd: number, known?: KnownReading): Reading {
    const closed: Scan[] = [];
    let floor = blockEnd;
    let position = from;
    while (position < this.end) {
      if (known?.hasMet(position, floor) === true) {
        return { closed, next: position, met: position };
      }
      const scan = this.#scan(position, floor);
      if (scan?.isClosed === false) {
        break;
      }
      if (scan !== undefined) {
        closed.push(scan);
        floor = scan.resume;
      }
      position = scan?.resume ?? position + 1;
    }
    return { closed, next: position, met: undefined };
  }

  #readToEnd(): readonly Block[] {
    const blocks: Block[] = [];
    let floor = this.#closed.at(-1)?.resume ?? this.first;
    let position = this.#next;
    while (position < this.end) {
      const scan = this.#scan(position, floor);
      if (scan !== undefined) {
        blocks.push(scan.block);
        floor = scan.resume;
      }
      position = scan?.resume ?? position + 1;
    }
    return blocks;
  }

  #scan(position: number, floor: number): Scan | undefined {
    return (
      scanOtherTraceback(this, position) ??
      scanTraceback(this, position, floor) ??
      scanCrash(this, position, floor)
    );
  }
}

interface Reading {
  readonly closed: readonly Scan[];
  readonly next: number;
  /** Where it met what was read before. */
  readonly met: number | undefined;
}

/** What was read of lines before others were added in front of them. */
class KnownReading {
  readonly #scans: readonly Scan[];
  readonly #next: number;
  readonly #first: number;
  #at = 0;

  constructor(scans: readonly Scan[], next: number, first: number) {
    this.#scans = scans;
    this.#next = next;
    this.#first = first;
  }

  /**
   * Whether the known reading was at a position between two blocks, too, and with the same line before
   * it; `floor` is the end of the block before. Positions are asked for in ascending order.
   */
  hasMet(position: number, floor: number): boolean {
    if (position <= this.#first || position > this.#next) {
      return false;
    }
    while ((this.#scans[this.#at]?.resume ?? Infinity) <= position) {
      this.#at += 1;
    }
    const isWithin = position > (this.#scans[this.#at]?.from ?? Infinity);
    const isBehindBlock = this.#scans[this.#at - 1]?.resume === position;
    return !isWithin && isBehindBlock === (floor === position);
  }

  from(position: number): readonly Scan[] {
    return this.#scans.filter(({ from }) => from >= position);
  }
}

/** Ascending numbers that come at either end. */
class Positions {
  readonly #older: number[] = [];
  readonly #newer: number[] = [];
  #all: readonly number[] | undefined;

  add(position: number): void {
    (position < 0 ? this.#older : this.#newer).push(position);
    this.#all = undefined;
  }

  get all(): readonly number[] {
    this.#all ??= [...this.#older.toReversed(), ...this.#newer];
    return this.#all;
  }
}
