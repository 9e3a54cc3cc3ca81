import assert from 'node:assert/strict';
import type { TriggerAddress } from '../../../../src/core/address';
import { until } from '../../api/support';
import { rowAt } from '../demo';
import { LookoutStage, triggerNode } from './autoRefreshFixture';

describe('The lookout', () => {
  let stage: LookoutStage;

  beforeEach(async () => {
    stage = await LookoutStage.start();
  });

  afterEach(() => stage.close());

  it('loads the health of triggers in sight, once, and opening one costs no request more', async () => {
    await stage.expand(stage.demo.deployment('image-tagger'));
    await stage.pass(2);
    assert.equal(stage.headsAsked().length, 3);
    assert.equal(new Set(stage.headsAsked()).size, 3);
    const address = stage.demo.trigger('image-tagger', 0);
    const trigger = await rowAt(stage.shown.explorer, address);
    const { health, runs } = triggerNode(trigger);
    assert.ok(health && health.outcomes.length > 0);
    assert.equal(runs, undefined, 'nobody has opened it');
    await stage.expand(address);
    assert.equal(stage.statuses(trigger).length, 10);
    assert.equal(stage.headsAsked().filter((call) => call.includes(address.trigger)).length, 1);
  });

  it('does not ask twice when a trigger is opened while its health is asked for', async () => {
    stage.demo.emulator.faults.add({ path: '/runs$', delayMs: 30 });
    const address = stage.demo.trigger('image-tagger', 0);
    await stage.expand(stage.demo.deployment('image-tagger'));
    stage.time.advance(1);
    await stage.expand(address);
    await stage.answered();
    assert.equal(stage.headsAsked().filter((call) => call.includes(address.trigger)).length, 1);
  });

  it('asks again, with patience, when the request it shares with a click fails', async () => {
    const address = stage.demo.trigger('image-tagger', 0);
    await stage.expand(stage.demo.deployment('image-tagger'));
    stage.demo.emulator.faults.add({
      path: `${address.trigger}/runs$`,
      status: 503,
      delayMs: 30,
      times: 2,
    });
    stage.time.advance(1);
    const row = await stage.expand(address);
    assert.equal(stage.statuses(row).length, 10);
  });

  it('turns an unfinished run into a finished one, and tells its row and the health above', async () => {
    const address = stage.demo.trigger('image-tagger', 2);
    await stage.upload('calibration-shots');
    stage.demo.clock.advance(14_000);
    const row = await stage.expand(address);
    await stage.pass(2);
    assert.deepEqual(stage.statuses(row), ['RUNNING']);
    const [run] = stage.shown.explorer.rowTree.children(row) ?? [];
    assert.ok(run);
    const own = [run, row].map(({ id }) => id);
    const told: string[] = [];
    stage.shown.explorer.rowTree.onDidChange((rows) =>
      told.push(...(rows ?? []).map(({ id }) => id)),
    );
    stage.demo.clock.advance(150_000);
    await stage.pass(40);
    assert.deepEqual(stage.statuses(row), ['SUCCEEDED']);
    assert.deepEqual(
      told.filter((id) => own.includes(id)),
      own,
    );
    assert.ok(!told.includes(stage.shown.root().id));
    told.length = 0;
    await stage.pass(60);
    assert.deepEqual(
      told.filter((id) => own.includes(id)),
      [],
      'it is over',
    );
  });

  it('costs no more than its budget, and nothing for what is not in sight', async () => {
    await stage.expand(stage.demo.deployment('image-tagger'));
    await rowAt(stage.shown.explorer, stage.demo.trigger('invoice-reader', 0));
    await stage.pass(120);
    const heads = new Set(stage.headsAsked());
    assert.equal(heads.size, 3, 'the triggers of the deployment that is open');
  });

  it('follows at the pace of its floor, within the budget, and only while somebody looks', async () => {
    await stage.expand(stage.demo.trigger('image-tagger', 0));
    stage.demo.emulator.clearRequests();
    await stage.pass(60);
    const while60 = stage.headsAsked().length;
    assert.ok(while60 >= 5 && while60 <= 30, String(while60));
    stage.isLooking = false;
    stage.lookout.visibilityChanged();
    await stage.pass(1);
    stage.demo.emulator.clearRequests();
    await stage.pass(300);
    assert.deepEqual(stage.demo.asked(), [], 'nobody looks');
    stage.isLooking = true;
    stage.isFollowing = false;
    stage.lookout.visibilityChanged();
    await stage.pass(60);
    assert.deepEqual(stage.demo.asked(), [], 'it is off');
    stage.isFollowing = true;
    stage.lookout.visibilityChanged();
    await stage.pass(2);
    assert.ok(stage.headsAsked().length > 0);
  });

  it('asks single runs only for unfinished ones that the newest page does not bring', async () => {
    const row = await stage.expand(stage.demo.trigger('image-tagger', 0));
    const more = stage.shown.explorer.rowTree.children(row)?.at(-1);
    assert.ok(more);
    await stage.shown.explorer.follow(more);
    await stage.pass(6);
    stage.demo.emulator.clearRequests();
    // As many runs come as fit on a page and more, so that unfinished ones move beyond it.
    stage.demo.clock.advance(200_000);
    stage.time.advance(10_000);
    await stage.answered();
    await stage.pass(10);
    for (const call of stage.runsAsked()) {
      assert.match(call, /^GET \/deployments\/\d+\/runs\/run-/);
    }
    const beforehand = stage.runsAsked().length;
    assert.ok(beforehand > 0, 'there were such runs');
    await stage.pass(200);
    stage.demo.emulator.clearRequests();
    await stage.pass(20);
    const unfinished = stage
      .statuses(row)
      .slice(10)
      .filter((status) => status !== 'SUCCEEDED' && status !== 'FAILED');
    assert.ok(stage.runsAsked().length <= unfinished.length * 20);
  });

  it('slows down on 429 and says so once', async () => {
    await stage.expand(stage.demo.trigger('image-tagger', 0));
    stage.demo.emulator.faults.add({
      path: '/runs',
      status: 429,
      headers: { 'retry-after': '30' },
    });
    stage.demo.emulator.clearRequests();
    await stage.pass(25);
    assert.equal(stage.slowed, 1);
    assert.ok(stage.headsAsked().length <= 2, 'what was under way, and no second attempt');
    await stage.pass(60);
    assert.equal(stage.slowed, 1);
    assert.ok(stage.headsAsked().length <= 6, String(stage.headsAsked().length));
  });

  it('never takes a run back to an earlier state', async () => {
    const address = stage.demo.trigger('image-tagger', 0);
    const row = await stage.expand(address);
    await stage.pass(2);
    const polls = (): number =>
      stage.headsAsked().filter((call) => call.includes(address.trigger)).length;
    const before = polls();
    // The answer is made now and comes when a later one has come already.
    stage.demo.emulator.faults.add({
      path: `${address.trigger}/runs$`,
      delayMs: 300,
      afterHandling: true,
      times: 1,
    });
    stage.time.advance(6000);
    await until(() => polls() > before);
    stage.demo.clock.advance(300_000);
    const run = stage.shown.explorer.rowTree
      .children(row)
      ?.find(({ model }) => model.kind === 'run');
    assert.ok(run);
    const status = (): string =>
      (run.model.kind === 'run' ? run.model.run.status : undefined) ?? 'none';
    assert.doesNotMatch(status(), /SUCCEEDED|FAILED/);
    await stage.shown.explorer.refresh(run, () => true);
    assert.match(status(), /SUCCEEDED|FAILED/);
    await stage.answered();
    assert.match(status(), /SUCCEEDED|FAILED/);
  });

  describe('watching', () => {
    const sick = (): TriggerAddress => stage.demo.trigger('invoice-reader', 0);

    it('goes on while nobody looks, slowly', async () => {
      stage.isLooking = false;
      await stage.watches.watch(sick(), undefined);
      await stage.pass(200);
      const asked = stage.headsAsked().length;
      assert.ok(asked >= 2 && asked <= 4, String(asked));
      assert.equal(stage.watches.failing(), 1);
      assert.deepEqual(stage.told, [], 'it failed from the beginning');
    });

    it('shares what is read for a trigger that is open', async () => {
      await stage.expand(sick());
      await stage.watches.watch(sick(), stage.lookout.health(sick()));
      stage.demo.emulator.clearRequests();
      await stage.pass(100);
      assert.ok(stage.headsAsked().filter((call) => call.includes(sick().trigger)).length <= 20);
      assert.ok(triggerNode(await rowAt(stage.shown.explorer, sick())).watched);
    });

    it('ends with one sentence when the trigger is gone', async () => {
      stage.isLooking = false;
      await stage.watches.watch(sick(), undefined);
      await stage.pass(2);
      const client = stage.shown.explorer.organization(sick())?.client;
      assert.ok(client);
      await client.triggers.delete(sick().deployment, sick().trigger);
      await stage.pass(200);
      assert.deepEqual(stage.ended, ['1 deleted']);
      assert.deepEqual(stage.watches.all(), []);
    });

    it('ends with one sentence when the organization is removed', async () => {
      await stage.watches.watch(sick(), undefined);
      await stage.watches.watch(stage.demo.trigger('image-tagger', 0), undefined);
      await stage.pass(2);
      stage.shown.explorer.setAccounts([]);
      await stage.pass(2);
      assert.deepEqual(stage.ended, ['2 organizationRemoved']);
    });

    it('waits for an organization that was not there from the beginning', async () => {
      await stage.watches.watch({ ...sick(), organization: 'elsewhere' }, undefined);
      await stage.pass(100);
      assert.deepEqual([stage.demo.asked(), stage.ended, stage.watches.all().length], [[], [], 1]);
    });
  });
});

describe('The lookout over an organization with 5,000 triggers', () => {
  let stage: LookoutStage;

  beforeEach(async () => {
    stage = await LookoutStage.start('scale');
  });

  afterEach(() => stage.close());

  it('asks for those in sight alone, no faster than the budget', async () => {
    const names = stage.demo.organization.deployments.slice(0, 2).map(({ name }) => name);
    for (const name of names) {
      await stage.expand(stage.demo.deployment(name));
    }
    stage.demo.emulator.clearRequests();
    await stage.pass(60);
    const first = stage.headsAsked();
    assert.ok(first.length > 30 && first.length <= 60, String(first.length));
    await stage.pass(60);
    const inSight = stage.demo.organization.deployments
      .slice(0, 2)
      .flatMap(({ triggers }) => triggers);
    assert.equal(inSight.length, 50);
    const asked = new Set(stage.headsAsked().map((call) => /tri-[0-9a-f]+/.exec(call)?.[0]));
    assert.deepEqual([...asked].sort(), [...inSight].sort());
    assert.ok(stage.demo.asked().length <= 120);
  });
});
