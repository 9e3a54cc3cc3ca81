import type { Run } from './entities';
import { failureOutput } from './failureOutput';
import { handlerLine, runnerLine } from './logText';
import { failureOf, phasesOf, type Phase } from './runPhases';
import { randomInteger, textHash } from './seededRandom';
import { countBefore } from './sequence';

/**
 * The output of a run, oldest line first. Lines are computed from the run and their index when they
 * are asked for, so that a million of them need no memory.
 */
export interface RunLog {
  /** How many lines the finished run has written. */
  readonly length: number;
  /** When a line is written, in milliseconds since 1970; ascending. */
  at(index: number): number;
  message(index: number): string;
}

/** Lines of a handler in a second, where the version does not say how many it writes. */
const LINES_PER_SECOND = 0.5;

/** A handler that fails has done this share of its work. */
const SHARE_DONE = 0.6;

/** The whole output of a run: the same run always writes the same. */
export function runLog(run: Run): RunLog {
  const { lines } = run.version.behaviour.log;
  const phases = phasesOf(run);
  const attempts = phases.flatMap((phase, i) => {
    const next = phases[i + 1];
    return phase.status === 'RUNNING' && next !== undefined
      ? [attemptOf(run, phases[i - 1] ?? phase, phase, next)]
      : [];
  });
  const fixed = attempts.reduce((sum, { before, after }) => sum + before.length + after.length, 0);
  const parts = attempts.flatMap((attempt, i) => {
    const isLast = i === attempts.length - 1;
    return [
      linesOf(attempt.before),
      handlerLines(run, attempt, linesOfHandler(run, attempt, fixed, attempts.length, isLast)),
      linesOf(attempt.after),
    ];
  });
  const end = phases.at(-1)?.at ?? run.position.at;
  const log = concatenated([...parts, linesAfterEnd(run, end)]);
  return lines === null ? log : { ...log, length: Math.min(log.length, lines) };
}

interface Line {
  readonly at: number;
  readonly message: string;
}

/** What the runner writes before and behind the lines of the handler, in one attempt. */
interface Attempt {
  readonly before: readonly Line[];
  readonly after: readonly Line[];
  /** When the handler writes. */
  readonly from: number;
  readonly to: number;
  readonly fails: boolean;
}

/** The runner's lines of an attempt, C.8 of docs/platform-api.md, and how the handler ends. */
function attemptOf(run: Run, starting: Phase, running: Phase, next: Phase): Attempt {
  const line = runnerLines(run);
  const { at, attempt } = starting;
  const input = run.input?.['$datalake:1'];
  const end = next.at - 20;
  const fails = next.status !== 'SUCCEEDED';
  return {
    before: [
      line(at + 100, 'INFO', `start executing model, attempt ${attempt} of ${run.retryCount + 1}`),
      line(at + 400, 'INFO', `download of deployment code ${run.version.id} has finished`),
      ...(run.modelId === null
        ? []
        : [line(at + 700, 'INFO', `download of training model ${run.modelId} has finished`)]),
      line(
        at + 900,
        'INFO',
        typeof input === 'string' ? `input: /channels/${input}` : 'input: none',
      ),
      { at: running.at + 50, message: `loading handler ${run.version.handler}` },
    ],
    after: fails
      ? failureLines(run, attempt, end)
      : [line(end, 'INFO', 'the handler has finished with status 200')],
    from: running.at + 50,
    to: end - 20,
    fails,
  };
}

function failureLines(run: Run, attempt: number, end: number): readonly Line[] {
  const line = runnerLines(run);
  const { context, traceback, error, exitCode } = failureOutput(
    failureOf(run),
    randomInteger(textHash(run.id), attempt),
  );
  return [
    ...context.map((message) => ({ at: end - 20, message })),
    ...(error === null ? [] : [line(end - 10, 'ERROR', `the handler has failed: ${error}`)]),
    ...traceback.map((message) => ({ at: end, message })),
    ...(exitCode === null
      ? []
      : [line(end + 10, 'ERROR', `the process has ended with exit code ${exitCode}`)]),
  ];
}

function runnerLines({ id }: Run) {
  return (at: number, level: 'INFO' | 'ERROR', message: string): Line => ({
    at,
    message: runnerLine(id, at, level, message),
  });
}

/** How many lines the handler writes in an attempt, so that the whole log has as many as planned. */
function linesOfHandler(
  { version }: Run,
  { from, to, fails }: Attempt,
  fixed: number,
  attempts: number,
  isLast: boolean,
): number {
  const { lines, linesPerSecond } = version.behaviour.log;
  if (lines !== null) {
    const all = Math.max(0, lines - fixed);
    const each = Math.floor(all / attempts);
    return isLast ? all - each * (attempts - 1) : each;
  }
  const steps = Math.max(
    1,
    Math.floor(((to - from) / 1000) * (linesPerSecond ?? LINES_PER_SECOND)),
  );
  return fails ? Math.ceil(steps * SHARE_DONE) : steps;
}

function handlerLines(run: Run, { from, to, fails }: Attempt, length: number): RunLog {
  const { style } = run.version.behaviour.log;
  const number = textHash(run.id);
  const steps = fails ? Math.floor(length / SHARE_DONE) : length;
  const at = (index: number): number => from + Math.floor((index * (to - from)) / length);
  return {
    length,
    at,
    message: (index) =>
      handlerLine(style, { step: index + 1, steps, at: at(index), runId: run.id, number }),
  };
}

/** Lines that come after the run has ended, one a second. */
function linesAfterEnd({ version }: Run, end: number): RunLog {
  return {
    length: version.behaviour.log.linesAfterEnd,
    at: (index) => end + (index + 1) * 1000,
    message: (index) => `uploading metrics, part ${index + 1}`,
  };
}

function linesOf(lines: readonly Line[]): RunLog {
  return {
    length: lines.length,
    at: (index) => lines[index]?.at ?? NaN,
    message: (index) => lines[index]?.message ?? '',
  };
}

function concatenated(parts: readonly RunLog[]): RunLog {
  const ends: number[] = [];
  for (const { length } of parts) {
    ends.push((ends.at(-1) ?? 0) + length);
  }
  const find = (index: number): { readonly part: RunLog; readonly within: number } => {
    const number = countBefore(parts.length, (i) => (ends[i] ?? 0) > index);
    const part = parts[number];
    if (part === undefined) {
      throw new RangeError(`no line ${index} in a log of ${ends.at(-1) ?? 0}`);
    }
    return { part, within: index - ((ends[number] ?? 0) - part.length) };
  };
  return {
    length: ends.at(-1) ?? 0,
    at: (index) => {
      const { part, within } = find(index);
      return part.at(within);
    },
    message: (index) => {
      const { part, within } = find(index);
      return part.message(within);
    },
  };
}
