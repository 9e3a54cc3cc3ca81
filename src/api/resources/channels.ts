import { decodeOne, resourceDecoder, type Decode } from '../decoding/decode';
import { asFields } from '../decoding/json';
import { offsetPage, type Position } from '../decoding/paging';
import type { Send } from '../http/transport';
import type { Page } from '../page';
import { path, type Path } from '../path';
import { bodyText, listByOffset, type ArchivePageOptions, type CallOptions } from './requests';

/** A datalake channel, E.1 of docs/platform-api.md. */
export interface Channel {
  readonly channel_id: string;
  readonly name?: string | null;
  readonly display_name?: string | null;
  readonly description?: string | null;
  readonly storage_type?: string | null;
  readonly archived?: boolean | null;
  readonly created_at?: string | null;
  readonly updated_at?: string | null;
}

/** Reads an entry of E.1. */
export const decodeChannel = resourceDecoder<Channel>('channel_id', {
  channel_id: 'text',
  name: 'text',
  display_name: 'text',
  description: 'text',
  storage_type: 'text',
  archived: 'flag',
  created_at: 'text',
  updated_at: 'text',
});

const readChannel = decodeOne(decodeChannel, 'channel');

/** A page of channels, which names the organization as well (E.1). */
export interface ChannelPage extends Page<Channel> {
  readonly organizationName?: string;
}

/** Reads a page of channels, counted by offset. */
function channelPage(position: Position): Decode<ChannelPage> {
  const decode = offsetPage(decodeChannel, position);
  return (json) => {
    const page = decode(json);
    const name = asFields(json)?.['organization_name'];
    return page !== undefined && typeof name === 'string' && name !== ''
      ? { ...page, organizationName: name }
      : page;
  };
}

/** Datalake channels, E.1 and E.2 of docs/platform-api.md. */
export interface ChannelCalls {
  /** Pages of 100, without archived ones unless they are asked for. */
  list(options?: ArchivePageOptions): Promise<ChannelPage>;
  get(channelId: string, options?: CallOptions): Promise<Channel>;
  text(channelId: string, options?: CallOptions): Promise<string>;
}

/** Makes the calls for the channels of an organization. */
export function channelCalls(send: Send, organization: Path): ChannelCalls {
  const channels = path`${organization}/channels`;
  const channel = (id: string) => path`${channels}/${id}`;
  return {
    list: (options) => listByOffset(send, channels, channelPage, options),
    get: (id, options) => send('GET', channel(id), readChannel, options),
    text: (id, options) => send('GET', channel(id), bodyText, options),
  };
}
