import { dataReference, environmentOf, modelIds, type Texts } from '../decoding/fields';
import type { FetchPage } from '../page';
import { allEntries } from './pagination';
import type { CallOptions } from './requests';
import type { Run, RunCalls, RunRequest } from './runs';
import type { Trigger, TriggerCalls, TriggerRequest } from './triggers';

/**
 * Finds the trigger of a create whose answer was lost (`outcomeUnknown`): the triggers of the deployment
 * that were not `known` before and match `body`. The platform has no idempotency key and allows equal
 * triggers (A.5, L10), so that there is no other way to find out. None: it was not created, or not yet.
 * More than one: others created the same meanwhile.
 */
export async function findCreated(
  triggers: Pick<TriggerCalls, 'list'>,
  deploymentId: string,
  body: TriggerRequest,
  known: ReadonlySet<string>,
  { signal }: CallOptions = {},
): Promise<readonly Trigger[]> {
  const list: FetchPage<Trigger> = (next) => triggers.list(deploymentId, { signal, next });
  const found: Trigger[] = [];
  for await (const entry of allEntries(list, 'GET triggers')) {
    if (
      entry.kind === 'resource' &&
      !known.has(entry.value.trigger_id) &&
      triggerMatches(entry.value, body)
    ) {
      found.push(entry.value);
    }
  }
  return found;
}

/**
 * The same for a run that was submitted. Runs come newest first (C.1), so that the list is read up to
 * the first run that was `known` before. A run that has a trigger was not submitted by this client.
 */
export async function findSubmitted(
  runs: Pick<RunCalls, 'list'>,
  deploymentId: string,
  body: RunRequest,
  known: ReadonlySet<string>,
  { signal }: CallOptions = {},
): Promise<readonly Run[]> {
  const list: FetchPage<Run> = (next) => runs.list(deploymentId, { signal, next });
  const found: Run[] = [];
  for await (const entry of allEntries(list, 'GET runs', ({ run_id }) => run_id)) {
    if (entry.kind === 'resource') {
      if (known.has(entry.value.run_id)) {
        break;
      }
      if (isMissing(entry.value.trigger_id) && runMatches(entry.value, body)) {
        found.push(entry.value);
      }
    }
  }
  return found;
}

/**
 * Whether a trigger may be the one `body` asked for. The request's names differ from the answer's
 * (B.1). A field that the answer leaves out is not compared; an output that is left out or null means
 * that there is none.
 */
function triggerMatches(trigger: Trigger, body: TriggerRequest): boolean {
  return (
    sameCommonFields(trigger, body) &&
    allSame([
      [trigger.input_service_name, body.input_service_name],
      [trigger.input_service_id, body.input_service_id],
    ]) &&
    (trigger.output_service_name ?? undefined) === body.output_service_name &&
    (trigger.output_service_id ?? undefined) === body.output_service_id
  );
}

/** The same for a run (C.4). */
function runMatches(run: Run, body: RunRequest): boolean {
  return (
    sameCommonFields(run, body) &&
    sameTexts(dataReference(run.input_data) ?? {}, body.input_data ?? {}) &&
    sameTexts(dataReference(run.output_template) ?? {}, body.output_template ?? {})
  );
}

/** Fields that the answers about triggers and runs have in common. */
type CreatedFields = Pick<
  Trigger & Run,
  'model_version_id' | 'retry_count' | 'distribution' | 'user_env_vars' | 'models'
>;
/** Fields that the requests have in common. */
type RequestedFields = Pick<
  TriggerRequest & RunRequest,
  'version_id' | 'retry_count' | 'distribution' | 'environment' | 'models'
>;

function sameCommonFields(created: CreatedFields, requested: RequestedFields): boolean {
  return (
    allSame([
      [created.model_version_id, requested.version_id],
      [created.retry_count, requested.retry_count],
      [created.distribution, requested.distribution],
    ]) &&
    (isMissing(created.user_env_vars) ||
      sameTexts(environmentOf(created.user_env_vars), requested.environment)) &&
    (isMissing(created.models) || sameTexts(modelIds(created.models), { ...requested.models }))
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
