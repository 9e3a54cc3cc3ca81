import { readStartMarker } from './attempts';
import type { LineSource, RaisedException, Scan } from './blocks';
import type { LogLine } from './logLine';
import { OpenFrames } from './openFrames';
import { tracebackBlock } from './tracebackBlock';
import { isBlank, isOfMessage, textAt } from './tracebackMessage';
import {
  isEmbeddedHeader,
  isGroupType,
  isHeader,
  isRemoteTraceback,
  isStackHeader,
  readException,
  readFrame,
  readGroupRule,
  readRelation,
  relationAhead,
  type FrameLine,
  type Relation,
} from './tracebackLines';

/** So many lines of others may stand in a row within a traceback. */
const OTHERS = 20;

/** So many lines one traceback has at most: what is not over is read again with each page. */
const LONGEST = 3000;

type Verdict = 'taken' | 'passed' | 'ends';

/** Reads the one traceback that begins at a line. */
export class TracebackReader {
  readonly #exceptions: RaisedException[] = [];
  #phase: 'header' | 'frames' | 'message' | 'between' = 'header';
  readonly #frames = new OpenFrames();
  #relation: Relation | undefined;
  #isStack = false;
  #isCutAtStart = false;
  #isQuoted = false;
  #isGroupOver = false;
  /** Whether a line to come could have changed what was decided. */
  #isUndecided = false;
  #last: number;

  constructor(
    private readonly lines: LineSource,
    private readonly from: number,
    private readonly lowest: number,
  ) {
    this.#last = from;
  }

  read(): Scan {
    let position = this.from;
    for (; position < this.lines.end; position += 1) {
      const line = this.lines.at(position);
      if (line === undefined || position - this.from >= LONGEST) {
        break;
      }
      const verdict = position === this.from ? this.#open(line) : this.#step(position, line);
      if (verdict === 'taken') {
        this.#last = position;
      } else if (verdict === 'ends' || position - this.#last > OTHERS) {
        break;
      }
    }
    return {
      block: tracebackBlock(this.lines, {
        start: this.from,
        lowest: this.lowest,
        end: this.#last + 1,
        exceptions: this.#exceptions,
        rest: this.#frames.all,
        isStack: this.#isStack,
        isCutAtStart: this.#isCutAtStart,
      }),
      from: this.from,
      resume: this.#last + 1,
      isClosed: position < this.lines.end && !this.#isUndecided,
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
      this.#raise(this.from, { type: text.trim().slice(0, -1), message: '' });
    } else {
      this.#isCutAtStart = true;
      if (frame === undefined) {
        this.#relation = readRelation(text);
        this.#phase = 'between';
      } else {
        this.#addFrame(this.from, text, frame);
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
    const { column = 0, base = 0 } = this.#frames.layout ?? {};
    const inner = textAt(this.#frames.layout, column, text);
    const isTrimmed = column < 2;
    if (!isTrimmed && inner !== undefined && /^(?:\s+\S|\[Previous line repeated )/.test(inner)) {
      this.#frames.addSource(inner);
      return 'taken';
    }
    if (this.#isStack) {
      return 'ends';
    }
    const outer = textAt(this.#frames.layout, base, text);
    const exception = outer === undefined ? undefined : readException(outer);
    if (
      isTrimmed &&
      this.#frames.all.at(-1)?.source === undefined &&
      exception?.isCertain !== true
    ) {
      this.#frames.addSource(text);
      return 'taken';
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
    const exception = this.#exceptions.at(-1);
    if (exception === undefined) {
      return 'ends';
    }
    const frame = position === this.#last + 1 ? readFrame(text) : undefined;
    if (frame !== undefined && frame.column === this.#frames.layout?.column) {
      return this.#resumeFrames(position, text, frame, exception);
    }
    if (isOfMessage(this.lines, this.#frames.layout, exception, position)) {
      this.#exceptions[this.#exceptions.length - 1] = { ...exception, end: position + 1 };
      this.#isQuoted = text.trim() === '"""' ? !this.#isQuoted : this.#isQuoted;
      return 'taken';
    }
    return isBlank(this.#frames.layout, text) || this.#goesOnAhead(position) ? 'passed' : 'ends';
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
      this.#frames.layout = {
        shape: `${margin}  `,
        column: margin.length + 2,
        base: margin.length,
      };
      return this.#raise(position, exception);
    }
    return this.#goOn(text) ?? 'passed';
  }

  /** What joins two exceptions. */
  #goOn(text: string): Verdict | undefined {
    const relation = readRelation(text);
    const rule = this.#exceptions.some(({ type }) => isGroupType(type))
      ? readGroupRule(text)
      : undefined;
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

  /** The frames of an exception that the log does not name are given up. */
  #begin(phase: 'header' | 'between'): void {
    this.#phase = phase;
    this.#frames.clear();
  }

  #addFrame(position: number, text: string, frame: FrameLine): Verdict {
    this.#phase = 'frames';
    this.#frames.add(position, text, frame);
    return 'taken';
  }

  #raise(position: number, { type, message }: { type: string; message: string }): Verdict {
    this.#exceptions.push({
      position,
      end: position + 1,
      type,
      message,
      frames: this.#frames.take(),
      relation: this.#exceptions.length === 0 && !this.#isCutAtStart ? undefined : this.#relation,
    });
    this.#relation = undefined;
    this.#isGroupOver = false;
    this.#phase = 'message';
    return 'taken';
  }

  /** Directly behind an exception comes a frame: a line of others was taken for the exception. */
  #resumeFrames(
    position: number,
    text: string,
    frame: FrameLine,
    { position: named, end, frames, relation }: RaisedException,
  ): Verdict {
    const line = this.lines.at(named)?.text ?? '';
    const body = textAt(this.#frames.layout, this.#frames.layout?.base ?? 0, line) ?? '';
    if (end > named + 1 || readException(body)?.isCertain === true) {
      return 'ends';
    }
    this.#exceptions.pop();
    this.#frames.restore(frames);
    this.#relation = relation;
    return this.#addFrame(position, text, frame);
  }

  /** Whether the chain goes on behind some lines of others; then they are no more of the message. */
  #goesOnAhead(position: number): boolean {
    const ahead = relationAhead(this.lines, position);
    this.#isUndecided ||= ahead === 'unknown';
    if (ahead === 'found') {
      this.#begin('between');
    }
    return ahead === 'found';
  }
}
