import { dataReference, environmentOf, modelIds, type Texts } from '../decoding/fields';
import { allEntries, type FetchPage } from '../page';
import type { PlatformClient } from '../client';
import type { CallOptions } from './requests';
import type { Run, RunRequest, Trigger, TriggerRequest } from './wire';

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
  { signal }: CallOptions = {},
): Promise<readonly Trigger[]> {
  const list: FetchPage<Trigger> = (next) =>
    client.triggers.list(deploymentId, { signal, next, fresh: true });
  const found: Trigger[] = [];
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
 * The same for a run that was submitted. Runs come newest first (C.1), so that the list is read no
 * further than to the first run that was `known` before. A run of a trigger is none of ours.
 */
export async function findSubmitted(
  client: Pick<PlatformClient, 'runs'>,
  deploymentId: string,
  body: RunRequest,
  known: ReadonlySet<string>,
  { signal }: CallOptions = {},
): Promise<readonly Run[]> {
  const list: FetchPage<Run> = (next) =>
    client.runs.list(deploymentId, { signal, next, fresh: true });
  const found: Run[] = [];
  for await (const entry of allEntries(list, 'GET runs', ({ run_id }) => run_id)) {
    if (entry.kind === 'resource') {
      if (known.has(entry.value.run_id)) {
        break;
      }
      if (isMissing(entry.value.trigger_id) && isWhatWasSubmitted(entry.value, body)) {
        found.push(entry.value);
      }
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
  return (
    agrees(trigger, body) &&
    allSame([
      [trigger.input_service_name, body.input_service_name],
      [trigger.input_service_id, body.input_service_id],
    ]) &&
    (trigger.output_service_name ?? undefined) === body.output_service_name &&
    (trigger.output_service_id ?? undefined) === body.output_service_id
  );
}

/** Whether a run may be the one `body` asked for; likewise (C.4). */
function isWhatWasSubmitted(run: Run, body: RunRequest): boolean {
  return (
    agrees(run, body) &&
    sameTexts(dataReference(run.input_data) ?? {}, body.input_data ?? {}) &&
    sameTexts(dataReference(run.output_template) ?? {}, body.output_template ?? {})
  );
}

/** What the answers about triggers and runs have in common. */
type Made = Pick<
  Trigger & Run,
  'model_version_id' | 'retry_count' | 'distribution' | 'user_env_vars' | 'models'
>;
type Asked = Pick<
  TriggerRequest & RunRequest,
  'version_id' | 'retry_count' | 'distribution' | 'environment' | 'models'
>;

function agrees(made: Made, asked: Asked): boolean {
  return (
    allSame([
      [made.model_version_id, asked.version_id],
      [made.retry_count, asked.retry_count],
      [made.distribution, asked.distribution],
    ]) &&
    (isMissing(made.user_env_vars) ||
      sameTexts(environmentOf(made.user_env_vars), asked.environment)) &&
    (isMissing(made.models) || sameTexts(modelIds(made.models), { ...asked.models }))
  );
}

/** Whether each two are the same, or one of them is not there. */
function allSame(pairs: readonly (readonly [unknown, unknown])[]): boolean {
  return pairs.every(([one, other]) => isMissing(one) || isMissing(other) || one === other);
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
