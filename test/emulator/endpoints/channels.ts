import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import type { Channel, Organization } from '../entities';
import { Fields } from '../fields';
import { archivedParameter, integerParameter } from '../query';
import { notFound } from '../httpError';
import { seconds } from '../timestamp';

/** `GET …/channels`, E.1 of docs/platform-api.md. */
export function listChannels(call: OrganizationCall): Answer {
  const withArchived = archivedParameter(call.query);
  const offset = integerParameter(call.query, 'offset', {
    fallback: 0,
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
  });
  const limit = integerParameter(call.query, 'limit', { fallback: 50, least: 1, most: 1000 });
  const wanted = [...call.organization.channels.values()].filter(
    ({ archived }) => withArchived || !archived,
  );
  return json({
    ...channelEnvelope(call.organization),
    offset,
    limit,
    has_next: offset + limit < wanted.length,
    channels: wanted.slice(offset, offset + limit).map(channelJson),
  });
}

/** `GET …/channels/{channel_id}`, E.2 of docs/platform-api.md. */
export function getChannel(call: OrganizationCall, channelId: string): Answer {
  return channelAnswer(call.organization, channelOf(call, channelId));
}

/** `POST …/channels`, E.3 of docs/platform-api.md. */
export function createChannel(call: OrganizationCall): Answer {
  const fields = new Fields(call.body);
  const name = fields.text('name');
  const storageType = fields.optionalText('storage_type') ?? 'datalake';
  const description = fields.checked(fields.freeText('description') ?? '');
  const channel = call.platform.addChannel(call.organization, {
    name,
    description,
    storageType,
    archived: false,
    feed: null,
    createdAt: call.now,
  });
  return channelAnswer(call.organization, channel);
}

/** `PATCH …/channels/{channel_id}`, E.3 of docs/platform-api.md. */
export function updateChannel(call: OrganizationCall, channelId: string): Answer {
  const channel = channelOf(call, channelId);
  const fields = new Fields(call.body);
  const name = fields.optionalText('name') ?? channel.name;
  const description = fields.freeText('description') ?? channel.description;
  channel.name = fields.checked(name);
  channel.description = description;
  channel.updatedAt = call.now;
  return channelAnswer(call.organization, channel);
}

/** `POST …/channels/{channel_id}/archive`, E.3 of docs/platform-api.md. */
export function archiveChannel(call: OrganizationCall, channelId: string): Answer {
  return setArchived(call, channelId, true);
}

/** `POST …/channels/{channel_id}/unarchive`, E.3 of docs/platform-api.md. */
export function unarchiveChannel(call: OrganizationCall, channelId: string): Answer {
  return setArchived(call, channelId, false);
}

function setArchived(call: OrganizationCall, channelId: string, archived: boolean): Answer {
  const channel = channelOf(call, channelId);
  channel.archived = archived;
  channel.updatedAt = call.now;
  return channelAnswer(call.organization, channel);
}

function channelAnswer(organization: Organization, channel: Channel): Answer {
  return json({ ...channelEnvelope(organization), channel: channelJson(channel) });
}

function channelOf(call: OrganizationCall, id: string): Channel {
  const channel = call.organization.channels.get(id);
  if (channel === undefined) {
    throw notFound(`channel ${id}`);
  }
  return channel;
}

/** `channels[]` of E.1 of docs/platform-api.md. */
function channelJson(channel: Channel): JsonObject {
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
function channelEnvelope(organization: Organization): JsonObject {
  return {
    organization_id: organization.id,
    organization_name: organization.name,
    created_at: seconds(organization.createdAt),
    updated_at: seconds(organization.createdAt),
  };
}
