import { EventEmitter } from 'node:events';
import { accountAddress, accountLabel } from '../accounts/account';
import {
  formatAddress,
  parentAddress,
  type Address,
  type RunAddress,
  type TriggerAddress,
} from '../address';
import type { RunGroups } from '../timeline/groups';
import { isCurrent, timelineOf, type List } from './list';
import type { Lists } from './lists';
import { childModels, groupedModels, groupModel } from './listRows';
import type { Organizations } from './organizations';
import { ResourceModels, type Decorations } from './resourceRows';
import { isParent, type RowModel, type ParentAddress, type Row } from './rowModel';
import { rowId, RowRegistry } from './rowRegistry';

/** Decides what of the lists is shown. */
export interface ViewFilter {
  /** The loaded runs of a trigger that are shown, in groups; nothing where all of them are. */
  runs?(trigger: TriggerAddress): RunGroups | undefined;
  /** The rows of a list that are shown, and what else is. */
  rows(parent: ParentAddress, models: readonly RowModel[]): readonly RowModel[];
  /** Makes sure that what is at this address is shown. */
  include?(address: Address): void;
}

/**
 * The rows of what is known: which stand below which, what they show, and which of them changed. A row is
 * made when it is read, from the list as it is at that moment; reading sends no request.
 */
export class RowTree {
  readonly #changes = new EventEmitter<{ change: [readonly Row[] | undefined] }>();
  readonly #rows = new RowRegistry();
  readonly #models: ResourceModels;
  readonly #filters: ViewFilter[] = [];

  constructor(
    private readonly organizations: Organizations,
    private readonly lists: Lists,
  ) {
    this.#models = new ResourceModels(organizations, lists);
  }

