import assert from 'node:assert/strict';
import { AutoRefresh } from '../../../../src/core/polling/autoRefresh';
import type { RowModel, Row } from '../../../../src/core/explorer/rowModel';
import { RequestBudget } from '../../../../src/core/polling/requestBudget';
import { Watches } from '../../../../src/core/alerts/watches';
import type { StateStore } from '../../../../src/core/alerts/watchStore';
import { manualTime, until } from '../../api/support';
import { explore, rowAt, startDemo, type Demo, type DemoExplorer } from '../demo';

/** Auto-refresh over a demo, with a scripted visibility, under clocks that are moved by hand. */
export class AutoRefreshFixture {
  readonly shown: DemoExplorer;
  readonly time = manualTime(0);
  readonly open = new Set<string>();
  readonly drawn = new Map<Row, RowModel>();
  readonly notified: string[] = [];
  readonly ended: string[] = [];
  readonly watches: Watches;
  readonly autoRefresh: AutoRefresh;
  selected: Row | undefined;
  isLooking = true;
  isFollowing = true;
  rateLimited = 0;

  static async start(world: 'demo' | 'scale' = 'demo'): Promise<AutoRefreshFixture> {
    return new AutoRefreshFixture(await startDemo(10, world));
  }

  private constructor(readonly demo: Demo) {
    this.shown = explore(demo);
    const { time } = this;
    const values = new Map<string, unknown>();
    const store: StateStore = {
      keys: () => [...values.keys()],
      get: (key) => values.get(key),
      update: (key, value) => {
        if (value === undefined) {
          values.delete(key);
        } else {
          values.set(key, value);
        }
        return Promise.resolve();
      },
    };
    const fail = (error: unknown): never => assert.fail(String(error));
    this.watches = new Watches({
      store,
      time,
      window: 'one',
      quietMs: () => 30_000,
      notify: (changes) =>
        this.notified.push(...changes.map(({ address, state }) => `${address.trigger} ${state}`)),
      ended: (addresses, why) => this.ended.push(`${addresses.length} ${why}`),
      reportUnexpectedError: fail,
    });
    this.autoRefresh = new AutoRefresh({
      explorer: this.shown.explorer,
      watches: this.watches,
      visibility: {
        isLooking: () => this.isLooking,
        isOpen: (row) => this.open.has(row.id),
        selected: () => this.selected,
        drawn: (row) => this.drawn.get(row),
      },
      isFollowing: () => this.isFollowing,
      baseIntervalMs: () => 5000,
      budget: new RequestBudget(
        () => 60,
        time,
        () => undefined,
      ),
      time,
      rateLimited: () => (this.rateLimited += 1),
      reportUnexpectedError: fail,
    });
  }

  async close(): Promise<void> {
    this.autoRefresh.dispose();
    this.watches.dispose();
    this.shown.explorer.dispose();
    await this.demo.close();
  }

  /** Opens a row as a person does, with the rows above it. */
  async expand(address: Parameters<typeof rowAt>[1]): Promise<Row> {
    const row = await rowAt(this.shown.explorer, address);
    for (
      let above: Row | undefined = row;
      above;
      above = this.shown.explorer.rowTree.parent(above)
    ) {
      this.open.add(above.id);
    }
    await this.shown.explorer.open(row);
    this.autoRefresh.visibilityChanged();
    return row;
  }

  /** Lets time pass here and on the platform, and answers arrive. */
  async pass(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 1) {
      this.demo.clock.advance(1000);
      this.time.advance(1000);
      await this.answered();
    }
  }

  /** Waits until every request has been answered and taken in. */
  async answered(): Promise<void> {
    const immediates = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await immediates(5);
    await until(() => this.demo.emulator.requests().every(({ status }) => status !== null));
    await immediates(20);
  }

  /** Uploads a file to a channel, which starts runs. */
  async upload(name: string): Promise<void> {
    const { userId, personalAccessToken } = this.demo.organization;
    const channel = this.demo.emulator
      .state()
      .organizations[0]?.channels.find((other) => other.name === name);
    const credential = Buffer.from(`user-${userId}:${personalAccessToken}`).toString('base64');
    const { status } = await fetch(
      `${this.demo.emulator.url}/channels/${channel?.id ?? ''}/upload`,
      {
        method: 'POST',
        headers: { authorization: `Basic ${credential}`, 'content-type': 'image/jpeg' },
        body: 'a picture',
      },
    );
    assert.equal(status, 200);
  }

  /** Lists of runs that were asked for. */
  headsAsked(): readonly string[] {
    return this.demo.asked().filter((call) => call.endsWith('/runs'));
  }

  /** Single runs that were asked for. */
  runsAsked(): readonly string[] {
    return this.demo.asked().filter((call) => /\/runs\/run-/.test(call));
  }

  /** The states of the runs directly below a row. */
  statuses(row: Row): readonly string[] {
    return (this.shown.explorer.rowTree.children(row) ?? []).flatMap(({ model }) =>
      model.kind === 'run' ? [model.run.status ?? ''] : [],
    );
  }
}

/** What the row of a trigger stands for. */
export function triggerModel({ model }: Row): Extract<RowModel, { readonly kind: 'trigger' }> {
  assert.ok(model.kind === 'trigger');
  return model;
}
