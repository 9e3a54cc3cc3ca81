import { parseTime } from '../api/fields';
import type { Entry, Malformed } from '../api/page';
import type { Deployment, Run, Trigger } from '../api/wire';
import type { DeploymentAddress, TriggerAddress } from './address';
import type { Branch, Content, Listing } from './branch';
import type { HelperNode, Node } from './node';
import type { RunTimeline } from './runTimeline';

/** Turns resources into the nodes of their rows. */
export interface NodeMaker {
  deployment(address: DeploymentAddress, deployment: Deployment): Node;
  trigger(address: TriggerAddress, trigger: Trigger): Node;
}

/** The rows below a branch from top to bottom, or nothing while it was never loaded. */
export function childNodes(branch: Branch, make: NodeMaker): readonly Node[] | undefined {
  const { address, content } = branch;
  const headFailure = branch.failures.get(undefined);
  const head: readonly HelperNode[] =
    headFailure === undefined ? [] : [{ kind: 'failed', parent: address, failure: headFailure }];
  if (content === undefined) {
    return headFailure !== undefined
      ? head
      : branch.loads.has(undefined)
        ? [{ kind: 'loading', parent: address }]
        : undefined;
  }
  const body = bodyNodes(branch, content, make);
  return head.length === 0 && body.length === 0
    ? [{ kind: 'empty', parent: address }]
    : [...head, ...body];
}

function bodyNodes(branch: Branch, content: Content, make: NodeMaker): readonly Node[] {
  const { address } = branch;
  switch (content.kind) {
    case 'deployments': {
      const { host, organization } = address;
      return listNodes(branch, content.list, byName, (deployment) =>
        make.deployment(
          { kind: 'deployment', host, organization, deployment: deployment.deployment_id },
          deployment,
        ),
      );
    }
    case 'triggers':
      return address.kind === 'deployment'
        ? listNodes(branch, content.list, newestFirst, (trigger) =>
            make.trigger({ ...address, kind: 'trigger', trigger: trigger.trigger_id }, trigger),
          )
        : [];
    case 'runs':
      return address.kind === 'trigger' ? timelineNodes(branch, address, content.timeline) : [];
  }
}

function listNodes<T>(
  branch: Branch,
  list: Listing<T>,
  order: (one: T, other: T) => number,
  make: (value: T) => Node,
): readonly Node[] {
  const values = list.entries.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : []));
  const odd = list.entries.filter((entry): entry is Malformed => entry.kind === 'malformed');
  return [
    ...values.sort(order).map(make),
    ...odd.map((entry): Node => ({ kind: 'malformed', parent: branch.address, entry })),
    ...tailNodes(branch, list.next, values.length + odd.length),
  ];
}

function timelineNodes(
  branch: Branch,
  address: TriggerAddress,
  timeline: RunTimeline,
): readonly Node[] {
  const { segments } = timeline;
  if (branch.lens !== undefined) {
    const tail = tailNodes(branch, segments.at(-1)?.next, timeline.size);
    return branch.lens(address, timeline, tail);
  }
  return segments.flatMap((segment, index): readonly Node[] => {
    const following = segments[index + 1];
    const runs = segment.entries.map((entry): Node => runNode(address, entry));
    return following === undefined
      ? [...runs, ...tailNodes(branch, segment.next, timeline.size)]
      : [...runs, ...gapNodes(branch, segment.next, segment.entries.at(-1), following.entries[0])];
  });
}

function runNode(address: TriggerAddress, entry: Entry<Run>): Node {
  return entry.kind === 'resource'
    ? {
        kind: 'run',
        address: { ...address, kind: 'run', run: entry.value.run_id },
        run: entry.value,
      }
    : { kind: 'malformed', parent: address, entry };
}

function tailNodes(branch: Branch, next: string | undefined, loaded: number): readonly Node[] {
  if (next === undefined) {
    return [];
  }
  const parent = branch.address;
  const failure = branch.failures.get(next);
  return [
    failure === undefined
      ? { kind: 'more', parent, next, loaded, loading: branch.loads.has(next) }
      : { kind: 'failed', parent, failure, next },
  ];
}

function gapNodes(
  branch: Branch,
  next: string | undefined,
  newer: Entry<Run> | undefined,
  older: Entry<Run> | undefined,
): readonly Node[] {
  if (next === undefined) {
    return [];
  }
  const parent = branch.address;
  const failure = branch.failures.get(next);
  const [newerTime, olderTime] = [creation(newer), creation(older)];
  return [
    failure === undefined
      ? {
          kind: 'gap',
          parent,
          next,
          ...(newerTime === undefined ? {} : { newer: newerTime }),
          ...(olderTime === undefined ? {} : { older: olderTime }),
          loading: branch.loads.has(next),
        }
      : { kind: 'failed', parent, failure, next },
  ];
}

function creation(entry: Entry<Run> | undefined): string | undefined {
  return entry?.kind === 'resource' ? (entry.value.created_at ?? undefined) : undefined;
}

function byName(one: Deployment, other: Deployment): number {
  return (
    (one.name ?? '').localeCompare(other.name ?? '') ||
    one.deployment_id.localeCompare(other.deployment_id)
  );
}

function newestFirst(one: Trigger, other: Trigger): number {
  return (
    (parseTime(other.created_at) ?? 0) - (parseTime(one.created_at) ?? 0) ||
    one.trigger_id.localeCompare(other.trigger_id)
  );
}
