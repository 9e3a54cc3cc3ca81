import { ApiError, type Failure } from '../api/failure';
import type { Account } from './accounts';
import {
  formatAddress,
  organizationOf,
  parentAddress,
  type DeploymentAddress,
  type TriggerAddress,
} from './address';
import type { Explorer } from './explorer';
import { Follower, type FollowerParts, type Target, type Wish } from './follower';
import type { HeadNews } from './headNews';
import { NewRuns } from './newRuns';
import type { Node, Row } from './node';
import { isAtOrBelow } from './rows';
import { conditionOf, healthOf, sumUp, type DeploymentHealth, type Health } from './runHealth';
import { isFinal, runStatus } from './runStatus';
import type { Watches } from './watches';

/** What can be seen of the explorer. */
export interface Sight {
  /** Whether the view is visible and the window has the focus. */
  readonly isLooking: () => boolean;
  readonly isOpen: (row: Row) => boolean;
  readonly selected: () => Row | undefined;
  /** What a row stood for when it was drawn last: its node may have been made anew since. */
  readonly drawn: (row: Row) => Node | undefined;
}

export interface LookoutParts extends Omit<FollowerParts, 'wishes' | 'ask'> {
  readonly explorer: Explorer;
  readonly watches: Watches;
  readonly sight: Sight;
  /** The setting: whether what is in sight is followed. */
  readonly isFollowing: () => boolean;
}

/** Milliseconds in which changes are collected before the rows above them are told. */
const COLLECT = 500;

/**
 * Keeps what is in sight up to date: the runs of open triggers, the health of the others, and what is
 * watched. One page of a trigger's newest runs serves all three, and the rows below the trigger.
 */
export class Lookout {
  readonly #follower: Follower;
  readonly #newRuns = new NewRuns();
  /** By trigger: the runs on its newest page, as it was read last. */
  readonly #heads = new Map<string, ReadonlySet<string>>();
  /** By trigger: how it was when its runs were seen last. */
  readonly #health = new Map<string, Health | undefined>();
  /** By trigger: why it could not be asked, and how often in a row. */
  readonly #troubles = new Map<string, { readonly failure: Failure; readonly times: number }>();
  readonly #sums = new Map<string, DeploymentHealth | undefined>();
  readonly #dirty = new Map<string, TriggerAddress | DeploymentAddress>();
  readonly #stops: readonly (() => void)[];
  #accounts: ReadonlyMap<string, Account | undefined> = new Map();
  /** Rows of triggers in sight, from top to bottom; absent when they must be looked for again. */
  #inSight: readonly Row[] | undefined;
  #callOff: (() => void) | undefined;

