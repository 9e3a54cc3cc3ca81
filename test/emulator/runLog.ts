import type { Run } from './entities';
import { randomInteger, textHash } from './seededRandom';
import { phasesOf, type Phase } from './runPhases';
import { traceback } from './traceback';
import { microseconds } from './timestamp';

/** One line of a run's output, C.6 of docs/platform-api.md. */
export interface LogLine {
  readonly at: number;
  readonly message: string;
}

/** Seconds between two lines of progress. */
const PROGRESS_EVERY_MS = 2000;

/** What a run has written by a time, oldest first: the same run always writes the same. */
export function runLog(run: Run, now: number): readonly LogLine[] {
  const phases = phasesOf(run);
  return phases
    .flatMap((phase, i) => phaseLines(run, phase, phases[i + 1]))
    .filter(({ at }) => at <= now);
}

function phaseLines(run: Run, phase: Phase, next: Phase | undefined): readonly LogLine[] {
  switch (phase.status) {
    case 'STARTING':
      return startLines(run, phase);
    case 'RUNNING':
      return next === undefined ? [] : workLines(run, phase, next);
    case 'SUBMITTED':
    case 'PENDING':
    case 'RUNNABLE':
    case 'SUCCEEDED':
    case 'FAILED':
      return [];
  }
}

/** What the runner does before the handler, C.8 of docs/platform-api.md. */
function startLines(run: Run, { at, attempt }: Phase): readonly LogLine[] {
  const line = runnerLine(run);
  const input = run.input?.['$datalake:1'];
  return [
    line(at + 100, 'INFO', `start executing model, attempt ${attempt} of ${run.retryCount + 1}`),
    line(at + 400, 'INFO', `download of deployment code ${run.version.id} has finished`),
    ...(run.modelId === null
      ? []
      : [line(at + 700, 'INFO', `download of training model ${run.modelId} has finished`)]),
    typeof input === 'string'
      ? line(at + 900, 'INFO', `input: /channels/${input}`)
      : line(at + 900, 'INFO', 'input: none'),
  ];
}

/** What the handler prints, and how it ends. */
function workLines(run: Run, { at }: Phase, next: Phase): readonly LogLine[] {
  const line = runnerLine(run);
  const steps = Math.max(1, Math.floor((next.at - at) / PROGRESS_EVERY_MS));
  const crashed = next.status === 'RUNNABLE' || next.status === 'FAILED';
  const done = crashed ? Math.ceil(steps * 0.6) : steps;
  const lines: LogLine[] = [{ at: at + 50, message: `loading handler ${run.version.handler}` }];
  for (let step = 1; step <= done; step++) {
    const share = Math.round((step / steps) * 100);
    lines.push({
      at: at + 50 + (step - 1) * PROGRESS_EVERY_MS,
      message: `step ${step}/${steps} (${share} %)`,
    });
  }
  const end = next.at - 20;
  if (!crashed) {
    return [...lines, line(end, 'INFO', 'the handler has finished with status 200')];
  }
  const failure = traceback(
    run.version.behaviour.failure,
    randomInteger(textHash(run.id), next.attempt),
  );
  return [
    ...lines,
    line(end - 10, 'ERROR', `the handler has failed: ${failure.at(-1) ?? ''}`),
    ...failure.map((message) => ({ at: end, message })),
    line(end + 10, 'ERROR', 'the process has ended with exit code 1'),
  ];
}

/** The runner's own lines are JSON objects, C.7 of docs/platform-api.md. */
function runnerLine(run: Run) {
  return (at: number, level: 'INFO' | 'ERROR', message: string): LogLine => ({
    at,
    message: JSON.stringify({
      log_level: level,
      timestamp: microseconds(at),
      source: 'model:run',
      requester_id: run.id,
      message,
    }),
  });
}
