import type { Time } from '../../api/http/time';
import { formatAddress, type DeploymentAddress, type TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';
import type { Visibility } from './visibleTargets';
import type { UnseenRuns } from './unseenRuns';
import type { Row } from '../explorer/rowModel';
import { forgetBelow } from '../explorer/rowRegistry';
import { conditionOf, type DeploymentHealth, type Health } from '../runs/health';
import type { TriggerState, TriggerHealth } from './triggerHealth';
import type { Watches } from '../alerts/watches';

export interface RowUpdatesDeps {
  readonly explorer: Explorer;
  readonly watches: Watches;
  readonly visibility: Visibility;
  readonly time: Time;
}

/** What the row of a trigger says beside its name. */
interface TriggerWords extends TriggerState {
  readonly watched?: true;
  readonly unseenRuns?: number;
}

/** Milliseconds in which changes are collected before the rows are told. */
const COLLECT = 500;

/**
 * What the rows of triggers and deployments say about how they are, and when they are told. VS Code
 * forgets what is below a row for a moment when it is told, so that a click there goes nowhere: news
 * are collected, and an open row is told only of what matters.
 */
export class RowUpdates {
  /** By deployment: what its row says. */
  readonly #sums = new Map<string, DeploymentHealth | undefined>();
  readonly #dirty = new Map<string, TriggerAddress | DeploymentAddress>();
  #cancelTimer: (() => void) | undefined;
  #isTelling = false;

  constructor(
    private readonly deps: RowUpdatesDeps,
    private readonly states: TriggerHealth,
    private readonly newRuns: UnseenRuns,
  ) {
    deps.explorer.rowTree.decorate({
      deployment: (address) => {
        const health = this.#sums.get(formatAddress(address));
        return health === undefined ? {} : { health };
      },
      trigger: (address) => this.#words(address),
    });
  }

  /** Whether what changes at the moment is what rows say, and not which rows there are. */
  get isTelling(): boolean {
    return this.#isTelling;
  }

  /** A row may have something new to say. */
  markDirty(address: TriggerAddress | DeploymentAddress): void {
    this.#dirty.set(formatAddress(address), address);
    this.#cancelTimer ??= this.deps.time.after(COLLECT, () => this.#tell());
  }

  /** Forgets what was below these rows. */
  forget(ids: readonly string[]): void {
    forgetBelow(this.#sums, ids);
  }

  dispose(): void {
    this.#cancelTimer?.();
  }

  #words(address: TriggerAddress): TriggerWords {
    const newRuns = this.newRuns.count(address);
    return {
      ...this.states.of(address),
      ...(this.deps.watches.has(address) ? { watched: true } : {}),
      ...(newRuns === 0 ? {} : { unseenRuns: newRuns }),
    };
  }

  #tell(): void {
    const { explorer, visibility } = this.deps;
    this.#cancelTimer = undefined;
    const due = [...this.#dirty.values()];
    this.#dirty.clear();
    this.#isTelling = true;
    try {
      for (const address of due) {
        const row = explorer.rowTree.get(address);
        if (row !== undefined && this.#hasChanged(row, address, visibility.isOpen(row))) {
          explorer.rowTree.redraw(address);
        }
      }
    } finally {
      this.#isTelling = false;
    }
  }

  #hasChanged(row: Row, address: TriggerAddress | DeploymentAddress, isOpen: boolean): boolean {
    return address.kind === 'trigger'
      ? this.#hasTriggerChanged(row, address, isOpen)
      : this.#hasDeploymentChanged(row, isOpen);
  }

  #hasTriggerChanged(row: Row, address: TriggerAddress, isOpen: boolean): boolean {
    const model = this.deps.visibility.drawn(row) ?? row.model;
    if (model.kind !== 'trigger') {
      return false;
    }
    const { health, unseenRuns: newRuns, pollError: pollError } = model;
    const now = this.#words(address);
    const says = isOpen ? countsOf : JSON.stringify;
    return (
      newRuns !== now.unseenRuns ||
      pollError?.kind !== now.pollError?.kind ||
      says(health) !== says(now.health)
    );
  }

  #hasDeploymentChanged(row: Row, isOpen: boolean): boolean {
    const triggers = (this.deps.explorer.rowTree.children(row) ?? []).filter(
      ({ model }) => model.kind === 'trigger',
    );
    const sum = this.states.sumUp(triggers.map(({ id }) => id));
    const shown = this.#sums.get(row.id);
    const isSame =
      JSON.stringify(shown) === JSON.stringify(sum) || (isAllWell(shown) && isAllWell(sum));
    const matters =
      !isOpen || sum?.known === sum?.triggers || sum?.failing !== (shown?.failing ?? 0);
    if (isSame || !matters) {
      return false;
    }
    this.#sums.set(row.id, sum);
    return true;
  }
}

/** As much of a trigger's health as its row says. */
function countsOf(health: Health | undefined): string {
  return health === undefined ? '' : `${conditionOf(health)} ${health.succeeded} ${health.failed}`;
}

function isAllWell(sum: DeploymentHealth | undefined): boolean {
  return sum?.known === sum?.triggers && sum?.failing === 0;
}
