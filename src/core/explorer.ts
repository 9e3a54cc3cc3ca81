import { EventEmitter } from 'node:events';
import { ApiError, type Failure } from '../api/failure';
import type { Entry } from '../api/page';
import type { PlatformClient } from '../api/platformClient';
import type { Trigger } from '../api/wire';
import { accountAddress, accountLabel, type Account } from './accounts';
import {
  formatAddress,
  organizationOf,
  parentAddress,
  type Address,
  type DeploymentAddress,
  type RunAddress,
  type TriggerAddress,
} from './address';
import { childNodes, newBranch, type Branch, type Content } from './branch';
import { loadContent } from './branchLoader';
import { ChannelNames } from './channelNames';
import { isParent, type Node, type ParentAddress, type Row } from './node';
import { isAtOrBelow, Rows } from './rows';

interface Root {
  readonly account: Account;
  readonly client: PlatformClient;
  readonly channelNames: ChannelNames;
  readonly abort: AbortController;
}

/**
 * What the explorer knows: accounts at the top, below each a branch for every row that was opened.
 * Reading rows never fetches; `open`, `loadMore`, `retry` and `refresh` do. An answer that comes when
 * its branch is gone is void.
 */
export class Explorer {
  readonly #changes = new EventEmitter<{ change: [readonly Row[] | undefined] }>();
  readonly #roots = new Map<string, Root>();
  readonly #branches = new Map<string, Branch>();
  readonly #rows = new Rows();

  /** `connect` makes the client of an account; it must not ask the platform yet. */
  constructor(private readonly connect: (account: Account) => PlatformClient) {}

