import {
  decodeDownloadUrl,
  decodeOne,
  resourceDecoder,
  type DecodeEntry,
} from '../decoding/decode';
import { asFields, readId } from '../decoding/json';
import { offsetPage } from '../decoding/paging';
import type { Send } from '../http/transport';
import type { Page } from '../page';
import { path, withQuery, type Path } from '../path';
import {
  archiveQuery,
  bodyText,
  listByOffset,
  listByToken,
  type ArchivePageOptions,
  type CallOptions,
} from './requests';

/** A training job definition, F of docs/platform-api.md. */
export interface TrainingDefinition {
  readonly job_definition_id?: string | null;
  readonly name: string;
  readonly archived?: boolean | null;
  readonly model_count?: number | null;
  readonly created_at?: string | null;
  readonly modified_at?: string | null;
}

/** A training model, F of docs/platform-api.md. The decoder fills `training_model_id` from `id`. */
export interface TrainingModel {
  readonly training_model_id: string;
  readonly job_definition_id?: string | null;
  readonly training_job_id?: string | null;
  readonly description?: string | null;
  readonly archived?: boolean | null;
  readonly created_at?: string | null;
}

/** Reads a training job definition of F. */
export const decodeTrainingDefinition = resourceDecoder<TrainingDefinition>('name', {
  job_definition_id: 'text',
  name: 'text',
  archived: 'flag',
  model_count: 'number',
  created_at: 'text',
  modified_at: 'text',
});

const decodeIdentifiedModel = resourceDecoder<TrainingModel>('training_model_id', {
  training_model_id: 'text',
  job_definition_id: 'text',
  training_job_id: 'text',
  description: 'text',
  archived: 'flag',
  created_at: 'text',
});

/** Reads a model of F: some documents know `training_model_id` alone, some clients `id` alone. */
export const decodeTrainingModel: DecodeEntry<TrainingModel> = (json) => {
  const fields = asFields(json);
  const id =
    readId(fields?.['training_model_id']) === undefined ? readId(fields?.['id']) : undefined;
  return decodeIdentifiedModel(id === undefined ? json : { ...fields, training_model_id: id });
};

const readDefinition = decodeOne(decodeTrainingDefinition);
const readModel = decodeOne(decodeTrainingModel);

/** Training job definitions and their models, F of docs/platform-api.md. */
export interface TrainingCalls {
  /** Pages of 100, without archived ones unless they are asked for. */
  definitions(options?: ArchivePageOptions): Promise<Page<TrainingDefinition>>;
  /** By its name, without its jobs. */
  definition(name: string, options?: CallOptions): Promise<TrainingDefinition>;
  /** All of a definition's on one page, as far as is known. */
  models(definition: string, options?: ArchivePageOptions): Promise<Page<TrainingModel>>;
  model(definition: string, modelId: string, options?: CallOptions): Promise<TrainingModel>;
  modelText(definition: string, modelId: string, options?: CallOptions): Promise<string>;
  /** A presigned URL of the model, for `PlatformClient.download`. */
  modelUrl(definition: string, modelId: string, options?: CallOptions): Promise<string>;
}

/** Makes the calls for the training job definitions of an organization. */
export function trainingCalls(send: Send, organization: Path): TrainingCalls {
  const definitions = path`${organization}/training/definitions`;
  const definition = (name: string) => path`${definitions}/${name}`;
  const models = (name: string) => path`${definition(name)}/models`;
  const model = (name: string, id: string) => path`${models(name)}/${id}`;
  return {
    definitions: (options) =>
      listByOffset(
        send,
        definitions,
        (position) => offsetPage(decodeTrainingDefinition, position),
        options,
      ),
    definition: (name, options) =>
      send('GET', withQuery(definition(name), { include_jobs: 'false' }), readDefinition, options),
    models: (name, options = {}) =>
      listByToken(send, models(name), decodeTrainingModel, options, archiveQuery(options)),
    model: (name, id, options) => send('GET', model(name, id), readModel, options),
    modelText: (name, id, options) => send('GET', model(name, id), bodyText, options),
    modelUrl: (name, id, options) =>
      send('GET', path`${model(name, id)}/download`, decodeDownloadUrl, options),
  };
}
