import { ApiError } from '../../api/failure';
import type { Account } from '../accounts/account';
import { formatAddress, organizationOf, parentAddress, type TriggerAddress } from '../address';
import { Follower, type FollowerParts, type Target, type Wish } from './scheduler';
import type { HeadNews } from '../timeline/headDelta';
import { InSight } from './visibleTargets';
import { NewRuns } from './unseenRuns';
import type { Row } from '../explorer/rowModel';
import { RowNews, type RowNewsParts } from './rowUpdates';
import type { Health } from '../runs/health';
import { TriggerStates } from './triggerHealth';

export interface LookoutParts extends Omit<FollowerParts, 'wishes' | 'ask'>, RowNewsParts {
  /** The setting: whether what is in sight is followed. */
  readonly isFollowing: () => boolean;
}

/**
 * Keeps what is in sight up to date: the runs of open triggers, the health of the others, and what is
 * watched. One page of a trigger's newest runs serves all three, and the rows below the trigger.
 */
export class Lookout {
  readonly #states = new TriggerStates();
  readonly #newRuns = new NewRuns();
  readonly #inSight: InSight;
  readonly #news: RowNews;
  readonly #follower: Follower;
  readonly #stops: readonly (() => void)[];
  #accounts: ReadonlyMap<string, Account | undefined> = new Map();

  constructor(private readonly parts: LookoutParts) {
    const { explorer, sight, watches } = parts;
    this.#inSight = new InSight(explorer, sight, (address) => this.#states.isJudged(address));
    this.#news = new RowNews(parts, this.#states, this.#newRuns);
    this.#follower = new Follower({
      ...parts,
      wishes: () => this.#wishes(),
      ask: (target) => this.#ask(target),
    });
    this.#stops = [
      explorer.onDidChange((rows) => this.#changed(rows)),
      explorer.onDidLoad((address, news, by) => {
        if (address.kind !== 'trigger') {
          this.#inSight.changed();
        } else if (news !== undefined) {
          this.#read(address, news, by);
        }
        this.#follower.changed();
      }),
      watches.onDidChange((addresses) => {
        addresses.forEach((address) => explorer.redraw(address));
        this.#follower.changed();
      }),
    ];
    this.#changed(undefined);
  }

  /** How a trigger's last runs went, if that is known. */
  health(address: TriggerAddress): Health | undefined {
    return this.#states.of(address).health;
  }

  /** What can be seen has changed: a row was opened or shut, the view or the window came or went. */
  sightChanged(): void {
    this.#inSight.changed();
    this.#follower.changed();
  }

  /** A row was shut: it speaks for what is below it now. */
  shut({ node }: Row): void {
    if (node.kind === 'trigger') {
      this.#newRuns.seen(node.address);
    }
    if (node.kind === 'trigger' || node.kind === 'deployment') {
      this.#news.due(node.address);
    }
  }

  /** Another row was selected. */
  selected(row: Row | undefined): void {
    const seen = this.#newRuns.selected(row);
    if (seen !== undefined) {
      this.parts.explorer.redraw(seen);
    }
  }

  dispose(): void {
    this.#news.dispose();
    this.#stops.forEach((stop) => stop());
    this.#follower.dispose();
  }

  #wishes(): readonly Wish[] {
    const { explorer, watches, sight, isFollowing } = this.parts;
    const watched = watches.all().filter((address) => explorer.client(address) !== undefined);
    return [
      ...(isFollowing() && sight.isLooking() ? this.#inSight.wishes() : []),
      ...watched.map((address): Wish => {
        const isKnown = this.#states.isJudged(address);
        const key = formatAddress(address);
        return { key, target: { kind: 'head', address }, purpose: 'watching', isKnown };
      }),
    ];
  }

  async #ask(target: Target): Promise<'changed' | 'unchanged'> {
    const { explorer, watches, budget } = this.parts;
    try {
      switch (target.kind) {
        case 'head': {
          const news = await explorer.runs.poll(target.address, () => budget.take('following'));
          return news?.changed === true ? 'changed' : 'unchanged';
        }
        case 'run': {
          const hasChanged = await explorer.runs.refresh(target.address, { once: true });
          return hasChanged ? 'changed' : 'unchanged';
        }
      }
    } catch (error) {
      if (target.kind === 'head' && error instanceof ApiError) {
        this.#states.failed(target.address, error.failure);
        this.#news.due(target.address);
        if (error.failure.kind === 'notFound') {
          await watches.end([target.address], 'deleted');
        }
      }
      throw error;
    }
  }

  /** The newest runs of a trigger were read, here or because of a click. */
  #read(address: TriggerAddress, { added, page, top }: HeadNews, by: 'click' | 'poll'): void {
    const { explorer, sight } = this.parts;
    this.#inSight.read(address, page);
    this.#follower.noted(formatAddress(address));
    if (this.#states.answered(address)) {
      this.#news.due(address);
    }
    if (by === 'click') {
      this.#newRuns.seen(address);
    } else if (explorer.isOpened(address)) {
      this.#newRuns.came(address, added, top, sight.selected());
    }
    this.#judge(address);
  }

  /** Finds out how a trigger is by its loaded runs. */
  #judge(address: TriggerAddress): void {
    const newest = this.parts.explorer.runs.newest(address);
    if (newest !== undefined) {
      const health = this.#states.judge(address, newest);
      this.#news.due(address);
      this.#news.due({ ...address, kind: 'deployment' });
      this.parts.watches.seen(address, health);
    }
  }

  #changed(rows: readonly Row[] | undefined): void {
    if (rows === undefined) {
      this.#accountsChanged();
    }
    for (const { node } of rows ?? []) {
      const parent = node.kind === 'run' ? parentAddress(node.address) : undefined;
      if (parent?.kind === 'trigger') {
        this.#judge(parent);
      }
    }
    const isBelowTriggers = rows?.every(
      ({ node }) => node.kind === 'run' || node.kind === 'trigger',
    );
    if (isBelowTriggers !== true && !this.#news.isTelling) {
      this.#inSight.changed();
    }
    this.#follower.changed();
  }

  #accountsChanged(): void {
    const { explorer, watches } = this.parts;
    const before = this.#accounts;
    this.#accounts = new Map(
      explorer
        .roots()
        .flatMap(({ id, node }) =>
          node.kind === 'organization' ? [[id, explorer.account(node.address)]] : [],
        ),
    );
    const gone = [...before.keys()].filter((id) => !this.#accounts.has(id));
    if (gone.length > 0) {
      [this.#inSight, this.#states, this.#news].forEach((part) => part.forget(gone));
      const orphans = watches
        .all()
        .filter((address) => gone.includes(formatAddress(organizationOf(address))));
      watches.end(orphans, 'organizationRemoved').catch(this.parts.fault);
    }
    if ([...this.#accounts].some(([id, account]) => before.get(id) !== account)) {
      this.#follower.forgive();
    }
  }
}
