import type { Failure } from '../../api/failure';
import type { Entry } from '../../api/page';
import type { Deployment } from '../../api/resources/deployments';
import type { Trigger } from '../../api/resources/triggers';
import { formatAddress } from '../address';
import type { RunGroups } from '../timeline/groups';
import type { HeadRequest } from '../timeline/pager';
import type { RunTimeline } from '../timeline/timeline';
import type { ParentAddress, Section } from './rowModel';

/** What is known of the list below one row, and what is being asked about it. */
export interface List {
  readonly address: ParentAddress;
  /** Of runs: the order of the list. */
  readonly oldestFirst: boolean;
  /** Ends every load when the list is dropped; an answer that comes later is void. */
  readonly abort: AbortController;
  /** Absent until the first load succeeds. */
  content: Content | undefined;
  /** Running loads. */
  readonly loads: Map<Section, RunningLoad>;
  /** Failures that are shown in the place of what could not be loaded. */
  readonly failures: Map<Section, Failure>;
  /** Triggers created, or deleted, while loads were running: their answers may not have them. */
  readonly edits: Map<string, Trigger | undefined>;
  /** Known rows may be out of date: ask again when the row is opened next. */
  stale: boolean;
  /** Whether somebody opened the row; the head of a list can be loaded without that. */
  opened: boolean;
  /** Greater than that of every list that was looked at before. */
  lastUsed: number;
}

/** A running load; `once` when its requests are not repeated. */
export interface RunningLoad {
  readonly once: boolean;
  readonly loading: Promise<{ readonly failure?: Failure | undefined }>;
}

/** A list as far as it is loaded. */
export type Content =
  | { readonly kind: 'deployments'; readonly loaded: LoadedPages<Deployment> }
  | { readonly kind: 'triggers'; readonly loaded: LoadedPages<Trigger> }
  | {
      readonly kind: 'runs';
      readonly timeline: RunTimeline;
      readonly groups: RunGroups;
      readonly headRequest: HeadRequest;
    };

/** The content of a list of runs. */
export type LoadedRuns = Extract<Content, { readonly kind: 'runs' }>;

/** A list that comes in one page, but may come in more (L5 of docs/platform-api.md). */
export interface LoadedPages<T> {
  readonly entries: readonly Entry<T>[];
  /** Number of pages read. */
  readonly pages: number;
  readonly next?: string | undefined;
}

export function newList(address: ParentAddress, oldestFirst = false): List {
  return {
    address,
    oldestFirst,
    abort: new AbortController(),
    content: undefined,
    loads: new Map(),
    failures: new Map(),
    edits: new Map(),
    stale: false,
    opened: false,
    lastUsed: 0,
  };
}

/** Whether there is something to show of a list, be it that it is being loaded. */
export function hasRows({ content, failures, loads }: List): boolean {
  return content !== undefined || failures.has('head') || loads.has('head');
}

/** The loaded runs of a list. */
export function timelineOf({ content }: List): RunTimeline | undefined {
  return content?.kind === 'runs' ? content.timeline : undefined;
}

/** What comes behind the loaded part of a list. */
export function sectionBehind({ content }: List): Section | undefined {
  if (content?.kind === 'runs') {
    return content.timeline.gaps.last?.id;
  }
  return content?.loaded.next === undefined ? undefined : 'tail';
}

/** The ids of the rows of the deployments or triggers in a list. */
export function listedIds(parent: ParentAddress, content: Content | undefined): readonly string[] {
  switch (content?.kind) {
    case 'deployments':
      return readableEntries(content.loaded).map(({ deployment_id: deployment }) =>
        formatAddress({ ...parent, kind: 'deployment', deployment }),
      );
    case 'triggers':
      return parent.kind === 'deployment'
        ? readableEntries(content.loaded).map(({ trigger_id: trigger }) =>
            formatAddress({ ...parent, kind: 'trigger', trigger }),
          )
        : [];
    case 'runs':
    case undefined:
      return [];
  }
}

/** The entries of a list that could be read. */
export function readableEntries<T>({ entries }: LoadedPages<T>): readonly T[] {
  return entries.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : []));
}

/** Whether a list is still kept, so that answers for it count. */
export function isCurrent(list: List): boolean {
  return !list.abort.signal.aborted;
}
