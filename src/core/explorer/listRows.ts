import { parseTime } from '../../api/decoding/fields';
import type { Entry, Malformed } from '../../api/page';
import type { Deployment } from '../../api/resources/deployments';
import type { Run } from '../../api/resources/runs';
import type { Trigger } from '../../api/resources/triggers';
import type { DeploymentAddress, TriggerAddress } from '../address';
import type { List, Content, LoadedPages } from './list';
import type { HelperModel, GapState, RowModel, Section } from './rowModel';
import type { RunGroup, TimelineItem } from '../timeline/groups';
import type { RunTimeline } from '../timeline/timeline';
import type { Gap, TimelineEntry } from '../timeline/segment';

/** Turns resources into the nodes of their rows. */
export interface ResourceModelFactory {
  deployment(address: DeploymentAddress, deployment: Deployment): RowModel;
  trigger(address: TriggerAddress, trigger: Trigger): RowModel;
}

/** Another way to show the loaded runs of some triggers: one after the other, and not all of them. */
export interface RunViewFilter {
  /** Whether it shows the runs of this trigger. */
  isOn(address: TriggerAddress): boolean;
  /** Whether it shows this entry; holes and failures are always shown. */
  shows(address: TriggerAddress, entry: Entry<Run>): boolean;
  /** Puts its own rows around those. */
  frame(
    address: TriggerAddress,
    timeline: RunTimeline,
    models: readonly RowModel[],
  ): readonly RowModel[];
}

/** The rows below a branch from top to bottom, or nothing while it was never loaded. */
export function childModels(
  list: List,
  make: ResourceModelFactory,
  filter?: RunViewFilter,
): readonly RowModel[] | undefined {
  const { address, content } = list;
  const headFailure = list.failures.get('head');
  const head: readonly HelperModel[] =
    headFailure === undefined
      ? []
      : [{ kind: 'failed', parent: address, failure: headFailure, part: 'head' }];
  if (content === undefined) {
    return headFailure !== undefined
      ? head
      : list.loads.has('head')
        ? [{ kind: 'loading', parent: address }]
        : undefined;
  }
  if (content.kind === 'runs' && address.kind === 'trigger' && filter?.isOn(address) === true) {
    const { timeline } = content;
    return filter.frame(address, timeline, [
      ...head,
      ...filteredModels(list, address, timeline, filter),
    ]);
  }
  const body = contentModels(list, content, make);
  return head.length === 0 && body.length === 0
    ? [{ kind: 'empty', parent: address }]
    : [...head, ...body];
}

function contentModels(
  list: List,
  content: Content,
  make: ResourceModelFactory,
): readonly RowModel[] {
  const { address } = list;
  switch (content.kind) {
    case 'deployments': {
      const { host, organization } = address;
      return listModels(list, content.list, byName, (deployment) =>
        make.deployment(
          { kind: 'deployment', host, organization, deployment: deployment.deployment_id },
          deployment,
        ),
      );
    }
    case 'triggers':
      return address.kind === 'deployment'
        ? listModels(list, content.list, newestFirst, (trigger) =>
            make.trigger({ ...address, kind: 'trigger', trigger: trigger.trigger_id }, trigger),
          )
        : [];
    case 'runs':
      return address.kind === 'trigger'
        ? content.folds.items.map((item) => itemModel(list, address, content.timeline, item))
        : [];
  }
}

function listModels<T>(
  branch: List,
  list: LoadedPages<T>,
  order: (one: T, other: T) => number,
  make: (value: T) => RowModel,
): readonly RowModel[] {
  const values = list.entries.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : []));
  const odd = list.entries.filter((entry): entry is Malformed => entry.kind === 'malformed');
  return [
    ...values.sort(order).map(make),
    ...odd.map((entry, index): RowModel => {
      return { kind: 'malformed', parent: branch.address, entry, key: String(index) };
    }),
    ...(list.next === undefined ? [] : [moreModel(branch, values.length + odd.length)]),
  ];
}

