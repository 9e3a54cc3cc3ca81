import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import type { Deployment, User } from '../entities';
import { Fields } from '../fields';
import { entriesAnswer } from '../listing';
import { conflict, notFound } from '../httpError';
import { microseconds, seconds } from '../timestamp';

/**
 * `GET …/deployments`, D.1 of docs/platform-api.md: entries, or a bare array with the quirk
 * `deploymentsAsArray`.
 */
export function listDeployments(call: OrganizationCall): Answer {
  const entries = [...call.organization.deployments.values()].map(deploymentJson);
  return call.quirks.has('deploymentsAsArray')
    ? json(entries)
    : entriesAnswer(call, `deployments ${call.organization.id}`, entries);
}

/** `GET …/deployments/{deployment_id}`, D.1 of docs/platform-api.md. */
export function getDeployment(call: OrganizationCall, deploymentId: string): Answer {
  return json(deploymentJson(deploymentOf(call, deploymentId)));
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
  return json(deploymentJson(deployment));
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
  return json(deploymentJson(deployment));
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

/**
 * D.1 of docs/platform-api.md. `runs`, `services` and `triggers` are empty in every known example.
 */
function deploymentJson(deployment: Deployment): JsonObject {
  return {
    deployment_id: deployment.id,
    name: deployment.name,
    description: deployment.description,
    creator: userJson(deployment.creator, deployment.createdAt),
    default_environment: deployment.defaultEnvironment,
    runs: [],
    services: [],
    triggers: [],
    created_at: microseconds(deployment.createdAt),
    modified_at: microseconds(deployment.modifiedAt),
  };
}

/** `creator` of D.1 of docs/platform-api.md. */
function userJson(user: User, createdAt: number): JsonObject {
  return {
    id: user.id,
    email: 'dev@example.com',
    display_name: null,
    is_registered: true,
    role: user.role,
    created_at: seconds(createdAt),
    updated_at: seconds(createdAt),
  };
}
