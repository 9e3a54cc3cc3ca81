import { arrivalTime, arrivedBy } from './arrivals';
import type { Channel, ChannelFile, Feed, FileKind } from './entities';
import { fileContent } from './fileContent';
import { randomInteger } from './seededRandom';
import { ARRIVED_FILES, type Platform } from './platform';
import { type Sequence, sequenceOf } from './sequence';

const CONTENT_TYPES: Readonly<Record<FileKind, string>> = {
  image: 'image/png',
  table: 'text/csv',
  record: 'application/json',
};

const EXTENSIONS: Readonly<Record<FileKind, string>> = {
  image: 'png',
  table: 'csv',
  record: 'json',
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
  const arrived: Sequence<ChannelFile> = {
    length: arrivedBy(feed.arrivals, now),
    position: (index) => arrivalPosition(feed, index),
    item: (index) => arrival(platform, channel, feed, index),
  };
  return [arrived, uploads];
}

/** A file of the channel by its id, E.5 of docs/platform-api.md. */
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
  return file?.id === id ? file : undefined;
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
  const filename = `${feed.prefix}${String(index + 1).padStart(6, '0')}.${EXTENSIONS[feed.kind]}`;
  return {
    id: arrivedFileId(platform, channel, feed, index),
    position: arrivalPosition(feed, index),
    channelId: channel.id,
    contentType: CONTENT_TYPES[feed.kind],
    metadata: { 'x-abeja-meta-filename': encodeURIComponent(filename) },
    lifetime: null,
    content: () => fileContent(feed.kind, randomInteger(platform.seed, channel.number, index)),
  };
}

function arrivalPosition(feed: Feed, index: number) {
  return { at: arrivalTime(feed.arrivals, index), stream: ARRIVED_FILES, index };
}
