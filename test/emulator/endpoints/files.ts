import { type Answer, type ChannelCall, json, type JsonObject } from '../call';
import type { ChannelFile } from '../entities';
import { filesOf, findFile, isGone, LIFETIMES } from '../channelFiles';
import { positionOf, positionText } from '../listing';
import { presign } from '../presigned';
import { dayParameter, integerParameter, tokenParameter } from '../query';
import { badRequest, conflict, invalid, notFound } from '../httpError';
import { offset } from '../timestamp';
import { between, mergedPage } from '../sequence';

const DAY_MS = 24 * 60 * 60 * 1000;
const META = 'x-abeja-meta-';

/**
 * `GET /channels/{channel_id}`, E.4 of docs/platform-api.md. A token brings its query along and may
 * not be combined with other parameters.
 */
export function listFiles(call: ChannelCall): Answer {
  const { platform, channel, tokens, now } = call;
  const list = `files ${channel.id}`;
  const token = tokenParameter(call.query, 'next_page_token');
  if (token !== null && call.query.size > 1) {
    throw badRequest('next_page_token must not be combined with other parameters');
  }
  const [query, after] =
    token === null ? [call.query, null] : continuation(tokens.open('next_page_token', list, token));
  const wanted = wantedFiles(query, call.pageSizes.files);
  const sequences = filesOf(platform, channel, now).map((files) =>
    between(files, wanted.from, wanted.to),
  );
  const { items, next } = mergedPage(sequences, {
    ...wanted,
    after,
    keep: (file) => wanted.keep(file) && !isGone(channel, file, now),
  });
  return json({
    files: items.map((file) => downloadable(call, file)),
    next_page_token:
      next === null ? null : tokens.seal(list, `${positionText(next)}?${query.toString()}`),
  });
}

/**
 * `GET /channels/{channel_id}/{file_id}`, E.5 of docs/platform-api.md: with a fresh download URL.
 */
export function getFile(call: ChannelCall, fileId: string): Answer {
  return json(downloadable(call, fileOf(call, fileId)));
}

/**
 * `POST /channels/{channel_id}/upload`, E.7 of docs/platform-api.md: starts runs of matching
 * triggers.
 */
export function uploadFile(call: ChannelCall): Answer {
  const { platform, channel, organization, headers, query } = call;
  const lifetime = query.get('lifetime');
  if (lifetime !== null && !Object.hasOwn(LIFETIMES, lifetime)) {
    throw invalid({ lifetime: [`must be one of ${Object.keys(LIFETIMES).join(', ')}`] });
  }
  const metadata = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(META) && typeof value === 'string' ? [[name, value]] : [],
    ),
  );
  const target = query.get('conflict_target');
  if (target !== null) {
    refuseConflict(channel.uploads, target, metadata[META + target]);
  }
  const file = platform.upload(
    channel,
    {
      contentType: headers['content-type'] ?? 'application/octet-stream',
      metadata,
      lifetime,
      content: call.body,
    },
    call.now,
  );
  return json(uploadedJson(file, organization.id));
}

/** `DELETE /channels/{channel_id}/{file_id}`, E.7 of docs/platform-api.md. */
export function deleteFile(call: ChannelCall, fileId: string): Answer {
  const file = fileOf(call, fileId);
  call.platform.deleteFile(call.channel, file);
  return json({ message: `deleted file (${file.id})` });
}

function fileOf({ platform, channel, now }: ChannelCall, id: string): ChannelFile {
  const file = findFile(platform, channel, id, now);
  if (file === undefined) {
    throw notFound(`file ${id}`);
  }
  return file;
}

function continuation(position: string): readonly [URLSearchParams, ReturnType<typeof positionOf>] {
  const split = position.indexOf('?');
  return [new URLSearchParams(position.slice(split + 1)), positionOf(position.slice(0, split))];
}

function wantedFiles(query: URLSearchParams, pageSize: number) {
  const zone = query.get('timezone') ?? 'UTC';
  const end = dayParameter(query, 'end', zone);
  return {
    forward: isForward(query.get('sort') ?? 'uploaded_at'),
    size: integerParameter(query, 'items_per_page', { fallback: pageSize, least: 1, most: 1000 }),
    from: dayParameter(query, 'start', zone) ?? 0,
    /** The end day is included. */
    to: end === null ? Infinity : end + DAY_MS,
    keep: filterOf(query.get('q') ?? ''),
  };
}

function isForward(sort: string): boolean {
  switch (sort) {
    case 'uploaded_at':
      return true;
    case '-uploaded_at':
      return false;
    default:
      throw invalid({ sort: ['must be uploaded_at or -uploaded_at'] });
  }
}

/** `x-abeja-meta-filename:photo` keeps the files whose decoded value holds the text. */
function filterOf(text: string): (file: ChannelFile) => boolean {
  if (text === '') {
    return () => true;
  }
  const colon = text.indexOf(':');
  const [key, wanted] = [text.slice(0, colon), text.slice(colon + 1)];
  if (colon < 1 || wanted === '') {
    throw invalid({ q: ['must be a metadata key, a colon and a value'] });
  }
  return ({ metadata }) => {
    const value = metadata[key];
    return typeof value === 'string' && decoded(value).includes(wanted);
  };
}

function refuseConflict(
  files: readonly ChannelFile[],
  target: string,
  value: string | undefined,
): void {
  const other = files.find(({ metadata }) => metadata[META + target] === value);
  if (value !== undefined && other !== undefined) {
    throw conflict(`another file has the same ${target}`, { file_id: other.id });
  }
}

function downloadable(call: ChannelCall, file: ChannelFile) {
  const download = presign(call, ['channels', file.channelId, file.id]);
  return fileJson(file, call.organization.id, download);
}

/** Percent-decoded, leniently, as E.6 of docs/platform-api.md asks of readers. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** E.4 of docs/platform-api.md, with both spellings of the URL (C.8). */
function fileJson(
  file: ChannelFile,
  organizationId: string,
  download: { readonly url: string; readonly expires: number },
): JsonObject {
  return {
    ...uploadedJson(file, organizationId),
    url_expires_on: offset(download.expires),
    download_uri: download.url,
    download_url: download.url,
  };
}

/** The answer to an upload, E.7 of docs/platform-api.md. */
function uploadedJson(file: ChannelFile, organizationId: string): JsonObject {
  return {
    file_id: file.id,
    channel_id: file.channelId,
    content_type: file.contentType,
    metadata: { ...file.metadata, 'x-abeja-sys-meta-organizationid': organizationId },
    uploaded_at: offset(file.position.at),
    ...(file.lifetime === null ? {} : { lifetime: file.lifetime }),
  };
}
