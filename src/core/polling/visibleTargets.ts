import { formatAddress, type TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';
import type { PollRequest } from './scheduler';
import type { RowModel, Row } from '../explorer/rowModel';
import { forgetBelow } from '../explorer/rowRegistry';
import { isFinal, runStatus } from '../runs/status';

/** What can be seen of the explorer. */
export interface Visibility {
  /** Whether the view is visible and the window has the focus. */
  readonly isLooking: () => boolean;
  readonly isOpen: (row: Row) => boolean;
  readonly selected: () => Row | undefined;
  /** What a row stood for when it was drawn last: its node may have been made anew since. */
  readonly drawn: (row: Row) => RowModel | undefined;
}

/**
 * The triggers in sight, and what of them is to be kept up to date: the newest page of each, which
 * brings its health and, if it is open, its newest runs; and the unfinished runs that are not on it.
 */
export class VisibleTargets {
  /** Rows of triggers from top to bottom; absent when they must be looked for again. */
  #triggers: readonly Row[] | undefined;
  /** By trigger: the runs on its newest page, as it was read last. */
  readonly #heads = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly explorer: Explorer,
    private readonly visibility: Visibility,
    /** Whether it is known how a trigger's last runs went. */
    private readonly isJudged: (address: TriggerAddress) => boolean,
  ) {}

  /** Other rows may be in sight now. */
  changed(): void {
    this.#triggers = undefined;
  }

  /** The newest page of a trigger was read. */
  read(address: TriggerAddress, page: ReadonlyMap<string, unknown>): void {
    this.#heads.set(formatAddress(address), new Set(page.keys()));
  }

  /** Forgets what was below these rows. */
  forget(ids: readonly string[]): void {
    forgetBelow(this.#heads, ids);
  }

  /** What is wished for, in the order it is shown. */
  requests(): readonly PollRequest[] {
    this.#triggers ??= this.explorer.rowTree.roots().flatMap((row) => this.#triggersBelow(row));
    return this.#triggers.flatMap((row) =>
      row.model.kind === 'trigger' ? this.#requestsOf(row, row.model.address) : [],
    );
  }

  #triggersBelow(row: Row): readonly Row[] {
    if (row.model.kind === 'trigger') {
      return [row];
    }
    return this.visibility.isOpen(row)
      ? (this.explorer.rowTree.children(row) ?? []).flatMap((child) => this.#triggersBelow(child))
      : [];
  }

  #requestsOf(row: Row, address: TriggerAddress): readonly PollRequest[] {
    const head: Omit<PollRequest, 'purpose' | 'isKnown'> = {
      key: row.id,
      target: { kind: 'head', address },
    };
    if (!this.visibility.isOpen(row)) {
      return [{ ...head, purpose: 'health', isKnown: this.isJudged(address) }];
    }
    // The first page of an open trigger comes, or came, because of a click.
    return this.explorer.lists.timeline(address) === undefined
      ? []
      : [{ ...head, purpose: 'following', isKnown: true }, ...this.#unfinishedBelow(row, row.id)];
  }

  /** The unfinished runs in sight that the trigger's newest page does not bring anyway. */
  #unfinishedBelow(row: Row, path: string): readonly PollRequest[] {
    const head = this.#heads.get(path);
    return (this.explorer.rowTree.children(row) ?? []).flatMap((child): readonly PollRequest[] => {
      const { model } = child;
      if (model.kind !== 'run') {
        return this.visibility.isOpen(child) ? this.#unfinishedBelow(child, path) : [];
      }
      const { address, run } = model;
      return head === undefined || head.has(run.run_id) || isFinal(runStatus(run.status))
        ? []
        : [
            {
              key: child.id,
              target: { kind: 'run', address },
              purpose: 'following',
              isKnown: true,
            },
          ];
    });
  }
}
