import { asFields } from '../../api/decoding/json';
import { parseAddress, type TriggerAddress } from '../address';
import type { Health } from '../runs/health';

/** How a watched trigger is. */
export type WatchState = 'healthy' | 'failing';

/** What is stored of a watched trigger. */
export interface Watch {
  readonly address: TriggerAddress;
  /** The state that was last notified of, or found at first; absent before its runs were read. */
  readonly notifiedState?: WatchState | undefined;
  /** The window that notifies of this state. */
  readonly claimedBy?: string | undefined;
  /** Whether it has. */
  readonly acknowledged?: boolean | undefined;
}

/**
 * The state of a watched trigger by its last runs: failing after two failed runs in a row, healthy
 * after two that succeeded, and otherwise as `before`. Without a state before, the newest two runs in
 * a row that ended alike decide. So a trigger whose outcomes alternate does not change its state.
 */
export function watchState({ outcomes }: Health, before: WatchState | undefined): WatchState {
  const index = outcomes.findIndex((outcome, at) => outcome === outcomes[at + 1]);
  if (index < 0 || (index > 0 && before !== undefined)) {
    return before ?? 'healthy';
  }
  return outcomes[index] === 'failed' ? 'failing' : 'healthy';
}

/** Reads what is stored for the trigger with this path; nothing where it is no watch of a trigger. */
export function parseWatch(path: string, stored: unknown): Watch | undefined {
  const address = parseAddress(path);
  const fields = asFields(stored);
  if (address?.kind !== 'trigger' || fields === undefined) {
    return undefined;
  }
  const { notifiedState, claimedBy, acknowledged } = fields;
  return {
    address,
    notifiedState:
      notifiedState === 'healthy' || notifiedState === 'failing' ? notifiedState : undefined,
    claimedBy: typeof claimedBy === 'string' ? claimedBy : undefined,
    acknowledged: acknowledged === true ? true : undefined,
  };
}
