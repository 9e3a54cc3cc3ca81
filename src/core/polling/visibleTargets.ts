import { formatAddress, type TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';
import type { Wish } from './scheduler';
import type { Node, Row } from '../explorer/rowModel';
import { forgetBelow } from '../explorer/rowRegistry';
import { isFinal, runStatus } from '../runs/status';

/** What can be seen of the explorer. */
export interface Sight {
  /** Whether the view is visible and the window has the focus. */
  readonly isLooking: () => boolean;
  readonly isOpen: (row: Row) => boolean;
  readonly selected: () => Row | undefined;
  /** What a row stood for when it was drawn last: its node may have been made anew since. */
  readonly drawn: (row: Row) => Node | undefined;
}

/**
 * The triggers in sight, and what of them is to be kept up to date: the newest page of each, which
 * brings its health and, if it is open, its newest runs; and the unfinished runs that are not on it.
 */
export class InSight {
  /** Rows of triggers from top to bottom; absent when they must be looked for again. */
  #triggers: readonly Row[] | undefined;
  /** By trigger: the runs on its newest page, as it was read last. */
  readonly #heads = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly explorer: Explorer,
    private readonly sight: Sight,
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
  wishes(): readonly Wish[] {
    this.#triggers ??= this.explorer.roots().flatMap((row) => this.#triggersBelow(row));
    return this.#triggers.flatMap((row) =>
      row.node.kind === 'trigger' ? this.#wishesOf(row, row.node.address) : [],
    );
  }

  #triggersBelow(row: Row): readonly Row[] {
    if (row.node.kind === 'trigger') {
      return [row];
    }
    return this.sight.isOpen(row)
      ? (this.explorer.children(row) ?? []).flatMap((child) => this.#triggersBelow(child))
      : [];
  }

  #wishesOf(row: Row, address: TriggerAddress): readonly Wish[] {
    const head: Omit<Wish, 'purpose' | 'isKnown'> = {
      key: row.id,
      target: { kind: 'head', address },
    };
    if (!this.sight.isOpen(row)) {
      return [{ ...head, purpose: 'health', isKnown: this.isJudged(address) }];
    }
    // The first page of an open trigger comes, or came, because of a click.
    return this.explorer.timeline(address) === undefined
      ? []
      : [{ ...head, purpose: 'following', isKnown: true }, ...this.#unfinishedBelow(row, row.id)];
  }

  /** The unfinished runs in sight that the trigger's newest page does not bring anyway. */
  #unfinishedBelow(row: Row, path: string): readonly Wish[] {
    const head = this.#heads.get(path);
    return (this.explorer.children(row) ?? []).flatMap((child): readonly Wish[] => {
      const { node } = child;
      if (node.kind !== 'run') {
        return this.sight.isOpen(child) ? this.#unfinishedBelow(child, path) : [];
      }
      const { address, run } = node;
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
