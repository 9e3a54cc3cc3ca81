import type { Failure } from '../../api/failure';
import type { Time } from '../../api/http/time';
import {
  formatAddress,
  parentAddress,
  type DeploymentAddress,
  type TriggerAddress,
} from '../address';
import type { Watches } from '../alerts/watches';
import type { Explorer } from '../explorer/explorer';
import type { ModelOf, Row } from '../explorer/rowModel';
import { forgetBelow, isAtOrBelow } from '../explorer/rowRegistry';
import { conditionOf, healthOf, sumUp, type DeploymentHealth, type Health } from '../runs/health';
import type { HeadDelta } from '../timeline/changes';
import type { Visibility } from './visibleTargets';

export interface RowUpdatesDeps {
  readonly explorer: Explorer;
  readonly watches: Watches;
  readonly visibility: Visibility;
  readonly time: Time;
}

/** What is known of a trigger beyond its list of runs. */
interface TriggerState {
  /** How its last runs went; `none` where no run has finished, absent before any were read. */
  health?: Health | 'none' | undefined;
  /** Why it could not be polled, and how often in a row. */
  pollError?: { readonly failure: Failure; readonly times: number } | undefined;
  /** Runs that came in above what somebody reads and were not seen yet. */
  readonly unseen: Set<string>;
}

/** What the row of a trigger says because of polling. */
type TriggerDecoration = Pick<
  ModelOf<'trigger'>,
  'health' | 'pollError' | 'unseenRuns' | 'watched'
>;

/** Milliseconds in which changes are collected before they are judged and the rows redrawn. */
const COLLECT = 500;

/**
 * What the rows of triggers and deployments say because of polling (health, that it failed, runs that
 * were not seen yet, that it is watched), and when they are redrawn. When a row is redrawn, VS Code
 * knows nothing below it for a moment, so that a click there has no effect: changes are collected,
 * and an open row is redrawn only for what it shows itself. The health of a trigger is judged once
 * for all that was collected, and watching learns of it.
 */
export class RowUpdates {
  readonly #triggers = new Map<string, TriggerState>();
  /** By deployment: what its row says. */
  readonly #deployments = new Map<string, DeploymentHealth | undefined>();
  /** Rows that may have to be redrawn. */
  readonly #dirty = new Map<string, TriggerAddress | DeploymentAddress>();
  #cancelTimer: (() => void) | undefined;
  #isRedrawing = false;

  constructor(private readonly deps: RowUpdatesDeps) {
    deps.explorer.rowTree.decorate({
      deployment: (address) => ({ health: this.#deployments.get(formatAddress(address)) }),
      trigger: (address) => this.#decoration(address),
    });
  }

  /** Whether the rows that change at the moment are those redrawn here. */
  get isRedrawing(): boolean {
    return this.#isRedrawing;
  }

  /** How a trigger's last runs went; `none` where no run has finished, nothing where that is not known. */
  health(address: TriggerAddress): Health | 'none' | undefined {
    return this.#triggers.get(formatAddress(address))?.health;
  }

  /** The newest runs of a trigger were read. */
  headRead(address: TriggerAddress, { added, top }: HeadDelta, by: 'click' | 'poll'): void {
    const state = this.#stateOf(address);
    const selected = this.deps.visibility.selected();
    state.pollError = undefined;
    if (by === 'click') {
      state.unseen.clear();
    } else if (selected !== undefined && this.deps.explorer.lists.isOpened(address)) {
      if (state.unseen.size > 0 || isBelowTop(selected, formatAddress(address), top)) {
        added.forEach((run) => state.unseen.add(run));
      }
    }
    this.markDirty(address);
  }

  /** The loaded runs of a trigger, or the triggers of a deployment, have changed. */
  markDirty(address: TriggerAddress | DeploymentAddress): void {
    this.#dirty.set(formatAddress(address), address);
    this.#cancelTimer ??= this.deps.time.after(COLLECT, () => this.#flush());
  }

  /** A trigger could not be polled: what is shown of it may be out of date. */
  pollFailed(address: TriggerAddress, failure: Failure): void {
    const state = this.#stateOf(address);
    state.pollError = { failure, times: (state.pollError?.times ?? 0) + 1 };
    this.markDirty(address);
  }

  /** A trigger is watched from now on, or not any more. */
  watchChanged(address: TriggerAddress): void {
    this.#redraw([address]);
  }

  /** A row was collapsed: the runs below it count as seen, and it is redrawn for more than before. */
  collapsed({ model }: Row): void {
    if (model.kind === 'trigger') {
      this.#stateOf(model.address).unseen.clear();
    }
    if (model.kind === 'trigger' || model.kind === 'deployment') {
      this.markDirty(model.address);
    }
  }

  /** A row was selected: with a trigger, or with one of its new runs, all of these are seen. */
  selected(row: Row | undefined): void {
    const model = row?.model;
    const trigger = model?.kind === 'run' ? parentAddress(model.address) : undefined;
    if (model?.kind === 'trigger') {
      this.#seen(model.address);
    } else if (model?.kind === 'run' && trigger?.kind === 'trigger') {
      if (this.#stateOf(trigger).unseen.has(model.address.run)) {
        this.#seen(trigger);
      }
    }
  }

  /** Forgets what was below these rows. */
  forget(ids: readonly string[]): void {
    [this.#triggers, this.#deployments, this.#dirty].forEach((map) => forgetBelow(map, ids));
  }

  dispose(): void {
    this.#cancelTimer?.();
  }

  #stateOf(address: TriggerAddress): TriggerState {
    const path = formatAddress(address);
    const state = this.#triggers.get(path) ?? { unseen: new Set() };
    this.#triggers.set(path, state);
    return state;
  }

  #decoration(address: TriggerAddress): TriggerDecoration {
    const { health, pollError, unseen } = this.#triggers.get(formatAddress(address)) ?? {};
    const isShown = pollError !== undefined && pollError.times >= failuresToShow(pollError.failure);
    return {
      health: health === 'none' ? undefined : health,
      pollError: isShown ? pollError.failure : undefined,
      unseenRuns: unseen?.size || undefined,
      watched: this.deps.watches.has(address) || undefined,
    };
  }

  #seen(address: TriggerAddress): void {
    const { unseen } = this.#stateOf(address);
    if (unseen.size > 0) {
      unseen.clear();
      this.#redraw([address]);
    }
  }

