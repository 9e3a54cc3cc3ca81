import assert from 'node:assert/strict';
import type { Row } from '../../../../src/core/explorer/rowModel';
import { LookoutStage, triggerNode } from './autoRefreshFixture';

describe('News of how triggers are', () => {
  let stage: LookoutStage;

  beforeEach(async () => {
    stage = await LookoutStage.start();
  });

  afterEach(() => stage.close());

  it('sums up a deployment, and says of how many triggers it knows', async () => {
    stage.demo.emulator.faults.add({
      path: `${stage.demo.trigger('invoice-reader', 1).trigger}/runs$`,
      status: 403,
    });
    const row = await stage.expand(stage.demo.deployment('invoice-reader'));
    await stage.pass(2);
    assert.ok(row.model.kind === 'deployment');
    assert.deepEqual(row.model.health, { triggers: 2, known: 1, failing: 1 });
  });

  it('announces new runs to a reader who is further down, until they are seen', async () => {
    const row = await stage.expand(stage.demo.trigger('image-tagger', 0));
    stage.selected = stage.shown.explorer.rowTree.children(row)?.[5];
    assert.ok(stage.selected);
    await stage.pass(2);
    stage.demo.clock.advance(60_000);
    await stage.pass(6);
    const count = triggerNode(row).unseenRuns ?? 0;
    assert.ok(count >= 3, String(count));
    assert.equal(
      stage.shown.explorer.rowTree.children(row)?.[5 + count],
      stage.selected,
      'the row is the same',
    );
    stage.lookout.selected(row);
    assert.equal(triggerNode(row).unseenRuns, undefined);
  });

  it('takes an announcement back when the trigger is shut, though its row was read meanwhile', async () => {
    const row = await stage.expand(stage.demo.trigger('image-tagger', 0));
    stage.selected = stage.shown.explorer.rowTree.children(row)?.[5];
    await stage.pass(2);
    stage.demo.clock.advance(60_000);
    await stage.pass(6);
    assert.ok((triggerNode(row).unseenRuns ?? 0) > 0);
    stage.drawn.set(row, row.model);
    stage.open.delete(row.id);
    stage.lookout.shut(row);
    const deployment = stage.shown.explorer.rowTree.parent(row);
    assert.ok(deployment);
    // Reading makes nodes anew, and draws nothing.
    stage.shown.explorer.rowTree.children(deployment);
    const told: Row[] = [];
    stage.shown.explorer.rowTree.onDidChange((rows) => told.push(...(rows ?? [])));
    await stage.pass(2);
    assert.ok(told.includes(row));
    assert.equal(triggerNode(row).unseenRuns, undefined);
  });

  it('announces nothing to a reader at the top', async () => {
    const row = await stage.expand(stage.demo.trigger('image-tagger', 0));
    stage.selected = row;
    await stage.pass(60);
    assert.equal(triggerNode(row).unseenRuns, undefined);
  });

  it('shows no failure of its own: rows stay as they are', async () => {
    const row = await stage.expand(stage.demo.trigger('image-tagger', 0));
    stage.demo.emulator.faults.add({ path: '/runs', status: 500 });
    await stage.pass(60);
    assert.deepEqual(
      stage.shown.words(row).filter((word) => word.startsWith('failed')),
      [],
    );
  });

  it('says on the row that a trigger could not be asked, until it could', async () => {
    const address = stage.demo.trigger('image-tagger', 0);
    const row = await stage.expand(address);
    stage.demo.emulator.faults.add({ path: `${address.trigger}/runs`, status: 500 });
    await stage.pass(8);
    assert.equal(triggerNode(row).pollError, undefined, 'once is no trouble');
    await stage.pass(60);
    assert.equal(triggerNode(row).pollError?.kind, 'server');
    stage.demo.emulator.faults.clear();
    await stage.pass(130);
    assert.equal(triggerNode(row).pollError, undefined);
    stage.demo.emulator.faults.add({ path: `${address.trigger}/runs`, status: 403 });
    await stage.pass(40);
    assert.equal(triggerNode(row).pollError?.kind, 'forbidden');
    await stage.shown.explorer.refresh(row, () => true);
    assert.equal(triggerNode(row).pollError?.kind, 'forbidden');
    stage.demo.emulator.faults.clear();
    await stage.shown.explorer.refresh(row, () => true);
    assert.equal(triggerNode(row).pollError, undefined, 'a click has asked');
  });
});
