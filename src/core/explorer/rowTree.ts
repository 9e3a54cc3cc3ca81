import { EventEmitter } from 'node:events';
import { accountAddress, accountLabel } from '../accounts/account';
import {
  formatAddress,
  parentAddress,
  type Address,
  type RunAddress,
  type TriggerAddress,
} from '../address';
import { isCurrent, type List } from './list';
import type { Lists } from './lists';
import { childModels, groupedModels, groupModel, type RunViewFilter } from './listRows';
import { isParent, type RowModel, type ParentAddress, type Row } from './rowModel';
import { ResourceModels, type Decorations } from './resourceRows';
import type { Organizations } from './organizations';
import { rowId, RowRegistry } from './rowRegistry';

/** Decides what of the lists is shown. */
export interface ListViewFilter {
  /** The rows of a list that are shown, and what else is. */
  show(parent: ParentAddress, models: readonly RowModel[]): readonly RowModel[];
  /** Somebody looks for what is at this address: it has to be shown. */
  include(address: Address): void;
}

/**
 * The rows of what is known: which stand below which, what they say, and news of them. A row is made
 * when it is read, from the list as it is at that moment; reading asks for nothing.
 */
export class RowTree {
  readonly #changes = new EventEmitter<{ change: [readonly Row[] | undefined] }>();
  readonly #rows = new RowRegistry();
  readonly #models: ResourceModels;
  #runViewFilter: RunViewFilter | undefined;
  #listViewFilter: ListViewFilter | undefined;

  constructor(
    private readonly known: Organizations,
    private readonly lists: Lists,
  ) {
    this.#models = new ResourceModels(known, lists);
  }

  /** Calls back with the narrowest rows that changed, or with nothing when the top level did. */
  onDidChange(listener: (rows: readonly Row[] | undefined) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** Tells that rows have changed, with what is below them; or the top level. */
  tell(rows: readonly Row[] | undefined): void {
    this.#changes.emit('change', rows);
  }

  /** The top level. */
  roots(): readonly Row[] {
    return this.known.all().map(({ account, channelNames, refused }) =>
      this.#rows.put({
        kind: 'organization',
        address: accountAddress(account),
        account: { ...accountLabel(account), name: account.name ?? channelNames.organizationName },
        ...(refused ? { refused: true } : {}),
      }),
    );
  }

  /** The rows below a row as far as they are known; nothing while nobody has asked for them. */
  children({ model }: Row): readonly Row[] | undefined {
    if (model.kind === 'group') {
      const folded = this.lists.get(model.parent);
      return ((folded && groupedModels(folded, model.key)) ?? []).map((run) => this.#rows.put(run));
    }
    if (!isParent(model)) {
      return [];
    }
    const list = this.lists.get(model.address);
    const models = list && childModels(list, this.#models, this.#runViewFilter);
    const seen = models && (this.#listViewFilter?.show(model.address, models) ?? models);
    return seen?.map((child) => this.#rows.put(child));
  }

  /** The row above. */
  parent({ model }: Row): Row | undefined {
    switch (model.kind) {
      case 'group':
        return this.#groupRow(model.parent, model.within) ?? this.get(model.parent);
      case 'run': {
        const above = parentAddress(model.address);
        return this.#groupAbove(above, model.address.run) ?? (above && this.get(above));
      }
      case 'malformed':
        return this.#groupAbove(model.parent, model.key) ?? this.get(model.parent);
      case 'organization':
      case 'deployment':
      case 'trigger': {
        const above = parentAddress(model.address);
        return above && this.get(above);
      }
      case 'more':
      case 'gap':
      case 'failed':
      case 'loading':
      case 'empty':
      case 'search':
      case 'filter':
      case 'scan':
        return this.get(model.parent);
    }
  }

  /** The row of an address, if it is shown. */
  get(address: Address): Row | undefined {
    return this.#rows.get(formatAddress(address));
  }

  /** The row that a menu, a key or a link handed over, if it is one of ours and still shown. */
  of(value: unknown): Row | undefined {
    const id: unknown =
      typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    return typeof id === 'string' ? this.#rows.get(id) : undefined;
  }

  /** The row of an address below a row, or in a fold below it. */
  below(row: Row, address: Address): Row | undefined {
    const id = formatAddress(address);
    const group =
      address.kind === 'run' ? this.#groupAbove(parentAddress(address), address.run) : undefined;
    return [row, group]
      .flatMap((above) => (above && this.children(above)) ?? [])
      .find((child) => child.id === id);
  }

  /** Shows a row as this node from now on, and tells it. */
  put(model: RowModel): void {
    this.tell([this.#rows.put(model)]);
  }

  /** Makes the row of an address anew, and tells it and what is below it. */
  redraw(address: ParentAddress): void {
    const row = this.get(address);
    const content = this.lists.get(address)?.content;
    if (content?.kind === 'runs') {
      content.timeline.takeUpdated();
    }
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

  /** Tells the rows of runs that have another state, and of the folds whose count that changes. */
  tellUpdated(list: List): void {
    const { address, content } = list;
    if (content?.kind !== 'runs' || address.kind !== 'trigger') {
      return;
    }
    const updated = content.timeline.takeUpdated();
    if (this.#isFiltered(address)) {
      // It may show a run now, or not any more.
      if (updated.length > 0) {
        this.redrawList(list);
      }
      return;
    }
    const rows = updated.flatMap((run): readonly Row[] => {
      const at: RunAddress = { ...address, kind: 'run', run: run.run_id };
      const row = this.get(at) && this.#rows.put({ kind: 'run', address: at, run });
      const group = this.#groupAbove(address, run.run_id);
      const outer =
        group?.model.kind === 'group' ? this.#groupRow(address, group.model.within) : undefined;
      return [outer, group, row].filter((other) => other !== undefined);
    });
    const told = new Set(rows);
    if (this.lists.isShown(list) && told.size > 0) {
      this.tell([...told]);
    }
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

  /** Adds to the rows of deployments and triggers from now on. */
  decorate(decorations: Decorations): void {
    this.#models.decorate(decorations);
  }

  /** Shows the runs of some triggers in another way from now on. */
  setRunViewFilter(filter: RunViewFilter): void {
    this.#runViewFilter = filter;
  }

  /** Decides what of all lists is shown from now on. */
  setListViewFilter(filter: ListViewFilter): void {
    this.#listViewFilter = filter;
  }

  /** Has something shown that somebody looks for. */
  include(address: Address): void {
    this.#listViewFilter?.include(address);
  }

  dispose(): void {
    this.#changes.removeAllListeners();
  }

  #isFiltered(address: TriggerAddress): boolean {
    return this.#runViewFilter?.isOn(address) ?? false;
  }

  /** The row of the fold that an entry of a list of runs is in, if it is in one. */
  #groupAbove(parent: Address | undefined, key: string): Row | undefined {
    const content = parent?.kind === 'trigger' ? this.lists.get(parent)?.content : undefined;
    if (parent?.kind !== 'trigger' || content?.kind !== 'runs' || this.#isFiltered(parent)) {
      return undefined;
    }
    const entry = content.timeline.entry(key);
    return this.#groupRow(parent, entry && content.folds.groupOf(entry)?.key);
  }

  /** The row of a fold by its key. */
  #groupRow(address: TriggerAddress, key: string | undefined): Row | undefined {
    const content = this.lists.get(address)?.content;
    const group =
      content?.kind === 'runs' && key !== undefined ? content.folds.group(key) : undefined;
    return group && this.#rows.put(groupModel(address, group));
  }
}
