import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import type { Deployment, Organization, Run, Version } from '../entities';
import { Fields } from '../fields';
import { runPageAnswer } from '../listing';
import { notFound } from '../httpError';
import { findRun, runsOfDeployment } from '../runHistory';
import { phaseAt } from '../runPhases';
import { microseconds } from '../timestamp';
import { deploymentOf } from './deployments';

/** `GET …/runs`, C.1 of docs/platform-api.md. */
export function listRuns(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  return runPageAnswer(
    call,
    `runs ${deployment.id}`,
    runsOfDeployment(call.platform, deployment, call.now),
    (run) => runJson(run, call.now),
  );
}

/** `GET …/runs/{run_id}`, C.2 of docs/platform-api.md. */
export function getRun(call: OrganizationCall, deploymentId: string, runId: string): Answer {
  return json(runJson(runOf(call, deploymentId, runId), call.now));
}

/** `POST …/runs`, C.3 of docs/platform-api.md. */
export function submitRun(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  const fields = new Fields(call.body);
  const version = versionField(fields, deployment);
  const environment = fields.textMap('environment');
  const input = fields.has('input_data') ? fields.textMap('input_data') : null;
  const modelId = modelField(fields, call.organization);
  const output = fields.has('output_template') ? fields.textMap('output_template') : null;
  const retryCount = retryCountField(fields);
  const distribution = fields.integer('distribution', 0, 0, Infinity);
  const run = call.platform.addRun(
    deployment,
    {
      version: fields.checked(version),
      environment,
      input,
      modelId,
      output,
      retryCount,
      distribution,
    },
    call.now,
  );
  return json(runJson(run, call.now));
}

/** The run of a path, 404 when the deployment has none of that id. */
export function runOf(call: OrganizationCall, deploymentId: string, runId: string): Run {
  const deployment = deploymentOf(call, deploymentId);
  const run = findRun(call.platform, deployment, runId, call.now);
  if (run === undefined) {
    throw notFound(`run ${runId}`);
  }
  return run;
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

/** C.4 of docs/platform-api.md: no `trigger_id`. */
function runJson(run: Run, now: number): JsonObject {
  return {
    run_id: run.id,
    deployment_id: run.deploymentId,
    model_version: run.version.name,
    ...commonRunJson(run, now),
  };
}

/** What the entries of every list of runs have. */
export function commonRunJson(run: Run, now: number): JsonObject {
  const phase = phaseAt(run, now);
  return {
    model_version_id: run.version.id,
    models: modelsJson(run.modelId),
    input_data: run.input,
    output_template: run.output,
    retry_count: run.retryCount,
    distribution: run.distribution,
    status: phase.status,
    user_env_vars: run.environment,
    created_at: microseconds(run.position.at),
    modified_at: microseconds(phase.at),
  };
}

/** `models` of B.1 and C.4 of docs/platform-api.md. */
export function modelsJson(modelId: string | null): JsonObject {
  return modelId === null ? {} : { alias: modelId };
}