  /** Judges the triggers that have changed, and redraws their rows and those above them. */
  #flush(): void {
    this.#cancelTimer = undefined;
    for (const address of this.#dirty.values()) {
      if (address.kind === 'trigger') {
        this.#judge(address);
      }
    }
    const dirty = [...this.#dirty.values()];
    this.#dirty.clear();
    this.#redraw(dirty);
  }

  /** Finds out how a trigger's loaded runs went. */
  #judge(address: TriggerAddress): void {
    const newest = this.deps.explorer.runs.newest(address);
    if (newest !== undefined) {
      const health = healthOf(newest);
      this.#stateOf(address).health = health ?? 'none';
      const deployment: DeploymentAddress = { ...address, kind: 'deployment' };
      this.#dirty.set(formatAddress(deployment), deployment);
      this.deps.watches.seen(address, health);
    }
  }

  /** Makes those rows anew that say something else than they show. */
  #redraw(addresses: readonly (TriggerAddress | DeploymentAddress)[]): void {
    const { explorer } = this.deps;
    this.#isRedrawing = true;
    try {
      for (const address of addresses) {
        const row = explorer.rowTree.get(address);
        if (row !== undefined && this.#hasChanged(row, address)) {
          explorer.rowTree.redraw(address);
        }
      }
    } finally {
      this.#isRedrawing = false;
    }
  }

  #hasChanged(row: Row, address: TriggerAddress | DeploymentAddress): boolean {
    const isOpen = this.deps.visibility.isOpen(row);
    return address.kind === 'trigger'
      ? this.#hasTriggerChanged(row, address, isOpen)
      : this.#hasDeploymentChanged(row, address, isOpen);
  }

  #hasTriggerChanged(row: Row, address: TriggerAddress, isOpen: boolean): boolean {
    const drawn = this.deps.visibility.drawn(row) ?? row.model;
    if (drawn.kind !== 'trigger') {
      return false;
    }
    const now = this.#decoration(address);
    const healthText = isOpen ? countsOf : JSON.stringify;
    return (
      drawn.watched !== now.watched ||
      drawn.unseenRuns !== now.unseenRuns ||
      drawn.pollError?.kind !== now.pollError?.kind ||
      healthText(drawn.health) !== healthText(now.health)
    );
  }

  #hasDeploymentChanged(row: Row, address: DeploymentAddress, isOpen: boolean): boolean {
    const { triggers } = this.deps.explorer.lists.triggers(address);
    const sum = sumUp(
      triggers.map(({ trigger_id: trigger }) =>
        this.health({ ...address, kind: 'trigger', trigger }),
      ),
    );
    const shown = this.#deployments.get(row.id);
    const isSame =
      JSON.stringify(shown) === JSON.stringify(sum) || (isAllHealthy(shown) && isAllHealthy(sum));
    const matters =
      !isOpen || sum?.known === sum?.triggers || sum?.failing !== (shown?.failing ?? 0);
    if (isSame || !matters) {
      return false;
    }
    this.#deployments.set(row.id, sum);
    return true;
  }
}

/**
 * Whether the selected row shows that somebody reads a trigger's list below its newest run, `top`.
 * VS Code does not tell how far a list is scrolled.
 */
export function isBelowTop(selected: Row, trigger: string, top: string | undefined): boolean {
  const { id, model } = selected;
  const isTop = model.kind === 'run' && model.address.run === top;
  return id !== trigger && isAtOrBelow(id, trigger) && !isTop;
}

/** How often in a row polling a trigger must fail before its row says so. */
function failuresToShow({ kind }: Failure): number {
  switch (kind) {
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
      return 1;
    case 'network':
    case 'timeout':
    case 'server':
    case 'malformed':
    case 'conflict':
    case 'invalid':
      return 2;
    case 'rateLimited':
    case 'cancelled':
      // A rate limit is reported for the whole organization; a cancelled request is no failure.
      return Infinity;
  }
}

/** As much of a trigger's health as the text of its row shows. */
function countsOf(health: Health | undefined): string {
  return health === undefined ? '' : `${conditionOf(health)} ${health.succeeded} ${health.failed}`;
}

function isAllHealthy(sum: DeploymentHealth | undefined): boolean {
  return sum?.known === sum?.triggers && sum?.failing === 0;
}
