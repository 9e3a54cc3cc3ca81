import { ApiError } from '../../api/failure';
import { findCreated } from '../../api/resources/createRecovery';
import { allEntries } from '../../api/resources/pagination';
import type { PlatformClient } from '../../api/client';
import type { Trigger, TriggerRequest } from '../../api/resources/triggers';

/** The outcome of a request to create a trigger. */
export type Creation =
  | { readonly kind: 'created'; readonly trigger: Trigger }
  /** The answer was lost, and the platform has this new trigger that equals the request. */
  | { readonly kind: 'found'; readonly trigger: Trigger }
  /** The answer was lost, and the platform has no new trigger that equals the request. */
  | { readonly kind: 'absent' };

/**
 * Creates a trigger with exactly one POST. When its answer is lost, the triggers are listed and
 * compared with those that were there before, instead of asking a second time (A.5 of docs/platform-api.md).
 * @throws ApiError when the platform refused, or when the outcome stays unknown.
 */
export async function createTrigger(
  client: PlatformClient,
  deploymentId: string,
  body: TriggerRequest,
): Promise<Creation> {
  const before = new Set<string>();
  const list = (next: string | undefined) => client.triggers.list(deploymentId, { next });
  for await (const entry of allEntries(list)) {
    if (entry.kind === 'resource') {
      before.add(entry.value.trigger_id);
    }
  }
  try {
    return { kind: 'created', trigger: await client.triggers.create(deploymentId, body) };
  } catch (error) {
    if (!(error instanceof ApiError) || !error.outcomeUnknown) {
      throw error;
    }
    const [trigger] = await findCreated(client.triggers, deploymentId, body, before).catch(() => {
      // The failure of the search says less than the lost answer does.
      throw error;
    });
    return trigger === undefined ? { kind: 'absent' } : { kind: 'found', trigger };
  }
}
