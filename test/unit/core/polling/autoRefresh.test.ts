import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/failure';
import type { TriggerAddress } from '../../../../src/core/address';
import { createPollingTime } from '../../../../src/core/polling/autoRefresh';
import { RequestBudget } from '../../../../src/core/polling/requestBudget';
import { PollScheduler } from '../../../../src/core/polling/scheduler';
import { until } from '../../api/support';
import { rowAt } from '../demo';
import { AutoRefreshFixture, triggerModel } from './autoRefreshFixture';

describe('Auto-refresh', () => {
  let fixture: AutoRefreshFixture;

  beforeEach(async () => {
    fixture = await AutoRefreshFixture.start();
  });

  afterEach(() => fixture.close());

  it('loads the health of visible triggers once, and opening one costs no further request', async () => {
    await fixture.expand(fixture.demo.deployment('image-tagger'));
    await fixture.pass(2);
    assert.equal(fixture.headsAsked().length, 3);
    assert.equal(new Set(fixture.headsAsked()).size, 3);
    const address = fixture.demo.trigger('image-tagger', 0);
    const trigger = await rowAt(fixture.shown.explorer, address);
    const { health, runs } = triggerModel(trigger);
    assert.ok(health && health.outcomes.length > 0);
    assert.equal(runs, undefined, 'it was not opened');
    await fixture.expand(address);
    assert.equal(fixture.statuses(trigger).length, 10);
    assert.equal(fixture.headsAsked().filter((call) => call.includes(address.trigger)).length, 1);
  });

  it('does not ask twice when a trigger is opened while its health is asked for', async () => {
    fixture.demo.emulator.faults.add({ path: '/runs$', delayMs: 30 });
    const address = fixture.demo.trigger('image-tagger', 0);
    await fixture.expand(fixture.demo.deployment('image-tagger'));
    fixture.time.advance(1);
    await fixture.expand(address);
    await fixture.answered();
    assert.equal(fixture.headsAsked().filter((call) => call.includes(address.trigger)).length, 1);
  });

  it('asks again, with retries, when the request that it shares with a click fails', async () => {
    const address = fixture.demo.trigger('image-tagger', 0);
    await fixture.expand(fixture.demo.deployment('image-tagger'));
    fixture.demo.emulator.faults.add({
      path: `${address.trigger}/runs$`,
      status: 503,
      delayMs: 30,
      times: 2,
    });
    fixture.time.advance(1);
    const row = await fixture.expand(address);
    assert.equal(fixture.statuses(row).length, 10);
  });

  it('redraws the rows of a run that has finished and of its trigger', async () => {
    const address = fixture.demo.trigger('image-tagger', 2);
    await fixture.upload('calibration-shots');
    fixture.demo.clock.advance(14_000);
    const row = await fixture.expand(address);
    await fixture.pass(2);
    assert.deepEqual(fixture.statuses(row), ['RUNNING']);
    const [run] = fixture.shown.explorer.rowTree.children(row) ?? [];
    assert.ok(run);
    const own = [run, row].map(({ id }) => id);
    const redrawn: string[] = [];
    fixture.shown.explorer.rowTree.onDidChange((rows) =>
      redrawn.push(...(rows ?? []).map(({ id }) => id)),
    );
    fixture.demo.clock.advance(150_000);
    await fixture.pass(40);
    assert.deepEqual(fixture.statuses(row), ['SUCCEEDED']);
    assert.deepEqual(
      redrawn.filter((id) => own.includes(id)),
      own,
    );
    assert.ok(!redrawn.includes(fixture.shown.root().id));
    redrawn.length = 0;
    await fixture.pass(60);
    assert.deepEqual(
      redrawn.filter((id) => own.includes(id)),
      [],
      'nothing changes any more',
    );
  });

  it('asks for nothing that is not visible', async () => {
    await fixture.expand(fixture.demo.deployment('image-tagger'));
    await rowAt(fixture.shown.explorer, fixture.demo.trigger('invoice-reader', 0));
    await fixture.pass(120);
    const heads = new Set(fixture.headsAsked());
    assert.equal(heads.size, 3, 'the triggers of the open deployment');
  });

  it('asks at the base interval, within the budget, and only while the view is looked at', async () => {
    await fixture.expand(fixture.demo.trigger('image-tagger', 0));
    fixture.demo.emulator.clearRequests();
    await fixture.pass(60);
    const while60 = fixture.headsAsked().length;
    assert.ok(while60 >= 5 && while60 <= 30, String(while60));
    fixture.isLooking = false;
    fixture.autoRefresh.visibilityChanged();
    await fixture.pass(1);
    fixture.demo.emulator.clearRequests();
    await fixture.pass(300);
    assert.deepEqual(fixture.demo.asked(), [], 'nobody looks');
    fixture.isLooking = true;
    fixture.isFollowing = false;
    fixture.autoRefresh.visibilityChanged();
    await fixture.pass(60);
    assert.deepEqual(fixture.demo.asked(), [], 'the setting is off');
    fixture.isFollowing = true;
    fixture.autoRefresh.visibilityChanged();
    await fixture.pass(2);
    assert.ok(fixture.headsAsked().length > 0);
  });

  it('asks single runs only for unfinished ones that the newest page does not bring', async () => {
    const row = await fixture.expand(fixture.demo.trigger('image-tagger', 0));
    const more = fixture.shown.explorer.rowTree.children(row)?.at(-1);
    assert.ok(more);
    await fixture.shown.explorer.follow(more);
    await fixture.pass(6);
    fixture.demo.emulator.clearRequests();
    // As many runs come as fit on a page and more, so that unfinished ones move beyond it.
    fixture.demo.clock.advance(200_000);
    fixture.time.advance(10_000);
    await fixture.answered();
    await fixture.pass(10);
    for (const call of fixture.runsAsked()) {
      assert.match(call, /^GET \/deployments\/\d+\/runs\/run-/);
    }
    const before = fixture.runsAsked().length;
    assert.ok(before > 0, 'there were such runs');
    await fixture.pass(200);
    fixture.demo.emulator.clearRequests();
    await fixture.pass(20);
    const unfinished = fixture
      .statuses(row)
      .slice(10)
      .filter((status) => status !== 'SUCCEEDED' && status !== 'FAILED');
    assert.ok(fixture.runsAsked().length <= unfinished.length * 20);
  });

  it('rests on 429 and reports that once', async () => {
    await fixture.expand(fixture.demo.trigger('image-tagger', 0));
    fixture.demo.emulator.faults.add({
      path: '/runs',
      status: 429,
      headers: { 'retry-after': '30' },
    });
    fixture.demo.emulator.clearRequests();
    await fixture.pass(25);
    assert.equal(fixture.rateLimited, 1);
    assert.ok(fixture.headsAsked().length <= 2, 'what was under way, and no second attempt');
    await fixture.pass(60);
    assert.equal(fixture.rateLimited, 1);
    assert.ok(fixture.headsAsked().length <= 6, String(fixture.headsAsked().length));
  });

  it('never puts a run back into an earlier state', async () => {
    const address = fixture.demo.trigger('image-tagger', 0);
    const row = await fixture.expand(address);
    await fixture.pass(2);
    const polls = (): number =>
      fixture.headsAsked().filter((call) => call.includes(address.trigger)).length;
    const before = polls();
    // The answer is made now and comes when a later one has come already.
    fixture.demo.emulator.faults.add({
      path: `${address.trigger}/runs$`,
      delayMs: 300,
      afterHandling: true,
      times: 1,
    });
    fixture.time.advance(6000);
    await until(() => polls() > before);
    fixture.demo.clock.advance(300_000);
    const run = fixture.shown.explorer.rowTree
      .children(row)
      ?.find(({ model }) => model.kind === 'run');
    assert.ok(run);
    const status = (): string =>
      (run.model.kind === 'run' ? run.model.run.status : undefined) ?? 'none';
    assert.doesNotMatch(status(), /SUCCEEDED|FAILED/);
    await fixture.shown.explorer.refresh(run, () => true);
    assert.match(status(), /SUCCEEDED|FAILED/);
    await fixture.answered();
    assert.match(status(), /SUCCEEDED|FAILED/);
  });

  describe('for a watched trigger', () => {
    const failing = (): TriggerAddress => fixture.demo.trigger('invoice-reader', 0);

    it('goes on, less often, while the view is not looked at', async () => {
      fixture.isLooking = false;
      await fixture.watches.watch(failing(), undefined);
      await fixture.pass(200);
      const asked = fixture.headsAsked().length;
      assert.ok(asked >= 2 && asked <= 4, String(asked));
      assert.equal(fixture.watches.failing(), 1);
      assert.deepEqual(fixture.notified, [], 'it was failing when the watch began');
    });

    it('shares what is read for its open row', async () => {
      await fixture.expand(failing());
      await fixture.watches.watch(failing(), fixture.autoRefresh.health(failing()));
      fixture.demo.emulator.clearRequests();
      await fixture.pass(100);
      assert.ok(
        fixture.headsAsked().filter((call) => call.includes(failing().trigger)).length <= 20,
      );
      assert.ok(triggerModel(await rowAt(fixture.shown.explorer, failing())).watched);
    });

    it('ends the watch when the trigger is gone', async () => {
      fixture.isLooking = false;
      await fixture.watches.watch(failing(), undefined);
      await fixture.pass(2);
      const client = fixture.shown.explorer.organization(failing())?.client;
      assert.ok(client);
      await client.triggers.delete(failing().deployment, failing().trigger);
      await fixture.pass(200);
      assert.deepEqual(fixture.ended, ['1 deleted']);
      assert.deepEqual(fixture.watches.all(), []);
    });

    it('ends the watch when the organization is removed', async () => {
      await fixture.watches.watch(failing(), undefined);
      await fixture.watches.watch(fixture.demo.trigger('image-tagger', 0), undefined);
      await fixture.pass(2);
      fixture.shown.explorer.setAccounts([]);
      await fixture.pass(2);
      assert.deepEqual(fixture.ended, ['2 organizationRemoved']);
    });

    it('waits for an organization that is not there yet', async () => {
      await fixture.watches.watch({ ...failing(), organization: 'unknown' }, undefined);
      await fixture.pass(100);
      assert.deepEqual(
        [fixture.demo.asked(), fixture.ended, fixture.watches.all().length],
        [[], [], 1],
      );
    });
  });
});

