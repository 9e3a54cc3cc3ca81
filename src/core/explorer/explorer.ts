import { EventEmitter } from 'node:events';
import type { Failure } from '../../api/failure';
import type { PlatformClient } from '../../api/client';
import type { Trigger } from '../../api/resources/triggers';
import { accountAddress, accountId, type Account } from '../accounts/account';
import {
  formatAddress,
  parentAddress,
  type Address,
  type DeploymentAddress,
  type OrganizationAddress,
  type TriggerAddress,
} from '../address';
import { listedIds, sectionBehind, readableEntries, type List, type Content } from './list';
import { Lists, type LoadedTriggers } from './lists';
import { ListLoads } from './listLoads';
import type { RunViewFilter } from './listRows';
import type { ChannelNames } from './channelNames';
import type { HeadDelta } from '../timeline/headDelta';
import { isParent, type ParentAddress, type Row } from './rowModel';
import type { Decorations } from './resourceRows';
import { Organizations } from './organizations';
import { isAtOrBelow } from './rowRegistry';
import { LIMITS, RunLimit } from './runLimit';
import { RunLists } from './runLists';
import type { RunTimeline } from '../timeline/timeline';
import { RowTree, type ListViewFilter } from './rowTree';

/** Milliseconds after which a load is slow, so that its row says that it is under way. */
const SLOW = 250;

/**
 * What the explorer knows: organizations at the top, below each a branch for every list that was asked
 * for. Reading rows never fetches. What fetches never rejects for a failure of the platform: it becomes
 * a row where somebody looks, or is given back.
 *
 * Other parts attach here:
 * - `onDidChange` tells which rows changed;
 * - `timeline` gives the loaded runs of a trigger, `isOpened` tells whether somebody looked at them;
 * - `readHead` loads or refreshes the newest runs and shares what it gets with the rows: opening the
 *   trigger afterwards costs no request. `readOn` loads the page behind the oldest ones;
 * - `runs` is what can be done with the runs of one trigger; `runs.poll` and `runs.refresh` can ask
 *   without a second attempt. `onDidLoad` tells whenever a list was loaded, by whomever;
 * - `decorate` adds to the rows of deployments and triggers, `redraw` makes such a row anew;
 * - `setRunLens` shows the runs of some triggers in another way, `setListLens` the lists above them.
 */
