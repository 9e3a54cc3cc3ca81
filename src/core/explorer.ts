import { EventEmitter } from 'node:events';
import type { Failure } from '../api/failure';
import type { Entry } from '../api/page';
import type { PlatformClient } from '../api/platformClient';
import type { Deployment, Run, Trigger } from '../api/wire';
import { accountAddress, accountLabel, accountRoot, type Account } from './accounts';
import {
  formatAddress,
  parentAddress,
  type Address,
  type DeploymentAddress,
  type OrganizationAddress,
  type RunAddress,
  type TriggerAddress,
} from './address';
import { isCurrent, type Branch, type Content } from './branch';
import { Branches } from './branches';
import { BranchLoads, edited } from './branchLoads';
import { childNodes, foldedNodes, type RunLens } from './branchNodes';
import type { ChannelNames } from './channelNames';
import type { HeadNews } from './headNews';
import { isParent, type Node, type ParentAddress, type Part, type Row } from './node';
import { Roots, type Root } from './roots';
import { LIMITS, RunLists, type Goal, type GoalOutcome } from './runLists';
import { isAtOrBelow, rowId, Rows } from './rows';
import type { RunTimeline } from './runTimeline';
import type { Stretch } from './stretch';

type DeploymentNode = Extract<Node, { readonly kind: 'deployment' }>;
type TriggerNode = Extract<Node, { readonly kind: 'trigger' }>;

/** What other parts know about a thing and want to have on its row. */
export interface Decorations {
  deployment?(address: DeploymentAddress, deployment: Deployment): Partial<DeploymentNode>;
  trigger?(address: TriggerAddress, trigger: Trigger): Partial<TriggerNode>;
}

/** Milliseconds after which a load is slow, so that its row says that it is under way. */
const SLOW = 250;

/** Decides what of the lists is shown. */
export interface ListLens {
  /** The rows of a list that are shown, and what else is. */
  show(parent: ParentAddress, nodes: readonly Node[]): readonly Node[];
  /** Somebody looks for what is at this address: it has to be shown. */
  admit(address: Address): void;
}

/**
 * What the explorer knows: organizations at the top, below each a branch for every list that was asked
 * for. Reading rows never fetches. What fetches never rejects for a failure of the platform: it becomes
 * a row where somebody looks, or is given back.
 *
 * Other parts attach here:
 * - `onDidChange` tells which rows changed;
 * - `triggers` are those whose runs are loaded, `timeline` gives the runs, `isOpened` tells whether
 *   somebody looked at them;
 * - `readHead` loads or refreshes the newest runs and shares what it gets with the rows: opening the
 *   trigger afterwards costs no request. `readOn` loads the page behind the oldest ones;
 * - `poll` and `pollRun` ask once, without a second attempt; `onDidLoad` tells whenever a list was
 *   loaded, by whomever;
 * - `updateRun` puts a newer state of a loaded run in place and tells that row alone;
 * - `decorate` adds to the rows of deployments and triggers, `redraw` makes such a row anew;
 * - `setRunLens` shows the runs of some triggers in another way, `setListLens` the lists above them.
 */
