import { type Answer, json, type OrganizationCall } from '../call';
import type { Deployment, Firing, Organization, Service, Trigger, Version } from '../entities';
import { Fields } from '../fields';
import { entriesAnswer, runPageAnswer } from '../listing';
import { notFound } from '../refusal';
import { runsOfTrigger } from '../runHistory';
import { triggerForm, triggerRunForm } from '../wireForm';
import { deploymentOf } from './deployments';

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
  return json(triggerForm(trigger));
}

/** `GET …/triggers`, B.2 of docs/platform-api.md. */
export function listTriggers(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  const entries = [...deployment.triggers.values()].map(triggerForm);
  return entriesAnswer(call, `triggers ${deployment.id}`, entries);
}

/** `GET …/triggers/{trigger_id}`, B.3 of docs/platform-api.md. */
export function getTrigger(
  call: OrganizationCall,
  deploymentId: string,
  triggerId: string,
): Answer {
  return json(triggerForm(triggerOf(deploymentOf(call, deploymentId), triggerId)));
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
    (run) => triggerRunForm(run, call.now),
  );
}

/** `version_id`, which must be one of the deployment's. */
export function versionField(fields: Fields, deployment: Deployment): Version | undefined {
  const id = fields.text('version_id');
  const version = deployment.versions.get(id);
  if (version === undefined && id !== '') {
    fields.problem('version_id', 'the deployment has no such version');
  }
  return version;
}

/** `models.alias`, which must be one of the organization's training models. */
export function modelField(fields: Fields, organization: Organization): string | null {
  const { alias, ...others } = fields.textMap('models');
  if (Object.keys(others).length > 0) {
    fields.problem('models', 'the only key is "alias"');
  }
  if (alias === undefined) {
    return null;
  }
  const known = organization.definitions.some(({ models }) =>
    models.some(({ id }) => id === alias),
  );
  if (!known) {
    fields.problem('models', `there is no training model "${alias}"`);
  }
  return alias;
}

/** `retry_count`, 0 to 9, 5 when not given. */
export function retryCountField(fields: Fields): number {
  return fields.integer('retry_count', 5, 0, 9);
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
