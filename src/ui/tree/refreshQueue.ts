import { EventEmitter, type Disposable } from 'vscode';
import type { Row } from '../../core/explorer/rowModel';
import { isAtOrBelow, listId } from '../../core/explorer/rowRegistry';

/** Milliseconds VS Code is given to take in the children of a row. */
const SETTLE = 150;

/**
 * Fires for VS Code which rows changed, when it can handle that. A row that is refreshed while VS Code
 * fetches its children, or before it has shown them, loses them: its extension host forgets the handles
 * of the children, and its window goes on with the answer to the running fetch. So an event for a row
 * waits until no fetch at, above or below it is running, and a moment longer.
 */
export class RefreshQueue implements Disposable {
  readonly #emitter = new EventEmitter<Row[] | undefined>();
  /** By row, `undefined` for the top level: running fetches, and when the last one ended. */
  readonly #fetches = new Map<string | undefined, { running: number; ended: number }>();
  readonly #waiting = new Set<Row | undefined>();
  #timer: NodeJS.Timeout | undefined;

  readonly event = this.#emitter.event;

  /** Fires as soon as VS Code can handle it; nothing stands for the top level. */
  fire(rows: readonly Row[] | undefined): void {
    if (rows === undefined) {
      // The running fetch of the top level gets it as it is when the answer is ready.
      if ((this.#fetches.get(undefined)?.running ?? 0) > 0) {
        return;
      }
      this.#waiting.clear();
      this.#waiting.add(undefined);
    } else if (!this.#waiting.has(undefined)) {
      rows.forEach((row) => this.#waiting.add(row));
    }
    this.#flush();
  }

  /** Runs a fetch of a row's children. */
  async fetch<T>(row: Row | undefined, children: () => T | Promise<T>): Promise<T> {
    // The ids of the runs in a group begin with their trigger's, as those beside it do.
    const id = row && listId(row.id);
    const fetch = this.#fetches.get(id) ?? { running: 0, ended: 0 };
    this.#fetches.set(id, fetch);
    fetch.running += 1;
    try {
      return await children();
    } finally {
      fetch.running -= 1;
      fetch.ended = performance.now();
      this.#flush();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#emitter.dispose();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    for (const [id, { running, ended }] of this.#fetches) {
      if (running === 0 && ended + SETTLE <= now) {
        this.#fetches.delete(id);
      }
    }
    const ready = [...this.#waiting].filter((row) => !this.#isBusy(row));
    ready.forEach((row) => this.#waiting.delete(row));
    if (ready.includes(undefined)) {
      this.#emitter.fire(undefined);
    } else if (ready.length > 0) {
      this.#emitter.fire(ready.filter((row) => row !== undefined));
    }
    const settling = [...this.#fetches.values()].filter(({ running }) => running === 0);
    if (this.#waiting.size > 0 && settling.length > 0) {
      const soonest = Math.min(...settling.map(({ ended }) => ended)) + SETTLE;
      this.#timer = setTimeout(() => this.#flush(), Math.max(1, soonest - now));
    }
  }

  #isBusy(row: Row | undefined): boolean {
    return [...this.#fetches.keys()].some(
      (id) =>
        row === undefined || id === undefined || isAtOrBelow(id, row.id) || isAtOrBelow(row.id, id),
    );
  }
}
