import type { Failure } from '../api/failure';
import type { Malformed } from '../api/page';
import type { Deployment, Run, Trigger } from '../api/wire';
import type { AccountLabel } from './accounts';
import type { DeploymentAddress, OrganizationAddress, RunAddress, TriggerAddress } from './address';

/** What a row of the explorer stands for. */
export type Node = ResourceNode | HelperNode;

/** A row of something that is on the platform. */
export type ResourceNode =
  | {
      readonly kind: 'organization';
      readonly address: OrganizationAddress;
      readonly account: AccountLabel;
    }
  | {
      readonly kind: 'deployment';
      readonly address: DeploymentAddress;
      readonly deployment: Deployment;
    }
  | {
      readonly kind: 'trigger';
      readonly address: TriggerAddress;
      readonly trigger: Trigger;
      /** The channels' names, where they are known. */
      readonly inputName?: string;
      readonly outputName?: string;
      /** How many runs are loaded, and whether there are more; absent before the first load. */
      readonly runs?: { readonly loaded: number; readonly more: boolean };
    }
  | { readonly kind: 'run'; readonly address: RunAddress; readonly run: Run };

/** A row about the list it stands in. */
export type HelperNode =
  | {
      readonly kind: 'more';
      readonly parent: ParentAddress;
      /** The token that leads on. */
      readonly next: string;
      readonly loaded: number;
      readonly loading: boolean;
    }
  | {
      readonly kind: 'gap';
      readonly parent: ParentAddress;
      /** The token that leads into the gap. */
      readonly next: string;
      /** When the runs on both sides were created, as the server wrote it. */
      readonly newer?: string;
      readonly older?: string;
      readonly loading: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly parent: ParentAddress;
      readonly failure: Failure;
      /** The page that a click asks for again; the head of the list when absent. */
      readonly next?: string;
    }
  /** Stands in the place of a list that is loaded for the first time. */
  | { readonly kind: 'loading'; readonly parent: ParentAddress }
  | { readonly kind: 'empty'; readonly parent: ParentAddress }
  | { readonly kind: 'malformed'; readonly parent: ParentAddress; readonly entry: Malformed };

/** What has rows below it. */
export type ParentAddress = OrganizationAddress | DeploymentAddress | TriggerAddress;

/** A row of something that has rows below it. */
export type ParentNode = Extract<ResourceNode, { readonly address: ParentAddress }>;

/** What all rows of the explorer have in common with what VS Code calls an element. */
export interface Row {
  /** Unique in the explorer and the same as long as the row lives. */
  readonly id: string;
  /** What the row shows now. */
  readonly node: Node;
}

/** Whether a node has rows below it. */
export function isParent(node: Node): node is ParentNode {
  return node.kind === 'organization' || node.kind === 'deployment' || node.kind === 'trigger';
}

/** Whether a node stands for something that is on the platform. */
export function isResource(node: Node): node is ResourceNode {
  return 'address' in node;
}
