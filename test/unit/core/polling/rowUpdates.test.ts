import assert from 'node:assert/strict';
import { formatAddress, type TriggerAddress } from '../../../../src/core/address';
import type { Row } from '../../../../src/core/explorer/rowModel';
import { isBelowTop } from '../../../../src/core/polling/rowUpdates';
import { AutoRefreshFixture, triggerModel } from './autoRefreshFixture';

describe('Row updates', () => {
  let fixture: AutoRefreshFixture;

  beforeEach(async () => {
    fixture = await AutoRefreshFixture.start();
  });

  afterEach(() => fixture.close());

  it('sum up a deployment, with the number of triggers that are known', async () => {
    fixture.demo.emulator.faults.add({
      path: `${fixture.demo.trigger('invoice-reader', 1).trigger}/runs$`,
      status: 403,
    });
    const row = await fixture.expand(fixture.demo.deployment('invoice-reader'));
    await fixture.pass(2);
    assert.ok(row.model.kind === 'deployment');
    assert.deepEqual(row.model.health, { triggers: 2, known: 1, failing: 1 });
  });

  it('count new runs for a reader who is further down, until they are seen', async () => {
    const row = await fixture.expand(fixture.demo.trigger('image-tagger', 0));
    fixture.selected = fixture.shown.explorer.rowTree.children(row)?.[5];
    assert.ok(fixture.selected);
    await fixture.pass(2);
    fixture.demo.clock.advance(60_000);
    await fixture.pass(6);
    const count = triggerModel(row).unseenRuns ?? 0;
    assert.ok(count >= 3, String(count));
    assert.equal(
      fixture.shown.explorer.rowTree.children(row)?.[5 + count],
      fixture.selected,
      'the row is the same',
    );
    fixture.autoRefresh.selected(row);
    assert.equal(triggerModel(row).unseenRuns, undefined);
  });

  it('take the count back when the trigger is collapsed, though its row was read meanwhile', async () => {
    const row = await fixture.expand(fixture.demo.trigger('image-tagger', 0));
    fixture.selected = fixture.shown.explorer.rowTree.children(row)?.[5];
    await fixture.pass(2);
    fixture.demo.clock.advance(60_000);
    await fixture.pass(6);
    assert.ok((triggerModel(row).unseenRuns ?? 0) > 0);
    fixture.drawn.set(row, row.model);
    fixture.open.delete(row.id);
    fixture.autoRefresh.collapsed(row);
    const deployment = fixture.shown.explorer.rowTree.parent(row);
    assert.ok(deployment);
    // Reading makes the models anew, and draws nothing.
    fixture.shown.explorer.rowTree.children(deployment);
    const redrawn: Row[] = [];
    fixture.shown.explorer.rowTree.onDidChange((rows) => redrawn.push(...(rows ?? [])));
    await fixture.pass(2);
    assert.ok(redrawn.includes(row));
    assert.equal(triggerModel(row).unseenRuns, undefined);
  });

  it('count each new run once, and take all for seen when one of them is selected', async () => {
    const address = fixture.demo.trigger('image-tagger', 0);
    const row = await fixture.expand(address);
    const children = (): readonly Row[] => fixture.shown.explorer.rowTree.children(row) ?? [];
    const reading = children()[5];
    fixture.selected = reading;
    await fixture.pass(2);
    let before = 0;
    for (const selected of [reading, row]) {
      fixture.selected = selected;
      fixture.demo.clock.advance(60_000);
      await fixture.pass(8);
      const count = triggerModel(row).unseenRuns ?? 0;
      assert.ok(count > before, 'also while the trigger is selected');
      assert.equal(children()[5 + count], reading);
      before = count;
    }
    fixture.autoRefresh.selected(reading);
    fixture.autoRefresh.selected(undefined);
    assert.equal(triggerModel(row).unseenRuns, before);
    fixture.autoRefresh.selected(children()[0]);
    assert.equal(triggerModel(row).unseenRuns, undefined);
  });

  it('count nothing for a reader at the top', async () => {
    const row = await fixture.expand(fixture.demo.trigger('image-tagger', 0));
    fixture.selected = row;
    await fixture.pass(60);
    assert.equal(triggerModel(row).unseenRuns, undefined);
  });

  it('add no row for a failed poll', async () => {
    const row = await fixture.expand(fixture.demo.trigger('image-tagger', 0));
    fixture.demo.emulator.faults.add({ path: '/runs', status: 500 });
    await fixture.pass(60);
    assert.deepEqual(
      fixture.shown.words(row).filter((word) => word.startsWith('failed')),
      [],
    );
  });

  it('sum up all loaded triggers, whatever a filter shows of them', async () => {
    const address = fixture.demo.deployment('invoice-reader');
    fixture.shown.explorer.rowTree.addFilter({
      rows: (parent, models) => (parent.kind === 'deployment' ? models.slice(1) : models),
    });
    const row = await fixture.expand(address);
    for (const index of [0, 1]) {
      await fixture.watches.watch(fixture.demo.trigger('invoice-reader', index), undefined);
    }
    await fixture.pass(5);
    assert.ok(row.model.kind === 'deployment');
    assert.deepEqual(row.model.health, { triggers: 2, known: 2, failing: 1 });
  });

  it('sum up a deployment again when a trigger is deleted', async () => {
    const row = await fixture.expand(fixture.demo.deployment('invoice-reader'));
    await fixture.pass(2);
    fixture.shown.explorer.removeTrigger(fixture.demo.trigger('invoice-reader', 1));
    await fixture.pass(2);
    assert.ok(row.model.kind === 'deployment');
    assert.deepEqual(row.model.health, { triggers: 1, known: 1, failing: 1 });
  });

  it('judge the health of a trigger once for all that changed together', async () => {
    const { runs } = fixture.shown.explorer;
    const newest = runs.newest.bind(runs);
    const judged: TriggerAddress[] = [];
    runs.newest = (address) => {
      judged.push(address);
      return newest(address);
    };
    const address = fixture.demo.trigger('image-tagger', 2);
    await fixture.upload('calibration-shots');
    await fixture.upload('calibration-shots');
    fixture.demo.clock.advance(14_000);
    const row = await fixture.expand(address);
    await fixture.pass(2);
    assert.deepEqual(fixture.statuses(row), ['RUNNING', 'RUNNING']);
    judged.length = 0;
    fixture.demo.clock.advance(150_000);
    fixture.time.advance(6000);
    await fixture.answered();
    fixture.time.advance(600);
    assert.deepEqual(fixture.statuses(row), ['SUCCEEDED', 'SUCCEEDED']);
    assert.deepEqual(judged, [address]);
  });

  it('show that polling a trigger failed, until it is answered', async () => {
    const address = fixture.demo.trigger('image-tagger', 0);
    const row = await fixture.expand(address);
    fixture.demo.emulator.faults.add({ path: `${address.trigger}/runs`, status: 500 });
    await fixture.pass(8);
    assert.equal(triggerModel(row).pollError, undefined, 'one failure is not shown');
    await fixture.pass(60);
    assert.equal(triggerModel(row).pollError?.kind, 'server');
    fixture.demo.emulator.faults.clear();
    await fixture.pass(130);
    assert.equal(triggerModel(row).pollError, undefined);
    fixture.demo.emulator.faults.add({ path: `${address.trigger}/runs`, status: 403 });
    await fixture.pass(40);
    assert.equal(triggerModel(row).pollError?.kind, 'forbidden');
    await fixture.shown.explorer.refresh(row, () => true);
    assert.equal(triggerModel(row).pollError?.kind, 'forbidden');
    fixture.demo.emulator.faults.clear();
    await fixture.shown.explorer.refresh(row, () => true);
    assert.equal(triggerModel(row).pollError, undefined, 'a click was answered');
  });
});

