import type { LogStyle } from './behaviour';
import { randomInteger } from './seededRandom';
import { microseconds } from './timestamp';

/** A line of a handler's output: which of how many, when, and of which run. */
export interface HandlerLine {
  /** From 1. */
  readonly step: number;
  readonly steps: number;
  readonly at: number;
  readonly runId: string;
  /** A random number of the run. */
  readonly number: number;
}

/** The runner replaces longer lines (C.7 of docs/platform-api.md). */
const LONGEST_LINE = 250_000;
const LONG_LINE_EVERY = 10;

const LEVELS = ['DEBUG', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'WARNING'] as const;
const COLOURS = { DEBUG: 36, INFO: 32, WARNING: 33 } as const;
const EVENTS = [
  'read the next batch',
  'computed 64 scores in 118 ms',
  'wrote 64 results',
  'cache: 97 % hits',
  '画像を読み込みました',
  'checkpoint saved',
] as const;

/** The text of a line of output in a style, computed from its number. */
export function handlerLine(style: LogStyle, line: HandlerLine): string {
  const { step, steps, at, number } = line;
  switch (style) {
    case 'steps':
      return `step ${step}/${steps} (${share(line)} %)`;
    case 'levels': {
      const time = new Date(at).toISOString().replace('T', ' ').replace('.', ',').slice(0, -1);
      return `${time} ${levelOf(line)} pipeline: ${eventOf(line)} (${step}/${steps})`;
    }
    case 'json':
      return runnerLine(line.runId, at, levelOf(line), `${eventOf(line)} (${step}/${steps})`);
    case 'ansi': {
      const level = levelOf(line);
      return step % 5 === 0
        ? `\r${progressBar(line)}`
        : `\x1b[${COLOURS[level]}m${level}\x1b[0m \x1b[1mpipeline\x1b[0m ${eventOf(line)}`;
    }
    case 'long':
      return step % LONG_LINE_EVERY === 0 ? longLine(number, step) : handlerLine('levels', line);
    case 'mixed':
      return handlerLine(
        (['steps', 'levels', 'json', 'ansi'] as const)[randomInteger(number, step, 3) % 4] ??
          'steps',
        line,
      );
  }
}

/** A line of the runner, which is a JSON object (C.7 of docs/platform-api.md). */
export function runnerLine(runId: string, at: number, level: string, message: string): string {
  return JSON.stringify({
    log_level: level,
    timestamp: microseconds(at),
    source: 'model:run',
    requester_id: runId,
    message,
  });
}

function share({ step, steps }: HandlerLine): number {
  return Math.round((step / steps) * 100);
}

function levelOf({ number, step }: HandlerLine): (typeof LEVELS)[number] {
  return LEVELS[randomInteger(number, step, 1) % LEVELS.length] ?? 'INFO';
}

function eventOf({ number, step }: HandlerLine): string {
  return EVENTS[randomInteger(number, step, 2) % EVENTS.length] ?? '';
}

/** A line as tqdm writes it over the one before. */
function progressBar(line: HandlerLine): string {
  const done = Math.round(share(line) / 10);
  const bar = '█'.repeat(done).padEnd(10);
  return `${String(share(line)).padStart(3)}%|${bar}| ${line.step}/${line.steps} [00:${String(line.step % 60).padStart(2, '0')}, 8.12it/s]`;
}

function longLine(number: number, step: number): string {
  const begin = 'embedding: [';
  const values = Array.from({ length: 64 }, (_, i) => (randomInteger(number, step, i) % 1e6) / 1e6);
  const block = `${values.map((value) => value.toFixed(6)).join(', ')}, `;
  return (
    begin +
    block.repeat(Math.ceil(LONGEST_LINE / block.length)).slice(0, LONGEST_LINE - begin.length)
  );
}
