import { EventEmitter } from 'node:events';
import type { Failure } from '../../api/failure';
import type { PlatformClient } from '../../api/client';
import type { Trigger } from '../../api/resources/triggers';
import { accountAddress, accountId, type Account } from '../accounts/account';
import { formatAddress, parentAddress, type Address, type TriggerAddress } from '../address';
import type { HeadDelta } from '../timeline/changes';
import { listedIds, readableEntries, sectionBehind, type Content, type List } from './list';
import { ListLoads } from './listLoads';
import { Lists } from './lists';
import { Organizations, type ConnectedOrganization } from './organizations';
import { isParent, type ParentAddress, type Row } from './rowModel';
import { isAtOrBelow } from './rowRegistry';
import { RowTree } from './rowTree';
import { LIMITS, RunLimit } from './runLimit';
import { RunLists } from './runLists';

/** Milliseconds after which a load is slow, so that its row says so. */
const SLOW = 250;

/**
 * What the explorer knows: organizations at the top, and a list below every row that was asked for.
 * Reading rows never sends a request. What sends requests never rejects for a failure of the platform:
 * the failure becomes a row in the list that a person looks at, or is given back.
 *
 * For others:
 * - `rowTree` gives the rows and fires when they change; others add to rows (`decorate`), filter
 *   them (`addFilter`) and have them made anew (`redraw`);
 * - `lists` gives what is loaded, such as the timeline of a trigger;
 * - `runs` does what is special about the runs of one trigger, such as asking without a click;
 * - `readHead` loads or refreshes the head of a list beside its row: opening the row afterwards sends no
 *   request. `readOn` loads the page behind the loaded ones;
 * - `onDidLoad` fires whenever a list was loaded, by a click or by a poll.
 */