function moreModel(list: List, loaded: number): RowModel {
  const { address: parent, loads } = list;
  const cursor = { kind: 'token' } as const;
  return (
    failedModel(list, 'tail') ?? {
      kind: 'more',
      parent,
      part: 'tail',
      loaded,
      loading: loads.has('tail'),
      way: cursor,
    }
  );
}

/** The entries that a lens shows, and the holes between them. */
function filteredModels(
  list: List,
  address: TriggerAddress,
  timeline: RunTimeline,
  filter: RunViewFilter,
): readonly RowModel[] {
  const { segments } = timeline;
  return segments.flatMap(({ days, gap }, index): readonly RowModel[] => {
    const shown = days.flatMap(({ entries: semaphore }) =>
      semaphore.filter(({ entry }) => filter.shows(address, entry)),
    );
    const behind = segments[index + 1]?.days[0]?.entries[0];
    const end: TimelineItem | undefined = gap && { kind: 'gap', gap, behind };
    return [
      ...shown.map((entry) => entryModel(address, entry)),
      ...(end === undefined ? [] : [itemModel(list, address, timeline, end)]),
    ];
  });
}

/** The rows below a fold; nothing when there is no such fold any more. */
export function groupedModels(list: List, key: string): readonly RowModel[] | undefined {
  const { address, content } = list;
  return content?.kind === 'runs' && address.kind === 'trigger'
    ? content.folds.below(key)?.map((item) => itemModel(list, address, content.timeline, item))
    : undefined;
}

function itemModel(
  list: List,
  address: TriggerAddress,
  timeline: RunTimeline,
  item: TimelineItem,
): RowModel {
  switch (item.kind) {
    case 'entry':
      return entryModel(address, item.entry);
    case 'group':
      return groupModel(address, item.group);
    case 'gap':
      return item.behind === undefined
        ? tailModel(list, timeline, item.gap)
        : gapModel(list, item.gap, timeline.before(item.gap), item.behind);
  }
}

export function groupModel(
  parent: TriggerAddress,
  { key, within, day, hour, from, to, failed }: RunGroup,
): Extract<RowModel, { kind: 'group' }> {
  return {
    kind: 'group',
    parent,
    key,
    ...(within === undefined ? {} : { within: within.key }),
    day,
    ...(hour === undefined ? {} : { hour }),
    count: to - from,
    failed,
  };
}

function entryModel(address: TriggerAddress, { entry, key }: TimelineEntry): RowModel {
  return entry.kind === 'resource'
    ? {
        kind: 'run',
        address: { ...address, kind: 'run', run: entry.value.run_id },
        run: entry.value,
      }
    : { kind: 'malformed', parent: address, entry, key };
}

/** The row about the runs behind the last one. */
function tailModel(list: List, timeline: RunTimeline, gap: Gap): RowModel {
  return (
    failedModel(list, gap.id) ?? {
      kind: 'more',
      parent: list.address,
      part: gap.id,
      loaded: timeline.size,
      loading: list.loads.has(gap.id),
      way: gapStateOf(gap),
    }
  );
}

function gapModel(
  list: List,
  gap: Gap,
  before: TimelineEntry | undefined,
  behind: TimelineEntry | undefined,
): RowModel {
  const [newer, older] = [creation(before), creation(behind)];
  return (
    failedModel(list, gap.id) ?? {
      kind: 'gap',
      parent: list.address,
      part: gap.id,
      ...(newer === undefined ? {} : { newer }),
      ...(older === undefined ? {} : { older }),
      loading: list.loads.has(gap.id),
      way: gapStateOf(gap),
    }
  );
}

function failedModel({ address, failures }: List, part: Section): RowModel | undefined {
  const failure = failures.get(part);
  return failure && { kind: 'failed', parent: address, failure, part };
}

function gapStateOf({ cursor }: Gap): GapState {
  return cursor.kind === 'rescan'
    ? { kind: 'rescan', passed: cursor.rescan.passed }
    : { kind: cursor.kind };
}

function creation(place: TimelineEntry | undefined): string | undefined {
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
