import { type Answer, json, type OrganizationCall } from '../call';
import type { Deployment } from '../entities';
import { Fields } from '../fields';
import { entriesAnswer } from '../listing';
import { conflict, notFound } from '../refusal';
import { deploymentForm } from '../wireForm';

/**
 * `GET …/deployments`, D.1 of docs/platform-api.md: entries, or a bare array where the world is
 * odd.
 */
export function listDeployments(call: OrganizationCall): Answer {
  const entries = [...call.organization.deployments.values()].map(deploymentForm);
  return call.odd.has('deploymentsAsArray')
    ? json(entries)
    : entriesAnswer(call, `deployments ${call.organization.id}`, entries);
}

/** `GET …/deployments/{deployment_id}`, D.1 of docs/platform-api.md. */
export function getDeployment(call: OrganizationCall, deploymentId: string): Answer {
  return json(deploymentForm(deploymentOf(call, deploymentId)));
}

/** `POST …/deployments`, D.1 of docs/platform-api.md. */
export function createDeployment(call: OrganizationCall): Answer {
  const { organization, platform, now } = call;
  const fields = new Fields(call.body);
  const name = fields.text('name');
  const description = fields.freeText('description') ?? '';
  const defaultEnvironment = fields.textMap('default_environment');
  const creator = fields.checked(organization.users[0]);
  const deployment = platform.addDeployment(
    organization,
    { name, description, defaultEnvironment, creator },
    now,
  );
  return json(deploymentForm(deployment));
}

/** `PATCH …/deployments/{deployment_id}`, D.1 of docs/platform-api.md. */
export function updateDeployment(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  const fields = new Fields(call.body);
  const name = fields.optionalText('name') ?? deployment.name;
  const environment = fields.has('default_environment')
    ? fields.textMap('default_environment')
    : deployment.defaultEnvironment;
  deployment.name = fields.checked(name);
  deployment.defaultEnvironment = environment;
  deployment.modifiedAt = call.now;
  return json(deploymentForm(deployment));
}

/**
 * `DELETE …/deployments/{deployment_id}`, D.1 of docs/platform-api.md. Refused while it has
 * triggers: our choice, it is not documented (L14).
 */
export function deleteDeployment(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  if (deployment.triggers.size > 0) {
    throw conflict(`deployment ${deployment.id} has triggers`);
  }
  call.platform.deleteDeployment(call.organization, deployment);
  return json({ message: `${deployment.id} deleted` });
}

/** The deployment of a path, 404 when the organization has none of that id. */
export function deploymentOf(call: OrganizationCall, id: string): Deployment {
  const deployment = call.organization.deployments.get(id);
  if (deployment === undefined) {
    throw notFound(`deployment ${id}`);
  }
  return deployment;
}
