import { formatAddress, type TriggerAddress } from '../address';
import type { Lists } from '../explorer/lists';
import type { Row, RowModel } from '../explorer/rowModel';
import { forgetBelow, isAtOrBelow } from '../explorer/rowRegistry';
import type { RowTree } from '../explorer/rowTree';
import { isFinal, runStatus } from '../runs/status';
import type { HeadDelta } from '../timeline/changes';
import type { PollRequest } from './scheduler';

/** What can be seen of the explorer. */
export interface Visibility {
  /** Whether the view is visible and the window has the focus. */
  readonly isLooking: () => boolean;
  readonly isOpen: (row: Row) => boolean;
  readonly selected: () => Row | undefined;
  /** What a row stood for when it was drawn last: its model may have been made anew since. */
  readonly drawn: (row: Row) => RowModel | undefined;
}

/**
 * The visible triggers, and what of them is to be kept up to date: the newest page of each, which
 * brings its health and, if it is open, its newest runs; and the unfinished runs that are not on it.
 * The rows are read when something has changed, not at every poll.
 */
export class VisibleTargets {
  /** Rows of triggers from top to bottom; absent when they must be looked for again. */
  #triggers: readonly Row[] | undefined;
  /** By trigger: the runs on its newest page, as it was read last. */
  readonly #heads = new Map<string, ReadonlySet<string>>();
  /** By open trigger: requests for its unfinished runs; absent when they must be looked for again. */
  readonly #unfinished = new Map<string, readonly PollRequest[]>();

  constructor(
    private readonly explorer: {
      readonly rowTree: Pick<RowTree, 'roots' | 'children'>;
      readonly lists: Pick<Lists, 'timeline'>;
    },
    private readonly visibility: Pick<Visibility, 'isOpen'>,
    /** Whether it is known how a trigger's last runs went. */
    private readonly isJudged: (address: TriggerAddress) => boolean,
  ) {}

  /** Other rows may be visible now. */
  changed(): void {
    this.#triggers = undefined;
    this.#unfinished.clear();
  }

  /** These rows have changed, and what is below them. */
  rowsChanged(rows: readonly Row[]): void {
    for (const { id, model } of rows) {
      if (isWithinTrigger(model)) {
        const triggers = [...this.#unfinished.keys()].filter((path) => isAtOrBelow(id, path));
        triggers.forEach((path) => this.#unfinished.delete(path));
      } else {
        this.changed();
      }
    }
  }

  /** The newest page of a trigger was read. */
  headRead(address: TriggerAddress, { page, changed }: HeadDelta): void {
    const path = formatAddress(address);
    if (changed || this.#heads.get(path)?.size !== page.size) {
      this.#heads.set(path, new Set(page.keys()));
      this.#unfinished.delete(path);
    }
  }

  /** Forgets what was below these rows. */
  forget(ids: readonly string[]): void {
    forgetBelow(this.#heads, ids);
    forgetBelow(this.#unfinished, ids);
  }

  /** What is to be kept up to date, in the order it is shown. */
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
    if (this.explorer.lists.timeline(address) === undefined) {
      return [];
    }
    const unfinished = this.#unfinished.get(row.id) ?? this.#unfinishedBelow(row, row.id);
    this.#unfinished.set(row.id, unfinished);
    return [{ ...head, purpose: 'following', isKnown: true }, ...unfinished];
  }

  /** The visible unfinished runs that are not on the trigger's newest page. */
  #unfinishedBelow(row: Row, trigger: string): readonly PollRequest[] {
    const head = this.#heads.get(trigger);
    return (this.explorer.rowTree.children(row) ?? []).flatMap((child): readonly PollRequest[] => {
      const { model } = child;
      if (model.kind !== 'run') {
        return this.visibility.isOpen(child) ? this.#unfinishedBelow(child, trigger) : [];
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

/** Whether a row is that of a trigger or stands below one. */
function isWithinTrigger(model: RowModel): boolean {
  return (
    model.kind === 'trigger' ||
    model.kind === 'run' ||
    ('parent' in model && model.parent.kind === 'trigger')
  );
}
