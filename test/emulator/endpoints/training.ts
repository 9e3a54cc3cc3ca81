import { type Answer, json, type OrganizationCall } from '../call';
import type { Definition, Model } from '../entities';
import { archivedParameter, integerParameter } from '../query';
import { presign } from '../presigned';
import { notFound } from '../refusal';
import { definitionForm, modelForm } from '../wireForm';

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
    entries: wanted.slice(offset, offset + limit).map(definitionForm),
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
  return json(definitionForm(definitionOf(call, name)));
}

/** `GET …/training/definitions/{name}/models`, F of docs/platform-api.md: one page. */
export function listModels(call: OrganizationCall, name: string): Answer {
  const withArchived = archivedParameter(call.query);
  const { models } = definitionOf(call, name);
  const wanted = models.filter(({ archived }) => withArchived || !archived);
  return json({ entries: wanted.map(modelForm) });
}

/** `GET …/models/{model_id}`, F of docs/platform-api.md. */
export function getModel(call: OrganizationCall, name: string, modelId: string): Answer {
  return json(modelForm(modelOf(call, name, modelId)));
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
