import type { Attempt } from './attempts';
import type { Block, Crash, Traceback } from './blocks';
import type { LogIndex } from './logIndex';
import { readException } from './tracebackLines';

/** Where a log says why its run failed: the lines from `start` up to `end`. */
export type FailingPart = FailingBlock | FailingLines;

interface Range {
  readonly start: number;
  readonly end: number;
  /** The line to bring into view: the one that says what went wrong. */
  readonly focus: number;
  /** Whether older lines, which are not known, may belong to it. */
  readonly isCutAtStart: boolean;
}

export interface FailingBlock extends Range {
  readonly kind: 'block';
  readonly block: Traceback | Crash;
}

/** `error`: the last line that reports an error. `end`: no line does; the last lines. `empty`: no line. */
export interface FailingLines extends Range {
  readonly kind: 'error' | 'end' | 'empty';
}

/** So many lines stand for the end of a log that says nothing of an error. */
const END_LINES = 20;

/** Lines that report the end of a process and not why it ended. */
const EXIT =
  /\bexit(?:ed|ing)?\b[^.]{0,40}\b(?:code|status)\b|\bexit(?:ed)?[ -](?:code|status)\b|\breturned non-zero exit status\b|\bprocess\b.{0,40}\b(?:has ended|exited|terminated|died)\b/i;

/** A launcher's exceptions repeat that a process of its own has failed. */
const OF_LAUNCHER =
  /(?:^|\.)(?:ChildFailedError|CalledProcessError|ProcessExitedException|SystemExit)$/;

/**
 * The part that says why an attempt, the last one when none is given, failed: the last complete
 * traceback or report of a crash; a traceback that was cut; the last line that reports an error; the
 * last lines. What went on by itself, and what a launcher says of its processes, counts when there
 * is nothing else.
 */
export function failingPart(index: LogIndex, attempt?: Attempt): FailingPart {
  const { start, end, hasMarker } = attempt ??
    index.attempts.at(-1) ?? { start: index.first, end: index.end, hasMarker: false };
  const isStartKnown = hasMarker;
  const blocks = index.blocks.filter(
    (block): block is Traceback | Crash =>
      block.kind !== 'stack' && block.start >= start && block.start < end,
  );
  const block =
    blocks.findLast(isReason) ?? blocks.findLast(isReported) ?? blocks.findLast(hasFrames);
  if (block !== undefined) {
    return {
      kind: 'block',
      block,
      start: block.start,
      end: block.end,
      focus: focusOf(block),
      isCutAtStart: block.kind === 'traceback' && block.isCutAtStart,
    };
  }
  return errorLine(index, start, end, isStartKnown) ?? lastLines(index, start, end, isStartKnown);
}

/** Whether a line reports the end of a process and not why it ended. */
export function isExitLine(text: string): boolean {
  return EXIT.test(text.slice(0, 400));
}

function isReason(block: Traceback | Crash): boolean {
  return (
    isReported(block) && !(block.kind === 'traceback' && (block.isIgnored || isOfLauncher(block)))
  );
}

function isReported(block: Traceback | Crash): boolean {
  return block.kind === 'crash' || block.isComplete;
}

function hasFrames(block: Traceback | Crash): boolean {
  return block.kind === 'crash' || block.rest.length > 0 || block.exceptions.length > 0;
}

function isOfLauncher({ exceptions }: Traceback): boolean {
  const last = exceptions.at(-1);
  return (
    last !== undefined &&
    OF_LAUNCHER.test(last.type) &&
    !exceptions.some(({ frames }) => frames.some(({ inApp }) => inApp))
  );
}

function focusOf(block: Block): number {
  switch (block.kind) {
    case 'traceback':
      return block.exceptions.at(-1)?.position ?? block.end - 1;
    case 'crash':
      return block.position;
    case 'stack':
      return block.start;
  }
}

/** The last line of an error, with further lines of its entry. */
function errorLine(
  index: LogIndex,
  start: number,
  end: number,
  isStartKnown: boolean,
): FailingPart | undefined {
  const errors = index.errorLines.filter((position) => position >= start && position < end);
  const isExit = (position: number): boolean => isExitLine(index.at(position)?.text ?? '');
  const focus = errors.findLast((position) => !isExit(position)) ?? errors.at(-1);
  if (focus === undefined) {
    return undefined;
  }
  const raw = index.at(focus)?.raw;
  const ofEntry = (position: number): boolean =>
    raw !== undefined && index.at(position)?.raw === raw && position >= start && position < end;
  let first = focus;
  while (ofEntry(first - 1)) {
    first -= 1;
  }
  let behind = focus + 1;
  while (ofEntry(behind)) {
    behind += 1;
  }
  const isNamed = readException(index.at(first)?.text ?? '')?.isCertain === true;
  return {
    kind: 'error',
    start: first,
    end: behind,
    focus: isNamed ? first : focus,
    isCutAtStart: !isStartKnown && first === index.first,
  };
}

function lastLines(
  index: LogIndex,
  start: number,
  end: number,
  isStartKnown: boolean,
): FailingPart {
  let last = end - 1;
  while (last > start && (index.at(last)?.text ?? '').trim() === '') {
    last -= 1;
  }
  const from = Math.max(start, last + 1 - END_LINES);
  return end <= start
    ? { kind: 'empty', start, end: start, focus: start, isCutAtStart: !isStartKnown }
    : {
        kind: 'end',
        start: from,
        end: last + 1,
        focus: last,
        isCutAtStart: !isStartKnown && from === index.first,
      };
}