export class Explorer {
  readonly runs: RunLists;
  readonly #loadEvents = new EventEmitter<{
    load: [ParentAddress, HeadDelta | undefined, 'click' | 'poll'];
  }>();
  readonly #organizations: Organizations;
  readonly #lists = new Lists();
  readonly #rowTree: RowTree;
  readonly #loads: ListLoads;
  readonly #runLimit: RunLimit;

  /** `connect` makes the client of an account; it must not ask the platform yet. */
  constructor(connect: (account: Account) => PlatformClient, limits = LIMITS) {
    this.#organizations = new Organizations(connect);
    this.#rowTree = new RowTree(this.#organizations, this.#lists);
    this.#runLimit = new RunLimit(this.#lists, this.#rowTree, limits);
    this.#loads = new ListLoads(this.#organizations, limits.ungrouped, (list, before, head) => {
      this.#loaded(list, before);
      const by = this.#loads.isPolled(list) ? 'poll' : 'click';
      this.#loadEvents.emit('load', list.address, list.oldestFirst ? undefined : head, by);
    });
    this.runs = new RunLists(
      this.#organizations,
      this.#lists,
      this.#loads,
      this.#rowTree,
      this.#runLimit,
    );
  }

  /** Calls back with the narrowest rows that changed, or with nothing when the top level did. */
  onDidChange(listener: (rows: readonly Row[] | undefined) => void): () => void {
    return this.#rowTree.onDidChange(listener);
  }

  /**
   * Calls back when a list, or more of it, was loaded, before its rows are told; with what there is new
   * where the newest runs of a trigger were read.
   */
  onDidLoad(
    listener: (address: ParentAddress, news: HeadDelta | undefined, by: 'click' | 'poll') => void,
  ): () => void {
    this.#loadEvents.on('load', listener);
    return () => this.#loadEvents.off('load', listener);
  }

  /**
   * Shows these accounts. What is loaded stays for an account that is still there. Gives the rows of
   * those whose credential is another one: what they show is to be asked for again.
   */
  setAccounts(accounts: readonly Account[]): readonly Row[] {
    const { gone, renewed } = this.#organizations.set(accounts);
    gone.forEach((id) => this.#dropBelow(id));
    renewed.forEach((id) => this.#lists.renew(id));
    this.#rowTree.tell(undefined);
    return this.roots().filter(({ id }) => renewed.includes(id));
  }

  /**
   * Notes whether the platform takes the credential of an account that is shown; gives whether that
   * is news.
   */
  setRefused(account: Account, refused: boolean): boolean {
    const root = this.#organizations.of(accountAddress(account));
    if (root?.account !== account || root.refused === refused) {
      return false;
    }
    root.refused = refused;
    this.#rowTree.tell(this.roots().filter(({ id }) => id === accountId(account)));
    return true;
  }

  /** The account that an address belongs to. */
  account(address: Address): Account | undefined {
    return this.#organizations.of(address)?.account;
  }

  /** The client that asks for an address's organization. */
  client(address: Address): PlatformClient | undefined {
    return this.#organizations.of(address)?.client;
  }

  /** The names of channels in an address's organization. */
  channelNames(address: Address): ChannelNames | undefined {
    return this.#organizations.of(address)?.channelNames;
  }

  /** The top level. */
  roots(): readonly Row[] {
    return this.#rowTree.roots();
  }

  /** The rows below a row as far as they are known; nothing while nobody has asked for them. */
  children(row: Row): readonly Row[] | undefined {
    return this.#rowTree.children(row);
  }

  /** The row above. */
  parent(row: Row): Row | undefined {
    return this.#rowTree.parent(row);
  }

  /** The row of an address, if the explorer shows it. */
  row(address: Address): Row | undefined {
    return this.#rowTree.get(address);
  }

  /** The row that a menu, a key or a link handed over, if it is one of ours and still shown. */
  rowOf(value: unknown): Row | undefined {
    return this.#rowTree.of(value);
  }

  /** The loaded runs of a trigger; to be read only. */
  timeline(address: ParentAddress): RunTimeline | undefined {
    return this.#lists.timeline(address);
  }

  /** The loaded deployments of an organization. */
  deployments(organization: OrganizationAddress): readonly DeploymentAddress[] {
    return this.#lists.deployments(organization);
  }

  /** The loaded triggers of a deployment, and whether there are more. */
  triggersOf(deployment: DeploymentAddress): LoadedTriggers {
    return this.#lists.triggers(deployment);
  }

  /** Whether somebody opened the row of an address. */
  isOpened(address: ParentAddress): boolean {
    return this.#lists.get(address)?.opened ?? false;
  }

  /** Whether somebody opened a row and there is something to show below it. */
  isKnown(row: Row): boolean {
    const isOpened = !isParent(row.model) || this.isOpened(row.model.address);
    return isOpened && this.children(row) !== undefined;
  }

  /** Whether the rows below a row are known but should be asked for again when it is opened. */
  isStale(row: Row): boolean {
    return isParent(row.model) && (this.#lists.get(row.model.address)?.stale ?? false);
  }

  /** Loads the rows below a row, unless they are known. */
  async open(row: Row): Promise<readonly Row[]> {
    if (isParent(row.model)) {
      const list = this.#lists.of(row.model.address);
      const isFirst = !list.opened;
      list.opened = true;
      this.#lists.markUsed(list);
      if (list.content === undefined) {
        await this.#loads.show(list, 'head');
      }
      // The row of a trigger tells how many runs are loaded.
      const tellsMore = isFirst && list.address.kind === 'trigger';
      if (this.#rowTree.dropLoading(list.address) || tellsMore) {
        this.#rowTree.redrawList(list);
      }
    }
    return this.children(row) ?? [];
  }

  /** Opens every row above an address and gives the address's own row, if the platform lists it. */
  async find(address: Address): Promise<Row | undefined> {
    this.#rowTree.include(address);
    return await this.#find(address);
  }

  /** Loads the page that a `more`, `gap` or `failed` row stands for. Two quick clicks load one. */
  async follow(row: Row): Promise<void> {
    const { model } = row;
    if (model.kind !== 'more' && model.kind !== 'gap' && model.kind !== 'failed') {
      return;
    }
    const list = this.#lists.get(model.parent);
    if (list !== undefined) {
      this.#lists.markUsed(list);
      const loading = this.#loads.show(list, model.part);
      // News that a load began would hold up the news that it has ended: VS Code takes them in turn.
      const slow = setTimeout(() => {
        if (model.kind === 'failed') {
          this.#rowTree.redrawList(list);
        } else {
          this.#rowTree.put({ ...model, loading: true });
        }
      }, SLOW);
      try {
        await loading;
      } finally {
        clearTimeout(slow);
        this.#rowTree.redrawList(list);
      }
    }
  }

  /**
   * Loads the head of a list, or asks for it again: of a trigger's runs, those that came since. Gives
   * the failure, if there was one; no row tells of it.
   */
  async readHead(address: ParentAddress): Promise<Failure | undefined> {
    return await this.runs.readQuietly(this.#lists.of(address), 'head');
  }

  /** Loads the page behind what is loaded of a list, if there is one; gives the failure likewise. */
  async readOn(address: ParentAddress): Promise<Failure | undefined> {
    const list = this.#lists.get(address);
    const part = list && sectionBehind(list);
    return list && part !== undefined ? await this.runs.readQuietly(list, part) : undefined;
  }

  /**
   * Asks again for what a row shows: a run's own state, or the list below a row. Without a row, for
   * every list that `isOpen` tells to be open; the others are asked for when they are opened.
   */
  async refresh(row: Row | undefined, isOpen: (row: Row) => boolean): Promise<void> {
    if (row?.model.kind === 'run') {
      await this.runs.refresh(row.model.address);
      return;
    }
    const lists = this.#lists
      .shown()
      .filter(({ address }) => row === undefined || isAtOrBelow(formatAddress(address), row.id));
    await Promise.all(
      lists.map(async (list) => {
        const own = this.row(list.address);
        if (own !== undefined && (own === row || isOpen(own))) {
          await this.refreshList(own);
        } else {
          list.stale = true;
        }
      }),
    );
  }

  /** Asks again for the list below one row. */
  async refreshList(row: Row): Promise<void> {
    const list = isParent(row.model) ? this.#lists.get(row.model.address) : undefined;
    if (list !== undefined) {
      list.stale = false;
      await this.#loads.show(list, 'head');
      this.#rowTree.redrawList(list);
    }
  }

  /** Shows a trigger that was just created, without asking for the list again. */
  addTrigger(address: TriggerAddress, trigger: Trigger): void {
    this.#editTriggers(address, trigger);
  }

  /** Takes away a trigger that was just deleted. */
  removeTrigger(address: TriggerAddress): void {
    this.#dropBelow(formatAddress(address));
    this.#editTriggers(address, undefined);
  }

  /** Adds to the rows of deployments and triggers from now on. */
  decorate(decorations: Decorations): void {
    this.#rowTree.decorate(decorations);
  }

  /** Makes the row of an address anew, and tells it and what is below it. */
  redraw(address: ParentAddress): void {
    this.#rowTree.redraw(address);
  }

  /** Shows the runs of some triggers in another way from now on; `redraw` says which ones. */
  setRunViewFilter(filter: RunViewFilter): void {
    this.#rowTree.setRunViewFilter(filter);
  }

  /** Decides what of all lists is shown from now on; `redraw` says which ones. */
  setListViewFilter(filter: ListViewFilter): void {
    this.#rowTree.setListViewFilter(filter);
  }

  dispose(): void {
    this.#loadEvents.removeAllListeners();
    this.#rowTree.dispose();
    this.setAccounts([]);
  }

  async #find(address: Address): Promise<Row | undefined> {
    const above = parentAddress(address);
    if (above === undefined) {
      return this.roots().find((row) => row.id === formatAddress(address));
    }
    const parent = await this.#find(above);
    if (parent === undefined) {
      return undefined;
    }
    await this.open(parent);
    return this.#rowTree.below(parent, address);
  }

  /** What is not in a list any more goes, and the names that a new list needs are learned. */
  #loaded(list: List, before: Content | undefined): void {
    const { content, address } = list;
    if (content?.kind === 'runs') {
      this.#runLimit.evict(list);
      return;
    }
    const listed = new Set(listedIds(address, content));
    for (const id of listedIds(address, before)) {
      if (!listed.has(id)) {
        this.#dropBelow(id);
      }
    }
    const triggers = content?.kind === 'triggers' ? readableEntries(content.list) : [];
    void this.#organizations.learnNames(address, triggers)?.then(() => {
      const row = this.row(address);
      const named =
        content?.kind === 'deployments' ? this.roots() : ((row && this.children(row)) ?? []);
      this.#rowTree.tell(named.filter((other) => other === row || other.model.kind === 'trigger'));
    });
  }

  #editTriggers(address: TriggerAddress, trigger: Trigger | undefined): void {
    const list = this.#lists.get({ ...address, kind: 'deployment' });
    if (list !== undefined && this.#loads.edit(list, address.trigger, trigger)) {
      this.#rowTree.redrawList(list);
    }
  }

  #dropBelow(id: string): void {
    this.#lists.drop(id);
    this.#rowTree.drop(id);
  }
}
