import type { Deployment } from '../../api/resources/deployments';
import type { Run } from '../../api/resources/runs';
import type { Trigger } from '../../api/resources/triggers';
import type { DeploymentAddress, RunAddress, TriggerAddress } from '../address';
import type { Lists } from './lists';
import type { ModelOf, RowModel } from './rowModel';
import type { Organizations } from './organizations';

/** What is added to the rows of resources. */
export interface Decorations {
  deployment?(address: DeploymentAddress, deployment: Deployment): Partial<ModelOf<'deployment'>>;
  trigger?(address: TriggerAddress, trigger: Trigger): Partial<ModelOf<'trigger'>>;
  run?(address: RunAddress, run: Run): Partial<ModelOf<'run'>> | undefined;
}

/** The row models of deployments, triggers and runs, with all that is known about them at the moment. */
export class ResourceModels {
  readonly #decorations: Decorations[] = [];

  constructor(
    private readonly organizations: Organizations,
    private readonly lists: Lists,
  ) {}

  /** Adds to the row models from now on. */
  decorate(decorations: Decorations): void {
    this.#decorations.push(decorations);
  }

  deployment(address: DeploymentAddress, deployment: Deployment): ModelOf<'deployment'> {
    return this.#decorations.reduce<ModelOf<'deployment'>>(
      (model, other) => ({ ...model, ...other.deployment?.(address, deployment) }),
      { kind: 'deployment', address, deployment },
    );
  }

  trigger(address: TriggerAddress, trigger: Trigger): ModelOf<'trigger'> {
    const names = this.organizations.of(address)?.channelNames;
    return this.#decorations.reduce<ModelOf<'trigger'>>(
      (model, other) => ({ ...model, ...other.trigger?.(address, trigger) }),
      {
        kind: 'trigger',
        address,
        trigger,
        inputName: names?.get(trigger.input_service_id),
        outputName: names?.get(trigger.output_service_id),
        runs: this.#countRuns(address),
      },
    );
  }

  run(address: RunAddress, run: Run): ModelOf<'run'> {
    return this.#decorations.reduce<ModelOf<'run'>>(
      (model, other) => {
        const more = other.run?.(address, run);
        return more === undefined ? model : { ...model, ...more };
      },
      { kind: 'run', address, run },
    );
  }

  /** A row model made anew; the same where nothing is added to those of its kind. */
  again(model: RowModel): RowModel {
    if (model.kind === 'deployment') {
      return this.deployment(model.address, model.deployment);
    }
    if (model.kind === 'run') {
      return this.run(model.address, model.run);
    }
    return model.kind === 'trigger' ? this.trigger(model.address, model.trigger) : model;
  }

  /** Nothing while nobody has opened the trigger. */
  #countRuns(address: TriggerAddress): ModelOf<'trigger'>['runs'] {
    const list = this.lists.get(address);
    if (list?.opened !== true || list.content?.kind !== 'runs') {
      return undefined;
    }
    const { size: loaded, gaps, oldestFirst } = list.content.timeline;
    return { loaded, more: gaps.last !== undefined, oldestFirst };
  }
}
