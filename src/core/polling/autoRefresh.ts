import { ApiError } from '../../api/failure';
import type { Account } from '../accounts/account';
import { formatAddress, organizationOf, parentAddress, type TriggerAddress } from '../address';
import { PollScheduler, type PollSchedulerDeps, type Target, type PollRequest } from './scheduler';
import type { HeadDelta } from '../timeline/changes';
import { VisibleTargets } from './visibleTargets';
import { UnseenRuns } from './unseenRuns';
import type { Row } from '../explorer/rowModel';
import { RowUpdates, type RowUpdatesDeps } from './rowUpdates';
import type { Health } from '../runs/health';
import { TriggerHealth } from './triggerHealth';

export interface AutoRefreshDeps
  extends Omit<PollSchedulerDeps, 'requests' | 'poll'>, RowUpdatesDeps {
  /** The setting: whether what is in sight is followed. */
  readonly isFollowing: () => boolean;
}

/**
 * Keeps what is in sight up to date: the runs of open triggers, the health of the others, and what is
 * watched. One page of a trigger's newest runs serves all three, and the rows below the trigger.
 */
export class AutoRefresh {
  readonly #states = new TriggerHealth();
  readonly #unseenRuns = new UnseenRuns();
  readonly #visibleTargets: VisibleTargets;
  readonly #rowUpdates: RowUpdates;
  readonly #scheduler: PollScheduler;
  readonly #stops: readonly (() => void)[];
  #accounts: ReadonlyMap<string, Account | undefined> = new Map();

  constructor(private readonly deps: AutoRefreshDeps) {
    const { explorer, visibility, watches } = deps;
    this.#visibleTargets = new VisibleTargets(explorer, visibility, (address) =>
      this.#states.isJudged(address),
    );
    this.#rowUpdates = new RowUpdates(deps, this.#states, this.#unseenRuns);
    this.#scheduler = new PollScheduler({
      ...deps,
      requests: () => this.#pollRequests(),
      poll: (target) => this.#poll(target),
    });
    this.#stops = [
      explorer.rowTree.onDidChange((rows) => this.#changed(rows)),
      explorer.onDidLoad((address, news, by) => {
        if (address.kind !== 'trigger') {
          this.#visibleTargets.changed();
        } else if (news !== undefined) {
          this.#read(address, news, by);
        }
        this.#scheduler.changed();
      }),
      watches.onDidChange((addresses) => {
        addresses.forEach((address) => explorer.rowTree.redraw(address));
        this.#scheduler.changed();
      }),
    ];
    this.#changed(undefined);
  }

  /** How a trigger's last runs went, if that is known. */
  health(address: TriggerAddress): Health | undefined {
    return this.#states.of(address).health;
  }

  /** What can be seen has changed: a row was opened or shut, the view or the window came or went. */
  visibilityChanged(): void {
    this.#visibleTargets.changed();
    this.#scheduler.changed();
  }

  /** A row was shut: it speaks for what is below it now. */
  shut({ model }: Row): void {
    if (model.kind === 'trigger') {
      this.#unseenRuns.seen(model.address);
    }
    if (model.kind === 'trigger' || model.kind === 'deployment') {
      this.#rowUpdates.markDirty(model.address);
    }
  }

  /** Another row was selected. */
  selected(row: Row | undefined): void {
    const seen = this.#unseenRuns.selected(row);
    if (seen !== undefined) {
      this.deps.explorer.rowTree.redraw(seen);
    }
  }

  dispose(): void {
    this.#rowUpdates.dispose();
    this.#stops.forEach((stop) => stop());
    this.#scheduler.dispose();
  }

  #pollRequests(): readonly PollRequest[] {
    const { explorer, watches, visibility, isFollowing } = this.deps;
    const watched = watches
      .all()
      .filter((address) => explorer.organization(address)?.client !== undefined);
    return [
      ...(isFollowing() && visibility.isLooking() ? this.#visibleTargets.requests() : []),
      ...watched.map((address): PollRequest => {
        const isKnown = this.#states.isJudged(address);
        const key = formatAddress(address);
        return { key, target: { kind: 'head', address }, purpose: 'watching', isKnown };
      }),
    ];
  }

  async #poll(target: Target): Promise<'changed' | 'unchanged'> {
    const { explorer, watches, budget } = this.deps;
    try {
      switch (target.kind) {
        case 'head': {
          const news = await explorer.runs.poll(target.address, () => budget.take('following'));
          return news?.changed === true ? 'changed' : 'unchanged';
        }
        case 'run': {
          const hasChanged = await explorer.runs.refresh(target.address, { once: true });
          return hasChanged ? 'changed' : 'unchanged';
        }
      }
    } catch (error) {
      if (target.kind === 'head' && error instanceof ApiError) {
        this.#states.failed(target.address, error.failure);
        this.#rowUpdates.markDirty(target.address);
        if (error.failure.kind === 'notFound') {
          await watches.end([target.address], 'deleted');
        }
      }
      throw error;
    }
  }

  /** The newest runs of a trigger were read, here or because of a click. */
  #read(address: TriggerAddress, { added, page, top }: HeadDelta, by: 'click' | 'poll'): void {
    const { explorer, visibility } = this.deps;
    this.#visibleTargets.read(address, page);
    this.#scheduler.markPolled(formatAddress(address));
    if (this.#states.answered(address)) {
      this.#rowUpdates.markDirty(address);
    }
    if (by === 'click') {
      this.#unseenRuns.seen(address);
    } else if (explorer.lists.isOpened(address)) {
      this.#unseenRuns.came(address, added, top, visibility.selected());
    }
    this.#judge(address);
  }

  /** Finds out how a trigger is by its loaded runs. */
  #judge(address: TriggerAddress): void {
    const newest = this.deps.explorer.runs.newest(address);
    if (newest !== undefined) {
      const health = this.#states.judge(address, newest);
      this.#rowUpdates.markDirty(address);
      this.#rowUpdates.markDirty({ ...address, kind: 'deployment' });
      this.deps.watches.seen(address, health);
    }
  }

  #changed(rows: readonly Row[] | undefined): void {
    if (rows === undefined) {
      this.#accountsChanged();
    }
    for (const { model } of rows ?? []) {
      const parent = model.kind === 'run' ? parentAddress(model.address) : undefined;
      if (parent?.kind === 'trigger') {
        this.#judge(parent);
      }
    }
    const isBelowTriggers = rows?.every(
      ({ model }) => model.kind === 'run' || model.kind === 'trigger',
    );
    if (isBelowTriggers !== true && !this.#rowUpdates.isTelling) {
      this.#visibleTargets.changed();
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
    const gone = [...before.keys()].filter((id) => !this.#accounts.has(id));
    if (gone.length > 0) {
      [this.#visibleTargets, this.#states, this.#rowUpdates].forEach((part) => part.forget(gone));
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
