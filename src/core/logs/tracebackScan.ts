import { readStartMarker } from './attempts';
import type { LineSource, RaisedException, Scan } from './blocks';
import { isInApp, type Frame } from './frame';
import type { LogLine } from './logLine';
import { hasLogPrefix } from './logLevel';
import {
  hasShape,
  isEmbeddedHeader,
  isGroupType,
  isHeader,
  isRemoteTraceback,
  isStackHeader,
  readException,
  readFrame,
  readGroupRule,
  readRelation,
  type FrameLine,
  type Relation,
} from './tracebackLines';

/** So many lines of others may stand in a row within a traceback. */
const OTHERS = 20;

/** So many lines behind an exception are looked at for a chain that goes on behind lines of others. */
const AHEAD = 5;

/** So many lines a message has behind its first, and so many milliseconds it takes to write them. */
const MESSAGE_LINES = 50;
const INDENTED_MS = 1000;
const UNINDENTED_MS = 100;

/** A line that Python writes in front of a traceback after which it goes on. */
const IGNORED = /^(?:Exception ignored |--- Logging error ---)/;
const IN_THREAD = /^Exception in thread /;

/** What begins another report. */
const OTHER_REPORT =
  /^(?:Exception ignored |Exception in thread |--- Logging error ---)|Traceback \(most/;

/**
 * The traceback that begins at a line, if one does: at its header, or at any line by which one that
 * was cut can be told. Nothing before `floor` is part of it.
 */
export function scanTraceback(lines: LineSource, from: number, floor: number): Scan | undefined {
  const text = lines.at(from)?.text ?? '';
  if (!/raceback|File "|above exception|tack|user code/.test(text)) {
    return undefined;
  }
  return isHeader(text) ||
    readFrame(text) !== undefined ||
    readRelation(text) !== undefined ||
    isRemoteTraceback(text) ||
    isStackHeader(text)
    ? new TracebackReader(lines, from, floor).read()
    : undefined;
}

/** Where the lines of a traceback have their text: behind what a logger writes before each, if it does. */
interface Layout {
  /** What stands before the frame, of the last one read. */
  readonly shape: string;
  /** Before a frame, and before an exception. */
  readonly column: number;
  readonly base: number;
}

type Verdict = 'taken' | 'passed' | 'ends';

/** Reads one traceback, line by line. */
class TracebackReader {
  readonly #lines: LineSource;
  readonly #from: number;
  readonly #floor: number;
  readonly #exceptions: RaisedException[] = [];
  #phase: 'header' | 'frames' | 'message' | 'between' = 'header';
  #layout: Layout | undefined;
  #frames: Frame[] = [];
  #relation: Relation | undefined;
  #isStack = false;
  #isCutAtStart = false;
  #isQuoted = false;
  #isGroupOver = false;
  /** Whether a line to come could have changed what was decided. */
  #isUndecided = false;
  #last: number;

  constructor(lines: LineSource, from: number, floor: number) {
    this.#lines = lines;
    this.#from = from;
    this.#floor = floor;
    this.#last = from;
  }

  read(): Scan {
    let position = this.#from;
    for (; position < this.#lines.end; position += 1) {
      const line = this.#lines.at(position);
      if (line === undefined) {
        break;
      }
      const verdict = position === this.#from ? this.#open(line) : this.#step(position, line);
      if (verdict === 'taken') {
        this.#last = position;
      } else if (verdict === 'ends' || position - this.#last > OTHERS) {
        break;
      }
    }
    return {
      block: this.#block(),
      from: this.#from,
      resume: this.#last + 1,
      isClosed: position < this.#lines.end && !this.#isUndecided,
    };
  }

  #block(): Scan['block'] {
    const end = this.#last + 1;
    if (this.#isStack) {
      return { kind: 'stack', start: this.#from, end, frames: this.#frames };
    }
    const before =
      this.#from > this.#floor ? (this.#lines.at(this.#from - 1)?.text.slice(0, 200) ?? '') : '';
    const isIgnored = IGNORED.test(before);
    return {
      kind: 'traceback',
      start: isIgnored || IN_THREAD.test(before) ? this.#from - 1 : this.#from,
      end,
      exceptions: this.#exceptions,
      rest: this.#frames,
      isComplete: this.#exceptions.length > 0 && this.#frames.length === 0,
      isCutAtStart: this.#isCutAtStart,
      isIgnored,
    };
  }

  #open(line: LogLine): Verdict {
    const { text } = line;
    const frame = readFrame(text);
    if (isHeader(text)) {
      return 'taken';
    }
    if (isStackHeader(text)) {
      this.#isStack = true;
    } else if (isRemoteTraceback(text)) {
      this.#raise(this.#from, { type: text.trim().slice(0, -1), message: '' });
    } else {
      this.#isCutAtStart = true;
      if (frame === undefined) {
        this.#relation = readRelation(text);
        this.#phase = 'between';
      } else {
        this.#addFrame(this.#from, text, frame);
      }
    }
    return 'taken';
  }

  #step(position: number, line: LogLine): Verdict {
    if (readStartMarker(line) !== undefined) {
      return 'ends';
    }
    if (line.kind === 'malformed') {
      return 'passed';
    }
    switch (this.#phase) {
      case 'header':
        return this.#afterHeader(position, line.text);
      case 'frames':
        return this.#amongFrames(position, line.text);
      case 'message':
        return this.#inMessage(position, line);
      case 'between':
        return this.#betweenExceptions(position, line.text);
    }
  }

  #afterHeader(position: number, text: string): Verdict {
    const frame = readFrame(text);
    if (frame !== undefined) {
      return this.#addFrame(position, text, frame);
    }
    if (isHeader(text)) {
      return 'taken';
    }
    const exception = readException(text.replace(/^[\s|]{0,80}\| /, ''));
    return exception?.isCertain === true && position === this.#last + 1 && !this.#isStack
      ? this.#raise(position, exception)
      : 'passed';
  }

  #amongFrames(position: number, text: string): Verdict {
    const frame = readFrame(text);
    if (frame !== undefined) {
      return this.#addFrame(position, text, frame);
    }
    if (isHeader(text)) {
      return 'ends';
    }
    const { column = 0, base = 0 } = this.#layout ?? {};
    const inner = this.#textAt(column, text);
    const isTrimmed = column < 2;
    if (!isTrimmed && inner !== undefined && /^(?:\s+\S|\[Previous line repeated )/.test(inner)) {
      return this.#addSource(inner);
    }
    if (this.#isStack) {
      return 'ends';
    }
    const outer = this.#textAt(base, text);
    const exception = outer === undefined ? undefined : readException(outer);
    if (isTrimmed && this.#frames.at(-1)?.source === undefined && exception?.isCertain !== true) {
      return this.#addSource(text);
    }
    if (exception !== undefined) {
      return this.#raise(position, exception);
    }
    return this.#goOn(text) ?? 'passed';
  }

  #inMessage(position: number, line: LogLine): Verdict {
    const { text } = line;
    const chained = this.#goOn(text);
    if (chained !== undefined) {
      return chained;
    }
    if (this.#isGroupOver) {
      return text.trim() === '' || this.#goesOnAhead(position) ? 'passed' : 'ends';
    }
    if (isHeader(text)) {
      if (!this.#isQuoted && !isEmbeddedHeader(text)) {
        return 'ends';
      }
      this.#relation = 'embedded';
      this.#begin('header');
      return 'taken';
    }
    const frame = readFrame(text);
    if (
      frame?.column === this.#layout?.column &&
      frame !== undefined &&
      position === this.#last + 1
    ) {
      return this.#resumeFrames(position, text, frame);
    }
    if (this.#isMessage(position, line)) {
      const exception = this.#exceptions.pop();
      if (exception !== undefined) {
        this.#exceptions.push({ ...exception, end: position + 1 });
      }
      this.#isQuoted = text.trim() === '"""' ? !this.#isQuoted : this.#isQuoted;
      return 'taken';
    }
    return text.trim() === '' || this.#isBlank(text) || this.#goesOnAhead(position)
      ? 'passed'
      : 'ends';
  }

  #betweenExceptions(position: number, text: string): Verdict {
    if (isHeader(text)) {
      this.#begin('header');
      return 'taken';
    }
    const frame = readFrame(text);
    if (frame !== undefined) {
      return this.#addFrame(position, text, frame);
    }
    const [, margin = '', rest = ''] = /^([\s|]{0,80}\| )(.*)$/.exec(text) ?? [];
    const exception = this.#relation === 'group' ? readException(rest) : undefined;
    if (exception !== undefined) {
      this.#layout = { shape: `${margin}  `, column: margin.length + 2, base: margin.length };
      return this.#raise(position, exception);
    }
    return this.#goOn(text) ?? 'passed';
  }

  /** What joins two exceptions. */
  #goOn(text: string): Verdict | undefined {
    const relation = readRelation(text);
    const rule = this.#isInGroup() ? readGroupRule(text) : undefined;
    if (relation === undefined && rule === undefined) {
      return undefined;
    }
    this.#isGroupOver = rule === 'end';
    if (rule !== 'end') {
      this.#relation = relation ?? 'group';
      this.#begin('between');
    }
    return 'taken';
  }

  #isInGroup(): boolean {
    return this.#exceptions.some(({ type }) => isGroupType(type));
  }

  /** The frames of an exception that the log does not name are given up. */
  #begin(phase: 'header' | 'between'): void {
    this.#phase = phase;
    this.#frames = [];
    this.#layout = undefined;
  }

  #addFrame(position: number, text: string, { file, line, name, column }: FrameLine): Verdict {
    this.#phase = 'frames';
    this.#layout = { shape: text.slice(0, column), column, base: Math.max(0, column - 2) };
    this.#frames.push({
      position,
      file,
      line,
      name,
      source: undefined,
      inApp: isInApp(file, name),
    });
    return 'taken';
  }

  #addSource(text: string): Verdict {
    const frame = this.#frames.at(-1);
    const source = text.trim();
    if (frame?.source === undefined && frame !== undefined && !/^[\^~ ]+$/.test(source)) {
      this.#frames[this.#frames.length - 1] = { ...frame, source };
    }
    return 'taken';
  }

  #raise(position: number, { type, message }: { type: string; message: string }): Verdict {
    this.#exceptions.push({
      position,
      end: position + 1,
      type,
      message,
      frames: this.#frames,
      relation: this.#exceptions.length === 0 && !this.#isCutAtStart ? undefined : this.#relation,
    });
    this.#frames = [];
    this.#relation = undefined;
    this.#isGroupOver = false;
    this.#phase = 'message';
    return 'taken';
  }

  /** Directly behind an exception comes a frame: a line of others was taken for the exception. */
  #resumeFrames(position: number, text: string, frame: FrameLine): Verdict {
    const last = this.#exceptions.at(-1);
    const named =
      last === undefined
        ? ''
        : (this.#textAt(this.#layout?.base ?? 0, this.#lines.at(last.position)?.text ?? '') ?? '');
    if (
      last === undefined ||
      last.end > last.position + 1 ||
      readException(named)?.isCertain === true
    ) {
      return 'ends';
    }
    this.#exceptions.pop();
    this.#frames = [...last.frames];
    this.#relation = last.relation;
    return this.#addFrame(position, text, frame);
  }

  /** Whether a line is one more of the message of the last exception. */
  #isMessage(position: number, line: LogLine): boolean {
    const exception = this.#exceptions.at(-1);
    const named = exception === undefined ? undefined : this.#lines.at(exception.position);
    if (exception === undefined || named === undefined) {
      return false;
    }
    const wait = Math.abs((line.time ?? 0) - (named.time ?? 0));
    const hasTimes = line.time !== undefined && named.time !== undefined;
    if (
      line.kind !== named.kind ||
      (hasTimes && wait > INDENTED_MS) ||
      position - exception.position > MESSAGE_LINES
    ) {
      return false;
    }
    const prefix = this.#layout?.shape.slice(0, this.#layout.base) ?? '';
    const body = this.#textAt(prefix.length, line.text);
    if (body === undefined || body.trim() === '') {
      return false;
    }
    const isIndented = /^\s/.test(body);
    if (isIndented) {
      return true;
    }
    const isLogged = /[^\s|]/.test(prefix);
    const isOfSameEntry = named.raw === line.raw;
    if (
      isLogged ||
      !isOfSameEntry ||
      (hasTimes && wait > UNINDENTED_MS) ||
      line.level === 'fatal' ||
      OTHER_REPORT.test(body.slice(0, 200)) ||
      isStackHeader(body) ||
      hasLogPrefix(body)
    ) {
      return false;
    }
    const before = this.#lines.at(position - 1)?.text ?? '';
    return (
      position === exception.end ||
      isTitle(this.#lines.at(exception.end - 1)?.text) ||
      isTitle(body) ||
      before.trim() === '"""'
    );
  }

  #isBlank(text: string): boolean {
    const { shape = '', base = 0 } = this.#layout ?? {};
    const prefix = shape.slice(0, base).trimEnd();
    return hasShape(prefix, text) && text.slice(prefix.length).trim() === '';
  }

  /** Whether the chain goes on behind some lines of others; then they are no more of the message. */
  #goesOnAhead(position: number): boolean {
    for (let ahead = position; ahead <= position + AHEAD; ahead += 1) {
      const text = this.#lines.at(ahead)?.text;
      this.#isUndecided ||= text === undefined;
      if (text === undefined || isHeader(text)) {
        return false;
      }
      if (readRelation(text) !== undefined) {
        this.#begin('between');
        return true;
      }
    }
    return false;
  }

  /** The text from a column on, of a line that begins as the last frame did. */
  #textAt(column: number, text: string): string | undefined {
    const shape = this.#layout?.shape.slice(0, column) ?? '';
    return hasShape(shape, text) ? text.slice(shape.length) : undefined;
  }
}

/** A line after which more is to come. */
function isTitle(text: string | undefined): boolean {
  return text?.trimEnd().endsWith(':') === true;
}
