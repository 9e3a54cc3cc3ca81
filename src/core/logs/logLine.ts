import { parseTime } from '../../api/decoding/fields';
import { asFields, parseJson, type Fields } from '../../api/decoding/json';
import type { Entry } from '../../api/page';
import type { LogEvent } from '../../api/resources/logs';
import { levelOfField, levelOfText, SEVERITY, type LogLevel } from './logLevel';
import { terminalLines } from './terminalText';

/**
 * One line of a log as it is shown. Of an entry with several lines each is one; every field is
 * always there, since a log has very many lines.
 */
export interface LogLine {
  /**
   * `text`: what a program printed. `json`: taken out of a JSON object. `runner`: the same, of the
   * platform's runner (C.7 of docs/platform-api.md). `malformed`: an entry that could not be read.
   */
  readonly kind: 'text' | 'json' | 'runner' | 'malformed';
  /** Without escape sequences and controls. It is as long as the line; who shows it may cut it. */
  readonly text: string;
  /** When the platform took the line, in milliseconds since 1970. */
  readonly time: number | undefined;
  readonly level: LogLevel | undefined;
  /**
   * The entry as it came, when the text is only a part of it: of JSON, or one of several lines; why
   * it is malformed, otherwise.
   */
  readonly raw: string | undefined;
}

/**
 * Fields that hold the text of a line of JSON, those that say that it is one, and tracebacks in it.
 */
const MESSAGES = ['message', 'msg', 'event'];
const LEVELS = ['log_level', 'level', 'severity', 'levelname', 'levelno'];
const TIMES = ['timestamp', 'time', 'asctime', 'ts', '@timestamp'];
const TRACEBACKS = ['exc_info', 'exception', 'traceback', 'stack_trace', 'stack_info'];

/** How often JSON may stand in a message of JSON. */
const DEPTH = 3;

/** The lines of one entry of a log, at least one. */
export function linesOf(entry: Entry<LogEvent>): readonly LogLine[] {
  if (entry.kind === 'malformed') {
    const text = terminalLines(entry.raw).join(' ');
    return [{ kind: 'malformed', text, time: undefined, level: undefined, raw: entry.reason }];
  }
  const { message, timestamp } = entry.value;
  const time = parseTime(timestamp);
  const json = unwrap(message, DEPTH);
  if (json === undefined) {
    const texts = terminalLines(message);
    const raw = texts.length > 1 ? message : undefined;
    return texts.map((text) => ({ kind: 'text', text, time, level: levelOfText(text), raw }));
  }
  return json.texts.flatMap(terminalLines).map((text) => ({
    kind: json.isRunner ? 'runner' : 'json',
    text,
    time: time ?? json.time,
    level: mostSerious(json.level, levelOfText(text)),
    raw: message,
  }));
}

interface JsonLine {
  readonly isRunner: boolean;
  readonly texts: readonly string[];
  readonly level: LogLevel | undefined;
  readonly time: number | undefined;
}

/** A line of a log that was written as a JSON object; nothing of any other JSON. */
function unwrap(message: string, depth: number): JsonLine | undefined {
  const fields = depth > 0 && /^\s*\{/.test(message) ? asFields(parseJson(message)) : undefined;
  if (fields === undefined) {
    return undefined;
  }
  const [, text] = firstOf(fields, MESSAGES, isText) ?? [];
  const [levelName, levelValue] = firstOf(fields, LEVELS, isTextOrNumber) ?? [];
  const [, written] = firstOf(fields, TIMES, isTextOrNumber) ?? [];
  if (text === undefined || (levelName === undefined && written === undefined)) {
    return undefined;
  }
  const inner = unwrap(text, depth - 1);
  const tracebacks = TRACEBACKS.map((name) => fields[name]).filter(isText);
  const level = levelName === undefined ? undefined : levelOfField(levelName, levelValue);
  return {
    isRunner: 'log_level' in fields && ('requester_id' in fields || 'source' in fields),
    texts: [...(inner?.texts ?? [text]), ...tracebacks.filter((lines) => lines.includes('\n'))],
    level: mostSerious(level, inner?.level),
    time: (typeof written === 'string' ? parseTime(written) : undefined) ?? inner?.time,
  };
}

function firstOf<T>(
  fields: Fields,
  names: readonly string[],
  isWanted: (value: unknown) => value is T,
): readonly [name: string, value: T] | undefined {
  for (const name of names) {
    const value = fields[name];
    if (isWanted(value)) {
      return [name, value];
    }
  }
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNumber(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function mostSerious(one: LogLevel | undefined, other: LogLevel | undefined): LogLevel | undefined {
  return one === undefined || (other !== undefined && SEVERITY[other] > SEVERITY[one])
    ? other
    : one;
}
