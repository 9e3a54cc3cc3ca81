import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import type { Deployment, Firing, Organization, Run, Service, Trigger } from '../entities';
import { Fields } from '../fields';
import { entriesAnswer, runPageAnswer } from '../listing';
import { notFound } from '../httpError';
import { runsOfTrigger } from '../runHistory';
import { microseconds } from '../timestamp';
import { deploymentOf } from './deployments';
import { commonRunJson, modelField, modelsJson, retryCountField, versionField } from './runs';

/** Service names of B.6 of docs/platform-api.md that a trigger may be made with. */
const INPUT_SERVICES = ['datalake', 'datamart-rdb'] as const;
const OUTPUT_SERVICES = ['datalake', 'datamart'] as const;

/** `POST …/triggers`, B.1 of docs/platform-api.md; unknown ids in the body are 400 (L11). */
export function createTrigger(call: OrganizationCall, deploymentId: string): Answer {
  const { organization, platform, now } = call;
  const deployment = deploymentOf(call, deploymentId);
  const fields = new Fields(call.body);
  const version = versionField(fields, deployment);
  const input = serviceField(fields, 'input', INPUT_SERVICES, organization);
  const environment = fields.textMap('environment');
  const modelId = modelField(fields, organization);
  const output =
    fields.has('output_service_name') || fields.has('output_service_id')
      ? serviceField(fields, 'output', OUTPUT_SERVICES, organization)
      : null;
  const retryCount = retryCountField(fields);
  const distribution = fields.integer('distribution', 0, 0, Infinity);
  const trigger = platform.addTrigger(deployment, {
    version: fields.checked(version),
    modelId,
    input,
    output,
    firing: firingOf(input),
    retryCount,
    distribution,
    environment,
    createdAt: now,
  });
  return json(triggerJson(trigger));
}

/** `GET …/triggers`, B.2 of docs/platform-api.md. */
export function listTriggers(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  const entries = [...deployment.triggers.values()].map(triggerJson);
  return entriesAnswer(call, `triggers ${deployment.id}`, entries);
}

/** `GET …/triggers/{trigger_id}`, B.3 of docs/platform-api.md. */
export function getTrigger(
  call: OrganizationCall,
  deploymentId: string,
  triggerId: string,
): Answer {
  return json(triggerJson(triggerOf(deploymentOf(call, deploymentId), triggerId)));
}

/** `DELETE …/triggers/{trigger_id}`, B.4 of docs/platform-api.md. */
export function deleteTrigger(
  call: OrganizationCall,
  deploymentId: string,
  triggerId: string,
): Answer {
  const deployment = deploymentOf(call, deploymentId);
  call.platform.deleteTrigger(deployment, triggerOf(deployment, triggerId), call.now);
  return json({ message: `${triggerId} deleted` });
}

/** `GET …/triggers/{trigger_id}/runs`, B.5 of docs/platform-api.md. */
export function listTriggerRuns(
  call: OrganizationCall,
  deploymentId: string,
  triggerId: string,
): Answer {
  const trigger = triggerOf(deploymentOf(call, deploymentId), triggerId);
  return runPageAnswer(
    call,
    `runs ${trigger.id}`,
    runsOfTrigger(call.platform, trigger, call.now),
    (run) => triggerRunJson(run, call.now),
  );
}

function serviceField(
  fields: Fields,
  side: 'input' | 'output',
  names: readonly string[],
  organization: Organization,
): Service {
  const name = fields.text(`${side}_service_name`);
  const id = fields.text(`${side}_service_id`);
  if (name !== '' && !names.includes(name)) {
    fields.problem(`${side}_service_name`, `must be one of ${names.join(', ')}`);
  }
  if (name === 'datalake' && id !== '' && !organization.channels.has(id)) {
    fields.problem(`${side}_service_id`, 'the organization has no such channel');
  }
  return { name, id };
}

function firingOf({ name, id }: Service): Firing {
  return name === 'datalake' && id !== null
    ? { kind: 'channel', channelId: id }
    : { kind: 'never' };
}

function triggerOf(deployment: Deployment, id: string): Trigger {
  const trigger = deployment.triggers.get(id);
  if (trigger === undefined) {
    throw notFound(`trigger ${id}`);
  }
  return trigger;
}

/** B.1 of docs/platform-api.md. */
function triggerJson(trigger: Trigger): JsonObject {
  return {
    trigger_id: trigger.id,
    organization_id: trigger.organizationId,
    deployment_id: trigger.deploymentId,
    model_version_id: trigger.version.id,
    model_version: trigger.version.name,
    models: modelsJson(trigger.modelId),
    input_service_name: trigger.input.name,
    ...(trigger.input.id === null ? {} : { input_service_id: trigger.input.id }),
    output_service_name: trigger.output?.name ?? null,
    output_service_id: trigger.output?.id ?? null,
    retry_count: trigger.retryCount,
    distribution: trigger.distribution,
    user_env_vars: trigger.environment,
    created_at: microseconds(trigger.createdAt),
    modified_at: microseconds(trigger.createdAt),
  };
}

/** An entry of B.5 of docs/platform-api.md: with `trigger_id`, without `model_version`. */
function triggerRunJson(run: Run, now: number): JsonObject {
  return {
    run_id: run.id,
    trigger_id: run.triggerId,
    deployment_id: run.deploymentId,
    ...commonRunJson(run, now),
  };
}