describe('Auto-refresh over an organization with 5,000 triggers', () => {
  let fixture: AutoRefreshFixture;

  beforeEach(async () => {
    fixture = await AutoRefreshFixture.start('scale');
  });

  afterEach(() => fixture.close());

  it('asks for the visible ones alone, within the budget', async () => {
    const names = fixture.demo.organization.deployments.slice(0, 2).map(({ name }) => name);
    for (const name of names) {
      await fixture.expand(fixture.demo.deployment(name));
    }
    fixture.demo.emulator.clearRequests();
    await fixture.pass(60);
    const first = fixture.headsAsked();
    assert.ok(first.length > 30 && first.length <= 60, String(first.length));
    await fixture.pass(60);
    const visible = fixture.demo.organization.deployments
      .slice(0, 2)
      .flatMap(({ triggers }) => triggers);
    assert.equal(visible.length, 50);
    const asked = new Set(fixture.headsAsked().map((call) => /tri-[0-9a-f]+/.exec(call)?.[0]));
    assert.deepEqual([...asked].sort(), [...visible].sort());
    assert.ok(fixture.demo.asked().length <= 120);
  });
});

describe('The time for polling and watching', () => {
  it('goes on when the clock of the machine is set back', async () => {
    const time = createPollingTime();
    const address: TriggerAddress = {
      kind: 'trigger',
      host: 'api.abeja.io',
      organization: 'acme',
      deployment: 'd',
      trigger: 't',
    };
    let polls = 0;
    const scheduler = new PollScheduler({
      requests: () => [
        { key: 't', target: { kind: 'head', address }, purpose: 'following', isKnown: true },
      ],
      poll: () => {
        polls += 1;
        return polls % 5 === 0
          ? Promise.reject(new ApiError({ kind: 'rateLimited', status: 429 }, 'GET'))
          : Promise.resolve(true);
      },
      baseIntervalMs: () => 5,
      budget: new RequestBudget(
        () => 600,
        time,
        () => assert.fail(),
      ),
      time,
      rateLimited: () => undefined,
      reportUnexpectedError: (error) => assert.fail(String(error)),
    });
    const systemNow = Date.now;
    try {
      scheduler.changed();
      await until(() => polls >= 3);
      Date.now = () => systemNow() - 8 * 3_600_000;
      const before = polls;
      await until(() => polls >= before + 20);
    } finally {
      Date.now = systemNow;
      scheduler.dispose();
    }
  });

  it('asks for what becomes due between two looks at the clock', async () => {
    let now = 0;
    let polls = 0;
    let wake: (() => void) | undefined;
    // Each look at the clock finds it a little later, so that a moment lies between any two of them.
    const time = {
      now: () => (now += 0.25),
      random: () => 0.5,
      after: (milliseconds: number, callback: () => void) => {
        const due = now + Math.max(0, milliseconds - 0.5);
        wake = () => {
          now = Math.max(now, due);
          wake = undefined;
          callback();
        };
        return () => (wake = undefined);
      },
    };
    const address: TriggerAddress = {
      ...{ kind: 'trigger', host: 'api.abeja.io', organization: 'acme' },
      ...{ deployment: 'd', trigger: 't' },
    };
    const scheduler = new PollScheduler({
      requests: () => [
        { key: 't', target: { kind: 'head', address }, purpose: 'following', isKnown: true },
      ],
      poll: () => {
        polls += 1;
        return Promise.resolve(true);
      },
      baseIntervalMs: () => 5,
      budget: new RequestBudget(
        () => 600,
        time,
        () => undefined,
      ),
      time,
      rateLimited: () => undefined,
      reportUnexpectedError: (error) => assert.fail(String(error)),
    });
    scheduler.changed();
    while (polls < 30) {
      assert.ok(wake, `nothing is to be asked for after ${polls} polls`);
      wake();
      await new Promise(setImmediate);
    }
    scheduler.dispose();
  });
});
