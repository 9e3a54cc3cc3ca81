import assert from 'node:assert/strict';
import type { TriggerAddress } from '../../../src/core/address';
import { Lookout } from '../../../src/core/lookout';
import type { Node, Row } from '../../../src/core/node';
import { RequestBudget } from '../../../src/core/requestBudget';
import { Watches, type StateStore } from '../../../src/core/watches';
import { manualTime, until, type ManualTime } from '../api/support';
import { explore, rowAt, startDemo, type Demo, type DemoExplorer } from './demo';

describe('The lookout', () => {
  let demo: Demo;
  let shown: DemoExplorer;
  let time: ManualTime;
  let watches: Watches;
  let lookout: Lookout;
  let selected: Row | undefined;
  let isLooking: boolean;
  let isFollowing: boolean;
  let slowed: number;
  let told: string[];
  let ended: string[];
  let world: 'demo' | 'scale' = 'demo';
  const open = new Set<string>();
  const drawn = new Map<Row, Node>();

  beforeEach(async () => {
    demo = await startDemo(10, world);
    shown = explore(demo);
    time = manualTime(0);
    selected = undefined;
    isLooking = true;
    isFollowing = true;
    slowed = 0;
    told = [];
    ended = [];
    open.clear();
    drawn.clear();
    const values = new Map<string, unknown>();
    const store: StateStore = {
      get: (key) => values.get(key),
      update: (key, value) => Promise.resolve(void values.set(key, value)),
    };
    const fault = (error: unknown): never => assert.fail(String(error));
    watches = new Watches({
      store,
      time,
      window: 'one',
      quietMs: () => 30_000,
      announce: (turns) =>
        told.push(...turns.map(({ address, state }) => `${address.trigger} ${state}`)),
      ended: (addresses, why) => ended.push(`${addresses.length} ${why}`),
      fault,
    });
    lookout = new Lookout({
      explorer: shown.explorer,
      watches,
      sight: {
        isLooking: () => isLooking,
        isOpen: (row) => open.has(row.id),
        selected: () => selected,
        drawn: (row) => drawn.get(row),
      },
      isFollowing: () => isFollowing,
      floorMs: () => 5000,
      budget: new RequestBudget(
        () => 60,
        time,
        () => undefined,
      ),
      time,
      slowed: () => (slowed += 1),
      fault,
    });
  });

  afterEach(async () => {
    lookout.dispose();
    watches.dispose();
    shown.explorer.dispose();
    await demo.close();
  });

  /** Opens a row as a person does, with the rows above it. */
  async function expand(address: Parameters<typeof rowAt>[1]): Promise<Row> {
    const row = await rowAt(shown.explorer, address);
    for (let above: Row | undefined = row; above; above = shown.explorer.parent(above)) {
      open.add(above.id);
    }
    await shown.explorer.open(row);
    lookout.sightChanged();
    return row;
  }

  /** Lets time pass here and on the platform, and answers arrive. */
  async function pass(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 1) {
      demo.clock.advance(1000);
      time.advance(1000);
      await answered();
    }
  }

  /** Waits until every request has been answered and taken in. */
  async function answered(): Promise<void> {
    const turns = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await turns(5);
    await until(() => demo.emulator.requests().every(({ status }) => status !== null));
    await turns(20);
  }

  async function upload(name: string): Promise<void> {
    const { userId, personalAccessToken } = demo.organization;
    const channel = demo.emulator
      .state()
      .organizations[0]?.channels.find((other) => other.name === name);
    const credential = Buffer.from(`user-${userId}:${personalAccessToken}`).toString('base64');
    const { status } = await fetch(`${demo.emulator.url}/channels/${channel?.id ?? ''}/upload`, {
      method: 'POST',
      headers: { authorization: `Basic ${credential}`, 'content-type': 'image/jpeg' },
      body: 'a picture',
    });
    assert.equal(status, 200);
  }

  const headsAsked = (): readonly string[] => demo.asked().filter((call) => call.endsWith('/runs'));
  const runsAsked = (): readonly string[] =>
    demo.asked().filter((call) => /\/runs\/run-/.test(call));
  const triggerNode = (row: Row) => {
    assert.ok(row.node.kind === 'trigger');
    return row.node;
  };
  const statuses = (row: Row): readonly string[] =>
    (shown.explorer.children(row) ?? []).flatMap(({ node }) =>
      node.kind === 'run' ? [node.run.status ?? ''] : [],
    );

  it('loads the health of triggers in sight, once, and opening one costs no request more', async () => {
    await expand(demo.deployment('image-tagger'));
    await pass(2);
    assert.equal(headsAsked().length, 3);
    assert.equal(new Set(headsAsked()).size, 3);
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(shown.explorer, address);
    const { health, runs } = triggerNode(trigger);
    assert.ok(health && health.outcomes.length > 0);
    assert.equal(runs, undefined, 'nobody has opened it');
    await expand(address);
    assert.equal(statuses(trigger).length, 10);
    assert.equal(headsAsked().filter((call) => call.includes(address.trigger)).length, 1);
  });

  it('does not ask twice when a trigger is opened while its health is asked for', async () => {
    demo.emulator.faults.add({ path: '/runs$', delayMs: 30 });
    const address = demo.trigger('image-tagger', 0);
    await expand(demo.deployment('image-tagger'));
    time.advance(1);
    await expand(address);
    await answered();
    assert.equal(headsAsked().filter((call) => call.includes(address.trigger)).length, 1);
  });

  it('asks again, with patience, when the request it shares with a click fails', async () => {
    const address = demo.trigger('image-tagger', 0);
    await expand(demo.deployment('image-tagger'));
    demo.emulator.faults.add({
      path: `${address.trigger}/runs$`,
      status: 503,
      delayMs: 30,
      times: 2,
    });
    time.advance(1);
    const row = await expand(address);
    assert.equal(statuses(row).length, 10);
  });

  it('sums up a deployment, and says of how many triggers it knows', async () => {
    demo.emulator.faults.add({
      path: `${demo.trigger('invoice-reader', 1).trigger}/runs$`,
      status: 403,
    });
    const row = await expand(demo.deployment('invoice-reader'));
    await pass(2);
    assert.ok(row.node.kind === 'deployment');
    assert.deepEqual(row.node.health, { triggers: 2, known: 1, failing: 1 });
  });

  it('turns an unfinished run into a finished one, and tells its row and the health above', async () => {
    const address = demo.trigger('image-tagger', 2);
    await upload('calibration-shots');
    demo.clock.advance(14_000);
    const row = await expand(address);
    await pass(2);
    assert.deepEqual(statuses(row), ['RUNNING']);
    const [run] = shown.explorer.children(row) ?? [];
    assert.ok(run);
    const own = [run, row].map(({ id }) => id);
    const told: string[] = [];
    shown.explorer.onDidChange((rows) => told.push(...(rows ?? []).map(({ id }) => id)));
    demo.clock.advance(150_000);
    await pass(40);
    assert.deepEqual(statuses(row), ['SUCCEEDED']);
    assert.deepEqual(
      told.filter((id) => own.includes(id)),
      own,
    );
    assert.ok(!told.includes(shown.root().id));
    told.length = 0;
    await pass(60);
    assert.deepEqual(
      told.filter((id) => own.includes(id)),
      [],
      'it is over',
    );
  });

  it('costs no more than its budget, and nothing for what is not in sight', async () => {
    await expand(demo.deployment('image-tagger'));
    await rowAt(shown.explorer, demo.trigger('invoice-reader', 0));
    await pass(120);
    const heads = new Set(headsAsked());
    assert.equal(heads.size, 3, 'the triggers of the deployment that is open');
  });

  it('follows at the pace of its floor, within the budget, and only while somebody looks', async () => {
    await expand(demo.trigger('image-tagger', 0));
    demo.emulator.clearRequests();
    await pass(60);
    const while60 = headsAsked().length;
    assert.ok(while60 >= 5 && while60 <= 30, String(while60));
    isLooking = false;
    lookout.sightChanged();
    await pass(1);
    demo.emulator.clearRequests();
    await pass(300);
    assert.deepEqual(demo.asked(), [], 'nobody looks');
    isLooking = true;
    isFollowing = false;
    lookout.sightChanged();
    await pass(60);
    assert.deepEqual(demo.asked(), [], 'it is off');
    isFollowing = true;
    lookout.sightChanged();
    await pass(2);
    assert.ok(headsAsked().length > 0);
  });

  it('asks single runs only for unfinished ones that the newest page does not bring', async () => {
    const row = await expand(demo.trigger('image-tagger', 0));
    const more = shown.explorer.children(row)?.at(-1);
    assert.ok(more);
    await shown.explorer.follow(more);
    await pass(6);
    demo.emulator.clearRequests();
    // As many runs come as fit on a page and more, so that unfinished ones move beyond it.
    demo.clock.advance(200_000);
    time.advance(10_000);
    await answered();
    await pass(10);
    for (const call of runsAsked()) {
      assert.match(call, /^GET \/deployments\/\d+\/runs\/run-/);
    }
    const beforehand = runsAsked().length;
    assert.ok(beforehand > 0, 'there were such runs');
    await pass(200);
    demo.emulator.clearRequests();
    await pass(20);
    const unfinished = statuses(row)
      .slice(10)
      .filter((status) => status !== 'SUCCEEDED' && status !== 'FAILED');
    assert.ok(runsAsked().length <= unfinished.length * 20);
  });

  it('announces new runs to a reader who is further down, until they are seen', async () => {
    const row = await expand(demo.trigger('image-tagger', 0));
    selected = shown.explorer.children(row)?.[5];
    assert.ok(selected);
    await pass(2);
    demo.clock.advance(60_000);
    await pass(6);
    const count = triggerNode(row).newRuns ?? 0;
    assert.ok(count >= 3, String(count));
    assert.equal(shown.explorer.children(row)?.[5 + count], selected, 'the row is the same');
    lookout.selected(row);
    assert.equal(triggerNode(row).newRuns, undefined);
  });

  it('takes an announcement back when the trigger is shut, though its row was read meanwhile', async () => {
    const row = await expand(demo.trigger('image-tagger', 0));
    selected = shown.explorer.children(row)?.[5];
    await pass(2);
    demo.clock.advance(60_000);
    await pass(6);
    assert.ok((triggerNode(row).newRuns ?? 0) > 0);
    drawn.set(row, row.node);
    open.delete(row.id);
    lookout.shut(row);
    const deployment = shown.explorer.parent(row);
    assert.ok(deployment);
    // Reading makes nodes anew, and draws nothing.
    shown.explorer.children(deployment);
    const told: Row[] = [];
    shown.explorer.onDidChange((rows) => told.push(...(rows ?? [])));
    await pass(2);
    assert.ok(told.includes(row));
    assert.equal(triggerNode(row).newRuns, undefined);
  });

  it('announces nothing to a reader at the top', async () => {
    const row = await expand(demo.trigger('image-tagger', 0));
    selected = row;
    await pass(60);
    assert.equal(triggerNode(row).newRuns, undefined);
  });

  it('slows down on 429 and says so once', async () => {
    await expand(demo.trigger('image-tagger', 0));
    demo.emulator.faults.add({ path: '/runs', status: 429, headers: { 'retry-after': '30' } });
    demo.emulator.clearRequests();
    await pass(25);
    assert.equal(slowed, 1);
    assert.ok(headsAsked().length <= 2, 'what was under way, and no second attempt');
    await pass(60);
    assert.equal(slowed, 1);
    assert.ok(headsAsked().length <= 6, String(headsAsked().length));
  });

  it('shows no failure of its own: rows stay as they are', async () => {
    const row = await expand(demo.trigger('image-tagger', 0));
    demo.emulator.faults.add({ path: '/runs', status: 500 });
    await pass(60);
    assert.deepEqual(
      shown.words(row).filter((word) => word.startsWith('failed')),
      [],
    );
  });

  it('says on the row that a trigger could not be asked, until it could', async () => {
    const address = demo.trigger('image-tagger', 0);
    const row = await expand(address);
    demo.emulator.faults.add({ path: `${address.trigger}/runs`, status: 500 });
    await pass(8);
    assert.equal(triggerNode(row).trouble, undefined, 'once is no trouble');
    await pass(60);
    assert.equal(triggerNode(row).trouble?.kind, 'server');
    demo.emulator.faults.clear();
    await pass(130);
    assert.equal(triggerNode(row).trouble, undefined);
    demo.emulator.faults.add({ path: `${address.trigger}/runs`, status: 403 });
    await pass(40);
    assert.equal(triggerNode(row).trouble?.kind, 'forbidden');
    await shown.explorer.refresh(row, () => true);
    assert.equal(triggerNode(row).trouble?.kind, 'forbidden');
    demo.emulator.faults.clear();
    await shown.explorer.refresh(row, () => true);
    assert.equal(triggerNode(row).trouble, undefined, 'a click has asked');
  });

  it('never takes a run back to an earlier state', async () => {
    const address = demo.trigger('image-tagger', 0);
    const row = await expand(address);
    await pass(2);
    const polls = (): number =>
      headsAsked().filter((call) => call.includes(address.trigger)).length;
    const before = polls();
    // The answer is made now and comes when a later one has come already.
    demo.emulator.faults.add({
      path: `${address.trigger}/runs$`,
      delayMs: 300,
      afterHandling: true,
      times: 1,
    });
    time.advance(6000);
    await until(() => polls() > before);
    demo.clock.advance(300_000);
    const run = shown.explorer.children(row)?.find(({ node }) => node.kind === 'run');
    assert.ok(run);
    const status = (): string =>
      (run.node.kind === 'run' ? run.node.run.status : undefined) ?? 'none';
    assert.doesNotMatch(status(), /SUCCEEDED|FAILED/);
    await shown.explorer.refresh(run, () => true);
    assert.match(status(), /SUCCEEDED|FAILED/);
    await answered();
    assert.match(status(), /SUCCEEDED|FAILED/);
  });

  describe('over an organization with 5,000 triggers', () => {
    before(() => (world = 'scale'));
    after(() => (world = 'demo'));

    it('asks for those in sight alone, no faster than the budget', async () => {
      const names = demo.organization.deployments.slice(0, 2).map(({ name }) => name);
      for (const name of names) {
        await expand(demo.deployment(name));
      }
      demo.emulator.clearRequests();
      await pass(60);
      const first = headsAsked();
      assert.ok(first.length > 30 && first.length <= 60, String(first.length));
      await pass(60);
      const inSight = demo.organization.deployments.slice(0, 2).flatMap(({ triggers }) => triggers);
      assert.equal(inSight.length, 50);
      const asked = new Set(headsAsked().map((call) => /tri-[0-9a-f]+/.exec(call)?.[0]));
      assert.deepEqual([...asked].sort(), [...inSight].sort());
      assert.ok(demo.asked().length <= 120);
    });
  });

  describe('watching', () => {
    const sick = (): TriggerAddress => demo.trigger('invoice-reader', 0);

    it('goes on while nobody looks, slowly', async () => {
      isLooking = false;
      await watches.watch(sick(), undefined);
      await pass(200);
      const asked = headsAsked().length;
      assert.ok(asked >= 2 && asked <= 4, String(asked));
      assert.equal(watches.failing(), 1);
      assert.deepEqual(told, [], 'it failed from the beginning');
    });

    it('shares what is read for a trigger that is open', async () => {
      await expand(sick());
      await watches.watch(sick(), lookout.health(sick()));
      demo.emulator.clearRequests();
      await pass(100);
      assert.ok(headsAsked().filter((call) => call.includes(sick().trigger)).length <= 20);
      assert.ok(triggerNode(await rowAt(shown.explorer, sick())).watched);
    });

    it('ends with one sentence when the trigger is gone', async () => {
      isLooking = false;
      await watches.watch(sick(), undefined);
      await pass(2);
      const client = shown.explorer.client(sick());
      assert.ok(client);
      await client.triggers.delete(sick().deployment, sick().trigger);
      await pass(200);
      assert.deepEqual(ended, ['1 deleted']);
      assert.deepEqual(watches.all(), []);
    });

    it('ends with one sentence when the organization is removed', async () => {
      await watches.watch(sick(), undefined);
      await watches.watch(demo.trigger('image-tagger', 0), undefined);
      await pass(2);
      shown.explorer.setAccounts([]);
      await pass(2);
      assert.deepEqual(ended, ['2 organizationRemoved']);
    });

    it('waits for an organization that was not there from the beginning', async () => {
      await watches.watch({ ...sick(), organization: 'elsewhere' }, undefined);
      await pass(100);
      assert.deepEqual([demo.asked(), ended, watches.all().length], [[], [], 1]);
    });
  });
});
