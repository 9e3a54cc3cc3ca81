import { ApiError } from '../../api/failure';
import type { Trigger } from '../../api/resources/triggers';
import type { TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';

/** What a trigger is called by. */
export interface NamedTrigger {
  readonly trigger: Trigger;
  /** What its input channel is called, if that is known. */
  readonly inputName?: string | undefined;
}

/**
 * A trigger with the name of its channel: from its row, or, where the explorer does not show it, asked
 * for with at most two requests as far as `mayAsk` says. Nothing when it cannot be had; never rejects
 * for a failure of the platform.
 */
export async function namedTrigger(
  explorer: Explorer,
  address: TriggerAddress,
  mayAsk: () => boolean,
): Promise<NamedTrigger | undefined> {
  const model = explorer.rowTree.get(address)?.model;
  if (model?.kind === 'trigger') {
    return model;
  }
  const client = explorer.organization(address)?.client;
  if (client === undefined || !mayAsk()) {
    return undefined;
  }
  try {
    const once = { once: true };
    const trigger = await client.triggers.get(address.deployment, address.trigger, once);
    const channel = trigger.input_service_id ?? undefined;
    const names = explorer.organization(address)?.channelNames;
    if (channel !== undefined && names?.get(channel) === undefined && mayAsk()) {
      const found = await client.channels.get(channel, once).catch(nothingOf);
      names?.put(found === undefined ? [] : [found]);
    }
    return { trigger, inputName: names?.get(channel) };
  } catch (error) {
    nothingOf(error);
    return undefined;
  }
}

/** Nothing in the place of what the platform did not give. */
function nothingOf(error: unknown): undefined {
  if (error instanceof ApiError) {
    return undefined;
  }
  throw error;
}
