import type { Failure } from '../../api/failure';
import type { Malformed } from '../../api/page';
import type { Deployment } from '../../api/resources/deployments';
import type { Run } from '../../api/resources/runs';
import type { Trigger } from '../../api/resources/triggers';
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
import type { GapState } from '../timeline/gaps';

/** What a row of the explorer stands for. */
export type RowModel = ResourceModel | HelperModel;

/** The models of rows of one kind. */
export type ModelOf<K extends RowModel['kind']> = Extract<RowModel, { readonly kind: K }>;

/** A row of something that is on the platform. */
export type ResourceModel =
  | {
      readonly kind: 'organization';
      readonly address: OrganizationAddress;
      readonly account: AccountLabel;
      /** The platform refuses its credential: what stands below is as it was. */
      readonly refused?: boolean | undefined;
    }
  | {
      readonly kind: 'deployment';
      readonly address: DeploymentAddress;
      readonly deployment: Deployment;
      /** How many of the loaded triggers a filter shows, where it does not show all of them. */
      readonly matching?: { readonly shown: number; readonly total: number } | undefined;
      /** The health of its triggers, as far as it is known. */
      readonly health?: DeploymentHealth | undefined;
    }
  | {
      readonly kind: 'trigger';
      readonly address: TriggerAddress;
      readonly trigger: Trigger;
      /** The channels' names, where they are known. */
      readonly inputName?: string | undefined;
      readonly outputName?: string | undefined;
      /** How many runs are loaded, and whether there are more; absent before the first load. */
      readonly runs?:
        | {
            readonly loaded: number;
            readonly more: boolean;
            readonly oldestFirst: boolean;
          }
        | undefined;
      /** Which runs are shown, if not all of them. */
      readonly filter?: RunFilter | undefined;
      /** How its last runs went; absent while that is not known. */
      readonly health?: Health | undefined;
      readonly watched?: true | undefined;
      /** Runs that came in above the selected row; absent when there are none. */
      readonly unseenRuns?: number | undefined;
      /** Why what is shown of it may be out of date. */
      readonly pollError?: Failure | undefined;
    }
  | {
      readonly kind: 'run';
      readonly address: RunAddress;
      readonly run: Run;
      /** Why it failed, once its log was read. */
      readonly cause?: string | undefined;
    };

/**
 * What is asked for of a list at once: its head, the page behind the last one, or the gap of a timeline
 * with this id.
 */
export type Section = 'head' | 'tail' | number;

/** A row about the list it stands in. */
export type HelperModel =
  | {
      readonly kind: 'more';
      readonly parent: ParentAddress;
      readonly section: Section;
      readonly loaded: number;
      readonly loading: boolean;
      readonly state: GapState;
    }
  | {
      readonly kind: 'gap';
      readonly parent: ParentAddress;
      readonly section: Section;
      readonly state: GapState;
      /** When the runs on both sides were created, as the server wrote it. */
      readonly newer?: string | undefined;
      readonly older?: string | undefined;
      readonly loading: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly parent: ParentAddress;
      readonly failure: Failure;
      /** What a click asks for again. */
      readonly section: Section;
    }
  /** Loaded runs of one day, or of one hour of it. */
  | {
      readonly kind: 'group';
      readonly parent: TriggerAddress;
      /** The same as long as the group is there. */
      readonly key: string;
      /** The key of the group it is in. */
      readonly within?: string | undefined;
      /** `2024-03-01` in the reader's time zone; empty where no run has a time. */
      readonly day: string;
      /** Hour of the day, `09`; nothing for a whole day. */
      readonly hour?: string | undefined;
      readonly count: number;
      readonly failed: number;
    }
  /** Stands in the place of a list that is loaded for the first time. */
  | { readonly kind: 'loading'; readonly parent: ParentAddress }
  | { readonly kind: 'empty'; readonly parent: ParentAddress }
  /** Stands below the deployments that a filter shows. */
  | ({ readonly kind: 'search' } & SearchProgress)
  /** Stands above the runs that a filter shows, and says what it has judged. */
  | ({ readonly kind: 'filter' } & FilterProgress)
  /** Stands below them while there is more to judge. */
  | ({ readonly kind: 'scan'; readonly scanning: boolean } & FilterProgress)
  | {
      readonly kind: 'malformed';
      readonly parent: ParentAddress;
      readonly entry: Malformed;
      /** Different for each unreadable entry of a list. */
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
  readonly search?: { readonly done: number; readonly total: number } | undefined;
  /** Why the last search could not load the triggers of a deployment. */
  readonly failure?: Failure | undefined;
}

/** A filter on a trigger's runs and how far it has come. */
interface FilterProgress {
  readonly parent: TriggerAddress;
  readonly filter: RunFilter;
  readonly progress: ScanProgress;
}

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

/** Whether a row model has rows below it. */
export function isParent(model: RowModel): model is ParentModel {
  return model.kind === 'organization' || model.kind === 'deployment' || model.kind === 'trigger';
}
