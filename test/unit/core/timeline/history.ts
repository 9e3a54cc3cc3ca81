import assert from 'node:assert/strict';
import type { Run } from '../../../../src/api/resources/runs';
import { accountAddress, type Account } from '../../../../src/core/accounts/account';
import type { TriggerAddress } from '../../../../src/core/address';
import { Explorer } from '../../../../src/core/explorer/explorer';
import type { Row } from '../../../../src/core/explorer/rowModel';
import type { TimelineItem } from '../../../../src/core/timeline/items';
import type { RunTimeline } from '../../../../src/core/timeline/timeline';
import { HeldClient } from '../heldClient';
import { PagedRuns, type Distortion } from './pagedRuns';

/** What can happen to the runs of a trigger, on the platform and in the explorer. */
export type HistoryStep =
  | { readonly kind: 'arrive'; readonly runs: number }
  | { readonly kind: 'finish' | 'refreshRun' | 'click'; readonly which: number }
  | { readonly kind: 'answer' | 'fail'; readonly which: number }
  | { readonly kind: 'refresh' | 'readHead' | 'readOn' | 'reverse' | 'expire' | 'signOutAndIn' }
  /** The newest runs are asked for without a click, and as many further pages as `may` says. */
  | { readonly kind: 'poll'; readonly may: number }
  | { readonly kind: 'distort'; readonly distortion: Distortion }
  | { readonly kind: 'cutBack'; readonly keep: number };

const account: Account = {
  origin: 'https://api.abeja.io',
  organization: '1',
  credential: { kind: 'bearer', token: 'none' },
  source: 'stored',
};
const address: TriggerAddress = {
  ...accountAddress(account),
  kind: 'trigger',
  deployment: '2',
  trigger: 'tri-3',
};

/** An explorer that shows one trigger of a simulated platform, and what must hold at any time. */
export class RunHistory {
  readonly platform: PagedRuns;
  readonly explorer: Explorer;
  readonly client: HeldClient;
  readonly working = new Set<Promise<unknown>>();
  /** Runs that were seen in either order and must stay. */
  readonly seen = { newestFirst: new Set<number>(), oldestFirst: new Set<number>() };
  order: 'newestFirst' | 'oldestFirst' = 'newestFirst';

  constructor(pageSize: number, runs: number) {
    this.platform = new PagedRuns(pageSize);
    this.platform.add(runs);
    // Small limits, so that a few runs are grouped.
    this.client = new HeldClient(this.platform);
    this.explorer = new Explorer(() => this.client.connect(), { ungrouped: 4, kept: 100_000 });
  }

  /** Nothing while the runs are asked for in an order for the first time. */
  get timeline(): RunTimeline | undefined {
    const timeline = this.explorer.lists.timeline(address);
    assert.ok(!timeline || timeline.oldestFirst === (this.order === 'oldestFirst'));
    return timeline;
  }

  async start(): Promise<void> {
    this.client.isPrompt = true;
    this.order = 'newestFirst';
    this.explorer.setAccounts([account]);
    const row = await this.explorer.find(address);
    assert.ok(row);
    await this.explorer.open(row);
    this.client.isPrompt = false;
  }

  row(): Row {
    const row = this.explorer.rowTree.get(address);
    assert.ok(row);
    return row;
  }

  /** The rows below the trigger, with those of each group behind it. */
  rows(row = this.row()): readonly Row[] {
    return (this.explorer.rowTree.children(row) ?? []).flatMap((child) =>
      child.model.kind === 'group' ? [child, ...this.rows(child)] : [child],
    );
  }

  /** Rows that load something when they are clicked. */
  loadingRows(): readonly Row[] {
    return this.rows().filter(({ model }) => ['more', 'gap', 'failed'].includes(model.kind));
  }

  work(promise: Promise<unknown>): void {
    this.working.add(promise);
    promise.finally(() => this.working.delete(promise)).catch(() => undefined);
  }

  async run(step: HistoryStep): Promise<void> {
    const { explorer, platform, client } = this;
    switch (step.kind) {
      case 'arrive':
        platform.add(step.runs);
        break;
      case 'finish':
        platform.finish(1 + (step.which % Math.max(1, platform.count)));
        break;
      case 'refreshRun': {
        const unfinished = [...(this.timeline?.runs() ?? [])].filter(isUnfinished);
        const run = unfinished[step.which];
        if (run !== undefined) {
          explorer.runs.update(address, platform.run(idOf(run)));
        }
        break;
      }
      case 'click': {
        const rows = this.loadingRows();
        const row = rows[step.which % Math.max(1, rows.length)];
        if (row !== undefined) {
          this.work(explorer.follow(row));
        }
        break;
      }
      case 'answer':
        client.answer(step.which);
        break;
      case 'fail':
        client.fail(step.which);
        break;
      case 'refresh':
        this.work(explorer.refresh(this.row(), () => true));
        break;
      case 'readHead':
        this.work(explorer.readHead(address));
        break;
      case 'readOn':
        this.work(explorer.readOn(address));
        break;
      case 'reverse':
        this.order = this.order === 'newestFirst' ? 'oldestFirst' : 'newestFirst';
        this.work(explorer.runs.reverse(address));
        break;
      case 'poll': {
        let pages = step.may;
        this.work(explorer.runs.poll(address, () => (pages -= 1) >= 0));
        break;
      }
      case 'expire':
        platform.expire();
        break;
      case 'distort':
        platform.distort(step.distortion);
        break;
      case 'signOutAndIn':
        explorer.setAccounts([]);
        this.seen.newestFirst.clear();
        this.seen.oldestFirst.clear();
        await this.start();
        break;
      case 'cutBack':
        explorer.runs.cutBack(address, step.keep);
        this.seen[this.order] = new Set(this.ids());
        break;
    }
    await settled();
  }

