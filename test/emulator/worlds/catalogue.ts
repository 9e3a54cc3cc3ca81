import type { WorldPlan } from '../worldPlan';
import { demoWorld } from './demo';
import { emptyWorld } from './empty';
import { logsWorld } from './logs';
import { scaleWorld } from './scale';

/** The worlds that can be asked for by name. */
export const WORLDS = {
  empty: emptyWorld,
  demo: demoWorld,
  scale: scaleWorld,
  logs: logsWorld,
} as const satisfies Readonly<Record<string, () => WorldPlan>>;

export type WorldName = keyof typeof WORLDS;

export function isWorldName(name: string): name is WorldName {
  return Object.hasOwn(WORLDS, name);
}
