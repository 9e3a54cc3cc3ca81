import { createHash } from 'node:crypto';
import type { Attempt } from '../logs/attempts';
import type { Crash, RaisedException, Traceback } from '../logs/blocks';
import { bounded, causeOf, decisiveException } from '../logs/cause';
import { failingPart, isExitLine, type FailingPart } from '../logs/failingPart';
import { moduleName, type Frame } from '../logs/frame';
import type { LogIndex } from '../logs/logIndex';
import { isGroupType } from '../logs/tracebackLines';
import { maskText } from './mask';

/** By what runs that failed in the same way are told. */
export interface Signature {
  /** Equal for runs of one cause. */
  readonly key: string;
  /** What it was made of; the weaker ones come last. */
  readonly kind: 'traceback' | 'crash' | 'error' | 'lastLine' | 'silent';
  /** The cause in one line, of this run. */
  readonly title: string;
  /** The same without what differs from run to run: it parts the runs of one cause. */
  readonly message: string;
  /** Why runs with this key are one group, in the order in which it counts. */
  readonly reasons: readonly Reason[];
  /** Whether older lines, which were not read, may change it. */
  readonly isPartial: boolean;
}

/** One thing that runs of a group have in common. */
export type Reason =
  | { readonly kind: 'exception'; readonly type: string }
  | {
      readonly kind: 'frame';
      readonly module: string;
      readonly name: string | undefined;
      /** The line of code there, its white space collapsed. */
      readonly source: string | undefined;
    }
  /** A line of the log, masked. */
  | { readonly kind: 'line'; readonly text: string }
  /** It ended before it wrote anything. */
  | { readonly kind: 'silent' };

/** Part of every key: keys of other rules never equal those of these. */
const VERSION = 'signature-1';

/** So much of a line is looked at, and so much of it is kept. */
const READ = 4000;
const LONGEST = 1000;

/** What may be the beginning of an id that was cut. */
const CUT_WORD = /[\w-]{1,80}$/;

/**
 * The signature of a failed run by the last attempt in its log, or by the attempt that is given. Where
 * the log has a traceback, it is the types of its exceptions and the user's frames, without the numbers
 * of lines; otherwise the masked line that reports the error.
 */
export function signatureOf(index: LogIndex, attempt?: Attempt): Signature {
  const part = failingPart(index, attempt);
  const title = causeOf(index, part)?.text;
  switch (part.kind) {
    case 'block':
      return part.block.kind === 'traceback'
        ? ofTraceback(part.block, title ?? '', part.isCutAtStart)
        : ofCrash(part.block, title ?? '');
    case 'error': {
      const masked = maskedLine(index, part.focus);
      return signature('error', title ?? '', masked, [{ kind: 'line', text: masked }], false);
    }
    case 'end':
      return ofLastLine(index, part);
    case 'empty':
      return silent(part.isCutAtStart);
  }
}

function ofTraceback(block: Traceback, title: string, isPartial: boolean): Signature {
  const parts = distinctExceptions(block);
  const all = [...parts.flatMap(({ frames }) => frames), ...block.rest];
  const hasOwn = all.some(({ inApp }) => inApp);
  const reasons = [
    ...parts.flatMap(({ type, frames }) => [
      { kind: 'exception' as const, type: plainType(type) },
      ...frameReasons(frames, hasOwn, isRecursion(type)),
    ]),
    ...frameReasons(block.rest, hasOwn, false),
  ];
  const decisive = decisiveException(block);
  const message =
    decisive === undefined ? title : `${plainType(decisive.type)}: ${decisive.message}`;
  return signature('traceback', title, maskedText(message), reasons, isPartial);
}

function ofCrash({ runtime, type, message }: Crash, title: string): Signature {
  const masked = maskedText(message);
  return signature(
    'crash',
    title,
    masked,
    [
      { kind: 'exception', type: type ?? runtime },
      { kind: 'line', text: masked },
    ],
    false,
  );
}

