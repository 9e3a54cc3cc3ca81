import type { Failure } from '../../api/failure';
import type { Deployment } from '../../api/resources/deployments';
import type { Trigger } from '../../api/resources/triggers';
import {
  formatAddress,
  parentAddress,
  type Address,
  type DeploymentAddress,
  type OrganizationAddress,
} from '../address';
import type { Explorer } from '../explorer/explorer';
import type { ModelOf, RowModel, ParentAddress } from '../explorer/rowModel';

/** Lists of triggers asked for at the same time; the gate of the organization bounds them, too. */
const AT_ONCE = 6;

/** A search through the triggers of all deployments of an organization. */
interface Search {
  readonly total: number;
  done: number;
  isOver: boolean;
  failure: Failure | undefined;
}

/**
 * Shows of deployments and triggers those whose name, id or channel has a text in it. A deployment is
 * shown for its own sake, with all its triggers, or for the sake of a trigger. Triggers that were never
 * loaded are not known, and a row says of how many deployments; a search loads them.
 */
export class ListFilter {
  #text = '';
  /** What was looked for by its address is shown, whatever the text. */
  readonly #included = new Set<string>();
  readonly #searches = new Map<string, Search>();

  constructor(private readonly explorer: Explorer) {
    explorer.rowTree.addFilter({
      rows: (parent, models) => (this.#text === '' ? models : this.#rows(parent, models)),
      include: (address) => this.#include(address),
    });
    explorer.rowTree.decorate({
      deployment: (address, deployment) => this.#decoration(address, deployment),
    });
  }

  /** The text that is looked for; empty while everything is shown. */
  get text(): string {
    return this.#text;
  }

  /**
   * Filters by a text, or shows everything again. The lists of deployments are loaded for it; those of
   * triggers are not.
   */
  async set(text: string): Promise<void> {
    this.#text = text.trim();
    this.#included.clear();
    this.#searches.forEach((search) => (search.isOver = true));
    this.#searches.clear();
    this.#redraw();
    if (this.#text !== '') {
      await Promise.all(this.explorer.rowTree.roots().map((row) => this.explorer.open(row)));
      this.#redraw();
    }
  }

  /** Loads the triggers of all deployments of an organization that are not known yet. */
  async search(organization: OrganizationAddress): Promise<void> {
    const id = formatAddress(organization);
    if (this.#searches.get(id)?.isOver === false) {
      return;
    }
    const unknown = this.explorer.lists
      .deployments(organization)
      .filter((address) => this.explorer.lists.triggers(address).more);
    const search: Search = { total: unknown.length, done: 0, isOver: false, failure: undefined };
    this.#searches.set(id, search);
    this.explorer.rowTree.redraw(organization);
    try {
      const waiting = [...unknown];
      await Promise.all(
        Array.from({ length: AT_ONCE }, () => this.#work(organization, search, waiting)),
      );
      // The names of channels come after the triggers; they may match, too.
      await this.explorer.organization(organization)?.channelNames.learn(new Set());
    } finally {
      search.isOver = true;
      this.explorer.rowTree.redraw(organization);
    }
  }

  /** Ends a search; lists that are being loaded are still taken in. */
  stop(organization: OrganizationAddress): void {
    const search = this.#searches.get(formatAddress(organization));
    if (search !== undefined) {
      search.isOver = true;
      this.explorer.rowTree.redraw(organization);
    }
  }

  async #work(
    organization: OrganizationAddress,
    search: Search,
    waiting: DeploymentAddress[],
  ): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const failure = await this.#readTriggers(next, search);
      search.done += 1;
      search.failure ??= failure;
      if (search.isOver) {
        return;
      }
      this.explorer.rowTree.redraw(organization);
    }
  }

  async #readTriggers(deployment: DeploymentAddress, search: Search): Promise<Failure | undefined> {
    let failure = await this.explorer.readHead(deployment);
    for (
      let { triggers, more } = this.explorer.lists.triggers(deployment);
      more && failure === undefined && !search.isOver;
      { triggers, more } = this.explorer.lists.triggers(deployment)
    ) {
      failure = await this.explorer.readOn(deployment);
      if (this.explorer.lists.triggers(deployment).triggers.length === triggers.length) {
        break;
      }
    }
    return failure;
  }

  #rows(parent: ParentAddress, models: readonly RowModel[]): readonly RowModel[] {
    switch (parent.kind) {
      case 'organization': {
        const deployments = models.filter((model) => model.kind === 'deployment');
        if (deployments.length === 0) {
          return models;
        }
        const shown = new Set(deployments.filter((model) => this.#isShown(model)));
        return [
          ...models.filter((model) => model.kind !== 'deployment' || shown.has(model)),
          this.#searchModel(parent, deployments, shown.size),
        ];
      }
      case 'deployment': {
        const model = this.explorer.rowTree.get(parent)?.model;
        return model?.kind === 'deployment' && this.#hasOwn(model.deployment)
          ? models
          : models.filter(
              (child) => child.kind !== 'trigger' || this.#isMatch(parent, child.trigger),
            );
      }
      case 'trigger':
        return models;
    }
  }

  #searchModel(
    parent: OrganizationAddress,
    deployments: readonly ModelOf<'deployment'>[],
    shown: number,
  ): ModelOf<'search'> {
    const search = this.#searches.get(formatAddress(parent));
    return {
      kind: 'search',
      parent,
      text: this.#text,
      deployments: deployments.length,
      shown,
      unknown: deployments.filter(({ address }) => this.explorer.lists.triggers(address).more)
        .length,
      search: search?.isOver === false ? { done: search.done, total: search.total } : undefined,
      failure: search?.failure,
    };
  }

  #isShown({ address, deployment, matching }: ModelOf<'deployment'>): boolean {
    return (
      this.#isIncluded(address) ||
      this.#hasOwn(deployment) ||
      (matching?.shown ?? this.#matching(address).length) > 0
    );
  }

  #hasOwn({ name, deployment_id: id }: Deployment): boolean {
    return this.#has(name, id);
  }

  #matching(address: DeploymentAddress): readonly Trigger[] {
    const { triggers } = this.explorer.lists.triggers(address);
    return triggers.filter((trigger) => this.#isMatch(address, trigger));
  }

  #isMatch(deployment: DeploymentAddress, trigger: Trigger): boolean {
    const { trigger_id: id, input_service_id: input, output_service_id: output } = trigger;
    const names = this.explorer.organization(deployment)?.channelNames;
    return (
      this.#has(id, input, names?.get(input), output, names?.get(output)) ||
      this.#isIncluded({ ...deployment, kind: 'trigger', trigger: id })
    );
  }

  #has(...texts: readonly (string | null | undefined)[]): boolean {
    const wanted = normalized(this.#text);
    return texts.some((text) => typeof text === 'string' && normalized(text).includes(wanted));
  }

  /** A deployment's row says how many of its triggers are shown, where not all of them are. */
  #decoration(address: DeploymentAddress, deployment: Deployment): Partial<ModelOf<'deployment'>> {
    const { triggers, more } = this.explorer.lists.triggers(address);
    return this.#text === '' || more || this.#hasOwn(deployment)
      ? {}
      : { matching: { shown: this.#matching(address).length, total: triggers.length } };
  }

  #isIncluded(address: Address): boolean {
    return this.#included.size > 0 && this.#included.has(formatAddress(address));
  }

  #include(address: Address): void {
    if (this.#text === '') {
      return;
    }
    for (let at: Address | undefined = address; at !== undefined; at = parentAddress(at)) {
      this.#included.add(formatAddress(at));
    }
    this.#redraw();
  }

  #redraw(): void {
    for (const { model } of this.explorer.rowTree.roots()) {
      if (model.kind === 'organization') {
        this.explorer.rowTree.redraw(model.address);
      }
    }
  }
}

/** A text without regard to case and to the width of letters. */
function normalized(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
