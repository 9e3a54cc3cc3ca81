import { oneLine } from '../text/plainText';
import type { Crash, LineSource, RaisedException, Traceback } from './blocks';
import type { FailingPart } from './failingPart';
import type { Frame } from './frame';
import { hasLogPrefix } from './logLevel';
import { isGroupType } from './tracebackLines';

/** Why a run failed, in one line. */
export interface Cause {
  /** `KeyError: 'amount'`, or the line of the log that reports the error. */
  readonly text: string;
  /** The exception with its module, as written. */
  readonly type: string | undefined;
  readonly message: string;
  /** The line of the log that says it. */
  readonly position: number;
  /** From the outermost call to where it was raised: those of the user, or all when none is. */
  readonly frames: readonly Frame[];
}

/** A row, a tooltip and a notification show no more. */
const LONGEST = 200;

/** So much of a line is read for it. */
const READ = 2000;

/** The message of these goes on in the lines behind it. */
const GOES_ON = /:$|^\d+ validation errors? for /;

/** The cause that a failing part tells; nothing when it tells none. */
export function causeOf(lines: LineSource, part: FailingPart): Cause | undefined {
  switch (part.kind) {
    case 'block':
      return part.block.kind === 'traceback'
        ? causeOfTraceback(lines, part.block)
        : causeOfCrash(part.block);
    case 'error':
      return causeOfLine(lines, part.focus);
    case 'end':
      return undefined;
    case 'empty':
      return undefined;
  }
}

/** The exception that says the most: the last of a chain, the first that a group holds. */
export function decisiveException({ exceptions }: Traceback): RaisedException | undefined {
  const last = exceptions.at(-1);
  const group = exceptions.findLastIndex(({ type }) => isGroupType(type));
  const isWithin = exceptions.slice(group + 1).some(({ relation }) => relation === 'group');
  return group >= 0 && isWithin ? firstOfGroup(exceptions) : last;
}

/** An exception without its module, where the name says by itself what it is. */
export function shortType(type: string): string {
  const name = type.slice(type.lastIndexOf('.') + 1);
  return /^[A-Z]\w*(?:Error|Exception|Interrupt|Warning|Timeout|Exit)$/.test(name) ? name : type;
}

/** Text on one line, bounded, without half of a character at its end. */
export function bounded(text: string, longest = LONGEST): string {
  const line = oneLine(text.slice(0, READ)).trim();
  return line.length <= longest && text.length <= READ
    ? line
    : `${line
        .slice(0, longest - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd()}…`;
}

function firstOfGroup(exceptions: readonly RaisedException[]): RaisedException | undefined {
  const begin = exceptions.findIndex(({ type }) => isGroupType(type));
  return exceptions.slice(begin + 1).find(({ type }) => !isGroupType(type)) ?? exceptions.at(-1);
}

function causeOfTraceback(lines: LineSource, block: Traceback): Cause | undefined {
  const exception = decisiveException(block);
  if (exception === undefined) {
    const last = block.rest.at(-1);
    return (
      last && {
        text: bounded(last.source ?? lines.at(last.position)?.text ?? ''),
        type: undefined,
        message: '',
        position: last.position,
        frames: inAppOrAll(block.rest),
      }
    );
  }
  const { type, position, frames } = exception;
  const message = fullMessage(lines, exception);
  const name = shortType(type);
  return {
    text: bounded(message === '' ? name : `${name}: ${message}`),
    type,
    message,
    position,
    frames: inAppOrAll(frames),
  };
}

function causeOfCrash({ type, message, position, runtime }: Crash): Cause {
  const name = runtime === 'rust' ? undefined : type?.replace(/^.*[.:]/, '');
  const text = [name, message].filter((part) => part !== undefined && part !== '').join(': ');
  return { text: bounded(text), type, message, position, frames: [] };
}

function causeOfLine(lines: LineSource, position: number): Cause {
  const text = lines.at(position)?.text ?? '';
  const message = bounded(withoutPrefix(text), READ);
  return {
    text: bounded(withoutPrefix(text)),
    type: undefined,
    message,
    position,
    frames: [],
  };
}

/** What stands before the text of a line: up to its level, or the formats of Google and TensorFlow. */
const BEFORE_LEVEL =
  /^.{0,100}?\b(?:ERROR|ERRO|ERR|FATAL|FATA|CRITICAL|SEVERE|Error|error|fatal|critical)(?![\w(])[\s\])>|:!/-]*/;
const BEFORE_BRACKET =
  /^(?:[IWEF]\d{4} |\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{1,9}: [IWEF] )[^\]]{0,200}\] /;
const LOGGER = /^(?:root|[\w.]{1,100}:[\w.<>]{1,100}:\d{1,7})(?: - |[:\s]+)/;

/** The text of a line behind what its logger wrote before it. */
function withoutPrefix(text: string): string {
  const head = text.slice(0, READ);
  if (!hasLogPrefix(head)) {
    return head;
  }
  const rest = BEFORE_BRACKET.test(head)
    ? head.replace(BEFORE_BRACKET, '')
    : head.replace(BEFORE_LEVEL, '').replace(LOGGER, '');
  return rest.trim() === '' ? head : rest;
}

/** The message, with the line behind it that says more, when the first says that more is to come. */
function fullMessage(lines: LineSource, { message, position, end }: RaisedException): string {
  const first = message.slice(0, READ);
  if (first !== '' && !GOES_ON.test(first)) {
    return first;
  }
  const more: string[] = [];
  for (let at = position + 1; at < end; at += 1) {
    more.push((lines.at(at)?.text ?? '').slice(0, READ));
  }
  const says = more.filter(
    (line) => line.trim() !== '' && !/^\s*(?:File "|\^|"""|[=-]{5,}|Node: )/.test(line),
  );
  const best = /validation error/.test(first)
    ? says
        .slice(0, 2)
        .map((line) => line.trim())
        .join(': ')
    : (says.find((line) => /^\S/.test(line) && !line.trimEnd().endsWith(':')) ?? says[0])?.trim();
  return [first, best].filter((part) => part !== undefined && part !== '').join(' ');
}

function inAppOrAll(frames: readonly Frame[]): readonly Frame[] {
  const own = frames.filter(({ inApp }) => inApp);
  return own.length > 0 ? own : frames;
}
