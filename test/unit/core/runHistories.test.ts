import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ApiError } from '../../../src/api/failure';
import type { Page } from '../../../src/api/page';
import type { PlatformClient, RunPageOptions } from '../../../src/api/platformClient';
import type { Run } from '../../../src/api/wire';
import { accountAddress, type Account } from '../../../src/core/accounts';
import type { TriggerAddress } from '../../../src/core/address';
import { Explorer } from '../../../src/core/explorer';
import type { Row } from '../../../src/core/node';
import type { RunTimeline } from '../../../src/core/runTimeline';
import { PagedRuns, type Oddness } from './pagedRuns';

/** What can happen, one after the other. */
type Happening =
  | { readonly kind: 'arrive'; readonly runs: number }
  | { readonly kind: 'finish' | 'poll' | 'click'; readonly which: number }
  | { readonly kind: 'answer' | 'fail'; readonly which: number }
  | { readonly kind: 'refresh' | 'readHead' | 'readOn' | 'expire' | 'signOutAndIn' }
  | { readonly kind: 'distort'; readonly oddness: Oddness }
  | { readonly kind: 'cutBack'; readonly keep: number };

const which = fc.nat({ max: 7 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer' as const), which }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('click' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('arrive' as const), runs: fc.nat({ max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Happening>(
      { kind: 'refresh' },
      { kind: 'readHead' },
      { kind: 'readOn' },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('distort' as const),
      oddness: fc.constantFrom<Oddness>('overlap', 'empty', 'circle', 'twice', 'unreadable'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('fail', 'finish', 'poll'), which }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Happening>({ kind: 'expire' }, { kind: 'signOutAndIn' }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cutBack' as const), keep: fc.nat({ max: 12 }) }),
  },
);

interface Question {
  /** The answer as it was when the question came. */
  readonly early: () => Page<Run>;
  readonly late: () => Page<Run>;
  readonly resolve: (page: Page<Run>) => void;
  readonly reject: (error: unknown) => void;
}

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

/** An explorer that shows one trigger of a simulated platform. */
class History {
  readonly platform: PagedRuns;
  readonly explorer: Explorer;
  readonly questions: Question[] = [];
  readonly working = new Set<Promise<unknown>>();
  /** Runs that were seen and must stay. */
  seen = new Set<number>();
  isPrompt = true;

  constructor(pageSize: number, runs: number) {
    this.platform = new PagedRuns(pageSize);
    this.platform.add(runs);
    // Small bounds, so that a few runs fold.
    this.explorer = new Explorer(() => this.client(), { unfolded: 4, kept: 100_000 });
  }

  client(): PlatformClient {
    const one = <T>(value: T): Promise<{ items: { kind: 'resource'; value: T }[] }> =>
      Promise.resolve({ items: [{ kind: 'resource', value }] });
    const client = {
      deployments: { list: () => one({ deployment_id: '2' }) },
      triggers: {
        list: () => one({ trigger_id: 'tri-3' }),
        runs: (_: string, __: string, options: RunPageOptions) => this.ask(options),
      },
      channels: { list: () => Promise.resolve({ items: [], organizationName: 'one' }) },
      runs: {
        get: (_: string, id: string) => Promise.resolve(this.platform.run(Number(id.slice(4)))),
      },
      dispose: () => undefined,
    };
    return client as unknown as PlatformClient;
  }

  ask({ next, oldestFirst = false }: RunPageOptions): Promise<Page<Run>> {
    const late = (): Page<Run> => this.platform.page(next, oldestFirst);
    if (this.isPrompt) {
      return new Promise((resolve) => resolve(late()));
    }
    const outcome = caught(late);
    return new Promise((resolve, reject) =>
      this.questions.push({ early: outcome, late, resolve, reject }),
    );
  }

  get timeline(): RunTimeline {
    const timeline = this.explorer.timeline(address);
    assert.ok(timeline, 'the trigger is loaded');
    return timeline;
  }

  async start(): Promise<void> {
    this.isPrompt = true;
    this.explorer.setAccounts([account]);
    const row = await this.explorer.find(address);
    assert.ok(row);
    await this.explorer.open(row);
    this.isPrompt = false;
  }

  row(): Row {
    const row = this.explorer.row(address);
    assert.ok(row);
    return row;
  }

  /** The rows below the trigger, those in folds in their place. */
  rows(row = this.row()): readonly Row[] {
    return (this.explorer.children(row) ?? []).flatMap((child) =>
      child.node.kind === 'fold' ? [child, ...this.rows(child)] : [child],
    );
  }

  /** Rows that load something when they are clicked. */
  waysOn(): readonly Row[] {
    return this.rows().filter(({ node }) => ['more', 'gap', 'failed'].includes(node.kind));
  }

  work(promise: Promise<unknown>): void {
    this.working.add(promise);
    promise.finally(() => this.working.delete(promise)).catch(() => undefined);
  }

  async happen(what: Happening): Promise<void> {
    const { explorer, platform, questions } = this;
    switch (what.kind) {
      case 'arrive':
        platform.add(what.runs);
        break;
      case 'finish':
        platform.finish(1 + (what.which % Math.max(1, platform.count)));
        break;
      case 'poll': {
        const run = [...this.timeline.unfinished()][what.which];
        if (run !== undefined) {
          explorer.updateRun(address, platform.run(idOf(run)));
        }
        break;
      }
      case 'click': {
        const ways = this.waysOn();
        const row = ways[what.which % Math.max(1, ways.length)];
        if (row !== undefined) {
          this.work(explorer.follow(row));
        }
        break;
      }
      case 'answer':
      case 'fail': {
        const [question] = questions.splice(what.which % Math.max(1, questions.length), 1);
        if (what.kind === 'fail') {
          question?.reject(new ApiError({ kind: 'server', status: 500 }, 'GET runs'));
        } else if (question !== undefined) {
          answer(question, what.which % 2 === 0 ? question.early : question.late);
        }
        break;
      }
      case 'refresh':
        this.work(explorer.refresh(this.row(), () => true));
        break;
      case 'readHead':
        this.work(explorer.readHead(address));
        break;
      case 'readOn':
        this.work(explorer.readOn(address));
        break;
      case 'expire':
        platform.expire();
        break;
      case 'distort':
        platform.distort(what.oddness);
        break;
      case 'signOutAndIn':
        explorer.setAccounts([]);
        this.seen.clear();
        await this.start();
        break;
      case 'cutBack':
        explorer.cutBack(address, what.keep);
        this.seen = new Set(this.ids());
        break;
    }
    await settled();
  }

  ids(): readonly number[] {
    return [...this.timeline.runs()].map(idOf);
  }

  check(): void {
    const { timeline, platform } = this;
    const ids = this.ids();
    assert.equal(new Set(ids).size, ids.length, `twice: ${ids.join(' ')}`);
    assert.ok(
      ids.every((id, index) => index === 0 || id < (ids[index - 1] ?? 0)),
      `order: ${ids.join(' ')}`,
    );
    const loaded = new Set(ids);
    for (const id of this.seen) {
      assert.ok(loaded.has(id), `lost: ${id} of ${ids.join(' ')}`);
    }
    this.seen = loaded;
    timeline.stretches.forEach(({ days, hole }, index) => {
      const own = days.flatMap(({ places }) =>
        places.flatMap(({ entry }) => (entry.kind === 'resource' ? [idOf(entry.value)] : [])),
      );
      const missing = own.filter((id, at) => at > 0 && id !== (own[at - 1] ?? 0) - 1);
      assert.deepEqual(missing, [], `a hole that is not seen: ${own.join(' ')}`);
      if (hole === undefined) {
        assert.equal(index, timeline.stretches.length - 1, 'a stretch without a hole is the last');
        assert.ok(own.length === 0 || own.at(-1) === 1, `the end is missing: ${own.join(' ')}`);
      }
    });
    assert.ok(ids.length === 0 || (ids[0] ?? 0) <= platform.count);
    this.checkRows(ids);
  }

  checkRows(ids: readonly number[]): void {
    const rows = this.rows();
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length, 'one id, two rows');
    const shown = rows.flatMap(({ node }) => (node.kind === 'run' ? [idOf(node.run)] : []));
    assert.deepEqual(shown, ids);
    const parts = rows.flatMap(({ node }) =>
      node.kind === 'more' || node.kind === 'gap' || node.kind === 'failed' ? [node.part] : [],
    );
    const holes = this.timeline.stretches.flatMap(({ hole }) => (hole ? [hole.id] : []));
    assert.deepEqual(
      parts.filter((part) => part !== 'head'),
      holes,
    );
    const below = new Map<Row, ReadonlySet<Row>>();
    for (const row of rows) {
      const parent = this.explorer.parent(row);
      assert.ok(parent, `nothing is above ${row.id}`);
      const children = below.get(parent) ?? new Set(this.explorer.children(parent));
      below.set(parent, children);
      assert.ok(children.has(row), `${parent.id} is not above ${row.id}`);
    }
  }

  /** Lets everything that is under way end, without faults, and loads all there is. */
  async end(): Promise<void> {
    this.isPrompt = true;
    for (const question of this.questions.splice(0)) {
      answer(question, question.late);
    }
    await Promise.all(this.working);
    this.check();
    await this.explorer.refresh(this.row(), () => true);
    let [way] = this.waysOn();
    for (let clicks = 0; way !== undefined; clicks += 1) {
      assert.ok(clicks < 400, `still open: ${this.ids().join(' ')}`);
      await this.explorer.follow(way);
      [way] = this.waysOn();
    }
    this.check();
    assert.deepEqual(
      this.ids(),
      Array.from({ length: this.platform.count }, (_, index) => this.platform.count - index),
    );
    this.explorer.dispose();
  }
}

function answer({ resolve, reject }: Question, page: () => Page<Run>): void {
  try {
    resolve(page());
  } catch (error) {
    reject(error);
  }
}

function caught<T>(make: () => T): () => T {
  try {
    const value = make();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function idOf({ run_id: id }: Run): number {
  return Number(id.slice('run-'.length));
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('Whatever happens to the runs of a trigger', () => {
  it('none is lost or doubled, the order is right, and every hole is seen', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 30 }),
        fc.array(happening, { maxLength: 25 }),
        async (pageSize, runs, happenings) => {
          const history = new History(pageSize, runs);
          await history.start();
          history.check();
          for (const what of happenings) {
            await history.happen(what);
            history.check();
          }
          await history.end();
        },
      ),
      {
        numRuns: 10_000,
        // The head is asked for twice, and the older answer comes last.
        examples: [
          [
            1,
            2,
            [
              { kind: 'expire' },
              { kind: 'click', which: 0 },
              { kind: 'answer', which: 0 },
              { kind: 'arrive', runs: 2 },
              { kind: 'refresh' },
              { kind: 'answer', which: 3 },
              { kind: 'answer', which: 0 },
            ],
          ],
        ],
      },
    );
  });
});
