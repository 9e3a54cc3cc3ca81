import type { Failure } from '../../api/failure';
import type { Malformed } from '../../api/page';
import type { Deployment, Run, Trigger } from '../../api/resources/wire';
import type { AccountLabel } from '../accounts/account';
import type { DeploymentHealth, Health } from '../runs/health';
import type {
  DeploymentAddress,
  OrganizationAddress,
  RunAddress,
  TriggerAddress,
} from '../address';
import type { RunFilter } from '../runs/filter';
import type { ScanProgress } from '../runs/scanProgress';

/** What a row of the explorer stands for. */
export type RowModel = ResourceModel | HelperModel;

/** A row of something that is on the platform. */
export type ResourceModel =
  | {
      readonly kind: 'organization';
      readonly address: OrganizationAddress;
      readonly account: AccountLabel;
      /** The platform refuses its credential: what stands below is as it was. */
      readonly refused?: true;
    }
  | {
      readonly kind: 'deployment';
      readonly address: DeploymentAddress;
      readonly deployment: Deployment;
      /** How many of the loaded triggers a filter shows, where it does not show all of them. */
      readonly matching?: { readonly shown: number; readonly total: number };
      /** The health of its triggers, as far as it is known. */
      readonly health?: DeploymentHealth | undefined;
    }
  | {
      readonly kind: 'trigger';
      readonly address: TriggerAddress;
      readonly trigger: Trigger;
      /** The channels' names, where they are known. */
      readonly inputName?: string;
      readonly outputName?: string;
      /** How many runs are loaded, and whether there are more; absent before the first load. */
      readonly runs?: {
        readonly loaded: number;
        readonly more: boolean;
        readonly oldestFirst: boolean;
      };
      /** Which runs are shown, if not all of them. */
      readonly filter?: RunFilter;
      /** How its last runs went; absent while that is not known. */
      readonly health?: Health | undefined;
      readonly watched?: true | undefined;
      /** Runs that came in above what somebody reads; absent when there are none. */
      readonly unseenRuns?: number | undefined;
      /** Why what is shown of it may be out of date. */
      readonly pollError?: Failure | undefined;
    }
  | { readonly kind: 'run'; readonly address: RunAddress; readonly run: Run };

/**
 * A part of a list that is asked for at once: its head, the page behind the last one, or the hole of a
 * timeline with this id.
 */
export type Section = 'head' | 'tail' | number;

/** A row about the list it stands in. */
export type HelperModel =
  | {
      readonly kind: 'more';
      readonly parent: ParentAddress;
      readonly part: Section;
      readonly loaded: number;
      readonly loading: boolean;
      readonly way: GapState;
    }
  | {
      readonly kind: 'gap';
      readonly parent: ParentAddress;
      readonly part: Section;
      readonly way: GapState;
      /** When the runs on both sides were created, as the server wrote it. */
      readonly newer?: string;
      readonly older?: string;
      readonly loading: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly parent: ParentAddress;
      readonly failure: Failure;
      /** What a click asks for again. */
      readonly part: Section;
    }
  /** Loaded runs of one day, or of one hour of it. */
  | {
      readonly kind: 'group';
      readonly parent: TriggerAddress;
      /** The same as long as the fold is there. */
      readonly key: string;
      /** The key of the fold it is in. */
      readonly within?: string;
      /** `2024-03-01` in the reader's time zone; empty where no run has a time. */
      readonly day: string;
      /** Hour of the day, `09`; nothing for a whole day. */
      readonly hour?: string;
      readonly count: number;
      readonly failed: number;
    }
  /** Stands in the place of a list that is loaded for the first time. */
  | { readonly kind: 'loading'; readonly parent: ParentAddress }
  | { readonly kind: 'empty'; readonly parent: ParentAddress }
  /** Stands below the deployments that a filter shows. */
  | ({ readonly kind: 'search' } & SearchProgress)
  /** Stands above the runs that a filter shows, and says what it has looked at. */
  | ({ readonly kind: 'filter' } & FilterProgress)
  /** Stands below them while there is more to look at. */
  | ({ readonly kind: 'scan'; readonly scanning: boolean } & FilterProgress)
  | {
      readonly kind: 'malformed';
      readonly parent: ParentAddress;
      readonly entry: Malformed;
      /** Tells it apart from the other unreadable entries of its list. */
      readonly key: string;
    };

/** What a filter shows of an organization's deployments, and what it does not know. */
interface SearchProgress {
  readonly parent: OrganizationAddress;
  /** What is looked for. */
  readonly text: string;
  readonly deployments: number;
  readonly shown: number;
  /** Deployments whose triggers were not all loaded. */
  readonly unknown: number;
  /** How far the search under way has come. */
  readonly search?: { readonly done: number; readonly total: number };
  /** Why the last search could not load the triggers of a deployment. */
  readonly failure?: Failure;
}

/** A filter on a trigger's runs and how far it has come. */
interface FilterProgress {
  readonly parent: TriggerAddress;
  readonly filter: RunFilter;
  readonly progress: ScanProgress;
}

/**
 * How what is missing is read: by a token, or by reading from the head again because the platform
 * leads in a circle or refused the token; then this many entries were passed so far.
 */
export type GapState =
  | { readonly kind: 'token' }
  | { readonly kind: 'cyclicToken' }
  | { readonly kind: 'rescan'; readonly passed: number };

/** What has rows below it. */
export type ParentAddress = OrganizationAddress | DeploymentAddress | TriggerAddress;

/** A row of something that has rows below it. */
export type ParentModel = Extract<ResourceModel, { readonly address: ParentAddress }>;

/** What all rows of the explorer have in common with what VS Code calls an element. */
export interface Row {
  /** Unique in the explorer and the same as long as the row lives. */
  readonly id: string;
  /** What the row shows now. */
  readonly model: RowModel;
}

/** Whether a node has rows below it. */
export function isParent(model: RowModel): model is ParentModel {
  return model.kind === 'organization' || model.kind === 'deployment' || model.kind === 'trigger';
}

/** Whether a node stands for something that is on the platform. */
export function isResource(model: RowModel): model is ResourceModel {
  return 'address' in model;
}