/** A log that says nothing of an error: the last line that is not about the end of a process. */
function ofLastLine(index: LogIndex, { start, end, isCutAtStart }: FailingPart): Signature {
  for (let position = end - 1; position >= start; position -= 1) {
    const text = index.at(position)?.text ?? '';
    if (text.trim() !== '' && !isExitLine(text)) {
      const masked = maskedLine(index, position);
      const reasons = [{ kind: 'line' as const, text: masked }];
      return signature('lastLine', bounded(text), masked, reasons, isCutAtStart);
    }
  }
  return silent(isCutAtStart);
}

function silent(isPartial: boolean): Signature {
  return signature('silent', '', '', [{ kind: 'silent' }], isPartial);
}

function signature(
  kind: Signature['kind'],
  title: string,
  message: string,
  reasons: readonly Reason[],
  isPartial: boolean,
): Signature {
  const content = JSON.stringify([VERSION, kind, reasons.map(keyOf)]);
  const key = createHash('sha256').update(content).digest('hex').slice(0, 24);
  return { key, kind, title, message, reasons, isPartial };
}

function keyOf(reason: Reason): readonly string[] {
  switch (reason.kind) {
    case 'exception':
      return ['exception', reason.type];
    case 'frame':
      return ['frame', reason.module, reason.name ?? '', reason.source ?? ''];
    case 'line':
      return ['line', reason.text];
    case 'silent':
      return ['silent'];
  }
}

/**
 * The exceptions of a traceback. How many parts of a group failed, and in which order, differs from run
 * to run: equal ones count once, in an order of their own.
 */
function distinctExceptions({ exceptions }: Traceback): readonly RaisedException[] {
  const group = exceptions.findIndex(({ type }) => isGroupType(type));
  if (group < 0) {
    return exceptions;
  }
  const textOf = ({ type, frames }: RaisedException): string =>
    JSON.stringify([type, frameReasons(frames, true, false).map(keyOf)]);
  const parts = new Map(exceptions.slice(group + 1).map((part) => [textOf(part), part]));
  return [
    ...exceptions.slice(0, group + 1),
    ...[...parts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, part]) => part),
  ];
}

function frameReasons(
  frames: readonly Frame[],
  onlyInApp: boolean,
  isRecursive: boolean,
): readonly Extract<Reason, { readonly kind: 'frame' }>[] {
  const reasons = frames
    .filter(({ inApp, name }) => (inApp || !onlyInApp) && !COMPREHENSION.test(name ?? ''))
    .map(({ file, name, source }) => ({
      kind: 'frame' as const,
      module: stableModule(file),
      name,
      source: source?.replace(/\s+/g, ' ').trim(),
    }));
  const seen = new Set<string>();
  return reasons.filter((reason, index) => {
    const text = JSON.stringify(keyOf(reason));
    const before = reasons[index - 1];
    const isRepeated = before !== undefined && JSON.stringify(keyOf(before)) === text;
    const isKnown = isRecursive && seen.has(text);
    seen.add(text);
    return !isRepeated && !isKnown;
  });
}

/** Since Python 3.12 these have no frame of their own. */
const COMPREHENSION = /^<(?:list|dict|set)comp>$/;

/** Files of a notebook, and others that were made for one run, have names of their own each time. */
function stableModule(file: string): string {
  const name = moduleName(file);
  return file.startsWith('<') || /(?:^|\/)(?:tmp|ipykernel_\d+)\//.test(file)
    ? maskText(name)
    : name;
}

/** How deep it went differs with what called it. */
function isRecursion(type: string): boolean {
  return type === 'RecursionError';
}

/** Whether a type stands in the program that was started or is imported there makes no difference. */
function plainType(type: string): string {
  return type.replace(/^(?:__main__|builtins)\./, '');
}

function maskedLine(index: LogIndex, position: number): string {
  return maskedText(index.at(position)?.text ?? '');
}

function maskedText(text: string): string {
  const read = text.length > READ ? text.slice(0, READ).replace(CUT_WORD, '') : text;
  return maskText(read).replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}
