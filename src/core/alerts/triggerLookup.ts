import { ApiError } from '../../api/failure';
import type { Trigger } from '../../api/resources/triggers';
import type { TriggerAddress } from '../address';
import type { Explorer } from '../explorer/explorer';

/** What a trigger's name is made of. */
export interface NamedTrigger {
  readonly trigger: Trigger;
  /** The name of its input channel, if that is known. */
  readonly inputName?: string | undefined;
}

/**
 * A trigger with the name of its channel: from its row, or, where the explorer does not show it, with
 * at most two requests as far as `mayAsk` allows. Gives nothing when that fails; does not reject for a
 * failure of the platform.
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
      const found = await client.channels.get(channel, once).catch(undefinedOnFailure);
      names?.put(found === undefined ? [] : [found]);
    }
    return { trigger, inputName: names?.get(channel) };
  } catch (error) {
    undefinedOnFailure(error);
    return undefined;
  }
}

/** Gives nothing for a failure of the platform, and throws any other error again. */
function undefinedOnFailure(error: unknown): undefined {
  if (error instanceof ApiError) {
    return undefined;
  }
  throw error;
}
