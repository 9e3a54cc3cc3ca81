import type { Crash, LineSource, Scan } from './blocks';

/** So many lines a report of a crash has at most. */
const LONGEST = 1000;

/** Longer lines are no part of one, but for the line that says why. */
const LONGEST_LINE = 2000;

/** How the report of a runtime begins, and which lines go on with it. */
interface Style {
  readonly runtime: Crash['runtime'];
  /** The first line; groups: what was raised, what it says. */
  readonly first: RegExp;
  readonly more: RegExp;
}

const STYLES: readonly Style[] = [
  {
    runtime: 'java',
    first: /^Exception in thread "[^"]{0,200}" ([\w.$]{1,200})(?:: (.*))?$/,
    more: /^(?:\s+at |Caused by: |\s+\.\.\. \d+ (?:more|common)|\s+Suppressed: )/,
  },
  {
    runtime: 'dotnet',
    first: /^Unhandled exception\. ([\w.]{1,200}): (.*)$/i,
    more: /^(?:\s+at |\s+---> |\s+--- End of |\s*$)/,
  },
  {
    runtime: 'go',
    first: /^(panic|fatal error): (.*)$/,
    more: /^(?:\s*$|goroutine \d+ |\[signal |\t|[\w./*()-]+\(.*\)$|created by |exit status \d|panic: |\s+panic: )/,
  },
  {
    runtime: 'rust',
    first: /^thread '[^']{0,200}' (?:\(\d+\) )?(panicked) at (.*)$/,
    more: /^(?:note: |stack backtrace:|\s+\d+: |\s+at )/,
  },
  {
    runtime: 'native',
    first: /^terminate called after throwing an instance of '([^']{0,200})'()$/,
    more: /^(?:\s+what\(\): |Aborted)/,
  },
  {
    runtime: 'native',
    first:
      /^(?:[\w./-]{0,100}: line \d+:\s+\d+ )?()((?:Killed|Aborted|Segmentation fault|Bus error|Illegal instruction|Floating point exception|Out of memory: Killed process .*)(?: \(core dumped\)|\s.*)?)$/,
    more: /^(?!)/,
  },
];

/** A step of a stack of Node.js, Java or .NET. */
const STEP = /^\s+at (?:\S.*\(.*\)|\S+:\d+:\d+|\S.* in \S.*:line \d+)\s*$/;
const STEP_MORE = /^(?:\s+at |Caused by: |\s+\.\.\. \d+ (?:more|common)|\s+\[cause\]: )/;
const RAISED = /^(?:Uncaught )?((?:[\w$]{1,100}\.){0,10}[\w$]{1,100})(?: \[\w+\])?(?:: (.*))?$/;

/**
 * The report of a crash of another runtime that begins at a line. Where only a stack tells it, the
 * line before belongs to it, unless that is before `floor`.
 */
export function scanCrash(lines: LineSource, from: number, floor: number): Scan | undefined {
  const text = lines.at(from)?.text ?? '';
  if (/^\s+at /.test(text) && text.length < LONGEST_LINE) {
    return STEP.test(text) ? scanSteps(lines, from, floor) : undefined;
  }
  if (
    !/^(?:Exception in|[Uu]nhandled|panic|fatal error|thread |terminate|Killed|Aborted|Segm|Bus e|Illegal|Floating|Out of mem|\S{1,100}: line \d)/.test(
      text,
    )
  ) {
    return undefined;
  }
  for (const style of STYLES) {
    const found = style.first.exec(text.slice(0, LONGEST_LINE));
    if (found !== null) {
      return scanReport(lines, from, style, found);
    }
  }
  return undefined;
}

function scanReport(
  lines: LineSource,
  from: number,
  { runtime, more }: Style,
  [, type = '', message = '']: RegExpExecArray,
): Scan {
  const following = lines.at(from + 1);
  const next = following?.text ?? '';
  const isOnNext = runtime === 'rust' && /:\d+:$/.test(message) && following !== undefined;
  const { last, isClosed } = readMore(lines, isOnNext ? from + 1 : from, more);
  const says = isOnNext
    ? next
    : runtime === 'native' && message === ''
      ? next.replace(/^\s+what\(\): +/, '')
      : message;
  const crash: Crash = {
    kind: 'crash',
    runtime,
    start: from,
    end: last + 1,
    position: from,
    type: type === '' ? undefined : type,
    message: says,
  };
  return { block: crash, from, resume: last + 1, isClosed };
}

function scanSteps(lines: LineSource, from: number, floor: number): Scan | undefined {
  const before = from > floor ? lines.at(from - 1) : undefined;
  const hasReason = before !== undefined && /^\S/.test(before.text);
  const position = hasReason ? from - 1 : from;
  const text = (lines.at(position)?.text ?? '').slice(0, LONGEST_LINE);
  const { last, isClosed } = readMore(lines, from, STEP_MORE);
  const [, type, message] = RAISED.exec(text) ?? [];
  const step = lines.at(from)?.text ?? '';
  const crash: Crash = {
    kind: 'crash',
    runtime: /:line \d+\s*$/.test(step)
      ? 'dotnet'
      : /:\d+:\d+\)?\s*$|node:/.test(step)
        ? 'node'
        : 'java',
    start: position,
    end: last + 1,
    position,
    type: hasReason ? type : undefined,
    message: (hasReason && type !== undefined ? message : text.trim()) ?? '',
  };
  return { block: crash, from, resume: last + 1, isClosed };
}

function readMore(
  lines: LineSource,
  from: number,
  more: RegExp,
): { readonly last: number; readonly isClosed: boolean } {
  let last = from;
  for (let position = from + 1; position < lines.end; position += 1) {
    const text = lines.at(position)?.text ?? '';
    if (text.length > LONGEST_LINE || !more.test(text) || position - from > LONGEST) {
      return { last, isClosed: true };
    }
    last = text.trim() === '' ? last : position;
  }
  return { last, isClosed: false };
}