export class Explorer {
  readonly #changes = new EventEmitter<{
    change: [readonly Row[] | undefined];
    load: [ParentAddress, HeadNews | undefined, 'click' | 'poll'];
  }>();
  readonly #roots: Roots;
  readonly #branches = new Branches();
  readonly #rows = new Rows();
  readonly #loads: BranchLoads;
  readonly #runs: RunLists;
  readonly #decorations: Decorations[] = [];
  #runLens: RunLens | undefined;
  #listLens: ListLens | undefined;

  /** `connect` makes the client of an account; it must not ask the platform yet. */
  constructor(connect: (account: Account) => PlatformClient, limits = LIMITS) {
    this.#roots = new Roots(connect);
    this.#loads = new BranchLoads(this.#roots, limits.unfolded, (branch, before, head) => {
      this.#loaded(branch, before);
      const by = this.#loads.isPolled(branch) ? 'poll' : 'click';
      this.#changes.emit('load', branch.address, branch.oldestFirst ? undefined : head, by);
    });
    this.#runs = new RunLists(this.#branches, this.#loads, this.#rows, limits, {
      fire: (rows) => this.#fire(rows),
      redraw: (branch) => this.#redraw(branch),
      isFiltered: (address) => this.#runLens?.isOn(address) ?? false,
    });
  }

  /** Calls back with the narrowest rows that changed, or with nothing when the top level did. */
  onDidChange(listener: (rows: readonly Row[] | undefined) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /**
   * Calls back when a list, or more of it, was loaded, before its rows are told; with what there is new
   * where the newest runs of a trigger were read.
   */
  onDidLoad(
    listener: (address: ParentAddress, news: HeadNews | undefined, by: 'click' | 'poll') => void,
  ): () => void {
    this.#changes.on('load', listener);
    return () => this.#changes.off('load', listener);
  }

  /**
   * Shows these accounts. What is loaded stays for an account that is still there. Gives the rows of
   * those whose credential is another one: what they show is to be asked for again.
   */
  setAccounts(accounts: readonly Account[]): readonly Row[] {
    const { gone, renewed } = this.#roots.set(accounts);
    gone.forEach((id) => this.#dropBelow(id));
    renewed.forEach((id) => this.#branches.renew(id));
    this.#fire(undefined);
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
    this.#fire(this.roots().filter(({ id }) => id === accountRoot(account)));
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
    return this.#roots.all().map(({ account, channelNames, refused }) =>
      this.#rows.put({
        kind: 'organization',
        address: accountAddress(account),
        account: { name: channelNames.organizationName, ...accountLabel(account) },
        ...(refused ? { refused: true } : {}),
      }),
    );
  }

  /** The rows below a row as far as they are known; nothing while nobody has asked for them. */
  children(row: Row): readonly Row[] | undefined {
    const { node } = row;
    if (node.kind === 'fold') {
      const folded = this.#branches.get(node.parent);
      return ((folded && foldedNodes(folded, node.key)) ?? []).map((run) => this.#rows.put(run));
    }
    if (!isParent(node)) {
      return [];
    }
    const branch = this.#branches.get(node.address);
    const nodes =
      branch &&
      childNodes(
        branch,
        {
          deployment: (address, deployment) => this.#deploymentNode(address, deployment),
          trigger: (address, trigger) => this.#triggerNode(address, trigger),
        },
        this.#runLens,
      );
    const seen = nodes && (this.#listLens?.show(node.address, nodes) ?? nodes);
    return seen?.map((child) => this.#rows.put(child));
  }

  /** Whether the rows below a row are known but should be asked for again when it is opened. */
  isStale(row: Row): boolean {
    return isParent(row.node) && (this.#branches.get(row.node.address)?.stale ?? false);
  }

  /** The row above. */
  parent(row: Row): Row | undefined {
    const { node } = row;
    switch (node.kind) {
      case 'fold':
        return this.#runs.foldRow(node.parent, node.within) ?? this.row(node.parent);
      case 'run':
        return (
          this.#runs.foldAbove(parentAddress(node.address), node.address.run) ??
          this.#rowAbove(node.address)
        );
      case 'malformed':
        return this.#runs.foldAbove(node.parent, node.key) ?? this.row(node.parent);
      case 'organization':
      case 'deployment':
      case 'trigger':
        return this.#rowAbove(node.address);
      case 'more':
      case 'gap':
      case 'failed':
      case 'loading':
      case 'empty':
      case 'search':
      case 'filter':
      case 'scan':
        return this.row(node.parent);
    }
  }

  /** The row of an address, if the explorer shows it. */
  row(address: Address): Row | undefined {
    return this.#rows.get(formatAddress(address));
  }

  /** The row that a menu, a key or a link handed over, if it is one of ours and still shown. */
  rowOf(value: unknown): Row | undefined {
    const id: unknown =
      typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    return typeof id === 'string' ? this.#rows.get(id) : undefined;
  }

  /** The triggers whose runs are loaded. */
  triggers(): readonly TriggerAddress[] {
    return this.#branches
      .shown()
      .flatMap(({ address, content }) =>
        address.kind === 'trigger' && content !== undefined ? [address] : [],
      );
  }

  /** The loaded runs of a trigger; to be read only. */
  timeline(address: ParentAddress): RunTimeline | undefined {
    const content = this.#branches.get(address)?.content;
    return content?.kind === 'runs' ? content.timeline : undefined;
  }

  /** The loaded deployments of an organization. */
  deployments(organization: OrganizationAddress): readonly DeploymentAddress[] {
    const content = this.#branches.get(organization)?.content;
    return content?.kind === 'deployments'
      ? values(content.list.entries).map(({ deployment_id: deployment }) => ({
          ...organization,
          kind: 'deployment',
          deployment,
        }))
      : [];
  }

  /** The loaded triggers of a deployment, and whether there are more. */
  triggersOf(deployment: DeploymentAddress): {
    readonly triggers: readonly Trigger[];
    readonly more: boolean;
  } {
    const content = this.#branches.get(deployment)?.content;
    return content?.kind === 'triggers'
      ? { triggers: values(content.list.entries), more: content.list.next !== undefined }
      : { triggers: [], more: true };
  }

  /** The newest runs of a trigger as far as they are loaded, newest first, up to the first hole. */
  newestRuns(address: TriggerAddress): Iterable<Entry<Run>> | undefined {
    const { content } = this.#branches.newestFirst(address);
    return content?.kind === 'runs' ? entriesOf(content.timeline.stretches[0]) : undefined;
  }

  /** Whether somebody opened the row of an address. */
  isOpened(address: ParentAddress): boolean {
    return this.#branches.get(address)?.opened ?? false;
  }

  /** Whether somebody opened a row and there is something to show below it. */
  isKnown(row: Row): boolean {
    const branch = isParent(row.node) ? this.#branches.get(row.node.address) : undefined;
    const isOpened = !isParent(row.node) || branch?.opened === true;
    return isOpened && this.children(row) !== undefined;
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
      const loadingRow = this.#rows.get(rowId({ kind: 'loading', parent: branch.address }));
      if (loadingRow !== undefined) {
        this.#rows.drop(loadingRow.id);
      }
      // The row of a trigger tells how many runs are loaded.
      if (loadingRow !== undefined || (isFirst && branch.address.kind === 'trigger')) {
        this.#redraw(branch);
      }
    }
    return this.children(row) ?? [];
  }

  /** Opens every row above an address and gives the address's own row, if the platform lists it. */
  async find(address: Address): Promise<Row | undefined> {
    this.#listLens?.admit(address);
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
          this.#redraw(branch);
        } else {
          this.#fire([this.#rows.put({ ...node, loading: true })]);
        }
      }, SLOW);
      try {
        await loading;
      } finally {
        clearTimeout(slow);
        this.#redraw(branch);
      }
    }
  }

  /**
   * Loads the head of a list, or asks for it again: of a trigger's runs, those that came since. Gives
   * the failure, if there was one; no row tells of it.
   */
  async readHead(address: ParentAddress): Promise<Failure | undefined> {
    return await this.#runs.readQuietly(this.#branches.of(address), 'head');
  }

  /**
   * Asks once for the newest page of a trigger's runs; and, if somebody has opened it, for further ones
   * until they meet what is loaded, as far as `mayReadOn` says. Nothing comes back when somebody else was
   * asking already.
   * @throws ApiError
   */
  async poll(
    address: TriggerAddress,
    mayReadOn: () => boolean = () => false,
  ): Promise<HeadNews | undefined> {
    const branch = this.#branches.newestFirst(address);
    const before = branch.content?.kind === 'runs' ? branch.content.timeline.shape : undefined;
    const hadFailed = branch.failures.has('head');
    const news = await this.#loads.poll(branch, () => branch.opened && mayReadOn());
    const after = branch.content?.kind === 'runs' ? branch.content.timeline.shape : undefined;
    const shown = this.#branches.get(address);
    if (news === undefined || shown?.opened !== true || !isCurrent(branch)) {
      return news;
    }
    if (shown !== branch) {
      this.#tellOtherOrder(shown, news);
      if (news.added.length > 0 && this.timeline(address)?.isWhole === true && mayReadOn()) {
        await this.#runs.readQuietly(shown, 'head');
      }
    } else if (before !== after || hadFailed) {
      this.#redraw(branch);
    } else {
      this.#runs.tellUpdated(branch);
    }
    return news;
  }

  /**
   * Asks once for the state of a loaded run; tells whether it changed.
   * @throws ApiError
   */
  async pollRun(address: RunAddress): Promise<boolean> {
    const version = (): number | undefined => this.#rowTimeline(address)?.version;
    const before = version();
    await this.#refreshRun(address, true);
    return version() !== before;
  }

  /** Loads the page behind what is loaded of a list, if there is one; gives the failure likewise. */
  async readOn(address: ParentAddress): Promise<Failure | undefined> {
    const branch = this.#branches.get(address);
    const part = branch && partBehind(branch);
    return branch && part !== undefined ? await this.#runs.readQuietly(branch, part) : undefined;
  }

  /**
   * Loads page after page of a trigger's runs, holes first, until `goal` is reached. `step` is told
   * how many are loaded after each page, and ends the loading by giving false. A page that fails ends
   * it as well and becomes a row.
   */
  async readUntil(
    address: TriggerAddress,
    goal: Goal,
    step: (loaded: number) => boolean,
  ): Promise<GoalOutcome> {
    return await this.#runs.readUntil(this.#branches.of(address), goal, step);
  }

  /** Shows the runs of a trigger in the other order; what is loaded of either order is kept. */
  async turn(address: TriggerAddress): Promise<void> {
    const branch = this.#branches.turn(address);
    this.#branches.lookAt(branch);
    const loading = branch.content === undefined ? this.#loads.show(branch, 'head') : undefined;
    this.redraw(address);
    await loading;
    this.#redraw(branch);
  }

  /**
   * Asks again for what a row shows: a run's own state, or the list below a row. Without a row, for
   * every list that `isOpen` tells to be open; the others are asked for when they are opened.
   */
  async refresh(row: Row | undefined, isOpen: (row: Row) => boolean): Promise<void> {
    if (row?.node.kind === 'run') {
      await this.#refreshRun(row.node.address);
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
      this.#redraw(branch);
    }
  }

  /** Puts a newer state of a loaded run in the old one's place; false when it is not loaded. */
  updateRun(address: TriggerAddress, run: Run): boolean {
    const branch = this.#branches.get(address);
    const outcome = this.timeline(address)?.update(run) ?? 'absent';
    if (branch !== undefined && outcome === 'changed') {
      this.#runs.tellUpdated(branch);
    }
    return outcome !== 'absent';
  }

  /** Forgets the oldest loaded runs of a trigger, but for about `keep`; a row then loads them again. */
  cutBack(address: TriggerAddress, keep: number): void {
    const branch = this.#branches.get(address);
    if (branch !== undefined) {
      this.#runs.cutBack(branch, keep);
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
    this.#decorations.push(decorations);
  }

  /** Makes the row of an address anew, and tells it and what is below it. */
  redraw(address: ParentAddress): void {
    const row = this.row(address);
    this.timeline(address)?.takeUpdated();
    if (row?.node.kind === 'deployment') {
      this.#rows.put(this.#deploymentNode(row.node.address, row.node.deployment));
    } else if (row?.node.kind === 'trigger') {
      this.#rows.put(this.#triggerNode(row.node.address, row.node.trigger));
    }
    if (row !== undefined) {
      this.#fire([row]);
    }
  }

  /** Shows the runs of some triggers in another way from now on; `redraw` says which ones. */
  setRunLens(lens: RunLens): void {
    this.#runLens = lens;
  }

  /** Decides what of all lists is shown from now on; `redraw` says which ones. */
  setListLens(lens: ListLens): void {
    this.#listLens = lens;
  }

  dispose(): void {
    this.#changes.removeAllListeners();
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
    const row = (await this.open(parent)).find(({ id }) => id === formatAddress(address));
    return row ?? (address.kind === 'run' ? this.#foldedRow(address) : undefined);
  }

  /** What is not in a list any more goes, and the names that a new list needs are learned. */
  #loaded(branch: Branch, before: Content | undefined): void {
    const { content, address } = branch;
    if (content?.kind === 'runs') {
      this.#runs.keepBounds(branch);
      return;
    }
    const listed = new Set(listedBelow(address, content));
    for (const id of listedBelow(address, before)) {
      if (!listed.has(id)) {
        this.#dropBelow(id);
      }
    }
    const root = this.#roots.of(address);
    if (root !== undefined && content !== undefined) {
      this.#learnNames(branch, root, content);
    }
  }

  #rowAbove(address: Address): Row | undefined {
    const above = parentAddress(address);
    return above && this.row(above);
  }

  /** The row of a run that stands in a fold. */
  #foldedRow(address: RunAddress): Row | undefined {
    const fold = this.#runs.foldAbove(parentAddress(address), address.run);
    return (fold && this.children(fold))?.find(({ id }) => id === formatAddress(address));
  }

  /** The organization's own name comes with the first names of channels. */
  #learnNames({ address }: Branch, root: Root, content: Content): void {
    const { channelNames } = root;
    const entries = content.kind === 'triggers' ? content.list.entries : [];
    const ids = entries
      .flatMap((entry) =>
        entry.kind === 'resource'
          ? [entry.value.input_service_id, entry.value.output_service_id]
          : [],
      )
      .filter((id) => typeof id === 'string')
      .filter((id) => channelNames.get(id) === undefined);
    if (ids.length > 0 || channelNames.organizationName === undefined) {
      void channelNames.learn(new Set(ids)).then(() => {
        const row = this.row(address);
        const named =
          content.kind === 'deployments' ? this.roots() : ((row && this.children(row)) ?? []);
        this.#fire(named.filter((other) => other === row || other.node.kind === 'trigger'));
      });
    }
  }

  #rowTimeline(address: RunAddress): RunTimeline | undefined {
    const parent = parentAddress(address);
    return parent?.kind === 'trigger' ? this.timeline(parent) : undefined;
  }

  /** Runs that were read newest first are in the same state where they are shown oldest first. */
  #tellOtherOrder(branch: Branch, { page }: HeadNews): void {
    if (branch.content?.kind === 'runs') {
      for (const run of page.values()) {
        branch.content.timeline.update(run);
      }
      this.#runs.tellUpdated(branch);
    }
  }

  async #refreshRun(address: RunAddress, once = false): Promise<void> {
    const parent = parentAddress(address);
    const branch = parent?.kind === 'trigger' ? this.#branches.get(parent) : undefined;
    const client = this.client(address);
    if (branch?.address.kind !== 'trigger' || client === undefined) {
      return;
    }
    const { signal } = branch.abort;
    const run = await client.runs.get(address.deployment, address.run, { signal, once });
    if (isCurrent(branch)) {
      this.updateRun(branch.address, { trigger_id: branch.address.trigger, ...run });
    }
  }

  #editTriggers(address: TriggerAddress, trigger: Trigger | undefined): void {
    const branch = this.#branches.get({ ...address, kind: 'deployment' });
    if (branch !== undefined) {
      if (branch.loads.size > 0) {
        branch.edits.set(address.trigger, trigger);
      }
      if (branch.content?.kind === 'triggers') {
        branch.content = edited(branch.content, new Map([[address.trigger, trigger]]));
        this.#redraw(branch);
      }
    }
  }

  #deploymentNode(address: DeploymentAddress, deployment: Deployment): DeploymentNode {
    return this.#decorations.reduce<DeploymentNode>(
      (node, other) => ({ ...node, ...other.deployment?.(address, deployment) }),
      { kind: 'deployment', address, deployment },
    );
  }

  #triggerNode(address: TriggerAddress, trigger: Trigger): TriggerNode {
    const names = this.channelNames(address);
    const inputName = names?.get(trigger.input_service_id);
    const outputName = names?.get(trigger.output_service_id);
    const timeline = this.isOpened(address) ? this.timeline(address) : undefined;
    const node: TriggerNode = {
      kind: 'trigger',
      address,
      trigger,
      ...(inputName === undefined ? {} : { inputName }),
      ...(outputName === undefined ? {} : { outputName }),
      ...(timeline === undefined
        ? {}
        : {
            runs: {
              loaded: timeline.size,
              more: !timeline.isWhole,
              oldestFirst: timeline.oldestFirst,
            },
          }),
    };
    return this.#decorations.reduce<TriggerNode>(
      (decorated, other) => ({ ...decorated, ...other.trigger?.(address, trigger) }),
      node,
    );
  }

  #dropBelow(id: string): void {
    this.#branches.drop(id);
    this.#rows.drop(id);
  }

  #redraw(branch: Branch): void {
    if (isCurrent(branch) && this.#branches.isShown(branch)) {
      this.redraw(branch.address);
    }
  }

  #fire(rows: readonly Row[] | undefined): void {
    this.#changes.emit('change', rows);
  }
}

