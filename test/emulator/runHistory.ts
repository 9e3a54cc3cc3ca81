import { type Arrivals, arrivalTime, arrivedBy } from './arrivals';
import type { Channel, Deployment, Feed, Run, Trigger } from './entities';
import { arrivedFileId } from './channelFiles';
import { type Platform, runFields } from './platform';
import { type Sequence, sequenceOf } from './sequence';

/** How long after a file's arrival the platform starts its run. */
const START_DELAY_MS = 2000;

/** The runs of a trigger at a time, B.5 of docs/platform-api.md. */
export function runsOfTrigger(
  platform: Platform,
  trigger: Trigger,
  now: number,
): readonly Sequence<Run>[] {
  return [...arrivalRuns(platform, trigger, now), sequenceOf(trigger.runs)];
}

/** The runs of a deployment at a time, those of deleted triggers included (C.1, L13). */
export function runsOfDeployment(
  platform: Platform,
  deployment: Deployment,
  now: number,
): readonly Sequence<Run>[] {
  const triggers = [...deployment.triggers.values(), ...deployment.deletedTriggers];
  return [
    ...triggers.flatMap((trigger) => arrivalRuns(platform, trigger, now)),
    sequenceOf(deployment.runs),
  ];
}

/** A run of the deployment by its id, C.2 of docs/platform-api.md. */
export function findRun(
  platform: Platform,
  deployment: Deployment,
  id: string,
  now: number,
): Run | undefined {
  const address = platform.ids.runAddress(id);
  if (address === null) {
    return undefined;
  }
  const recorded = platform.recordedRun(address.stream, address.index);
  if (recorded !== undefined) {
    return recorded.deploymentId === deployment.id ? recorded : undefined;
  }
  const trigger = platform.triggerOfStream(address.stream);
  if (trigger?.deploymentId !== deployment.id) {
    return undefined;
  }
  const source = sourceOf(platform, trigger);
  if (source === null) {
    return undefined;
  }
  const [from, to] = answeredArrivals(trigger, source.arrivals, now);
  return address.index >= from && address.index < to
    ? arrivalRun(platform, trigger, source, address.index)
    : undefined;
}

/** What a trigger's computed runs come from. */
interface RunSource {
  readonly arrivals: Arrivals;
  readonly channel: { readonly channel: Channel; readonly feed: Feed } | null;
}

function sourceOf(platform: Platform, trigger: Trigger): RunSource | null {
  const { firing } = trigger;
  switch (firing.kind) {
    case 'channel': {
      const channel = platform.channel(firing.channelId);
      const feed = channel?.feed ?? null;
      return channel === undefined || feed === null
        ? null
        : { arrivals: feed.arrivals, channel: { channel, feed } };
    }
    case 'schedule':
      return { arrivals: firing.arrivals, channel: null };
    case 'never':
      return null;
  }
}

/** The arrivals a trigger answers: those after it was made (L12) and before it was deleted. */
function answeredArrivals(
  trigger: Trigger,
  arrivals: Arrivals,
  now: number,
): readonly [number, number] {
  const from = arrivedBy(arrivals, trigger.createdAt);
  const started = arrivedBy(arrivals, now - START_DELAY_MS);
  const seen =
    trigger.deletedAt === null
      ? started
      : Math.min(started, arrivedBy(arrivals, trigger.deletedAt));
  return [from, Math.max(from, seen)];
}

function arrivalRuns(platform: Platform, trigger: Trigger, now: number): readonly Sequence<Run>[] {
  const source = sourceOf(platform, trigger);
  if (source === null) {
    return [];
  }
  const [from, to] = answeredArrivals(trigger, source.arrivals, now);
  return [
    {
      length: to - from,
      position: (index) => runPosition(trigger, source.arrivals, from + index),
      item: (index) => arrivalRun(platform, trigger, source, from + index),
    },
  ];
}

function arrivalRun(platform: Platform, trigger: Trigger, source: RunSource, index: number): Run {
  const fileId =
    source.channel === null
      ? null
      : arrivedFileId(platform, source.channel.channel, source.channel.feed, index);
  return {
    ...runFields(trigger, fileId),
    id: platform.ids.run({ stream: trigger.stream, index }),
    position: runPosition(trigger, source.arrivals, index),
    deploymentId: trigger.deploymentId,
  };
}

function runPosition(trigger: Trigger, arrivals: Arrivals, index: number) {
  return { at: arrivalTime(arrivals, index) + START_DELAY_MS, stream: trigger.stream, index };
}
