import { type Answer, json, type OrganizationCall } from '../call';
import type { Run } from '../entities';
import { Fields } from '../fields';
import { runPageAnswer } from '../listing';
import { notFound } from '../refusal';
import { findRun, runsOfDeployment } from '../runHistory';
import { runForm } from '../wireForm';
import { deploymentOf } from './deployments';
import { modelField, retryCountField, versionField } from './triggers';

/** `GET …/runs`, C.1 of docs/platform-api.md. */
export function listRuns(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  return runPageAnswer(
    call,
    `runs ${deployment.id}`,
    runsOfDeployment(call.platform, deployment, call.now),
    (run) => runForm(run, call.now),
  );
}

/** `GET …/runs/{run_id}`, C.2 of docs/platform-api.md. */
export function getRun(call: OrganizationCall, deploymentId: string, runId: string): Answer {
  return json(runForm(runOf(call, deploymentId, runId), call.now));
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
  return json(runForm(run, call.now));
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