  ids(): readonly number[] {
    return [...(this.timeline?.runs() ?? [])].map(idOf);
  }

  check(): void {
    const { timeline, platform, order } = this;
    const step = order === 'newestFirst' ? -1 : 1;
    const ids = this.ids();
    assert.equal(new Set(ids).size, ids.length, `twice: ${ids.join(' ')}`);
    assert.ok(
      ids.every((id, index) => index === 0 || (id - (ids[index - 1] ?? 0)) * step > 0),
      `order: ${ids.join(' ')}`,
    );
    const loaded = new Set(ids);
    for (const id of this.seen[order]) {
      assert.ok(loaded.has(id), `lost: ${id} of ${ids.join(' ')}`);
    }
    this.seen[order] = loaded;
    this.checkGaps(timeline?.items ?? [], step);
    if (order === 'oldestFirst') {
      assert.ok(ids.length === 0 || ids[0] === 1, `the head is missing: ${ids.join(' ')}`);
    }
    assert.ok(ids.every((id) => id <= platform.count));
    this.checkRows(ids);
  }

  /** Between two entries without a gap nothing is missing, nor behind the last one. */
  checkGaps(items: readonly TimelineItem[], step: number): void {
    let before: number | undefined;
    items.forEach((item, index) => {
      if (item.kind === 'gap') {
        assert.ok(items[index - 1]?.kind === 'entry', 'a gap stands behind an entry');
        before = undefined;
      } else if (item.entry.kind === 'resource') {
        const id = idOf(item.entry.value);
        assert.ok(before === undefined || id === before + step, `not seen: a gap before ${id}`);
        before = id;
      }
    });
    const isAtEnd = this.order === 'oldestFirst' || before === undefined || before === 1;
    assert.ok(isAtEnd, `the end is missing behind ${before}`);
  }

  checkRows(ids: readonly number[]): void {
    const rows = this.rows();
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length, 'one id, two rows');
    const shown = rows.flatMap(({ model }) => (model.kind === 'run' ? [idOf(model.run)] : []));
    assert.deepEqual(shown, ids);
    const sections = rows.flatMap(({ model }) =>
      model.kind === 'more' || model.kind === 'gap' || model.kind === 'failed'
        ? [model.section]
        : [],
    );
    const gaps = this.timeline?.items.flatMap((item) => (item.kind === 'gap' ? [item.id] : []));
    assert.deepEqual(
      sections.filter((section) => section !== 'head'),
      gaps ?? [],
    );
    const below = new Map<Row, ReadonlySet<Row>>();
    for (const row of rows) {
      const parent = this.explorer.rowTree.parent(row);
      assert.ok(parent, `nothing is above ${row.id}`);
      const children = below.get(parent) ?? new Set(this.explorer.rowTree.children(parent));
      below.set(parent, children);
      assert.ok(children.has(row), `${parent.id} is not above ${row.id}`);
    }
  }

  /** Lets everything that is running end, without failures, and loads all there is. */
  async end(): Promise<void> {
    this.client.isPrompt = true;
    this.client.answerAll();
    await Promise.allSettled(this.working);
    this.check();
    await this.loadAll();
    await this.run({ kind: 'reverse' });
    await Promise.allSettled(this.working);
    await this.loadAll();
    this.explorer.dispose();
  }

  async loadAll(): Promise<void> {
    await this.explorer.refresh(this.row(), () => true);
    let [row] = this.loadingRows();
    for (let clicks = 0; row !== undefined; clicks += 1) {
      assert.ok(clicks < 400, `still open: ${this.ids().join(' ')}`);
      await this.explorer.follow(row);
      [row] = this.loadingRows();
    }
    this.check();
    const all = Array.from({ length: this.platform.count }, (_, index) => index + 1);
    assert.deepEqual(this.ids(), this.order === 'oldestFirst' ? all : all.toReversed());
  }
}

function isUnfinished({ status }: Run): boolean {
  return status === 'RUNNING';
}

function idOf({ run_id: id }: Run): number {
  return Number(id.slice('run-'.length));
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
