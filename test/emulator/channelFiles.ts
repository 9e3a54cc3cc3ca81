import { arrivalTime, arrivedBy } from './arrivals';
import type { Channel, ChannelFile, Feed, FileKind } from './entities';
import { fileContent } from './fileContent';
import { ARRIVED_FILES, type Platform } from './platform';
import { randomInteger } from './seededRandom';
import { type Sequence, sequenceOf } from './sequence';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Lifetimes of files and how long they are (E.4 of docs/platform-api.md). */
export const LIFETIMES: Readonly<Record<string, number>> = {
  '1day': DAY_MS,
  '1week': 7 * DAY_MS,
  '1month': 30 * DAY_MS,
  '6months': 183 * DAY_MS,
  '1year': 365 * DAY_MS,
};

const TYPES: Readonly<Record<FileKind, readonly [contentType: string, extension: string]>> = {
  image: ['image/png', 'png'],
  table: ['text/csv', 'csv'],
  record: ['application/json', 'json'],
  text: ['text/plain; charset=utf-8', 'txt'],
  binary: ['application/octet-stream', 'bin'],
  large: ['video/mp4', 'mp4'],
};

/** The files of a channel at a time, oldest first: the computed ones and the uploads. */
export function filesOf(
  platform: Platform,
  channel: Channel,
  now: number,
): readonly Sequence<ChannelFile>[] {
  const uploads = sequenceOf(channel.uploads);
  const { feed } = channel;
  if (feed === null) {
    return [uploads];
  }
  const first = feed.lifetime === null ? 0 : arrivedBy(feed.arrivals, now - ms(feed.lifetime));
  const arrived: Sequence<ChannelFile> = {
    length: arrivedBy(feed.arrivals, now) - first,
    position: (index) => arrivalPosition(feed, first + index),
    item: (index) => arrival(platform, channel, feed, first + index),
  };
  return [arrived, uploads];
}

/** A file of the channel by its id, E.5 of docs/platform-api.md; nothing for one that is gone. */
export function findFile(
  platform: Platform,
  channel: Channel,
  id: string,
  now: number,
): ChannelFile | undefined {
  const address = platform.ids.fileAddress(id);
  if (address?.channel !== channel.number) {
    return undefined;
  }
  const file = address.uploaded
    ? channel.uploads[address.index]
    : channel.feed !== null && address.index < arrivedBy(channel.feed.arrivals, now)
      ? arrival(platform, channel, channel.feed, address.index)
      : undefined;
  return file?.id === id && !isGone(channel, file, now) ? file : undefined;
}

/** Whether a file was deleted, or its lifetime is over. */
export function isGone(channel: Channel, { id, position, lifetime }: ChannelFile, now: number) {
  return channel.deletedFiles.has(id) || (lifetime !== null && position.at + ms(lifetime) <= now);
}

/** The id of a computed file. */
export function arrivedFileId(
  platform: Platform,
  channel: Channel,
  feed: Feed,
  index: number,
): string {
  return platform.ids.file(
    { channel: channel.number, uploaded: false, index },
    arrivalTime(feed.arrivals, index),
  );
}

function arrival(platform: Platform, channel: Channel, feed: Feed, index: number): ChannelFile {
  const kind = feed.kinds[index % feed.kinds.length] ?? 'record';
  const position = arrivalPosition(feed, index);
  const isChanged = feed.changedAt !== null && position.at >= feed.changedAt;
  const number = randomInteger(platform.seed, channel.number, index);
  const [contentType, extension] = TYPES[kind];
  const name = `${feed.prefix}${String(index + 1).padStart(6, '0')}.${extension}`;
  return {
    id: arrivedFileId(platform, channel, feed, index),
    position,
    channelId: channel.id,
    contentType,
    metadata: {
      'x-abeja-meta-filename': encodeURIComponent(name),
      ...metadataOf(kind, number, isChanged),
    },
    lifetime: feed.lifetime,
    content: () => fileContent(kind, number, isChanged),
  };
}

/** What the sender of a file says of it, percent-encoded. */
function metadataOf(
  kind: FileKind,
  number: number,
  isChanged: boolean,
): Readonly<Record<string, string>> {
  switch (kind) {
    case 'image':
      return { 'x-abeja-meta-camera': `camera-${1 + (number % 3)}` };
    case 'table':
      return { 'x-abeja-meta-export-version': isChanged ? '2' : '1' };
    case 'record':
      return { 'x-abeja-meta-sensor': encodeURIComponent(`センサー ${1 + (number % 4)}`) };
    case 'text':
      return { 'x-abeja-meta-language': number % 2 === 0 ? 'en' : 'ja' };
    case 'binary':
      return {};
    case 'large':
      return { 'x-abeja-meta-seconds': String(60 + (number % 240)) };
  }
}

function arrivalPosition(feed: Feed, index: number) {
  return { at: arrivalTime(feed.arrivals, index), stream: ARRIVED_FILES, index };
}

function ms(lifetime: string): number {
  return LIFETIMES[lifetime] ?? Infinity;
}
