import { environmentOf, modelIds, type Texts } from './fields';
import { allEntries } from './page';
import type { PlatformClient } from './platformClient';
import type { CallOptions } from './requests';
import type { Trigger, TriggerRequest } from './wire';

/**
 * Looks for what became of a create whose answer was lost (`outcomeUnknown`): the triggers of the
 * deployment that were not `known` before and say what `body` asked for. The platform knows no
 * idempotency key and allows equal triggers (A.5, L10), so this is the one way to find out. None:
 * it was not created, or not yet. More than one: others created the same meanwhile.
 */
export async function findCreated(
  client: Pick<PlatformClient, 'triggers'>,
  deploymentId: string,
  body: TriggerRequest,
  known: ReadonlySet<string>,
  options: CallOptions = {},
): Promise<readonly Trigger[]> {
  const found: Trigger[] = [];
  const list = (next: string | undefined) =>
    client.triggers.list(deploymentId, { signal: options.signal, next, fresh: true });
  for await (const entry of allEntries(list, 'GET triggers')) {
    if (
      entry.kind === 'resource' &&
      !known.has(entry.value.trigger_id) &&
      saysWhatWasAsked(entry.value, body)
    ) {
      found.push(entry.value);
    }
  }
  return found;
}

/**
 * Whether a trigger may be the one `body` asked for. The request's names differ from the answer's
 * (B.1); a field the answer leaves out speaks neither for nor against it, an output that is left out
 * or null is none.
 */
export function saysWhatWasAsked(trigger: Trigger, body: TriggerRequest): boolean {
  const fields: readonly (readonly [unknown, unknown])[] = [
    [trigger.model_version_id, body.version_id],
    [trigger.input_service_name, body.input_service_name],
    [trigger.input_service_id, body.input_service_id],
    [trigger.retry_count, body.retry_count],
    [trigger.distribution, body.distribution],
  ];
  return (
    fields.every(([said, asked]) => isMissing(said) || isMissing(asked) || said === asked) &&
    (trigger.output_service_name ?? undefined) === body.output_service_name &&
    (trigger.output_service_id ?? undefined) === body.output_service_id &&
    (isMissing(trigger.user_env_vars) ||
      sameTexts(environmentOf(trigger.user_env_vars), body.environment)) &&
    (isMissing(trigger.models) || sameTexts(modelIds(trigger.models), { ...body.models }))
  );
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function sameTexts(one: Texts, other: Texts): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  );
}
