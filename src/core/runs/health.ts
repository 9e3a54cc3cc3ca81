import { parseTime } from '../../api/decoding/fields';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { isFinal, runStatus } from './status';

/** Finished runs that a trigger's health is judged by. */
export const HEALTH_SAMPLE = 20;

/** How the last finished runs of a trigger went. */
export interface Health {
  /** One a finished run, newest first, at most {@link HEALTH_SAMPLE}. */
  readonly outcomes: readonly Outcome[];
  readonly succeeded: number;
  readonly failed: number;
  /** How many of the newest finished runs failed, one after the other. */
  readonly failedInARow: number;
  /** How long the finished runs took, as far as their times can be read; absent when none can. */
  readonly duration?: DurationEstimate | undefined;
}

export type Outcome = 'succeeded' | 'failed';

/**
 * Estimated from `modified_at - created_at` of finished runs, queueing and repeated attempts
 * included: the platform gives no start and no end (C.4 of docs/platform-api.md).
 */
export interface DurationEstimate {
  readonly medianMs: number;
  /** The 95th percentile, by nearest rank. */
  readonly p95Ms: number;
  /** Runs the estimate is made of. */
  readonly sample: number;
}

/** `failing`: the newest finished run failed; `unsteady`: others did; `healthy`: none did. */
export type Condition = 'failing' | 'unsteady' | 'healthy';

/** Judges by runs that are given newest first; nothing when none of them has finished. */
export function healthOf(newestFirst: Iterable<Entry<Run>>): Health | undefined {
  const finished: Run[] = [];
  for (const entry of newestFirst) {
    if (entry.kind === 'resource' && isFinal(runStatus(entry.value.status))) {
      finished.push(entry.value);
      if (finished.length === HEALTH_SAMPLE) {
        break;
      }
    }
  }
  if (finished.length === 0) {
    return undefined;
  }
  const outcomes = finished.map(({ status }): Outcome =>
    runStatus(status) === 'FAILED' ? 'failed' : 'succeeded',
  );
  const failed = outcomes.filter((outcome) => outcome === 'failed').length;
  const newestSuccess = outcomes.indexOf('succeeded');
  return {
    outcomes,
    succeeded: outcomes.length - failed,
    failed,
    failedInARow: newestSuccess < 0 ? outcomes.length : newestSuccess,
    duration: estimate(finished),
  };
}

export function conditionOf({ failed, failedInARow }: Health): Condition {
  return failedInARow > 0 ? 'failing' : failed > 0 ? 'unsteady' : 'healthy';
}

/** The health of a deployment, as far as that of its triggers is known. */
export interface DeploymentHealth {
  /** Triggers of the deployment. */
  readonly triggers: number;
  /** Triggers whose health is known. */
  readonly known: number;
  readonly failing: number;
}

/**
 * Sums up triggers, of which some are not known yet and some have no finished run; nothing while all
 * of them are not known.
 */
export function sumUp(
  triggers: readonly (Health | 'none' | undefined)[],
): DeploymentHealth | undefined {
  const known = triggers.filter((health) => health !== undefined);
  return known.length === 0
    ? undefined
    : {
        triggers: triggers.length,
        known: known.length,
        failing: known.filter((health) => health !== 'none' && conditionOf(health) === 'failing')
          .length,
      };
}

function estimate(finished: readonly Run[]): DurationEstimate | undefined {
  const spans = finished
    .map(({ created_at, modified_at }) => {
      const [created, modified] = [parseTime(created_at), parseTime(modified_at)];
      return created === undefined || modified === undefined ? -1 : modified - created;
    })
    .filter((span) => span >= 0)
    .sort((one, other) => one - other);
  const middle = spans.length / 2;
  const [lower, upper] = [spans[Math.ceil(middle) - 1], spans[Math.floor(middle)]];
  const p95 = spans[Math.ceil(spans.length * 0.95) - 1];
  return lower === undefined || upper === undefined || p95 === undefined
    ? undefined
    : { medianMs: (lower + upper) / 2, p95Ms: p95, sample: spans.length };
}
