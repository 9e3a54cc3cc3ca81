import { ApiError } from '../../api/failure';
import { createSystemTime, type Time } from '../../api/http/time';
import type { Account } from '../accounts/account';
import { formatAddress, organizationOf, parentAddress, type TriggerAddress } from '../address';
import type { Row } from '../explorer/rowModel';
import type { Health } from '../runs/health';
import type { HeadDelta } from '../timeline/changes';
import { RowUpdates, type RowUpdatesDeps } from './rowUpdates';
import { PollScheduler, type PollRequest, type PollSchedulerDeps, type Target } from './scheduler';
import { VisibleTargets } from './visibleTargets';

export interface AutoRefreshDeps
  extends Omit<PollSchedulerDeps, 'requests' | 'poll'>, RowUpdatesDeps {
  /** The setting: whether what is visible is kept up to date. */
  readonly isFollowing: () => boolean;
}

/**
 * Keeps what is visible up to date: the runs of open triggers, the health of the others, and what is
 * watched. One page of a trigger's newest runs serves all three, and the rows below the trigger.
 */
export class AutoRefresh {
  readonly #visibleTargets: VisibleTargets;
  readonly #rowUpdates: RowUpdates;
  readonly #scheduler: PollScheduler;
  readonly #subscriptions: readonly (() => void)[];
  #accounts: ReadonlyMap<string, Account | undefined> = new Map();

  constructor(private readonly deps: AutoRefreshDeps) {
    const { explorer, visibility, watches } = deps;
    this.#rowUpdates = new RowUpdates(deps);
    this.#visibleTargets = new VisibleTargets(explorer, visibility, (address) =>
      this.#isJudged(address),
    );
    this.#scheduler = new PollScheduler({
      ...deps,
      requests: () => this.#pollRequests(),
      poll: (target) => this.#poll(target),
    });
    this.#subscriptions = [
      explorer.rowTree.onDidChange((rows) => this.#rowsChanged(rows)),
      explorer.onDidLoad((address, delta, by) => {
        if (address.kind !== 'trigger') {
          this.#visibleTargets.changed();
        } else if (delta !== undefined) {
          this.#headRead(address, delta, by);
        }
        this.#scheduler.changed();
      }),
      watches.onDidChange((addresses) => {
        addresses.forEach((address) => this.#rowUpdates.watchChanged(address));
        this.#scheduler.changed();
      }),
    ];
    this.#accountsChanged();
    this.#scheduler.changed();
  }

  /** How a trigger's last runs went, if that is known. */
  health(address: TriggerAddress): Health | undefined {
    const health = this.#rowUpdates.health(address);
    return health === 'none' ? undefined : health;
  }

  /** A row was expanded or collapsed, or the view or the window was shown or hidden. */
  visibilityChanged(): void {
    this.#visibleTargets.changed();
    this.#scheduler.changed();
  }

  /** A row was collapsed. */
  collapsed(row: Row): void {
    this.#rowUpdates.collapsed(row);
    this.visibilityChanged();
  }

  /** Another row was selected. */
  selected(row: Row | undefined): void {
    this.#rowUpdates.selected(row);
  }

  dispose(): void {
    this.#rowUpdates.dispose();
    this.#subscriptions.forEach((unsubscribe) => unsubscribe());
    this.#scheduler.dispose();
  }

  #isJudged(address: TriggerAddress): boolean {
    return this.#rowUpdates.health(address) !== undefined;
  }

  #pollRequests(): readonly PollRequest[] {
    const { explorer, watches, visibility, isFollowing } = this.deps;
    const watched = watches.all().filter((address) => explorer.organization(address) !== undefined);
    return [
      ...(isFollowing() && visibility.isLooking() ? this.#visibleTargets.requests() : []),
      ...watched.map((address): PollRequest => {
        const isKnown = this.#isJudged(address);
        const key = formatAddress(address);
        return { key, target: { kind: 'head', address }, purpose: 'watching', isKnown };
      }),
    ];
  }

  /** Asks for a target once; gives whether it changed. */
  async #poll(target: Target): Promise<boolean> {
    const { explorer, watches, budget } = this.deps;
    try {
      switch (target.kind) {
        case 'head': {
          const delta = await explorer.runs.poll(target.address, () => budget.take('following'));
          return delta?.changed === true;
        }
        case 'run':
          return await explorer.runs.refresh(target.address, { once: true });
      }
    } catch (error) {
      if (target.kind === 'head' && error instanceof ApiError) {
        this.#rowUpdates.pollFailed(target.address, error.failure);
        if (error.failure.kind === 'notFound') {
          await watches.end([target.address], 'deleted');
        }
      }
      throw error;
    }
  }

  /** The newest runs of a trigger were read, here or because of a click. */
  #headRead(address: TriggerAddress, delta: HeadDelta, by: 'click' | 'poll'): void {
    this.#visibleTargets.headRead(address, delta);
    this.#scheduler.markPolled(formatAddress(address));
    this.#rowUpdates.headRead(address, delta, by);
  }

  /** Rows have changed, or without rows the top level. */
  #rowsChanged(rows: readonly Row[] | undefined): void {
    if (this.#rowUpdates.isRedrawing) {
      return;
    }
    if (rows === undefined) {
      this.#accountsChanged();
    } else {
      this.#visibleTargets.rowsChanged(rows);
    }
    for (const { model } of rows ?? []) {
      const parent = model.kind === 'run' ? parentAddress(model.address) : undefined;
      if (parent?.kind === 'trigger') {
        this.#rowUpdates.markDirty(parent);
      } else if (model.kind === 'deployment') {
        this.#rowUpdates.markDirty(model.address);
      }
    }
    this.#scheduler.changed();
  }

  #accountsChanged(): void {
    const { explorer, watches } = this.deps;
    const before = this.#accounts;
    this.#accounts = new Map(
      explorer.rowTree
        .roots()
        .flatMap(({ id, model }) =>
          model.kind === 'organization'
            ? [[id, explorer.organization(model.address)?.account]]
            : [],
        ),
    );
    this.#visibleTargets.changed();
    const gone = [...before.keys()].filter((id) => !this.#accounts.has(id));
    if (gone.length > 0) {
      this.#visibleTargets.forget(gone);
      this.#rowUpdates.forget(gone);
      const orphans = watches
        .all()
        .filter((address) => gone.includes(formatAddress(organizationOf(address))));
      watches.end(orphans, 'organizationRemoved').catch(this.deps.reportUnexpectedError);
    }
    if ([...this.#accounts].some(([id, account]) => before.get(id) !== account)) {
      this.#scheduler.reset();
    }
  }
}

/** The time for polling and watching: its clock is one that neither a person nor a time server sets. */
export function createPollingTime(): Time {
  return { ...createSystemTime(), now: () => performance.now() };
}