describe('A reader of a trigger’s runs', () => {
  const trigger: TriggerAddress = {
    kind: 'trigger',
    host: 'api.abeja.io',
    organization: 'acme',
    deployment: 'd',
    trigger: 't',
  };
  const other: TriggerAddress = { ...trigger, trigger: 'other' };
  const triggerRow = (address: TriggerAddress): Row => ({
    id: formatAddress(address),
    model: { kind: 'trigger', address, trigger: { trigger_id: address.trigger } },
  });
  const runRow = (run: string, of = trigger): Row => {
    const address = { ...of, kind: 'run' as const, run };
    return { id: formatAddress(address), model: { kind: 'run', address, run: { run_id: run } } };
  };
  const listEnd: Row = {
    id: `${formatAddress(trigger)}#empty`,
    model: { kind: 'empty', parent: trigger },
  };
  const cases: readonly (readonly [string, Row, boolean])[] = [
    ['the trigger', triggerRow(trigger), false],
    ['the newest run', runRow('run-2'), false],
    ['an older run', runRow('run-1'), true],
    ['another row of the list', listEnd, true],
    ['another trigger', triggerRow(other), false],
    ['a run of another trigger', runRow('run-1', other), false],
  ];
  for (const [name, selected, isBelow] of cases) {
    it(`is ${isBelow ? '' : 'not '}below its newest run with ${name} selected`, () => {
      assert.equal(isBelowTop(selected, formatAddress(trigger), 'run-2'), isBelow);
    });
  }
});