  constructor(private readonly parts: LookoutParts) {
    const { explorer, watches } = parts;
    this.#follower = new Follower({
      ...parts,
      wishes: () => this.#wishes(),
      ask: (target) => this.#ask(target),
    });
    this.#stops = [
      explorer.onDidChange((rows) => this.#changed(rows)),
      explorer.onDidLoad((address, news, by) => {
        if (address.kind !== 'trigger') {
          this.#inSight = undefined;
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
    explorer.decorate({
      deployment: (address) => {
        const health = this.#sums.get(formatAddress(address));
        return health === undefined ? {} : { health };
      },
      trigger: (address) => this.#trigger(address),
    });
    this.#changed(undefined);
  }

  /** How a trigger's last runs went, if that is known. */
  health(address: TriggerAddress): Health | undefined {
    return this.#health.get(formatAddress(address));
  }

  /** What can be seen has changed: a row was opened or shut, the view or the window came or went. */
  sightChanged(): void {
    this.#inSight = undefined;
    this.#follower.changed();
  }

  /** A row was shut: it speaks for what is below it now. */
  shut(row: Row): void {
    if (row.node.kind === 'trigger') {
      this.#newRuns.seen(row.node.address);
      this.#mark(row.node.address);
    } else if (row.node.kind === 'deployment') {
      this.#mark(row.node.address);
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
    this.#callOff?.();
    this.#stops.forEach((stop) => stop());
    this.#follower.dispose();
  }

  #wishes(): readonly Wish[] {
    const { explorer, watches, sight, isFollowing } = this.parts;
    const wishes: Wish[] = [];
    if (isFollowing() && sight.isLooking()) {
      this.#inSight ??= explorer.roots().flatMap((row) => this.#triggersBelow(row));
      for (const row of this.#inSight) {
        if (row.node.kind === 'trigger') {
          wishes.push(...this.#wishesOf(row, row.node.address));
        }
      }
    }
    for (const address of watches.all()) {
      if (explorer.client(address) !== undefined) {
        const key = formatAddress(address);
        const isKnown = this.#health.has(key);
        wishes.push({ key, target: { kind: 'head', address }, purpose: 'watching', isKnown });
      }
    }
    return wishes;
  }

  #triggersBelow(row: Row): readonly Row[] {
    const { explorer, sight } = this.parts;
    if (row.node.kind === 'trigger') {
      return [row];
    }
    return sight.isOpen(row)
      ? (explorer.children(row) ?? []).flatMap((child) => this.#triggersBelow(child))
      : [];
  }

  #wishesOf(row: Row, address: TriggerAddress): readonly Wish[] {
    const { explorer, sight } = this.parts;
    const head: Omit<Wish, 'purpose' | 'isKnown'> = {
      key: row.id,
      target: { kind: 'head', address },
    };
    if (!sight.isOpen(row)) {
      return [{ ...head, purpose: 'health', isKnown: this.#health.has(row.id) }];
    }
    // The first page of an open trigger comes, or came, because of a click.
    return explorer.timeline(address) === undefined
      ? []
      : [{ ...head, purpose: 'following', isKnown: true }, ...this.#unfinishedBelow(row, row.id)];
  }

  /** The unfinished runs in sight that the trigger's newest page does not bring anyway. */
  #unfinishedBelow(row: Row, path: string): readonly Wish[] {
    const head = this.#heads.get(path);
    return (this.parts.explorer.children(row) ?? []).flatMap((child): readonly Wish[] => {
      const { node } = child;
      if (node.kind !== 'run') {
        return this.parts.sight.isOpen(child) ? this.#unfinishedBelow(child, path) : [];
      }
      const { address, run } = node;
      return head === undefined || head.has(run.run_id) || isFinal(runStatus(run.status))
        ? []
        : [
            {
              key: child.id,
              target: { kind: 'run', address },
              purpose: 'following',
              isKnown: true,
            },
          ];
    });
  }

  async #ask(target: Target): Promise<'changed' | 'unchanged'> {
    const { explorer, watches, budget } = this.parts;
    try {
      switch (target.kind) {
        case 'head': {
          const news = await explorer.runs.poll(target.address, () => budget.take('following'));
          return news?.changed === true ? 'changed' : 'unchanged';
        }
        case 'run':
          return (await explorer.runs.refresh(target.address, { once: true }))
            ? 'changed'
            : 'unchanged';
      }
    } catch (error) {
      if (target.kind === 'head' && error instanceof ApiError) {
        this.#failed(target.address, error.failure);
        if (error.failure.kind === 'notFound') {
          await watches.end([target.address], 'deleted');
        }
      }
      throw error;
    }
  }

  /** What is shown of a trigger may be out of date by now. */
  #failed(address: TriggerAddress, failure: Failure): void {
    const path = formatAddress(address);
    const times = (this.#troubles.get(path)?.times ?? 0) + 1;
    this.#troubles.set(path, { failure, times });
    this.#mark(address);
  }

  /** The newest runs of a trigger were read, here or because of a click. */
  #read(address: TriggerAddress, { added, page, top }: HeadNews, by: 'click' | 'poll'): void {
    const { explorer, sight } = this.parts;
    const path = formatAddress(address);
    this.#heads.set(path, new Set(page.keys()));
    this.#follower.noted(path);
    if (this.#troubles.delete(path)) {
      this.#mark(address);
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
    const { explorer, watches } = this.parts;
    const newest = explorer.runs.newest(address);
    if (newest === undefined) {
      return;
    }
    const health = healthOf(newest);
    this.#health.set(formatAddress(address), health);
    this.#mark(address);
    this.#mark({ ...address, kind: 'deployment' });
    watches.seen(address, health);
  }

  #trigger(address: TriggerAddress): {
    readonly health?: Health;
    readonly watched?: true;
    readonly newRuns?: number;
    readonly trouble?: Failure;
  } {
    const trouble = this.#troubles.get(formatAddress(address));
    const health = this.health(address);
    const newRuns = this.#newRuns.count(address);
    return {
      ...(health === undefined ? {} : { health }),
      ...(this.parts.watches.has(address) ? { watched: true } : {}),
      ...(newRuns === 0 ? {} : { newRuns }),
      ...(trouble !== undefined && trouble.times >= patienceWith(trouble.failure)
        ? { trouble: trouble.failure }
        : {}),
    };
  }

  #changed(rows: readonly Row[] | undefined): void {
    if (rows === undefined) {
      this.#accountsChanged();
    }
    for (const { node } of rows ?? []) {
      if (node.kind === 'run') {
        const parent = parentAddress(node.address);
        if (parent?.kind === 'trigger') {
          this.#judge(parent);
        }
      }
    }
    if (
      rows === undefined ||
      rows.some(({ node }) => node.kind !== 'run' && node.kind !== 'trigger')
    ) {
      this.#inSight = undefined;
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
      for (const known of [this.#heads, this.#health, this.#troubles, this.#sums]) {
        for (const path of known.keys()) {
          if (gone.some((id) => isAtOrBelow(path, id))) {
            known.delete(path);
          }
        }
      }
      const orphans = watches
        .all()
        .filter((address) => gone.includes(formatAddress(organizationOf(address))));
      watches.end(orphans, 'organizationRemoved').catch(this.parts.fault);
    }
    if ([...this.#accounts].some(([id, account]) => before.get(id) !== account)) {
      this.#follower.forgive();
    }
  }

  #mark(address: TriggerAddress | DeploymentAddress): void {
    this.#dirty.set(formatAddress(address), address);
    this.#callOff ??= this.parts.time.after(COLLECT, () => this.#tell());
  }

  /**
   * Tells the rows that have something new to say. VS Code forgets what is below a row for a moment when
   * it is told, so that a click there goes nowhere: an open row is told only of what matters.
   */
  #tell(): void {
    const { explorer, sight } = this.parts;
    this.#callOff = undefined;
    const dirty = [...this.#dirty.values()];
    const inSight = this.#inSight;
    this.#dirty.clear();
    for (const address of dirty) {
      const row = explorer.row(address);
      if (row === undefined) {
        continue;
      }
      const isOpen = sight.isOpen(row);
      const isNews =
        address.kind === 'trigger'
          ? this.#isTriggerNews(row, address, isOpen)
          : this.#isDeploymentNews(row, address, isOpen);
      if (isNews) {
        explorer.redraw(address);
      }
    }
    // What the rows say has changed, and not which rows there are.
    this.#inSight = inSight;
  }

  #isTriggerNews(row: Row, address: TriggerAddress, isOpen: boolean): boolean {
    const node = this.parts.sight.drawn(row) ?? row.node;
    if (node.kind !== 'trigger') {
      return false;
    }
    const { health, newRuns, trouble } = node;
    const now = this.#trigger(address);
    const says = isOpen ? countsOf : JSON.stringify;
    return (
      newRuns !== now.newRuns ||
      trouble?.kind !== now.trouble?.kind ||
      says(health) !== says(now.health)
    );
  }

  #isDeploymentNews({ id }: Row, address: DeploymentAddress, isOpen: boolean): boolean {
    const sum = this.#sumUp(address);
    const shown = this.#sums.get(id);
    const isSame =
      JSON.stringify(shown) === JSON.stringify(sum) || (isAllWell(shown) && isAllWell(sum));
    const matters =
      !isOpen || sum?.known === sum?.triggers || sum?.failing !== (shown?.failing ?? 0);
    if (isSame || !matters) {
      return false;
    }
    this.#sums.set(id, sum);
    return true;
  }

  #sumUp(address: DeploymentAddress): DeploymentHealth | undefined {
    const { explorer } = this.parts;
    const row = explorer.row(address);
    const triggers = ((row && explorer.children(row)) ?? []).filter(
      ({ node }) => node.kind === 'trigger',
    );
    return sumUp(
      triggers.map(({ id }) =>
        this.#health.has(id) ? (this.#health.get(id) ?? 'none') : undefined,
      ),
    );
  }
}

/** As much of a trigger's health as its row says. */
function countsOf(health: Health | undefined): string {
  return health === undefined ? '' : `${conditionOf(health)} ${health.succeeded} ${health.failed}`;
}

function isAllWell(sum: DeploymentHealth | undefined): boolean {
  return sum?.known === sum?.triggers && sum?.failing === 0;
}

/** How often in a row a trigger could not be asked before its row says so. */
function patienceWith({ kind }: Failure): number {
  switch (kind) {
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
      return 1;
    case 'network':
    case 'timeout':
    case 'server':
    case 'malformed':
    case 'conflict':
    case 'invalid':
      return 2;
    case 'rateLimited':
    case 'cancelled':
      // The one is told for all triggers at once, the other is nobody's trouble.
      return Infinity;
  }
}