export class Explorer {
  readonly rowTree: RowTree;
  readonly lists = new Lists();
  readonly runs: RunLists;
  readonly #loadEvents = new EventEmitter<{
    load: [ParentAddress, HeadDelta | undefined, 'click' | 'poll'];
  }>();
  readonly #organizations: Organizations;
  readonly #loads: ListLoads;
  readonly #runLimit: RunLimit;

  /** `connect` makes the client of an account; it must not ask the platform yet. */
  constructor(connect: (account: Account) => PlatformClient, limits = LIMITS) {
    const { lists } = this;
    const organizations = new Organizations(connect);
    this.#organizations = organizations;
    this.rowTree = new RowTree(organizations, lists);
    this.#runLimit = new RunLimit(lists, this.rowTree, limits);
    this.#loads = new ListLoads(organizations, limits.ungrouped, (list, before, head, { once }) => {
      this.#loaded(list, before);
      this.#loadEvents.emit('load', list.address, head, once ? 'poll' : 'click');
    });
    this.runs = new RunLists(organizations, lists, this.#loads, this.rowTree, this.#runLimit);
  }

  /**
   * Calls back when a list, or more of it, was loaded, before its rows change; with what is new where the
   * newest runs of a trigger were read.
   */
  onDidLoad(
    listener: (address: ParentAddress, head: HeadDelta | undefined, by: 'click' | 'poll') => void,
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
    renewed.forEach((id) => this.lists.renew(id));
    this.rowTree.fire(undefined);
    return this.rowTree.roots().filter(({ id }) => renewed.includes(id));
  }

  /**
   * Notes whether the platform takes the credential of an account that is shown; gives whether that has
   * changed.
   */
  setRefused(account: Account, refused: boolean): boolean {
    const organization = this.#organizations.of(accountAddress(account));
    if (organization?.account !== account || organization.refused === refused) {
      return false;
    }
    organization.refused = refused;
    this.rowTree.fire(this.rowTree.roots().filter(({ id }) => id === accountId(account)));
    return true;
  }

  /** The organization that an address belongs to, and what it is asked with. */
  organization(address: Address): ConnectedOrganization | undefined {
    return this.#organizations.of(address);
  }

  /** Whether somebody opened a row and there is something to show below it. */
  isKnown({ model }: Row): boolean {
    return !isParent(model) || this.lists.isKnown(model.address);
  }

  /** Whether the rows below a row are known but should be asked for again when it is opened. */
  isStale({ model }: Row): boolean {
    return isParent(model) && (this.lists.get(model.address)?.stale ?? false);
  }

  /** Loads the rows below a row, unless they are known. */
  async open({ model }: Row): Promise<void> {
    if (!isParent(model)) {
      return;
    }
    const list = this.lists.of(model.address);
    const isFirst = !list.opened;
    list.opened = true;
    this.lists.markUsed(list);
    if (list.content === undefined) {
      await this.#loads.show(list, 'head');
    }
    // The row of a trigger says how many runs are loaded.
    const saysMore = isFirst && list.address.kind === 'trigger';
    if (this.rowTree.dropLoading(list.address) || saysMore) {
      this.rowTree.redrawList(list);
    }
  }

  /** Opens every row above an address and gives the address's own row, if the platform lists it. */
  async find(address: Address): Promise<Row | undefined> {
    this.rowTree.include(address);
    return await this.#find(address);
  }

  /** Loads the page that a `more`, `gap` or `failed` row stands for. Two quick clicks load one. */
  async follow({ model }: Row): Promise<void> {
    if (model.kind !== 'more' && model.kind !== 'gap' && model.kind !== 'failed') {
      return;
    }
    const list = this.lists.get(model.parent);
    if (list !== undefined) {
      this.lists.markUsed(list);
      const loading = this.#loads.show(list, model.section);
      // Events are handled one after the other: an event at the start would delay the one at the end.
      const slow = setTimeout(() => {
        if (model.kind === 'failed') {
          this.rowTree.redrawList(list);
        } else {
          this.rowTree.put({ ...model, loading: true });
        }
      }, SLOW);
      try {
        await loading;
      } finally {
        clearTimeout(slow);
        this.rowTree.redrawList(list);
      }
    }
  }

  /**
   * Loads the head of a list, or asks for it again: of a trigger's runs, those that came since. Gives
   * the failure, if there was one; no row shows it.
   */
  async readHead(address: ParentAddress): Promise<Failure | undefined> {
    return (await this.runs.readQuietly(this.lists.of(address), 'head')).failure;
  }

  /** Loads the page behind what is loaded of a list, if there is one; gives the failure likewise. */
  async readOn(address: ParentAddress): Promise<Failure | undefined> {
    const list = this.lists.get(address);
    const section = list && sectionBehind(list);
    return list && section !== undefined
      ? (await this.runs.readQuietly(list, section)).failure
      : undefined;
  }

  /**
   * Asks again for what a row shows: a run's own state, or the list below a row. Without a row, for
   * every list whose row `isOpen`; the others are asked for when they are opened.
   */
  async refresh(row: Row | undefined, isOpen: (row: Row) => boolean): Promise<void> {
    if (row?.model.kind === 'run') {
      await this.runs.refresh(row.model.address);
      return;
    }
    const lists = this.lists
      .shown()
      .filter(({ address }) => row === undefined || isAtOrBelow(formatAddress(address), row.id));
    await Promise.all(
      lists.map(async (list) => {
        const own = this.rowTree.get(list.address);
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
    const list = isParent(row.model) ? this.lists.get(row.model.address) : undefined;
    if (list !== undefined) {
      list.stale = false;
      await this.#loads.show(list, 'head');
      this.rowTree.redrawList(list);
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

  dispose(): void {
    this.#loadEvents.removeAllListeners();
    this.rowTree.dispose();
    this.setAccounts([]);
  }

  async #find(address: Address): Promise<Row | undefined> {
    const above = parentAddress(address);
    if (above === undefined) {
      return this.rowTree.roots().find((row) => row.id === formatAddress(address));
    }
    const parent = await this.#find(above);
    if (parent === undefined) {
      return undefined;
    }
    await this.open(parent);
    return this.rowTree.below(parent, address);
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
    const triggers = content?.kind === 'triggers' ? readableEntries(content.loaded) : [];
    void this.#organizations
      .learnNames(address, triggers)
      ?.then(() => this.#redrawNames(list.address));
  }

  /** Fires for the rows that show names which were learned after they were made. */
  #redrawNames(address: ParentAddress): void {
    const row = this.rowTree.get(address);
    const before = row?.model;
    if (row === undefined || before === undefined) {
      return;
    }
    if (before.kind === 'organization') {
      this.rowTree.roots();
      const isSame =
        row.model.kind === 'organization' && row.model.account.name === before.account.name;
      this.rowTree.fire(isSame ? [] : [row]);
    } else {
      const children = this.rowTree.children(row) ?? [];
      this.rowTree.fire(children.filter(({ model }) => model.kind === 'trigger'));
    }
  }

  #editTriggers(address: TriggerAddress, trigger: Trigger | undefined): void {
    const list = this.lists.get({ ...address, kind: 'deployment' });
    if (list !== undefined && this.#loads.edit(list, address.trigger, trigger)) {
      this.rowTree.redrawList(list);
    }
  }

  #dropBelow(id: string): void {
    this.lists.drop(id);
    this.rowTree.drop(id);
  }
}
