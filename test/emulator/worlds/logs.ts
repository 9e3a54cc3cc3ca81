import type { FailureKind, LogPlan, LogStyle } from '../behaviour';
import type { FileKind } from '../entities';
import {
  DAY,
  type DeploymentPlan,
  HOUR,
  MINUTE,
  type VersionPlan,
  type WorldPlan,
} from '../worldPlan';

/** How many lines the logs of the deployment `log-lengths` have. */
export const LOG_LENGTHS: readonly number[] = [0, 1, 100, 1000, 100_000, 1_000_000];

const FAILURES = Object.keys({
  missingColumn: 0,
  outOfMemory: 0,
  badNumber: 0,
  badImage: 0,
  timeout: 0,
  chained: 0,
  nested: 0,
  cutOff: 0,
  errorLine: 0,
  killed: 0,
} satisfies Record<FailureKind, 0>) as FailureKind[];

const STYLES = Object.keys({
  steps: 0,
  levels: 0,
  json: 0,
  ansi: 0,
  long: 0,
  mixed: 0,
} satisfies Record<LogStyle, 0>) as LogStyle[];

const FILE_KINDS: readonly FileKind[] = ['image', 'record', 'table', 'text', 'binary', 'large'];

/** Logs of every length, failure and style, and files of every kind, one version for each. */
export function logsWorld(): WorldPlan {
  return {
    pageSize: 30,
    logPageSize: 1000,
    organizations: [
      {
        name: 'log-samples',
        channels: [
          {
            name: 'all-kinds',
            description: 'files of every kind, in turn',
            feed: { kind: FILE_KINDS, prefix: 'file-', age: 2 * DAY, everyMs: 10 * MINUTE },
          },
          {
            name: 'one-day',
            description: 'files are deleted after a day',
            feed: {
              kind: FILE_KINDS,
              prefix: 'short-',
              age: 3 * DAY,
              everyMs: HOUR,
              lifetime: '1day',
            },
          },
        ],
        definitions: [],
        deployments: [
          deployment(
            'log-lengths',
            LOG_LENGTHS.map((lines) =>
              failing(`${lines}`, 'missingColumn', { lines, style: 'levels' }),
            ),
          ),
          deployment(
            'log-failures',
            FAILURES.map((failure) => failing(failure, failure, { lines: 300, style: 'levels' })),
            { retryCount: 2 },
          ),
          deployment(
            'log-styles',
            STYLES.map((style) => failing(style, 'badNumber', { lines: 300, style })),
          ),
          deployment('log-live', [
            {
              name: '200-lines-a-second',
              failureRate: 0.5,
              seconds: [60, 90],
              failure: 'timeout',
              log: { linesPerSecond: 200, style: 'levels' },
            },
            failing('after-the-end', 'errorLine', { linesAfterEnd: 60 }),
          ]),
          deployment('inputs-gone', [failing('1.0.0', 'badImage', {})], { input: 'one-day' }),
        ],
      },
    ],
  };
}

function failing(name: string, failure: FailureKind, log: Partial<LogPlan>): VersionPlan {
  return { name, failureRate: 1, failure, seconds: [20, 40], log };
}

/** A deployment with a trigger for each version. */
function deployment(
  name: string,
  versions: readonly VersionPlan[],
  {
    retryCount = 0,
    input = 'all-kinds',
  }: { readonly retryCount?: number; readonly input?: string } = {},
): DeploymentPlan {
  return {
    name,
    description: '',
    versions,
    triggers: versions.map((version) => ({
      version: version.name,
      input,
      retryCount,
      age: 2 * DAY,
    })),
  };
}
