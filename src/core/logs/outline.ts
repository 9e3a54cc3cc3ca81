import type { Localization } from '../text/localization';
import type { Attempt } from './attempts';
import type { Block, Traceback } from './blocks';
import { causeOf } from './cause';
import type { LogDocument } from './logDocument';

/** Lines of a document, from the first to the last. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** An attempt of a run, or a report of an error in its log. */
export interface OutlineEntry extends LineRange {
  readonly kind: 'attempt' | 'error';
  readonly name: string;
  readonly children: readonly OutlineEntry[];
}

/** The attempts of a run with the errors in them; of a log that names no attempt, the errors alone. */
export function outlineOf(l10n: Localization, log: LogDocument): readonly OutlineEntry[] {
  const { attempts, blocks } = log.index;
  const errors = blocks.flatMap((block) => errorEntry(log, block) ?? []);
  if (!attempts.some(({ hasMarker }) => hasMarker)) {
    return errors;
  }
  return attempts.map((attempt, index) => {
    const range = rangeOf(log, attempt);
    const children = errors.filter(({ start }) => start >= range.start && start <= range.end);
    return { kind: 'attempt', name: attemptName(l10n, attempt, index), ...range, children };
  });
}

/** What can be collapsed: attempts, errors, and the frames of libraries in tracebacks. */
export function collapsibleRanges(log: LogDocument): readonly LineRange[] {
  const { attempts, blocks } = log.index;
  const parts = [...attempts.filter(({ hasMarker }) => hasMarker), ...blocks];
  return [
    ...parts.map((part) => rangeOf(log, part)),
    ...blocks.flatMap((block) => (block.kind === 'traceback' ? libraryRanges(log, block) : [])),
  ].filter(({ start, end }) => end > start);
}

function errorEntry(log: LogDocument, block: Block): OutlineEntry | undefined {
  if (block.kind === 'stack') {
    return undefined;
  }
  const { start, end } = block;
  const part = { kind: 'block', block, start, end, focus: start, isCutAtStart: false } as const;
  const name = causeOf(log.index, part)?.text ?? log.index.at(start)?.text.trim() ?? '';
  // VS Code shows no entry without a name.
  return { kind: 'error', name: name || '…', ...rangeOf(log, block), children: [] };
}

function attemptName(l10n: Localization, { number, total }: Attempt, index: number): string {
  return total === undefined
    ? l10n.t('Attempt {0}', number ?? index + 1)
    : l10n.t('Attempt {0} of {1}', number ?? index + 1, total);
}

/** From the first of neighbouring frames of libraries to the line before what follows them. */
function libraryRanges(log: LogDocument, block: Traceback): readonly LineRange[] {
  const ranges: LineRange[] = [];
  for (const { frames, end } of [
    ...block.exceptions.map(({ frames, position }) => ({ frames, end: position })),
    { frames: block.rest, end: block.end },
  ]) {
    let start: number | undefined;
    for (const { inApp, position } of [...frames, { inApp: true, position: end }]) {
      if (!inApp) {
        start ??= position;
      } else if (start !== undefined) {
        ranges.push(rangeOf(log, { start, end: position }));
        start = undefined;
      }
    }
  }
  return ranges;
}

function rangeOf(log: LogDocument, { start, end }: LineRange): LineRange {
  return { start: log.lineOf(start), end: log.lineOf(end - 1) };
}
