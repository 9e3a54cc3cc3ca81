import { parseTime } from '../../api/decoding/fields';
import type { Malformed } from '../../api/page';
import type { Deployment } from '../../api/resources/deployments';
import type { Trigger } from '../../api/resources/triggers';
import type { TriggerAddress } from '../address';
import type { RunGroup, RunGroups, ShownItem } from '../timeline/groups';
import type { Gap, TimelineEntry } from '../timeline/items';
import type { RunTimeline } from '../timeline/timeline';
import type { Content, List, LoadedPages } from './list';
import type { ResourceModels } from './resourceRows';
import type { HelperModel, ModelOf, RowModel, Section } from './rowModel';

/**
 * The rows below a list's row from top to bottom, or nothing while it was never loaded; of runs, those in
 * `groups`.
 */
export function childModels(
  list: List,
  make: ResourceModels,
  groups: RunGroups | undefined,
): readonly RowModel[] | undefined {
  const { address, content, failures, loads } = list;
  const failure = failures.get('head');
  const head: readonly HelperModel[] =
    failure === undefined ? [] : [{ kind: 'failed', parent: address, failure, section: 'head' }];
  if (content === undefined && failure === undefined) {
    return loads.has('head') ? [{ kind: 'loading', parent: address }] : undefined;
  }
  const body = content === undefined ? [] : contentModels(list, content, make, groups);
  return head.length === 0 && body.length === 0
    ? [{ kind: 'empty', parent: address }]
    : [...head, ...body];
}

function contentModels(
  list: List,
  content: Content,
  make: ResourceModels,
  groups: RunGroups | undefined,
): readonly RowModel[] {
  const { address } = list;
  switch (content.kind) {
    case 'deployments': {
      const { host, organization } = address;
      return listModels(list, content.loaded, byName, (deployment) =>
        make.deployment(
          { kind: 'deployment', host, organization, deployment: deployment.deployment_id },
          deployment,
        ),
      );
    }
    case 'triggers':
      return address.kind === 'deployment'
        ? listModels(list, content.loaded, newestFirst, (trigger) =>
            make.trigger({ ...address, kind: 'trigger', trigger: trigger.trigger_id }, trigger),
          )
        : [];
    case 'runs':
      return address.kind === 'trigger'
        ? (groups?.items ?? []).map((item) =>
            itemModel(list, address, content.timeline, make, item),
          )
        : [];
  }
}

function listModels<T>(
  list: List,
  loaded: LoadedPages<T>,
  order: (one: T, other: T) => number,
  make: (value: T) => RowModel,
): readonly RowModel[] {
  const { address: parent, loads } = list;
  const { entries, next } = loaded;
  const values = entries.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : []));
  const malformed = entries.filter((entry): entry is Malformed => entry.kind === 'malformed');
  const more: RowModel = {
    kind: 'more',
    parent,
    section: 'tail',
    loaded: entries.length,
    loading: loads.has('tail'),
    state: { kind: 'token' },
  };
  return [
    ...values.sort(order).map(make),
    ...malformed.map((entry, index): RowModel => {
      return { kind: 'malformed', parent, entry, key: String(index) };
    }),
    ...(next === undefined ? [] : [failedModel(list, 'tail') ?? more]),
  ];
}

/** The rows below a group; nothing when there is no such group any more. */
export function groupedModels(
  list: List,
  groups: RunGroups | undefined,
  make: ResourceModels,
  key: string,
): readonly RowModel[] | undefined {
  const { address, content } = list;
  return content?.kind === 'runs' && address.kind === 'trigger'
    ? groups?.below(key)?.map((item) => itemModel(list, address, content.timeline, make, item))
    : undefined;
}

function itemModel(
  list: List,
  address: TriggerAddress,
  timeline: RunTimeline,
  make: ResourceModels,
  item: ShownItem,
): RowModel {
  switch (item.kind) {
    case 'entry':
      return entryModel(address, make, item);
    case 'group':
      return groupModel(address, item);
    case 'gap':
      return gapModel(list, timeline, item);
  }
}

/** The row of a group. */
export function groupModel(
  parent: TriggerAddress,
  { key, within, day, hour, entries, failed }: RunGroup,
): ModelOf<'group'> {
  const count = entries.length;
  return { kind: 'group', parent, key, within: within?.key, day, hour, count, failed };
}

function entryModel(
  address: TriggerAddress,
  make: ResourceModels,
  { entry, key }: TimelineEntry,
): RowModel {
  return entry.kind === 'resource'
    ? make.run({ ...address, kind: 'run', run: entry.value.run_id }, entry.value)
    : { kind: 'malformed', parent: address, entry, key };
}

/** The row of what is not loaded behind the last run, or between two runs. */
function gapModel(list: List, timeline: RunTimeline, gap: Gap): RowModel {
  const { address: parent, loads } = list;
  const { gaps, size: loaded } = timeline;
  const { id: section } = gap;
  const loading = loads.has(section);
  const state = gaps.state(gap);
  const failed = failedModel(list, section);
  if (failed !== undefined) {
    return failed;
  }
  if (gaps.last?.id === section) {
    return { kind: 'more', parent, section, loaded, loading, state };
  }
  const [newer, older] = [creation(gaps.before(gap)), creation(gaps.behind(gap))];
  return { kind: 'gap', parent, section, newer, older, loading, state };
}

function failedModel({ address: parent, failures }: List, section: Section): RowModel | undefined {
  const failure = failures.get(section);
  return failure && { kind: 'failed', parent, failure, section };
}

function creation(known: TimelineEntry | undefined): string | undefined {
  const entry = known?.entry;
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
