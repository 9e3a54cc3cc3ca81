import { window, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';
import type { Address } from '../core/address';
import type { Explorer } from '../core/explorer';
import type { Row } from '../core/node';
import { RowChanges } from './rowChanges';
import { rowTooltip, treeItem } from './treeItems';

/** The explorer's view: rows in, tree items out. */
export class ExplorerTree implements TreeDataProvider<Row> {
  readonly #changes = new RowChanges();
  readonly #open = new Set<string>();
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly view: TreeView<Row>;

  /**
   * `ready` settles when the accounts are known. `handOn` takes what is done in the background and
   * shows its failure.
   */
  constructor(
    private readonly explorer: Explorer,
    private readonly ready: () => Promise<void>,
    private readonly handOn: (work: Promise<unknown>) => void,
  ) {
    this.view = window.createTreeView('abeja.explorer', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    const stopFollowing = explorer.onDidChange((rows) => this.#changes.tell(rows));
    this.#disposables = [
      this.view,
      this.#changes,
      { dispose: stopFollowing },
      this.view.onDidExpandElement(({ element }) => this.#opened(element)),
      this.view.onDidCollapseElement(({ element }) => this.#open.delete(element.id)),
    ];
  }

  readonly onDidChangeTreeData = this.#changes.event;

  getTreeItem(row: Row): TreeItem {
    return treeItem(row);
  }

  getChildren(row?: Row): Promise<Row[]> {
    return this.#changes.fetch(row, async () => {
      if (row === undefined) {
        await this.ready();
        return [...this.explorer.roots()];
      }
      return [...(this.explorer.children(row) ?? (await this.explorer.open(row)))];
    });
  }

  getParent(row: Row): Row | undefined {
    return this.explorer.parent(row);
  }

  resolveTreeItem(item: TreeItem, row: Row): TreeItem {
    item.tooltip = rowTooltip(row);
    return item;
  }

  /** Whether a row's children are in sight or would be. */
  isOpen(row: Row): boolean {
    return this.#open.has(row.id);
  }

  /** The row a command without an argument is about. */
  get selected(): Row | undefined {
    return this.view.selection[0];
  }

  /**
   * Selects the row of an address and scrolls to it, opening what is above. Where the tree changes
   * meanwhile, VS Code may not find the row; it is there all the same.
   */
  async reveal(address: Address): Promise<void> {
    const row = await this.explorer.find(address);
    if (row !== undefined) {
      await Promise.resolve(
        this.view.reveal(row, { select: true, focus: false, expand: false }),
      ).catch(() => undefined);
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) {
      disposable.dispose();
    }
  }

  #opened(row: Row): void {
    this.#open.add(row.id);
    if (this.explorer.isStale(row)) {
      this.handOn(this.explorer.refreshList(row));
    }
  }
}