  /** Calls back with the narrowest rows that changed, or with nothing when the top level did. */
  onDidChange(listener: (rows: readonly Row[] | undefined) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** Fires that rows have changed, with what is below them; or the top level. */
  fire(rows: readonly Row[] | undefined): void {
    if (rows?.length !== 0) {
      this.#changes.emit('change', rows);
    }
  }

  /** The top level. */
  roots(): readonly Row[] {
    return this.organizations.all().map(({ account, channelNames, refused }) =>
      this.#rows.put({
        kind: 'organization',
        address: accountAddress(account),
        account: { ...accountLabel(account), name: account.name ?? channelNames.organizationName },
        refused,
      }),
    );
  }

  /** The rows below a row as far as they are known; nothing while nobody has asked for them. */
  children({ model }: Row): readonly Row[] | undefined {
    return this.#childModels(model)?.map((child) => this.#rows.put(child));
  }

  /** The row above. */
  parent({ model }: Row): Row | undefined {
    const above = 'parent' in model ? model.parent : parentAddress(model.address);
    const group =
      model.kind === 'group'
        ? this.#groupRow(model.parent, model.within)
        : model.kind === 'run'
          ? this.#groupAbove(above, model.address.run)
          : model.kind === 'malformed'
            ? this.#groupAbove(above, model.key)
            : undefined;
    return group ?? (above && this.get(above));
  }

  /** The row of an address, if it is shown. */
  get(address: Address): Row | undefined {
    return this.#rows.get(formatAddress(address));
  }

  /** The row that a menu, a key or a link names, if it is one of ours and still shown. */
  of(value: unknown): Row | undefined {
    const id: unknown =
      typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    return typeof id === 'string' ? this.#rows.get(id) : undefined;
  }

  /** The row of an address below a row, or in a group below it. */
  below(row: Row, address: Address): Row | undefined {
    const id = formatAddress(address);
    const group =
      address.kind === 'run' ? this.#groupAbove(parentAddress(address), address.run) : undefined;
    return [row, group]
      .flatMap((above) => (above && this.children(above)) ?? [])
      .find((child) => child.id === id);
  }

  /** Shows a model in its row from now on, and fires that it changed. */
  put(model: RowModel): void {
    this.fire([this.#rows.put(model)]);
  }

  /** Makes the row of an address anew, and fires that it and what is below it changed. */
  redraw(address: Address): void {
    const row = this.get(address);
    if (row !== undefined) {
      this.put(this.#models.again(row.model));
    }
  }

  /** The same for the row above a list, if that is the list it shows. */
  redrawList(list: List): void {
    if (isCurrent(list) && this.lists.isShown(list)) {
      this.redraw(list.address);
    }
  }

  /** Makes the rows of runs anew that have another state, and of groups whose count that changes. */
  redrawRuns(list: List, runIds: readonly string[]): void {
    const { address } = list;
    if (address.kind !== 'trigger' || runIds.length === 0 || !this.lists.isShown(list)) {
      return;
    }
    if (this.#filteredRuns(address) !== undefined) {
      // The filter may show a run now, or not any more.
      this.redrawList(list);
      return;
    }
    const rows = runIds.flatMap((id): readonly Row[] => {
      const at: RunAddress = { ...address, kind: 'run', run: id };
      const run = timelineOf(list)?.run(id);
      const row = run && this.get(at) && this.#rows.put(this.#models.run(at, run));
      const group = this.#groupAbove(address, id);
      const outer =
        group?.model.kind === 'group' ? this.#groupRow(address, group.model.within) : undefined;
      return [outer, group, row].filter((other) => other !== undefined);
    });
    this.fire([...new Set(rows)]);
  }

  /** Forgets the row with an id and all below it. */
  drop(id: string): void {
    this.#rows.drop(id);
  }

  /** Forgets the rows of runs that are not loaded any more. */
  dropRuns(address: TriggerAddress, runIds: readonly string[]): void {
    this.#rows.delete(runIds.map((run) => formatAddress({ ...address, kind: 'run', run })));
  }

  /** Forgets the row that stood in the place of a list; gives whether there was one. */
  dropLoading(parent: ParentAddress): boolean {
    const id = rowId({ kind: 'loading', parent });
    const wasShown = this.#rows.get(id) !== undefined;
    this.#rows.drop(id);
    return wasShown;
  }

  /** Adds to the rows of resources from now on. */
  decorate(decorations: Decorations): void {
    this.#models.decorate(decorations);
  }

  /** Decides what of all lists is shown from now on; `redraw` says which ones. */
  addFilter(filter: ViewFilter): void {
    this.#filters.push(filter);
  }

  /** Makes sure that what is at this address is shown, whatever the filters say. */
  include(address: Address): void {
    this.#filters.forEach((filter) => filter.include?.(address));
  }

  dispose(): void {
    this.#changes.removeAllListeners();
  }

  #childModels(model: RowModel): readonly RowModel[] | undefined {
    if (model.kind === 'group') {
      const list = this.lists.get(model.parent);
      return (
        (list && groupedModels(list, this.#groups(model.parent), this.#models, model.key)) ?? []
      );
    }
    if (!isParent(model)) {
      return [];
    }
    const { address } = model;
    const list = this.lists.get(address);
    const groups = address.kind === 'trigger' ? this.#groups(address) : undefined;
    const models = list && childModels(list, this.#models, groups);
    return models && this.#filters.reduce((rows, filter) => filter.rows(address, rows), models);
  }

  #filteredRuns(address: TriggerAddress): RunGroups | undefined {
    return this.#filters.reduce<RunGroups | undefined>(
      (groups, filter) => groups ?? filter.runs?.(address),
      undefined,
    );
  }

  /** The loaded runs of a trigger that are shown, in groups. */
  #groups(address: TriggerAddress): RunGroups | undefined {
    const content = this.lists.get(address)?.content;
    return content?.kind === 'runs' ? (this.#filteredRuns(address) ?? content.groups) : undefined;
  }

  /** The row of the group that an entry of a list of runs is in, if it is in one. */
  #groupAbove(parent: Address | undefined, key: string): Row | undefined {
    if (parent?.kind !== 'trigger') {
      return undefined;
    }
    const entry = this.lists.timeline(parent)?.entry(key);
    return this.#groupRow(parent, entry && this.#groups(parent)?.groupOf(entry)?.key);
  }

  /** The row of a group by its key. */
  #groupRow(address: TriggerAddress, key: string | undefined): Row | undefined {
    const group = key === undefined ? undefined : this.#groups(address)?.group(key);
    return group && this.#rows.put(groupModel(address, group));
  }
}
