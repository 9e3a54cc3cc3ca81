import type { WorldPlan } from '../worldPlan';

/** A new customer: an organization, and nothing in it. */
export function emptyWorld(): WorldPlan {
  return {
    pageSize: 30,
    organizations: [{ name: 'fresh-start', channels: [], definitions: [], deployments: [] }],
  };
}
