import type { LineSource, RaisedException, Scan, Traceback } from './blocks';
import { isInApp, type Frame } from './frame';
import { readException, readRelation } from './tracebackLines';

/** So many lines a traceback of these kinds has at most. */
const LONGEST = 2000;

/** So many lines may stand between the last frame and the exception, or the next part of a chain. */
const BETWEEN = 3;

/** `╭──── Traceback (most recent call last) ────╮`, as the package rich draws it. */
const BOX_TOP = /^\s*[╭┌+][─-]+ *Traceback \(most recent call last\) *[─-]+[╮┐+]\s*$/;
const BOX_END = /^\s*[╰└+][─-]+[╯┘+]\s*$/;
const BOX_FRAME = /^\s*[│|] (\S.{0,400}?):(\d{1,9}) in (\S+)\s*[│|]\s*$/;
const BOX_SOURCE = /^\s*[│|] [❱>] *\d+ [│|] ?(.*?)\s*[│|]\s*$/;

/** `KeyError     Traceback (most recent call last)`, as notebooks write it. */
const CELL_TOP = /^([A-Za-z_][\w.]{0,100})\s+Traceback \(most recent call last\)\s*$/;
const CELL_FRAME =
  /^(?:(?:File )?([^\s:]{1,400}?)(?::(\d{1,9}))?,? in ([\w<>.]+)(?:\(.*\))?|(?:Cell|Input) (In ?\[\d*\]),? (?:line|in <(?:cell line|module)[^>]*>).*)$/;
const CELL_SOURCE = /^-{2,}> ?(\d{1,9}) ?(.*)$/;

/** `Fatal Python error: Segmentation fault`, by the interpreter itself. */
const FATAL = /^Fatal Python error: (.*)$/;
const FATAL_FRAME = /^\s+File "([^"]{1,400})", line (\d{1,9}) in (.*)$/;
const FATAL_LINE =
  /^(?:\s*$|Python runtime state|(?:Current thread|Thread) 0x|\s+<no Python frame>|Extension modules:)/;

/** A traceback in the style of a package, of a notebook or of the interpreter's own end. */
export function scanOtherTraceback(lines: LineSource, from: number): Scan | undefined {
  const text = lines.at(from)?.text ?? '';
  if (text.length > LONGEST) {
    return undefined;
  }
  if (text.includes('Traceback (most recent call last)')) {
    return BOX_TOP.test(text)
      ? scanBox(lines, from)
      : CELL_TOP.test(text)
        ? scanCell(lines, from)
        : undefined;
  }
  return FATAL.test(text) ? scanFatal(lines, from) : undefined;
}

function scanBox(lines: LineSource, from: number): Scan {
  const exceptions: RaisedException[] = [];
  let frames: Frame[] = [];
  let relation: RaisedException['relation'];
  let last = from;
  let isInside = true;
  let position = from + 1;
  for (; position < lines.end && position - from < LONGEST; position += 1) {
    const text = lines.at(position)?.text ?? '';
    if (isInside) {
      const [, file, line, name] = BOX_FRAME.exec(text) ?? [];
      if (file !== undefined) {
        frames.push(frameOf(position, file, line, name));
      } else if (BOX_SOURCE.test(text)) {
        frames = withSource(frames, BOX_SOURCE.exec(text)?.[1]);
      } else if (BOX_END.test(text)) {
        isInside = false;
      } else if (!/^\s*[│|]/.test(text)) {
        break;
      }
      last = position;
      continue;
    }
    const raised = frames.length === 0 ? undefined : readException(text);
    const joins = readRelation(text);
    if (raised !== undefined) {
      exceptions.push({ ...raised, position, end: position + 1, frames, relation });
      frames = [];
      last = position;
    } else if (joins !== undefined) {
      relation = joins;
      last = position;
    } else if (relation !== undefined && frames.length === 0 && BOX_TOP.test(text)) {
      isInside = true;
      last = position;
    } else if (position - last > BETWEEN) {
      break;
    }
  }
  return scanOf({ start: from, end: last + 1, exceptions, rest: frames }, position < lines.end);
}

function scanCell(lines: LineSource, from: number): Scan {
  const type = CELL_TOP.exec(lines.at(from)?.text ?? '')?.[1] ?? '';
  let frames: Frame[] = [];
  let last = from;
  let position = from + 1;
  for (; position < lines.end && position - from < LONGEST; position += 1) {
    const text = lines.at(position)?.text ?? '';
    if (text.startsWith(`${type}:`) || text.trim() === type) {
      const message = text.slice(type.length + 1).trim();
      const raised = { position, end: position + 1, type, message, frames, relation: undefined };
      return scanOf({ start: from, end: position + 1, exceptions: [raised], rest: [] }, true);
    }
    const [isFrame, file, line, name, cell] = CELL_FRAME.exec(text) ?? [];
    const [isSource, at, source] = CELL_SOURCE.exec(text) ?? [];
    if (isFrame !== undefined) {
      frames.push(frameOf(position, file ?? '<ipython-input>', line, name ?? cell));
      last = position;
    } else if (isSource !== undefined) {
      frames = withSource(frames, source, at);
      last = position;
    } else if (position - last > 20) {
      break;
    }
  }
  return scanOf({ start: from, end: last + 1, exceptions: [], rest: frames }, position < lines.end);
}

/** The frames of the thread that died come first, the innermost on top. */
function scanFatal(lines: LineSource, from: number): Scan {
  const message = FATAL.exec(lines.at(from)?.text ?? '')?.[1] ?? '';
  const frames: Frame[] = [];
  let threads = 0;
  let last = from;
  let position = from + 1;
  for (; position < lines.end && position - from < LONGEST; position += 1) {
    const text = lines.at(position)?.text ?? '';
    const [isFrame, file = '', line, name] = FATAL_FRAME.exec(text) ?? [];
    threads += /^(?:Current thread|Thread) 0x/.test(text) ? 1 : 0;
    if (isFrame === undefined && !FATAL_LINE.test(text)) {
      break;
    }
    if (isFrame !== undefined && threads <= 1) {
      frames.unshift(frameOf(position, file, line, name));
    }
    last = text.trim() === '' ? last : position;
  }
  const raised = {
    position: from,
    end: from + 1,
    type: 'Fatal Python error',
    message,
    frames,
    relation: undefined,
  };
  return scanOf(
    { start: from, end: last + 1, exceptions: [raised], rest: [] },
    position < lines.end,
  );
}

function scanOf(
  found: Pick<Traceback, 'start' | 'end' | 'exceptions' | 'rest'>,
  isClosed: boolean,
): Scan {
  const isComplete = found.exceptions.length > 0 && found.rest.length === 0;
  const block: Traceback = {
    kind: 'traceback',
    ...found,
    isComplete,
    isCutAtStart: false,
    isIgnored: false,
  };
  return { block, from: found.start, resume: found.end, isClosed };
}

function frameOf(
  position: number,
  file: string,
  line: string | undefined,
  name: string | undefined,
): Frame {
  return {
    position,
    file,
    line: Number(line ?? 0),
    name,
    source: undefined,
    inApp: isInApp(file),
  };
}

/** The frames with what the log shows at the last of them. */
function withSource(frames: readonly Frame[], source: string | undefined, line?: string): Frame[] {
  return frames.map((frame, index) =>
    index < frames.length - 1 || frame.source !== undefined
      ? frame
      : { ...frame, source: source?.trim(), line: line === undefined ? frame.line : Number(line) },
  );
}
