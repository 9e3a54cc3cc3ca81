import type {
  Channel,
  ChannelFile,
  Definition,
  Deployment,
  Model,
  Organization,
  Run,
  Trigger,
  User,
  Version,
} from './entities';
import { phaseAt } from './runLife';
import { fiveDigits, microseconds, offset, seconds } from './timestamp';

/** A JSON object as it travels. */
export type Wire = Readonly<Record<string, unknown>>;

/** G of docs/platform-api.md: clients read only `id`. */
export function organizationForm(organization: Organization): Wire {
  return {
    id: organization.id,
    name: organization.name,
    created_at: seconds(organization.createdAt),
    updated_at: seconds(organization.createdAt),
  };
}

/**
 * D.1 of docs/platform-api.md. `runs`, `services` and `triggers` are empty in every known example.
 */
export function deploymentForm(deployment: Deployment): Wire {
  return {
    deployment_id: deployment.id,
    name: deployment.name,
    description: deployment.description,
    creator: userForm(deployment.creator, deployment.createdAt),
    default_environment: deployment.defaultEnvironment,
    runs: [],
    services: [],
    triggers: [],
    created_at: microseconds(deployment.createdAt),
    modified_at: microseconds(deployment.modifiedAt),
  };
}

/** D.2 of docs/platform-api.md. */
export function versionForm(version: Version): Wire {
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

/** B.1 of docs/platform-api.md. */
export function triggerForm(trigger: Trigger): Wire {
  return {
    trigger_id: trigger.id,
    organization_id: trigger.organizationId,
    deployment_id: trigger.deploymentId,
    model_version_id: trigger.version.id,
    model_version: trigger.version.name,
    models: modelsForm(trigger.modelId),
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

/** C.4 of docs/platform-api.md: no `trigger_id`. */
export function runForm(run: Run, now: number): Wire {
  return {
    run_id: run.id,
    deployment_id: run.deploymentId,
    model_version: run.version.name,
    ...commonRunForm(run, now),
  };
}

/** An entry of B.5 of docs/platform-api.md: with `trigger_id`, without `model_version`. */
export function triggerRunForm(run: Run, now: number): Wire {
  return {
    run_id: run.id,
    trigger_id: run.triggerId,
    deployment_id: run.deploymentId,
    ...commonRunForm(run, now),
  };
}

function commonRunForm(run: Run, now: number): Wire {
  const phase = phaseAt(run, now);
  return {
    model_version_id: run.version.id,
    models: modelsForm(run.modelId),
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

/** `channels[]` of E.1 of docs/platform-api.md. */
export function channelForm(channel: Channel): Wire {
  return {
    channel_id: channel.id,
    name: channel.name,
    display_name: channel.name,
    description: channel.description,
    storage_type: channel.storageType,
    security_method: 'organization',
    archived: channel.archived,
    created_at: seconds(channel.createdAt),
    updated_at: seconds(channel.updatedAt),
  };
}

/** What an answer about channels says about their organization, E.1 of docs/platform-api.md. */
export function channelEnvelope(organization: Organization): Wire {
  return {
    organization_id: organization.id,
    organization_name: organization.name,
    created_at: seconds(organization.createdAt),
    updated_at: seconds(organization.createdAt),
  };
}

/** E.4 of docs/platform-api.md, with both spellings of the URL (C.8). */
export function fileForm(
  file: ChannelFile,
  organizationId: string,
  download: { readonly url: string; readonly expires: number },
): Wire {
  return {
    ...uploadedForm(file, organizationId),
    url_expires_on: offset(download.expires),
    download_uri: download.url,
    download_url: download.url,
  };
}

/** The answer to an upload, E.7 of docs/platform-api.md. */
export function uploadedForm(file: ChannelFile, organizationId: string): Wire {
  return {
    file_id: file.id,
    channel_id: file.channelId,
    content_type: file.contentType,
    metadata: { ...file.metadata, 'x-abeja-sys-meta-organizationid': organizationId },
    uploaded_at: offset(file.position.at),
    ...(file.lifetime === null ? {} : { lifetime: file.lifetime }),
  };
}

/** F of docs/platform-api.md. */
export function definitionForm(definition: Definition): Wire {
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
export function modelForm(model: Model): Wire {
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

/** `creator` of D.1 of docs/platform-api.md. */
function userForm(user: User, createdAt: number): Wire {
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

function modelsForm(modelId: string | null): Wire {
  return modelId === null ? {} : { alias: modelId };
}
