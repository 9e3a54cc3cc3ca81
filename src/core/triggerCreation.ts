import { ApiError } from '../api/failure';
import { environmentOf, modelIds } from '../api/fields';
import type { PlatformClient } from '../api/platformClient';
import type { Trigger, TriggerRequest } from '../api/wire';

/** What became of a request to create a trigger. */
export type Creation =
  | { readonly kind: 'created'; readonly trigger: Trigger }
  /** The answer was lost, and the platform has this new trigger that equals the request. */
  | { readonly kind: 'found'; readonly trigger: Trigger }
  /** The answer was lost, and the platform has no new trigger that equals the request. */
  | { readonly kind: 'absent' };

/**
 * Creates a trigger with exactly one POST. When its answer is lost, the triggers are listed and
 * compared with those that were there before, instead of asking a second time (A.5 of the API facts).
 * @throws ApiError when the platform refused, or when the outcome stays unknown.
 */
export async function createTrigger(
  client: PlatformClient,
  deploymentId: string,
  body: TriggerRequest,
): Promise<Creation> {
  const before = new Set(
    (await listTriggers(client, deploymentId)).map(({ trigger_id: id }) => id),
  );
  try {
    return { kind: 'created', trigger: await client.triggers.create(deploymentId, body) };
  } catch (error) {
    if (!(error instanceof ApiError) || !error.outcomeUnknown) {
      throw error;
    }
    const now = await listTriggers(client, deploymentId).catch(() => {
      // That nothing can be asked now says less than that the answer to the request was lost.
      throw error;
    });
    const found = now.find((trigger) => !before.has(trigger.trigger_id) && isSame(trigger, body));
    return found === undefined ? { kind: 'absent' } : { kind: 'found', trigger: found };
  }
}

async function listTriggers(
  client: PlatformClient,
  deploymentId: string,
): Promise<readonly Trigger[]> {
  const triggers: Trigger[] = [];
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const page = await client.triggers.list(deploymentId, next === undefined ? {} : { next });
    triggers.push(
      ...page.items.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : [])),
    );
    next = page.next;
    if (next !== undefined && seen.has(next)) {
      break;
    }
    seen.add(next ?? '');
  } while (next !== undefined);
  return triggers;
}

/** Whether a trigger has the values of a request; what the platform fills in itself may differ. */
function isSame(trigger: Trigger, body: TriggerRequest): boolean {
  return (
    trigger.model_version_id === body.version_id &&
    trigger.input_service_id === body.input_service_id &&
    (trigger.output_service_id ?? undefined) === body.output_service_id &&
    (trigger.retry_count ?? body.retry_count) === body.retry_count &&
    equalTexts(environmentOf(trigger.user_env_vars), body.environment) &&
    Object.values(modelIds(trigger.models))[0] === body.models?.alias
  );
}

function equalTexts(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
