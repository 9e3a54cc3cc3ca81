import { behaviourOf } from '../behaviour';
import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import type { Deployment, Version } from '../entities';
import { Fields } from '../fields';
import { entriesAnswer } from '../listing';
import { presign } from '../presigned';
import { conflict, notFound } from '../httpError';
import { microseconds } from '../timestamp';
import { deploymentOf } from './deployments';

/** `GET …/versions`, D.2 of docs/platform-api.md. */
export function listVersions(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  const entries = [...deployment.versions.values()].map(versionJson);
  return entriesAnswer(call, `versions ${deployment.id}`, entries);
}

/** `GET …/versions/{version_id}`, D.2 of docs/platform-api.md. */
export function getVersion(
  call: OrganizationCall,
  deploymentId: string,
  versionId: string,
): Answer {
  return json(versionJson(versionOf(deploymentOf(call, deploymentId), versionId)));
}

/** `GET …/versions/{version_id}/download`, D.2 of docs/platform-api.md. */
export function downloadVersion(
  call: OrganizationCall,
  deploymentId: string,
  versionId: string,
): Answer {
  const version = versionOf(deploymentOf(call, deploymentId), versionId);
  const { url } = presign(call, ['versions', version.deploymentId, version.id]);
  return json({ download_uri: url });
}

/** `POST …/versions`, D.2 of docs/platform-api.md: the archive is then PUT to `upload_url`. */
export function createVersion(call: OrganizationCall, deploymentId: string): Answer {
  const deployment = deploymentOf(call, deploymentId);
  const fields = new Fields(call.body);
  const name = fields.text('version');
  const handler = fields.optionalText('handler') ?? 'main:handler';
  const image = fields.checked(fields.text('image'));
  const version = call.platform.addVersion(deployment, {
    name,
    handler,
    image,
    behaviour: behaviourOf({ failureRate: 0, seconds: [10, 30] }),
    createdAt: call.now,
  });
  const { url } = presign(call, ['versions', version.deploymentId, version.id]);
  return json({ ...versionJson(version), upload_url: url });
}

/**
 * `DELETE …/versions/{version_id}`, D.2 of docs/platform-api.md. Refused while a trigger runs it:
 * our choice, it is not documented (L14).
 */
export function deleteVersion(
  call: OrganizationCall,
  deploymentId: string,
  versionId: string,
): Answer {
  const deployment = deploymentOf(call, deploymentId);
  const version = versionOf(deployment, versionId);
  if ([...deployment.triggers.values()].some((trigger) => trigger.version === version)) {
    throw conflict(`version ${version.id} is run by a trigger`);
  }
  call.platform.deleteVersion(deployment, version);
  return json({ message: `${version.id} deleted` });
}

function versionOf(deployment: Deployment, id: string): Version {
  const version = deployment.versions.get(id);
  if (version === undefined) {
    throw notFound(`version ${id}`);
  }
  return version;
}

/** D.2 of docs/platform-api.md. */
function versionJson(version: Version): JsonObject {
  return {
    version_id: version.id,
    version: version.name,
    deployment_id: version.deploymentId,
    handler: version.handler,
    image: version.image,
    user_parameters: {},
    training_job_id: null,
    job_definition_id: null,
    job_definition_version: null,
    created_at: microseconds(version.createdAt),
    modified_at: microseconds(version.createdAt),
  };
}
