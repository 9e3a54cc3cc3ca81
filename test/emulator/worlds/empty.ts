import type { WorldPlan } from '../worldPlan';

/** An organization without anything in it. */
export function emptyWorld(): WorldPlan {
  return {
    pageSize: 30,
    organizations: [{ name: 'fresh-start', channels: [], definitions: [], deployments: [] }],
  };
}
