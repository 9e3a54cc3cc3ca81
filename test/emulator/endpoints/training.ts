import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import type { Definition, Model } from '../entities';
import { archivedParameter, integerParameter } from '../query';
import { presign } from '../presigned';
import { notFound } from '../httpError';
import { fiveDigits, microseconds } from '../timestamp';

/** `GET …/training/definitions`, F of docs/platform-api.md, in pages of `offset` and `limit`. */
export function listDefinitions(call: OrganizationCall): Answer {
  const withArchived = archivedParameter(call.query);
  const offset = integerParameter(call.query, 'offset', {
    fallback: 0,
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
  });
  const limit = integerParameter(call.query, 'limit', { fallback: 50, least: 1, most: 1000 });
  const wanted = call.organization.definitions.filter(({ archived }) => withArchived || !archived);
  return json({
    entries: wanted.slice(offset, offset + limit).map(definitionJson),
    offset,
    limit,
    total: wanted.length,
  });
}

/**
 * `GET …/training/definitions/{name}`, F of docs/platform-api.md; the id will do in place of the
 * name.
 */
export function getDefinition(call: OrganizationCall, name: string): Answer {
  return json(definitionJson(definitionOf(call, name)));
}

/** `GET …/training/definitions/{name}/models`, F of docs/platform-api.md: one page. */
export function listModels(call: OrganizationCall, name: string): Answer {
  const withArchived = archivedParameter(call.query);
  const { models } = definitionOf(call, name);
  const wanted = models.filter(({ archived }) => withArchived || !archived);
  return json({ entries: wanted.map(modelJson) });
}

/** `GET …/models/{model_id}`, F of docs/platform-api.md. */
export function getModel(call: OrganizationCall, name: string, modelId: string): Answer {
  return json(modelJson(modelOf(call, name, modelId)));
}

/** `GET …/models/{model_id}/download`, F of docs/platform-api.md. */
export function downloadModel(call: OrganizationCall, name: string, modelId: string): Answer {
  const model = modelOf(call, name, modelId);
  const { url } = presign(call, ['models', model.definitionId, model.id]);
  return json({ download_uri: url });
}

function definitionOf(call: OrganizationCall, nameOrId: string): Definition {
  const definition = call.organization.definitions.find(
    ({ id, name }) => name === nameOrId || id === nameOrId,
  );
  if (definition === undefined) {
    throw notFound(`training job definition ${nameOrId}`);
  }
  return definition;
}

function modelOf(call: OrganizationCall, name: string, modelId: string): Model {
  const model = definitionOf(call, name).models.find(({ id }) => id === modelId);
  if (model === undefined) {
    throw notFound(`training model ${modelId}`);
  }
  return model;
}

/** F of docs/platform-api.md. */
function definitionJson(definition: Definition): JsonObject {
  return {
    job_definition_id: definition.id,
    name: definition.name,
    organization_id: definition.organizationId,
    archived: definition.archived,
    version_count: 0,
    versions: [],
    jobs: null,
    model_count: definition.models.length,
    created_at: microseconds(definition.createdAt),
    modified_at: microseconds(definition.createdAt),
  };
}

/** F of docs/platform-api.md, with both spellings of the id. */
function modelJson(model: Model): JsonObject {
  return {
    id: model.id,
    training_model_id: model.id,
    job_definition_id: model.definitionId,
    training_job_id: model.jobId,
    description: model.description,
    exec_env: 'cloud',
    archived: model.archived,
    user_parameters: {},
    metrics: {},
    created_at: fiveDigits(model.createdAt),
    modified_at: fiveDigits(model.createdAt),
  };
}
