import type { Channel } from '../../api/resources/channels';
import { ApiError, type Failure } from '../../api/failure';
import type { PlatformClient } from '../../api/client';

/** Pages of the channel list read before single channels are asked for. */
const PAGES = 5;
/** Single channels asked for at once, when the list did not name them. */
const SINGLES = 20;

/**
 * The names of one organization and of its channels, asked for when they are to be shown. A name that
 * cannot be had is not an error: the id is shown.
 */
export class ChannelNames {
  #organizationName: string | undefined;
  readonly #names: Map<string, string | undefined>;
  #nextPage: { readonly token?: string } | undefined = {};
  #pagesRead = 0;
  #learning: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: PlatformClient,
    /** What was learned before, with another credential. */
    known?: ChannelNames,
  ) {
    this.#names = new Map(known === undefined ? [] : known.#names);
    this.#organizationName = known?.organizationName;
  }

  /** What the platform calls the organization, once a list of channels was read. */
  get organizationName(): string | undefined {
    return this.#organizationName;
  }

  /** The name of a channel, or nothing while it is not known. */
  get(channelId: string | null | undefined): string | undefined {
    return typeof channelId === 'string' ? this.#names.get(channelId) : undefined;
  }

  /** Takes the names from channels that were loaded for something else. */
  put(channels: Iterable<Channel>): void {
    for (const channel of channels) {
      this.#names.set(channel.channel_id, channelName(channel));
    }
  }

  /**
   * Learns the names of these channels as far as the platform gives them, and the organization's.
   * Never rejects.
   */
  learn(channelIds: ReadonlySet<string>): Promise<void> {
    this.#learning = this.#learning.then(() => this.#learn(channelIds)).catch(() => undefined);
    return this.#learning;
  }

  async #learn(channelIds: ReadonlySet<string>): Promise<void> {
    const missing = (): readonly string[] => [...channelIds].filter((id) => !this.#names.has(id));
    const wants = (): boolean => this.#pagesRead === 0 || missing().length > 0;
    while (wants() && this.#nextPage !== undefined && this.#pagesRead < PAGES) {
      const { token } = this.#nextPage;
      const page = await this.client.channels.list({ next: token });
      this.#pagesRead += 1;
      this.#organizationName ??= page.organizationName;
      this.#nextPage = page.next === undefined ? undefined : { token: page.next };
      this.put(page.items.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : [])));
    }
    await Promise.all(
      missing()
        .slice(0, SINGLES)
        .map(async (id) => {
          try {
            this.put([await this.client.channels.get(id)]);
          } catch (error) {
            if (error instanceof ApiError && isLasting(error.failure)) {
              this.#names.set(id, undefined);
            }
          }
        }),
    );
  }
}

/** Whether asking again would give the same. */
function isLasting({ kind }: Failure): boolean {
  return kind === 'notFound' || kind === 'forbidden';
}

/** The name to show of a channel, E.1 of docs/platform-api.md: the first of its names that is not empty. */
export function channelName(channel: Channel): string {
  return channel.display_name || channel.name || channel.description || channel.channel_id;
}
