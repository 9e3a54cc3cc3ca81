import type { FailureKind } from './behaviour';
import type { Run } from './entities';
import { randomFraction, textHash } from './seededRandom';

/** The states of C.5 of docs/platform-api.md, in the order a run goes through them. */
export type RunStatus =
  'SUBMITTED' | 'PENDING' | 'RUNNABLE' | 'STARTING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** A state and when the run enters it. */
export interface Phase {
  readonly status: RunStatus;
  readonly at: number;
  /** Attempt number from 1; attempts share the first two states. */
  readonly attempt: number;
}

/** Salts, so that a run's outcome does not depend on its durations. */
const OUTCOME = 1;
const SECOND_ATTEMPT = 2;
const DURATION = 3;

/** The share of successful runs that need a second attempt. */
const SECOND_ATTEMPT_RATE = 0.04;

/**
 * All states of a run and when it enters them, from the run alone. A failed attempt returns to
 * RUNNABLE while attempts are left, and the run is FAILED after the last (C.5 of
 * docs/platform-api.md).
 */
export function phasesOf(run: Run): readonly Phase[] {
  const hash = textHash(run.id);
  const { behaviour } = run.version;
  const created = run.position.at;
  const fails = isFailing(run) || randomFraction(hash, OUTCOME) < behaviour.failureRate;
  const retries = run.retryCount > 0 && randomFraction(hash, SECOND_ATTEMPT) < SECOND_ATTEMPT_RATE;
  const attempts = fails ? run.retryCount + 1 : retries ? 2 : 1;

  const phases: Phase[] = [];
  let at = created;
  const enter = (status: RunStatus, attempt: number, least: number, most: number): void => {
    phases.push({ status, at, attempt });
    const share = randomFraction(hash, DURATION, phases.length);
    at += Math.round((least + share * (most - least)) * 1000);
  };
  enter('SUBMITTED', 1, 0.5, 1.5);
  enter('PENDING', 1, 0.5, 2);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const crashes = fails || attempt < attempts;
    enter('RUNNABLE', attempt, 1, 4);
    enter('STARTING', attempt, 2, 6);
    const [least, most] = crashes ? [3, 9] : behaviour.seconds;
    enter('RUNNING', attempt, least, most);
  }
  enter(fails ? 'FAILED' : 'SUCCEEDED', attempts, 0, 0);
  return phases;
}

/** How a run fails, if it does. */
export function failureOf(run: Run): FailureKind {
  const { failing, failure } = run.version.behaviour;
  return failing !== null && isFailing(run) ? failing.failure : failure;
}

function isFailing({ version, position }: Run): boolean {
  const { failing } = version.behaviour;
  return failing !== null && position.at >= failing.since;
}

/** The phase a run is in at a time: its status, and since when (`modified_at`). */
export function phaseAt(run: Run, now: number): Phase {
  const [first, ...later] = phasesOf(run);
  let current = first ?? { status: 'SUBMITTED', at: run.position.at, attempt: 1 };
  for (const phase of later) {
    if (phase.at <= now) {
      current = phase;
    }
  }
  return current;
}
