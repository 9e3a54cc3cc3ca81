import {
  type ChannelPlan,
  DAY,
  type DeploymentPlan,
  HOUR,
  MINUTE,
  SECOND,
  type WorldPlan,
} from '../worldPlan';

/** How many of each thing the world of scale has. */
export const SCALE = {
  deployments: 200,
  triggersPerDeployment: 25,
  channels: 500,
  runsOfLongestTrigger: 1_000_000,
} as const;

const LONGEST = 'sensor-stream';

/**
 * One large organization. The first trigger of the first deployment has a million runs, all
 * finished; the others have some hundreds each. Runs are computed when they are asked for.
 */
export function scaleWorld(): WorldPlan {
  return {
    pageSize: 100,
    organizations: [
      {
        name: 'nationwide-retail',
        channels: [longestChannel(), ...numbers(SCALE.channels - 1).map(storeChannel)],
        definitions: numbers(40).map((i) => ({
          name: `shelf-train-${i}`,
          models: numbers(5).map((j) => ({ description: `shelf ${i}, round ${j}` })),
        })),
        deployments: numbers(SCALE.deployments).map(deployment),
      },
    ],
  };
}

function longestChannel(): ChannelPlan {
  const everyMs = 20 * SECOND;
  const count = SCALE.runsOfLongestTrigger;
  return {
    name: LONGEST,
    description: 'readings of all stores',
    feed: { kind: 'record', prefix: 'reading-', age: count * everyMs + DAY, everyMs, count },
  };
}

function storeChannel(store: number): ChannelPlan {
  return {
    name: `store-${String(store).padStart(3, '0')}`,
    description: `shelf pictures of store ${store}`,
    feed: {
      kind: 'image',
      prefix: 'shelf-',
      age: 10 * DAY,
      everyMs: (20 + (store % 40)) * MINUTE,
    },
  };
}

function deployment(number: number): DeploymentPlan {
  return {
    name: `shelf-watch-${String(number).padStart(3, '0')}`,
    description: `watches the shelves of region ${number}`,
    versions: [
      { name: '1.0.0', failureRate: 0.05, failure: 'outOfMemory' },
      { name: '1.1.0', failureRate: 0.02, failure: 'badImage' },
    ],
    triggers: numbers(SCALE.triggersPerDeployment).map((i) =>
      number === 1 && i === 1
        ? { version: '1.0.0', input: LONGEST, age: 300 * DAY }
        : {
            version: i % 3 === 0 ? '1.0.0' : '1.1.0',
            input: `store-${String(storeOf(number, i)).padStart(3, '0')}`,
            environment: { REGION: String(number) },
            age: 9 * DAY + i * HOUR,
          },
    ),
  };
}

function storeOf(deploymentNumber: number, trigger: number): number {
  return 1 + ((deploymentNumber * SCALE.triggersPerDeployment + trigger) % (SCALE.channels - 1));
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
