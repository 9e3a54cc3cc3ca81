/** How the runs of a version end, how long they take and what they write. */
export interface Behaviour {
  /** The share of the runs that fail, 0 to 1. */
  readonly failureRate: number;
  /** From a time on every run fails, in this way; null for never. */
  readonly failing: { readonly since: number; readonly failure: FailureKind } | null;
  /** How long the handler runs, in seconds. */
  readonly seconds: readonly [least: number, most: number];
  /** How the other runs fail. */
  readonly failure: FailureKind;
  readonly log: LogPlan;
}

/** How a run fails; `failureOutput.ts` says what each kind writes. */
export type FailureKind =
  | 'outOfMemory'
  | 'missingColumn'
  | 'badNumber'
  | 'badImage'
  | 'timeout'
  /** Three exceptions, one the cause of the second, the third raised while it was handled. */
  | 'chained'
  /** A group of two exceptions. */
  | 'nested'
  /** The log ends in the middle of a traceback, of a line and of a character. */
  | 'cutOff'
  /** A line of level ERROR and no traceback. */
  | 'errorLine'
  /** The process was killed. */
  | 'killed';

/** How the lines of a handler look; `logText.ts` makes them. */
export type LogStyle =
  /** `step 3/45 (7 %)`. */
  | 'steps'
  /** Time, level and text. */
  | 'levels'
  /** JSON objects of the runner. */
  | 'json'
  /** Colours, and a progress bar that is written over. */
  | 'ansi'
  /** Every tenth line has 250,000 bytes. */
  | 'long'
  /** All of the above but `long`. */
  | 'mixed';

/** What the runs of a version write. */
export interface LogPlan {
  /** Lines of a finished run's whole log; null where its duration says how many. */
  readonly lines: number | null;
  /** Lines of the handler in a second; one in two seconds when null. */
  readonly linesPerSecond: number | null;
  /** Lines that are written after the run has ended, one a second. */
  readonly linesAfterEnd: number;
  readonly style: LogStyle;
}

/** What a version does of which only some is given. */
export function behaviourOf({
  failureRate = 0.02,
  failing = null,
  seconds = [20, 90],
  failure = 'timeout',
  log = {},
}: Partial<Omit<Behaviour, 'log'>> & { readonly log?: Partial<LogPlan> }): Behaviour {
  return {
    failureRate,
    failing,
    seconds,
    failure,
    log: { lines: null, linesPerSecond: null, linesAfterEnd: 0, style: 'steps', ...log },
  };
}
