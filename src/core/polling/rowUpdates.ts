import type { Time } from '../../api/http/time';
import { formatAddress, type DeploymentAddress, type TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';
import type { Sight } from './visibleTargets';
import type { NewRuns } from './unseenRuns';
import type { Row } from '../explorer/rowModel';
import { forgetBelow } from '../explorer/rowRegistry';
import { conditionOf, type DeploymentHealth, type Health } from '../runs/health';
import type { TriggerState, TriggerStates } from './triggerHealth';
import type { Watches } from '../alerts/watches';

export interface RowNewsParts {
  readonly explorer: Explorer;
  readonly watches: Watches;
  readonly sight: Sight;
  readonly time: Time;
}

/** What the row of a trigger says beside its name. */
interface TriggerWords extends TriggerState {
  readonly watched?: true;
  readonly newRuns?: number;
}

/** Milliseconds in which changes are collected before the rows are told. */
const COLLECT = 500;

/**
 * What the rows of triggers and deployments say about how they are, and when they are told. VS Code
 * forgets what is below a row for a moment when it is told, so that a click there goes nowhere: news
 * are collected, and an open row is told only of what matters.
 */
export class RowNews {
  /** By deployment: what its row says. */
  readonly #sums = new Map<string, DeploymentHealth | undefined>();
  readonly #due = new Map<string, TriggerAddress | DeploymentAddress>();
  #callOff: (() => void) | undefined;
  #isTelling = false;

  constructor(
    private readonly parts: RowNewsParts,
    private readonly states: TriggerStates,
    private readonly newRuns: NewRuns,
  ) {
    parts.explorer.decorate({
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
  due(address: TriggerAddress | DeploymentAddress): void {
    this.#due.set(formatAddress(address), address);
    this.#callOff ??= this.parts.time.after(COLLECT, () => this.#tell());
  }

  /** Forgets what was below these rows. */
  forget(ids: readonly string[]): void {
    forgetBelow(this.#sums, ids);
  }

  dispose(): void {
    this.#callOff?.();
  }

  #words(address: TriggerAddress): TriggerWords {
    const newRuns = this.newRuns.count(address);
    return {
      ...this.states.of(address),
      ...(this.parts.watches.has(address) ? { watched: true } : {}),
      ...(newRuns === 0 ? {} : { newRuns }),
    };
  }

  #tell(): void {
    const { explorer, sight } = this.parts;
    this.#callOff = undefined;
    const due = [...this.#due.values()];
    this.#due.clear();
    this.#isTelling = true;
    try {
      for (const address of due) {
        const row = explorer.row(address);
        if (row !== undefined && this.#isNews(row, address, sight.isOpen(row))) {
          explorer.redraw(address);
        }
      }
    } finally {
      this.#isTelling = false;
    }
  }

  #isNews(row: Row, address: TriggerAddress | DeploymentAddress, isOpen: boolean): boolean {
    return address.kind === 'trigger'
      ? this.#isTriggerNews(row, address, isOpen)
      : this.#isDeploymentNews(row, isOpen);
  }

  #isTriggerNews(row: Row, address: TriggerAddress, isOpen: boolean): boolean {
    const node = this.parts.sight.drawn(row) ?? row.node;
    if (node.kind !== 'trigger') {
      return false;
    }
    const { health, newRuns, trouble } = node;
    const now = this.#words(address);
    const says = isOpen ? countsOf : JSON.stringify;
    return (
      newRuns !== now.newRuns ||
      trouble?.kind !== now.trouble?.kind ||
      says(health) !== says(now.health)
    );
  }

  #isDeploymentNews(row: Row, isOpen: boolean): boolean {
    const triggers = (this.parts.explorer.children(row) ?? []).filter(
      ({ node }) => node.kind === 'trigger',
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