  /** Calls back with the narrowest rows that changed, or with nothing when the top level did. */
  onDidChange(listener: (rows: readonly Row[] | undefined) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** Shows these accounts. What is loaded of an account that stays as it was is kept. */
  setAccounts(accounts: readonly Account[]): void {
    const wanted = new Map(accounts.map((account) => [rootId(account), account]));
    for (const [id, root] of this.#roots) {
      const account = wanted.get(id);
      if (account === undefined || !isSameAccount(account, root.account)) {
        this.#dropBelow(id);
        root.abort.abort();
        root.client.dispose();
        this.#roots.delete(id);
      }
    }
    const order = [...wanted].map(([id, account]): [string, Root] => [
      id,
      this.#roots.get(id) ?? this.#newRoot(account),
    ]);
    this.#roots.clear();
    for (const [id, root] of order) {
      this.#roots.set(id, root);
    }
    this.#fire(undefined);
  }

  /** The account that an address belongs to. */
  account(address: Address): Account | undefined {
    return this.#root(address)?.account;
  }

  /** The client that asks for an address's organization. */
  client(address: Address): PlatformClient | undefined {
    return this.#root(address)?.client;
  }

  /** The names of channels in an address's organization. */
  channelNames(address: Address): ChannelNames | undefined {
    return this.#root(address)?.channelNames;
  }

  /** The top level. */
  roots(): readonly Row[] {
    return [...this.#roots.values()].map(({ account, channelNames }) =>
      this.#rows.put({
        kind: 'organization',
        address: accountAddress(account),
        account: { name: channelNames.organizationName, ...accountLabel(account) },
      }),
    );
  }

  /** The rows below a row, or nothing while they were never loaded. */
  children(row: Row): readonly Row[] | undefined {
    if (!isParent(row.node)) {
      return [];
    }
    const branch = this.#branches.get(row.id);
    return branch === undefined
      ? undefined
      : childNodes(branch, {
          deployment: (address, deployment) => ({ kind: 'deployment', address, deployment }),
          trigger: (address, trigger) => this.#triggerNode(address, trigger),
        })?.map((node, index) => this.#rows.put(node, index));
  }

  /** Whether the rows below a row are known but should be asked for again when it is opened. */
  isStale(row: Row): boolean {
    return this.#branches.get(row.id)?.stale ?? false;
  }

  /** The row above. */
  parent(row: Row): Row | undefined {
    const address = isResource(row.node) ? parentAddress(row.node.address) : row.node.parent;
    return address === undefined ? undefined : this.#rows.get(formatAddress(address));
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

  /** Loads the rows below a row, unless they are known; never rejects: a failure becomes a row. */
  async open(row: Row): Promise<readonly Row[]> {
    if (isParent(row.node)) {
      const branch = this.#branch(row.node.address);
      if (branch.content === undefined) {
        await this.#load(branch, undefined);
        if (row.node.kind === 'trigger') {
          // Its row tells how many runs are loaded.
          this.#fireBranch(branch);
        }
      }
    }
    return this.children(row) ?? [];
  }

  /** Opens every row above an address and gives the address's own row, if the platform lists it. */
  async find(address: Address): Promise<Row | undefined> {
    const above = parentAddress(address);
    if (above === undefined) {
      return this.roots().find((row) => row.id === formatAddress(address));
    }
    const parent = await this.find(above);
    return parent === undefined
      ? undefined
      : (await this.open(parent)).find((row) => row.id === formatAddress(address));
  }

  /** Loads the page that a `more`, `gap` or `failed` row stands for. Two quick clicks load one. */
  async follow(row: Row): Promise<void> {
    const { node } = row;
    if (node.kind !== 'more' && node.kind !== 'gap' && node.kind !== 'failed') {
      return;
    }
    const branch = this.#branches.get(formatAddress(node.parent));
    if (branch !== undefined) {
      const loading = this.#load(branch, node.next);
      if (node.kind === 'failed') {
        this.#fireBranch(branch);
      } else {
        this.#fire([this.#rows.put({ ...node, loading: true })]);
      }
      try {
        await loading;
      } finally {
        this.#fireBranch(branch);
      }
    }
  }

  /**
   * Asks again for what a row shows: a run's own state, or the list below a row. Without a row, for
   * every list that `isOpen` tells to be open; the others are asked for when they are opened.
   */
  async refresh(row: Row | undefined, isOpen: (row: Row) => boolean): Promise<void> {
    if (row?.node.kind === 'run') {
      await this.#refreshRun(row, row.node.address);
      return;
    }
    const branches = [...this.#branches.values()].filter(
      ({ address }) => row === undefined || isAtOrBelow(formatAddress(address), row.id),
    );
    await Promise.all(
      branches.map(async (branch) => {
        const own = this.#rows.get(formatAddress(branch.address));
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
    const branch = this.#branches.get(row.id);
    if (branch !== undefined) {
      branch.stale = false;
      await this.#load(branch, undefined);
      this.#fireBranch(branch);
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
    this.#changes.removeAllListeners();
    this.setAccounts([]);
  }

  #newRoot(account: Account): Root {
    const client = this.connect(account);
    const abort = new AbortController();
    return { account, client, abort, channelNames: new ChannelNames(client, abort.signal) };
  }

  #root(address: Address): Root | undefined {
    return this.#roots.get(formatAddress(organizationOf(address)));
  }

  #branch(address: ParentAddress): Branch {
    const id = formatAddress(address);
    const branch = this.#branches.get(id) ?? newBranch(address);
    this.#branches.set(id, branch);
    return branch;
  }

  #isCurrent(branch: Branch): boolean {
    return this.#branches.get(formatAddress(branch.address)) === branch;
  }

  /** One load a page at a time; whoever asks meanwhile shares it. */
  #load(branch: Branch, next: string | undefined): Promise<void> {
    const running = branch.loads.get(next);
    if (running !== undefined) {
      return running;
    }
    branch.failures.delete(next);
    const load = this.#fetch(branch, next)
      .catch((error: unknown) => {
        if (this.#isCurrent(branch)) {
          branch.failures.set(next, failureOf(error));
        }
      })
      .finally(() => {
        branch.loads.delete(next);
        if (branch.loads.size === 0) {
          branch.edits.clear();
        }
      });
    branch.loads.set(next, load);
    return load;
  }

  async #fetch(branch: Branch, next: string | undefined): Promise<void> {
    const root = this.#root(branch.address);
    if (root === undefined) {
      return;
    }
    const isCurrent = (): boolean => this.#isCurrent(branch);
    const content = await loadContent(root.client, branch, next, isCurrent);
    if (content !== undefined) {
      this.#accept(branch, content);
      this.#learnNames(branch, root, content);
    }
  }

  #accept(branch: Branch, content: Content): void {
    branch.content = content.kind === 'triggers' ? edited(content, branch.edits) : content;
    const node = this.#rows.get(formatAddress(branch.address))?.node;
    if (node?.kind === 'trigger') {
      this.#rows.put(this.#triggerNode(node.address, node.trigger));
    }
  }

  /** The organization's own name comes with the first names of channels. */
  #learnNames({ address }: Branch, root: Root, content: Content): void {
    if (content.kind === 'runs') {
      return;
    }
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
        const row = this.#rows.get(formatAddress(address));
        const named =
          content.kind === 'deployments' ? this.roots() : ((row && this.children(row)) ?? []);
        this.#fire(named.filter((other) => other === row || other.node.kind === 'trigger'));
      });
    }
  }

  async #refreshRun(row: Row, address: RunAddress): Promise<void> {
    const parent = parentAddress(address);
    const branch = parent && this.#branches.get(formatAddress(parent));
    const client = this.client(address);
    if (branch?.content?.kind !== 'runs' || client === undefined) {
      return;
    }
    const run = await client.runs.get(address.deployment, address.run, {
      signal: branch.abort.signal,
    });
    const fresh = { trigger_id: address.trigger ?? null, ...run };
    if (this.#isCurrent(branch) && branch.content.timeline.update(fresh)) {
      this.#rows.put({ kind: 'run', address, run: fresh });
      this.#fire([row]);
    }
  }

  #editTriggers(address: TriggerAddress, trigger: Trigger | undefined): void {
    const parent: DeploymentAddress = { ...address, kind: 'deployment' };
    const branch = this.#branches.get(formatAddress(parent));
    if (branch !== undefined) {
      if (branch.loads.size > 0) {
        branch.edits.set(address.trigger, trigger);
      }
      if (branch.content?.kind === 'triggers') {
        branch.content = edited(branch.content, new Map([[address.trigger, trigger]]));
        this.#fireBranch(branch);
      }
    }
  }

  #triggerNode(address: TriggerAddress, trigger: Trigger): Extract<Node, { kind: 'trigger' }> {
    const names = this.channelNames(address);
    const inputName = names?.get(trigger.input_service_id);
    const outputName = names?.get(trigger.output_service_id);
    const content = this.#branches.get(formatAddress(address))?.content;
    return {
      kind: 'trigger',
      address,
      trigger,
      ...(inputName === undefined ? {} : { inputName }),
      ...(outputName === undefined ? {} : { outputName }),
      ...(content?.kind === 'runs'
        ? {
            runs: {
              loaded: content.timeline.size,
              more: content.timeline.segments.some(({ next }) => next !== undefined),
            },
          }
        : {}),
    };
  }

  #dropBelow(id: string): void {
    for (const [path, branch] of this.#branches) {
      if (isAtOrBelow(path, id)) {
        branch.abort.abort();
        this.#branches.delete(path);
      }
    }
    this.#rows.drop(id);
  }

  #fireBranch(branch: Branch): void {
    const row = this.#isCurrent(branch) && this.#rows.get(formatAddress(branch.address));
    if (row) {
      this.#fire([row]);
    }
  }

  #fire(rows: readonly Row[] | undefined): void {
    this.#changes.emit('change', rows);
  }
}

function rootId(account: Account): string {
  return formatAddress(accountAddress(account));
}

function isSameAccount(one: Account, other: Account): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isResource(node: Node): node is Extract<Node, { readonly address: Address }> {
  return 'address' in node;
}

/** A list of triggers with some put in, or taken out where nothing stands for them. */
function edited(
  { list }: Extract<Content, { kind: 'triggers' }>,
  edits: ReadonlyMap<string, Trigger | undefined>,
): Content {
  const kept = list.entries.filter(
    (entry) => entry.kind === 'malformed' || !edits.has(entry.value.trigger_id),
  );
  const added = [...edits.values()].flatMap((value): readonly Entry<Trigger>[] =>
    value === undefined ? [] : [{ kind: 'resource', value }],
  );
  return { kind: 'triggers', list: { ...list, entries: [...kept, ...added] } };
}

function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) {
    return error.failure;
  }
  throw error;
}
