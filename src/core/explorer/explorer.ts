import { EventEmitter } from 'node:events';
import type { Failure } from '../../api/failure';
import type { PlatformClient } from '../../api/client';
import type { Trigger } from '../../api/resources/wire';
import { accountAddress, accountRoot, type Account } from '../accounts/account';
import {
  formatAddress,
  parentAddress,
  type Address,
  type DeploymentAddress,
  type OrganizationAddress,
  type TriggerAddress,
} from '../address';
import { listedIds, partBehind, readable, type Branch, type Content } from './list';
import { Branches, type LoadedTriggers } from './lists';
import { BranchLoads } from './listLoads';
import type { RunLens } from './listRows';
import type { ChannelNames } from './channelNames';
import type { HeadNews } from '../timeline/headDelta';
import { isParent, type ParentAddress, type Row } from './rowModel';
import type { Decorations } from './resourceRows';
import { Roots } from './organizations';
import { isAtOrBelow } from './rowRegistry';
import { LIMITS, RunBound } from './runLimit';
import { RunLists } from './runLists';
import type { RunTimeline } from '../timeline/timeline';
import { ShownRows, type ListLens } from './rowTree';

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
  readonly #news = new EventEmitter<{
    load: [ParentAddress, HeadNews | undefined, 'click' | 'poll'];
  }>();
  readonly #roots: Roots;
  readonly #branches = new Branches();
  readonly #shown: ShownRows;
  readonly #loads: BranchLoads;
  readonly #bound: RunBound;

  /** `connect` makes the client of an account; it must not ask the platform yet. */
  constructor(connect: (account: Account) => PlatformClient, limits = LIMITS) {
    this.#roots = new Roots(connect);
    this.#shown = new ShownRows(this.#roots, this.#branches);
    this.#bound = new RunBound(this.#branches, this.#shown, limits);
    this.#loads = new BranchLoads(this.#roots, limits.unfolded, (branch, before, head) => {
      this.#loaded(branch, before);
      const by = this.#loads.isPolled(branch) ? 'poll' : 'click';
      this.#news.emit('load', branch.address, branch.oldestFirst ? undefined : head, by);
    });
    this.runs = new RunLists(this.#roots, this.#branches, this.#loads, this.#shown, this.#bound);
  }

  /** Calls back with the narrowest rows that changed, or with nothing when the top level did. */
  onDidChange(listener: (rows: readonly Row[] | undefined) => void): () => void {
    return this.#shown.onDidChange(listener);
  }

  /**
   * Calls back when a list, or more of it, was loaded, before its rows are told; with what there is new
   * where the newest runs of a trigger were read.
   */
  onDidLoad(
    listener: (address: ParentAddress, news: HeadNews | undefined, by: 'click' | 'poll') => void,
  ): () => void {
    this.#news.on('load', listener);
    return () => this.#news.off('load', listener);
  }

  /**
   * Shows these accounts. What is loaded stays for an account that is still there. Gives the rows of
   * those whose credential is another one: what they show is to be asked for again.
   */
  setAccounts(accounts: readonly Account[]): readonly Row[] {
    const { gone, renewed } = this.#roots.set(accounts);
    gone.forEach((id) => this.#dropBelow(id));
    renewed.forEach((id) => this.#branches.renew(id));
    this.#shown.tell(undefined);
    return this.roots().filter(({ id }) => renewed.includes(id));
  }

  /**
   * Notes whether the platform takes the credential of an account that is shown; gives whether that
   * is news.
   */
  setRefused(account: Account, refused: boolean): boolean {
    const root = this.#roots.of(accountAddress(account));
    if (root?.account !== account || root.refused === refused) {
      return false;
    }
    root.refused = refused;
    this.#shown.tell(this.roots().filter(({ id }) => id === accountRoot(account)));
    return true;
  }

  /** The account that an address belongs to. */
  account(address: Address): Account | undefined {
    return this.#roots.of(address)?.account;
  }

  /** The client that asks for an address's organization. */
  client(address: Address): PlatformClient | undefined {
    return this.#roots.of(address)?.client;
  }

  /** The names of channels in an address's organization. */
  channelNames(address: Address): ChannelNames | undefined {
    return this.#roots.of(address)?.channelNames;
  }

  /** The top level. */
  roots(): readonly Row[] {
    return this.#shown.roots();
  }

  /** The rows below a row as far as they are known; nothing while nobody has asked for them. */
  children(row: Row): readonly Row[] | undefined {
    return this.#shown.children(row);
  }

  /** The row above. */
  parent(row: Row): Row | undefined {
    return this.#shown.parent(row);
  }

  /** The row of an address, if the explorer shows it. */
  row(address: Address): Row | undefined {
    return this.#shown.get(address);
  }

  /** The row that a menu, a key or a link handed over, if it is one of ours and still shown. */
  rowOf(value: unknown): Row | undefined {
    return this.#shown.of(value);
  }

  /** The loaded runs of a trigger; to be read only. */
  timeline(address: ParentAddress): RunTimeline | undefined {
    return this.#branches.timeline(address);
  }

  /** The loaded deployments of an organization. */
  deployments(organization: OrganizationAddress): readonly DeploymentAddress[] {
    return this.#branches.deployments(organization);
  }

  /** The loaded triggers of a deployment, and whether there are more. */
  triggersOf(deployment: DeploymentAddress): LoadedTriggers {
    return this.#branches.triggers(deployment);
  }

  /** Whether somebody opened the row of an address. */
  isOpened(address: ParentAddress): boolean {
    return this.#branches.get(address)?.opened ?? false;
  }

  /** Whether somebody opened a row and there is something to show below it. */
  isKnown(row: Row): boolean {
    const isOpened = !isParent(row.node) || this.isOpened(row.node.address);
    return isOpened && this.children(row) !== undefined;
  }

  /** Whether the rows below a row are known but should be asked for again when it is opened. */
  isStale(row: Row): boolean {
    return isParent(row.node) && (this.#branches.get(row.node.address)?.stale ?? false);
  }

  /** Loads the rows below a row, unless they are known. */
  async open(row: Row): Promise<readonly Row[]> {
    if (isParent(row.node)) {
      const branch = this.#branches.of(row.node.address);
      const isFirst = !branch.opened;
      branch.opened = true;
      this.#branches.lookAt(branch);
      if (branch.content === undefined) {
        await this.#loads.show(branch, 'head');
      }
      // The row of a trigger tells how many runs are loaded.
      const tellsMore = isFirst && branch.address.kind === 'trigger';
      if (this.#shown.dropLoading(branch.address) || tellsMore) {
        this.#shown.redrawList(branch);
      }
    }
    return this.children(row) ?? [];
  }

  /** Opens every row above an address and gives the address's own row, if the platform lists it. */
  async find(address: Address): Promise<Row | undefined> {
    this.#shown.admit(address);
    return await this.#find(address);
  }

  /** Loads the page that a `more`, `gap` or `failed` row stands for. Two quick clicks load one. */
  async follow(row: Row): Promise<void> {
    const { node } = row;
    if (node.kind !== 'more' && node.kind !== 'gap' && node.kind !== 'failed') {
      return;
    }
    const branch = this.#branches.get(node.parent);
    if (branch !== undefined) {
      this.#branches.lookAt(branch);
      const loading = this.#loads.show(branch, node.part);
      // News that a load began would hold up the news that it has ended: VS Code takes them in turn.
      const slow = setTimeout(() => {
        if (node.kind === 'failed') {
          this.#shown.redrawList(branch);
        } else {
          this.#shown.put({ ...node, loading: true });
        }
      }, SLOW);
      try {
        await loading;
      } finally {
        clearTimeout(slow);
        this.#shown.redrawList(branch);
      }
    }
  }

  /**
   * Loads the head of a list, or asks for it again: of a trigger's runs, those that came since. Gives
   * the failure, if there was one; no row tells of it.
   */
  async readHead(address: ParentAddress): Promise<Failure | undefined> {
    return await this.runs.readQuietly(this.#branches.of(address), 'head');
  }

  /** Loads the page behind what is loaded of a list, if there is one; gives the failure likewise. */
  async readOn(address: ParentAddress): Promise<Failure | undefined> {
    const branch = this.#branches.get(address);
    const part = branch && partBehind(branch);
    return branch && part !== undefined ? await this.runs.readQuietly(branch, part) : undefined;
  }

  /**
   * Asks again for what a row shows: a run's own state, or the list below a row. Without a row, for
   * every list that `isOpen` tells to be open; the others are asked for when they are opened.
   */
  async refresh(row: Row | undefined, isOpen: (row: Row) => boolean): Promise<void> {
    if (row?.node.kind === 'run') {
      await this.runs.refresh(row.node.address);
      return;
    }
    const branches = this.#branches
      .shown()
      .filter(({ address }) => row === undefined || isAtOrBelow(formatAddress(address), row.id));
    await Promise.all(
      branches.map(async (branch) => {
        const own = this.row(branch.address);
        if (own !== undefined && (own === row || isOpen(own))) {
          await this.refreshList(own);
        } else {
          branch.stale = true;
        }
      }),
    );
  }

  /** Asks again for the list below one row. */
  async refreshList(row: Row): Promise<void> {
    const branch = isParent(row.node) ? this.#branches.get(row.node.address) : undefined;
    if (branch !== undefined) {
      branch.stale = false;
      await this.#loads.show(branch, 'head');
      this.#shown.redrawList(branch);
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
    this.#shown.decorate(decorations);
  }

  /** Makes the row of an address anew, and tells it and what is below it. */
  redraw(address: ParentAddress): void {
    this.#shown.redraw(address);
  }

  /** Shows the runs of some triggers in another way from now on; `redraw` says which ones. */
  setRunLens(lens: RunLens): void {
    this.#shown.setRunLens(lens);
  }

  /** Decides what of all lists is shown from now on; `redraw` says which ones. */
  setListLens(lens: ListLens): void {
    this.#shown.setListLens(lens);
  }

  dispose(): void {
    this.#news.removeAllListeners();
    this.#shown.dispose();
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
    return this.#shown.below(parent, address);
  }

  /** What is not in a list any more goes, and the names that a new list needs are learned. */
  #loaded(branch: Branch, before: Content | undefined): void {
    const { content, address } = branch;
    if (content?.kind === 'runs') {
      this.#bound.makeRoom(branch);
      return;
    }
    const listed = new Set(listedIds(address, content));
    for (const id of listedIds(address, before)) {
      if (!listed.has(id)) {
        this.#dropBelow(id);
      }
    }
    const triggers = content?.kind === 'triggers' ? readable(content.list) : [];
    void this.#roots.learnNames(address, triggers)?.then(() => {
      const row = this.row(address);
      const named =
        content?.kind === 'deployments' ? this.roots() : ((row && this.children(row)) ?? []);
      this.#shown.tell(named.filter((other) => other === row || other.node.kind === 'trigger'));
    });
  }

  #editTriggers(address: TriggerAddress, trigger: Trigger | undefined): void {
    const branch = this.#branches.get({ ...address, kind: 'deployment' });
    if (branch !== undefined && this.#loads.edit(branch, address.trigger, trigger)) {
      this.#shown.redrawList(branch);
    }
  }

  #dropBelow(id: string): void {
    this.#branches.drop(id);
    this.#shown.drop(id);
  }
}
