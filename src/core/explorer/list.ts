import type { Failure } from '../../api/failure';
import type { Entry } from '../../api/page';
import type { Deployment } from '../../api/resources/deployments';
import type { Trigger } from '../../api/resources/triggers';
import { formatAddress } from '../address';
import type { ParentAddress, Section } from './rowModel';
import type { RunGroups } from '../timeline/groups';
import type { HeadRequest } from '../timeline/pager';
import type { RunTimeline } from '../timeline/timeline';

/** What is known of the list below one row, and what is being asked about it. */
export interface List {
  readonly address: ParentAddress;
  /** Of runs: the order of the list. */
  readonly oldestFirst: boolean;
  /** Ends every load when the branch is dropped; an answer that comes later is void. */
  readonly abort: AbortController;
  /** Absent until the first load succeeds. */
  content: Content | undefined;
  /** Loads under way. */
  readonly loads: Map<Section, Promise<Failure | undefined>>;
  /** Failures that are shown in the place of what could not be loaded. */
  readonly failures: Map<Section, Failure>;
  /** Triggers created, or deleted, while loads were under way: their answers may not know of it. */
  readonly edits: Map<string, Trigger | undefined>;
  /** Known rows may be out of date: ask again when the row is opened next. */
  stale: boolean;
  /** Whether somebody opened the row; the head of a list can be loaded without that. */
  opened: boolean;
  /** A greater number than that of any branch that was looked at before. */
  lastUsed: number;
}

/** A list as far as it is loaded. */
export type Content =
  | { readonly kind: 'deployments'; readonly list: LoadedPages<Deployment> }
  | { readonly kind: 'triggers'; readonly list: LoadedPages<Trigger> }
  | {
      readonly kind: 'runs';
      readonly timeline: RunTimeline;
      readonly folds: RunGroups;
      readonly headQuestion: HeadRequest;
    };

/** A list that comes in one page, but may come in more (L5 of the API facts). */
export interface LoadedPages<T> {
  readonly entries: readonly Entry<T>[];
  /** Number of pages read. */
  readonly pages: number;
  readonly next?: string;
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

/** What comes behind the loaded part of a list. */
export function sectionBehind({ content }: List): Section | undefined {
  if (content?.kind === 'runs') {
    return content.timeline.lastGap?.id;
  }
  return content?.list.next === undefined ? undefined : 'tail';
}

/** The ids of the rows of the deployments or triggers in a list. */
export function listedIds(parent: ParentAddress, content: Content | undefined): readonly string[] {
  switch (content?.kind) {
    case 'deployments':
      return readableEntries(content.list).map(({ deployment_id: deployment }) =>
        formatAddress({ ...parent, kind: 'deployment', deployment }),
      );
    case 'triggers':
      return parent.kind === 'deployment'
        ? readableEntries(content.list).map(({ trigger_id: trigger }) =>
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

/** Whether somebody still waits for a branch's answers. */
export function isCurrent(list: List): boolean {
  return !list.abort.signal.aborted;
}
