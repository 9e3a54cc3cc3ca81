import type { Failure } from '../../api/failure';
import type { Entry } from '../../api/page';
import type { Run } from '../../api/resources/runs';
import { formatAddress, type TriggerAddress } from '../address';
import { forgetBelow } from '../explorer/rowRegistry';
import { healthOf, sumUp, type DeploymentHealth, type Health } from '../runs/health';

/** What the row of a trigger says about how it is. */
export interface TriggerState {
  /** How its last runs went; absent while that is not known. */
  readonly health?: Health;
  /** Why that may be out of date. */
  readonly pollError?: Failure;
}

/** How triggers are, by what was read of them last, and why they could not be asked. */
export class TriggerHealth {
  /** By trigger: how it was when its runs were seen last. */
  readonly #health = new Map<string, Health | undefined>();
  /** By trigger: why it could not be asked, and how often in a row. */
  readonly #pollErrors = new Map<string, { readonly failure: Failure; readonly times: number }>();

  /** Whether a trigger's runs were seen. */
  isJudged(address: TriggerAddress): boolean {
    return this.#health.has(formatAddress(address));
  }

  of(address: TriggerAddress): TriggerState {
    const path = formatAddress(address);
    const health = this.#health.get(path);
    const pollError = this.#pollErrors.get(path);
    return {
      ...(health === undefined ? {} : { health }),
      ...(pollError !== undefined && pollError.times >= patienceWith(pollError.failure)
        ? { pollError: pollError.failure }
        : {}),
    };
  }

  /** How the triggers with these ids are together. */
  sumUp(ids: readonly string[]): DeploymentHealth | undefined {
    return sumUp(
      ids.map((id) => (this.#health.has(id) ? (this.#health.get(id) ?? 'none') : undefined)),
    );
  }

  /** Finds out how a trigger is by its newest runs. */
  judge(address: TriggerAddress, newest: Iterable<Entry<Run>>): Health | undefined {
    const health = healthOf(newest);
    this.#health.set(formatAddress(address), health);
    return health;
  }

  /** A trigger could not be asked: what is shown of it may be out of date by now. */
  failed(address: TriggerAddress, failure: Failure): void {
    const path = formatAddress(address);
    const times = (this.#pollErrors.get(path)?.times ?? 0) + 1;
    this.#pollErrors.set(path, { failure, times });
  }

  /** A trigger was asked and has answered; gives whether it was in trouble before. */
  answered(address: TriggerAddress): boolean {
    return this.#pollErrors.delete(formatAddress(address));
  }

  /** Forgets what was below these rows. */
  forget(ids: readonly string[]): void {
    forgetBelow(this.#health, ids);
    forgetBelow(this.#pollErrors, ids);
  }
}

/** How often in a row a trigger could not be asked before its row says so. */
function patienceWith({ kind }: Failure): number {
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
      // The one is told for all triggers at once, the other is nobody's trouble.
      return Infinity;
  }
}
