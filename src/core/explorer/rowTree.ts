import { EventEmitter } from 'node:events';
import { accountAddress, accountLabel } from '../accounts/account';
import {
  formatAddress,
  parentAddress,
  type Address,
  type RunAddress,
  type TriggerAddress,
} from '../address';
import { isCurrent, type Branch } from './list';
import type { Branches } from './lists';
import { childNodes, foldedNodes, foldNode, type RunLens } from './listRows';
import { isParent, type Node, type ParentAddress, type Row } from './rowModel';
import { ResourceNodes, type Decorations } from './resourceRows';
import type { Roots } from './organizations';
import { rowId, Rows } from './rowRegistry';

/** Decides what of the lists is shown. */
export interface ListLens {
  /** The rows of a list that are shown, and what else is. */
  show(parent: ParentAddress, nodes: readonly Node[]): readonly Node[];
  /** Somebody looks for what is at this address: it has to be shown. */
  admit(address: Address): void;
}

/**
 * The rows of what is known: which stand below which, what they say, and news of them. A row is made
 * when it is read, from the list as it is at that moment; reading asks for nothing.
 */
export class ShownRows {
  readonly #changes = new EventEmitter<{ change: [readonly Row[] | undefined] }>();
  readonly #rows = new Rows();
  readonly #nodes: ResourceNodes;
  #runLens: RunLens | undefined;
  #listLens: ListLens | undefined;

  constructor(
    private readonly known: Roots,
    private readonly branches: Branches,
  ) {
    this.#nodes = new ResourceNodes(known, branches);
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
        account: { name: channelNames.organizationName, ...accountLabel(account) },
        ...(refused ? { refused: true } : {}),
      }),
    );
  }

  /** The rows below a row as far as they are known; nothing while nobody has asked for them. */
  children({ node }: Row): readonly Row[] | undefined {
    if (node.kind === 'fold') {
      const folded = this.branches.get(node.parent);
      return ((folded && foldedNodes(folded, node.key)) ?? []).map((run) => this.#rows.put(run));
    }
    if (!isParent(node)) {
      return [];
    }
    const branch = this.branches.get(node.address);
    const nodes = branch && childNodes(branch, this.#nodes, this.#runLens);
    const seen = nodes && (this.#listLens?.show(node.address, nodes) ?? nodes);
    return seen?.map((child) => this.#rows.put(child));
  }

  /** The row above. */
  parent({ node }: Row): Row | undefined {
    switch (node.kind) {
      case 'fold':
        return this.#foldRow(node.parent, node.within) ?? this.get(node.parent);
      case 'run': {
        const above = parentAddress(node.address);
        return this.#foldAbove(above, node.address.run) ?? (above && this.get(above));
      }
      case 'malformed':
        return this.#foldAbove(node.parent, node.key) ?? this.get(node.parent);
      case 'organization':
      case 'deployment':
      case 'trigger': {
        const above = parentAddress(node.address);
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
        return this.get(node.parent);
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
    const fold =
      address.kind === 'run' ? this.#foldAbove(parentAddress(address), address.run) : undefined;
    return [row, fold]
      .flatMap((above) => (above && this.children(above)) ?? [])
      .find((child) => child.id === id);
  }

  /** Shows a row as this node from now on, and tells it. */
  put(node: Node): void {
    this.tell([this.#rows.put(node)]);
  }

  /** Makes the row of an address anew, and tells it and what is below it. */
  redraw(address: ParentAddress): void {
    const row = this.get(address);
    const content = this.branches.get(address)?.content;
    if (content?.kind === 'runs') {
      content.timeline.takeUpdated();
    }
    if (row !== undefined) {
      this.put(this.#nodes.again(row.node));
    }
  }

  /** The same for the row above a list, if that is the list it shows. */
  redrawList(branch: Branch): void {
    if (isCurrent(branch) && this.branches.isShown(branch)) {
      this.redraw(branch.address);
    }
  }

  /** Tells the rows of runs that have another state, and of the folds whose count that changes. */
  tellUpdated(branch: Branch): void {
    const { address, content } = branch;
    if (content?.kind !== 'runs' || address.kind !== 'trigger') {
      return;
    }
    const updated = content.timeline.takeUpdated();
    if (this.#isFiltered(address)) {
      // It may show a run now, or not any more.
      if (updated.length > 0) {
        this.redrawList(branch);
      }
      return;
    }
    const rows = updated.flatMap((run): readonly Row[] => {
      const at: RunAddress = { ...address, kind: 'run', run: run.run_id };
      const row = this.get(at) && this.#rows.put({ kind: 'run', address: at, run });
      const fold = this.#foldAbove(address, run.run_id);
      const outer =
        fold?.node.kind === 'fold' ? this.#foldRow(address, fold.node.within) : undefined;
      return [outer, fold, row].filter((other) => other !== undefined);
    });
    const told = new Set(rows);
    if (this.branches.isShown(branch) && told.size > 0) {
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
    this.#nodes.decorate(decorations);
  }

  /** Shows the runs of some triggers in another way from now on. */
  setRunLens(lens: RunLens): void {
    this.#runLens = lens;
  }

  /** Decides what of all lists is shown from now on. */
  setListLens(lens: ListLens): void {
    this.#listLens = lens;
  }

  /** Has something shown that somebody looks for. */
  admit(address: Address): void {
    this.#listLens?.admit(address);
  }

  dispose(): void {
    this.#changes.removeAllListeners();
  }

  #isFiltered(address: TriggerAddress): boolean {
    return this.#runLens?.isOn(address) ?? false;
  }

  /** The row of the fold that an entry of a list of runs is in, if it is in one. */
  #foldAbove(parent: Address | undefined, key: string): Row | undefined {
    const content = parent?.kind === 'trigger' ? this.branches.get(parent)?.content : undefined;
    if (parent?.kind !== 'trigger' || content?.kind !== 'runs' || this.#isFiltered(parent)) {
      return undefined;
    }
    const place = content.timeline.place(key);
    return this.#foldRow(parent, place && content.folds.foldOf(place)?.key);
  }

  /** The row of a fold by its key. */
  #foldRow(address: TriggerAddress, key: string | undefined): Row | undefined {
    const content = this.branches.get(address)?.content;
    const fold =
      content?.kind === 'runs' && key !== undefined ? content.folds.fold(key) : undefined;
    return fold && this.#rows.put(foldNode(address, fold));
  }
}
