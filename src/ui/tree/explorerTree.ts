import {
  commands,
  TreeItemCollapsibleState,
  window,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import type { Address } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import type { RowModel, Row } from '../../core/explorer/rowModel';
import { isNotice, noticeItem, type Notice } from './notices';
import { RefreshQueue } from './refreshQueue';
import { rowTooltip, treeItem } from './treeItems';

/**
 * Milliseconds that VS Code waits for a list that is opened for the first time. A quick answer is shown
 * without a row "Loading…" before it; a slow one must not delay changes of other rows, which wait while
 * VS Code fetches children.
 */
const GRACE = 300;

/** The explorer's view: rows in, tree items out. */
export class ExplorerTree implements TreeDataProvider<Row | Notice> {
  readonly #changes = new RefreshQueue();
  readonly #open = new Set<string>();
  readonly #drawn = new WeakMap<Row, RowModel>();
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly view: TreeView<Row | Notice>;

  /**
   * `ready` settles when the accounts are known; `notices` are shown around them. `runInBackground`
   * shows the failure of work that nobody waits for.
   */
  constructor(
    private readonly explorer: Explorer,
    private readonly ready: () => Promise<void>,
    private readonly notices: () => readonly Notice[],
    private readonly runInBackground: (work: Promise<unknown>) => void,
  ) {
    this.view = window.createTreeView('abeja.explorer', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    const stopFollowing = explorer.rowTree.onDidChange((rows) => this.#changes.fire(rows));
    this.#disposables = [
      this.view,
      this.#changes,
      { dispose: stopFollowing },
      this.view.onDidExpandElement(({ element }) => {
        if (!isNotice(element)) {
          this.#opened(element);
        }
      }),
      this.view.onDidCollapseElement(({ element }) => this.#open.delete(element.id)),
    ];
  }

  readonly onDidChangeTreeData = this.#changes.event;

  getTreeItem(row: Row | Notice): TreeItem {
    if (isNotice(row)) {
      return noticeItem(row);
    }
    this.#drawn.set(row, row.model);
    const item = treeItem(row);
    if (this.isOpen(row)) {
      // VS Code remembers what is open only until the row above is refreshed while it is shut.
      item.collapsibleState = TreeItemCollapsibleState.Expanded;
    }
    return item;
  }

  async getChildren(row?: Row | Notice): Promise<(Row | Notice)[]> {
    if (row !== undefined && isNotice(row)) {
      return [];
    }
    return await this.#changes.fetch(row, async () => {
      if (row === undefined) {
        await this.ready();
        return withNotices(this.explorer.rowTree.roots(), this.notices());
      }
      // What is known of a row that nobody has opened came with its health.
      if (!this.explorer.isKnown(row)) {
        // VS Code drops the event of the expansion when the row above is refreshed at that moment.
        this.#open.add(row.id);
        const opening = this.explorer.open(row);
        this.runInBackground(opening);
        await Promise.race([opening, new Promise((resolve) => setTimeout(resolve, GRACE))]);
      }
      return [...(this.explorer.rowTree.children(row) ?? [])];
    });
  }

  getParent(row: Row | Notice): Row | undefined {
    return isNotice(row) ? undefined : this.explorer.rowTree.parent(row);
  }

  resolveTreeItem(item: TreeItem, row: Row | Notice): TreeItem {
    if (!isNotice(row)) {
      item.tooltip = rowTooltip(row);
    }
    return item;
  }

  /** What a row stood for when VS Code drew it last. */
  drawn(row: Row): RowModel | undefined {
    return this.#drawn.get(row);
  }

  /** Whether a row is open, whether or not the rows above it are. */
  isOpen(row: Row): boolean {
    return this.#open.has(row.id);
  }

  /** The row a command without an argument is about. */
  get selected(): Row | undefined {
    return rowOf(this.view.selection[0]);
  }

  /**
   * The row that has the keyboard's focus, for a key that was pressed in the view: VS Code tells
   * extensions the selection alone. The focused row is the one whose selection can be toggled, twice.
   */
  async focused(): Promise<Row | undefined> {
    const before = this.view.selection;
    await commands.executeCommand('list.toggleSelection');
    const after = this.view.selection;
    await commands.executeCommand('list.toggleSelection');
    return rowOf(
      after.find((row) => !before.includes(row)) ??
        before.find((row) => !after.includes(row)) ??
        before[0],
    );
  }

  /** Brings the keyboard to the view and to a row of it: the selected one, or else the first. */
  async focus(): Promise<void> {
    await this.ready();
    const row = this.selected ?? this.explorer.rowTree.roots()[0];
    await (row === undefined
      ? commands.executeCommand('abeja.explorer.focus')
      : this.view.reveal(row, { select: false, focus: true, expand: false }));
  }

  /**
   * Selects the row of an address and scrolls to it, opening what is above. Where the tree changes
   * meanwhile, VS Code may not find the row; it is there all the same.
   */
  async reveal(address: Address, { expand = false } = {}): Promise<void> {
    const row = await this.explorer.find(address);
    if (row !== undefined) {
      await Promise.resolve(this.view.reveal(row, { select: true, focus: false, expand })).catch(
        () => undefined,
      );
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
      this.runInBackground(this.explorer.refreshList(row));
    }
  }
}

/** A row of the explorer, and no notice. */
function rowOf(element: Row | Notice | undefined): Row | undefined {
  return element === undefined || isNotice(element) ? undefined : element;
}

/** Notices about what is out of date come first, those about what is missing last. */
function withNotices(roots: readonly Row[], notices: readonly Notice[]): (Row | Notice)[] {
  return [
    ...notices.filter(({ kind }) => kind === 'otherWindow'),
    ...roots,
    ...notices.filter(({ kind }) => kind === 'environment'),
  ];
}
