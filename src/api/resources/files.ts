import { decodeDownloadUrl, decodeOne, resourceDecoder } from '../decoding/decode';
import { readToken } from '../decoding/paging';
import type { Send } from '../http/transport';
import type { Page } from '../page';
import { path, type Query } from '../path';
import { bodyText, listByToken, type CallOptions, type PageOptions } from './requests';

/** A file of a channel, E.4 of docs/platform-api.md. */
export interface ChannelFile {
  readonly file_id: string;
  readonly content_type?: string | null;
  /** Keys and values percent-encoded (E.6); system values may be of any type. */
  readonly metadata?: unknown;
  readonly uploaded_at?: string | null;
  readonly url_expires_on?: string | null;
  /** Presigned: use at once, send no Authorization to it, never log it. */
  readonly download_uri?: string | null;
  readonly download_url?: string | null;
}

/** Reads an entry of E.4. */
export const decodeChannelFile = resourceDecoder<ChannelFile>('file_id', {
  file_id: 'text',
  content_type: 'text',
  metadata: 'unchecked',
  uploaded_at: 'text',
  url_expires_on: 'text',
  download_uri: 'text',
  download_url: 'text',
});

const readFile = decodeOne(decodeChannelFile);

/** Options of a list of files, E.4 of docs/platform-api.md; with `next` all others are ignored. */
export interface FilePageOptions extends PageOptions {
  /** First and last day of the upload as `YYYYMMDD`; the server wants both or neither. */
  readonly days?:
    | { readonly first: string; readonly last: string; readonly timezone?: string | undefined }
    | undefined;
  /** Oldest first, the platform's own order, when not given. */
  readonly newestFirst?: boolean | undefined;
  /** Such as `x-abeja-meta-filename:photo.jpg`. */
  readonly query?: string | undefined;
  /** 100 when not given. */
  readonly itemsPerPage?: number | undefined;
}

/** A page token must not be combined with anything else (E.4). */
function fileQuery(options: FilePageOptions): Query {
  if (readToken(options.next) !== undefined) {
    return {};
  }
  return {
    start: options.days?.first,
    end: options.days?.last,
    timezone: options.days?.timezone,
    items_per_page: options.itemsPerPage ?? 100,
    sort: options.newestFirst === true ? '-uploaded_at' : undefined,
    q: options.query,
  };
}

/** Files of a channel, E.4 and E.5 of docs/platform-api.md. */
export interface FileCalls {
  /** Pages of 100, oldest first unless asked otherwise. */
  list(channelId: string, options?: FilePageOptions): Promise<Page<ChannelFile>>;
  /** With a new `download_uri`. */
  get(channelId: string, fileId: string, options?: CallOptions): Promise<ChannelFile>;
  text(channelId: string, fileId: string, options?: CallOptions): Promise<string>;
  /** A presigned URL of the file, for `PlatformClient.download`. */
  downloadUrl(channelId: string, fileId: string, options?: CallOptions): Promise<string>;
}

/** Makes the calls for files, whose paths do not name the organization. */
export function fileCalls(send: Send): FileCalls {
  const files = (channel: string) => path`/channels/${channel}`;
  const file = (channel: string, id: string) => path`${files(channel)}/${id}`;
  return {
    list: (channel, options = {}) =>
      listByToken(send, files(channel), decodeChannelFile, options, fileQuery(options)),
    get: (channel, id, options) => send('GET', file(channel, id), readFile, options),
    text: (channel, id, options) => send('GET', file(channel, id), bodyText, options),
    downloadUrl: (channel, id, options) =>
      send('GET', file(channel, id), decodeDownloadUrl, options),
  };
}
