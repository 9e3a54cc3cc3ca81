import { parseTime } from '../../api/decoding/fields';
import type { Entry, Malformed } from '../../api/page';
import type { Deployment, Run, Trigger } from '../../api/resources/wire';
import type { DeploymentAddress, TriggerAddress } from '../address';
import type { Branch, Content, Listing } from './list';
import type { HelperNode, HoleWay, Node, Part } from './rowModel';
import type { Fold, TimelineItem } from '../timeline/groups';
import type { RunTimeline } from '../timeline/timeline';
import type { Hole, Place } from '../timeline/segment';

/** Turns resources into the nodes of their rows. */
export interface NodeMaker {
  deployment(address: DeploymentAddress, deployment: Deployment): Node;
  trigger(address: TriggerAddress, trigger: Trigger): Node;
}

/** Another way to show the loaded runs of some triggers: one after the other, and not all of them. */
export interface RunLens {
  /** Whether it shows the runs of this trigger. */
  isOn(address: TriggerAddress): boolean;
  /** Whether it shows this entry; holes and failures are always shown. */
  shows(address: TriggerAddress, entry: Entry<Run>): boolean;
  /** Puts its own rows around those. */
  frame(address: TriggerAddress, timeline: RunTimeline, nodes: readonly Node[]): readonly Node[];
}

/** The rows below a branch from top to bottom, or nothing while it was never loaded. */
export function childNodes(
  branch: Branch,
  make: NodeMaker,
  lens?: RunLens,
): readonly Node[] | undefined {
  const { address, content } = branch;
  const headFailure = branch.failures.get('head');
  const head: readonly HelperNode[] =
    headFailure === undefined
      ? []
      : [{ kind: 'failed', parent: address, failure: headFailure, part: 'head' }];
  if (content === undefined) {
    return headFailure !== undefined
      ? head
      : branch.loads.has('head')
        ? [{ kind: 'loading', parent: address }]
        : undefined;
  }
  if (content.kind === 'runs' && address.kind === 'trigger' && lens?.isOn(address) === true) {
    const { timeline } = content;
    return lens.frame(address, timeline, [...head, ...lensNodes(branch, address, timeline, lens)]);
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
      return address.kind === 'trigger'
        ? content.folds.items.map((item) => itemNode(branch, address, content.timeline, item))
        : [];
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
    ...odd.map((entry, index): Node => {
      return { kind: 'malformed', parent: branch.address, entry, key: String(index) };
    }),
    ...(list.next === undefined ? [] : [moreNode(branch, values.length + odd.length)]),
  ];
}

function moreNode(branch: Branch, loaded: number): Node {
  const { address: parent, loads } = branch;
  const way = { kind: 'token' } as const;
  return (
    failedNode(branch, 'tail') ?? {
      kind: 'more',
      parent,
      part: 'tail',
      loaded,
      loading: loads.has('tail'),
      way,
    }
  );
}

/** The entries that a lens shows, and the holes between them. */
function lensNodes(
  branch: Branch,
  address: TriggerAddress,
  timeline: RunTimeline,
  lens: RunLens,
): readonly Node[] {
  const { stretches } = timeline;
  return stretches.flatMap(({ days, hole }, index): readonly Node[] => {
    const shown = days.flatMap(({ places }) =>
      places.filter(({ entry }) => lens.shows(address, entry)),
    );
    const behind = stretches[index + 1]?.days[0]?.places[0];
    const end: TimelineItem | undefined = hole && { kind: 'hole', hole, behind };
    return [
      ...shown.map((place) => placeNode(address, place)),
      ...(end === undefined ? [] : [itemNode(branch, address, timeline, end)]),
    ];
  });
}

/** The rows below a fold; nothing when there is no such fold any more. */
export function foldedNodes(branch: Branch, key: string): readonly Node[] | undefined {
  const { address, content } = branch;
  return content?.kind === 'runs' && address.kind === 'trigger'
    ? content.folds.below(key)?.map((item) => itemNode(branch, address, content.timeline, item))
    : undefined;
}

function itemNode(
  branch: Branch,
  address: TriggerAddress,
  timeline: RunTimeline,
  item: TimelineItem,
): Node {
  switch (item.kind) {
    case 'place':
      return placeNode(address, item.place);
    case 'fold':
      return foldNode(address, item.fold);
    case 'hole':
      return item.behind === undefined
        ? tailNode(branch, timeline, item.hole)
        : gapNode(branch, item.hole, timeline.before(item.hole), item.behind);
  }
}

export function foldNode(
  parent: TriggerAddress,
  { key, within, day, hour, from, to, failed }: Fold,
): Extract<Node, { kind: 'fold' }> {
  return {
    kind: 'fold',
    parent,
    key,
    ...(within === undefined ? {} : { within: within.key }),
    day,
    ...(hour === undefined ? {} : { hour }),
    count: to - from,
    failed,
  };
}

function placeNode(address: TriggerAddress, { entry, key }: Place): Node {
  return entry.kind === 'resource'
    ? {
        kind: 'run',
        address: { ...address, kind: 'run', run: entry.value.run_id },
        run: entry.value,
      }
    : { kind: 'malformed', parent: address, entry, key };
}

/** The row about the runs behind the last one. */
function tailNode(branch: Branch, timeline: RunTimeline, hole: Hole): Node {
  return (
    failedNode(branch, hole.id) ?? {
      kind: 'more',
      parent: branch.address,
      part: hole.id,
      loaded: timeline.size,
      loading: branch.loads.has(hole.id),
      way: wayOf(hole),
    }
  );
}

function gapNode(
  branch: Branch,
  hole: Hole,
  before: Place | undefined,
  behind: Place | undefined,
): Node {
  const [newer, older] = [creation(before), creation(behind)];
  return (
    failedNode(branch, hole.id) ?? {
      kind: 'gap',
      parent: branch.address,
      part: hole.id,
      ...(newer === undefined ? {} : { newer }),
      ...(older === undefined ? {} : { older }),
      loading: branch.loads.has(hole.id),
      way: wayOf(hole),
    }
  );
}

function failedNode({ address, failures }: Branch, part: Part): Node | undefined {
  const failure = failures.get(part);
  return failure && { kind: 'failed', parent: address, failure, part };
}

function wayOf({ way }: Hole): HoleWay {
  return way.kind === 'again' ? { kind: 'again', passed: way.walk.passed } : { kind: way.kind };
}

function creation(place: Place | undefined): string | undefined {
  const entry = place?.entry;
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