function* entriesOf(stretch: Stretch | undefined): Generator<Entry<Run>, void, undefined> {
  for (const { places } of stretch?.days ?? []) {
    for (const { entry } of places) {
      yield entry;
    }
  }
}

/** What comes behind the loaded part of a list. */
function partBehind({ content }: Branch): Part | undefined {
  if (content?.kind === 'runs') {
    return content.timeline.lastHole?.id;
  }
  return content?.list.next === undefined ? undefined : 'tail';
}

function values<T>(entries: readonly Entry<T>[]): readonly T[] {
  return entries.flatMap((entry) => (entry.kind === 'resource' ? [entry.value] : []));
}

/** The ids of the rows that a list of deployments or triggers has. */
function listedBelow(parent: ParentAddress, content: Content | undefined): readonly string[] {
  switch (content?.kind) {
    case 'deployments':
      return content.list.entries.flatMap((entry) =>
        entry.kind === 'resource'
          ? [
              formatAddress({
                ...parent,
                kind: 'deployment',
                deployment: entry.value.deployment_id,
              }),
            ]
          : [],
      );
    case 'triggers':
      return parent.kind === 'deployment'
        ? content.list.entries.flatMap((entry) =>
            entry.kind === 'resource'
              ? [formatAddress({ ...parent, kind: 'trigger', trigger: entry.value.trigger_id })]
              : [],
          )
        : [];
    case 'runs':
    case undefined:
      return [];
  }
}
