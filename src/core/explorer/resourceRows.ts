import type { Deployment, Trigger } from '../../api/resources/wire';
import type { DeploymentAddress, TriggerAddress } from '../address';
import type { Branches } from './lists';
import type { NodeMaker } from './listRows';
import type { Node } from './rowModel';
import type { Roots } from './organizations';

type DeploymentNode = Extract<Node, { readonly kind: 'deployment' }>;
type TriggerNode = Extract<Node, { readonly kind: 'trigger' }>;

/** What other parts know about a thing and want to have on its row. */
export interface Decorations {
  deployment?(address: DeploymentAddress, deployment: Deployment): Partial<DeploymentNode>;
  trigger?(address: TriggerAddress, trigger: Trigger): Partial<TriggerNode>;
}

/** The nodes of deployments and triggers, with all that is known about them at the moment. */
export class ResourceNodes implements NodeMaker {
  readonly #decorations: Decorations[] = [];

  constructor(
    private readonly roots: Roots,
    private readonly branches: Branches,
  ) {}

  /** Adds to the nodes from now on. */
  decorate(decorations: Decorations): void {
    this.#decorations.push(decorations);
  }

  deployment(address: DeploymentAddress, deployment: Deployment): DeploymentNode {
    return this.#decorations.reduce<DeploymentNode>(
      (node, other) => ({ ...node, ...other.deployment?.(address, deployment) }),
      { kind: 'deployment', address, deployment },
    );
  }

  trigger(address: TriggerAddress, trigger: Trigger): TriggerNode {
    const names = this.roots.of(address)?.channelNames;
    const inputName = names?.get(trigger.input_service_id);
    const outputName = names?.get(trigger.output_service_id);
    const runs = this.#countRuns(address);
    return this.#decorations.reduce<TriggerNode>(
      (node, other) => ({ ...node, ...other.trigger?.(address, trigger) }),
      {
        kind: 'trigger',
        address,
        trigger,
        ...(inputName === undefined ? {} : { inputName }),
        ...(outputName === undefined ? {} : { outputName }),
        ...(runs === undefined ? {} : { runs }),
      },
    );
  }

  /** A node made anew; the same where nothing is added to nodes of its kind. */
  again(node: Node): Node {
    if (node.kind === 'deployment') {
      return this.deployment(node.address, node.deployment);
    }
    return node.kind === 'trigger' ? this.trigger(node.address, node.trigger) : node;
  }

  /** Nothing while nobody has opened the trigger. */
  #countRuns(address: TriggerAddress): TriggerNode['runs'] {
    const branch = this.branches.get(address);
    if (branch?.opened !== true || branch.content?.kind !== 'runs') {
      return undefined;
    }
    const { size: loaded, isWhole, oldestFirst } = branch.content.timeline;
    return { loaded, more: !isWhole, oldestFirst };
  }
}
