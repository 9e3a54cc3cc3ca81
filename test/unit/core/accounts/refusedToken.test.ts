import assert from 'node:assert/strict';
import type { Account } from '../../../../src/core/accounts/account';
import type { Row } from '../../../../src/core/explorer/rowModel';
import { explore, rowAt, startDemo, type Demo, type DemoExplorer } from '../demo';

const isOpen = (): boolean => true;

describe('A refused token', () => {
  let demo: Demo;
  let shown: DemoExplorer;
  let trigger: Row;
  const ids = (row: Row): readonly string[] =>
    (shown.explorer.rowTree.children(row) ?? []).map(({ id }) => id);
  const isRefused = (): boolean => {
    const { model } = shown.root();
    return model.kind === 'organization' && model.refused === true;
  };
  const renewed: () => Account = () => ({ ...demo.account, signIn: 'the next one' });

  beforeEach(async () => {
    demo = await startDemo();
    shown = explore(demo);
    trigger = await rowAt(shown.explorer, demo.trigger('image-tagger', 0));
    await shown.explorer.open(trigger);
  });
  afterEach(async () => {
    shown.explorer.dispose();
    await demo.close();
  });

  it('leaves the rows of a known list as they were', async () => {
    const before = ids(trigger);
    demo.emulator.faults.add({ path: '.', status: 401 });
    await shown.explorer.refresh(undefined, isOpen);
    assert.deepEqual(ids(trigger), before);
    assert.ok(shown.explorer.isStale(trigger));
  });

  it('is a row where a list was never known, and where a page was asked for', async () => {
    demo.emulator.faults.add({ path: '.', status: 401 });
    const deployment = await rowAt(shown.explorer, demo.deployment('invoice-reader'));
    await shown.explorer.open(deployment);
    assert.deepEqual(shown.words(deployment), ['failed unauthorized']);
    const more = shown.explorer.rowTree
      .children(trigger)
      ?.find(({ model }) => model.kind === 'more');
    assert.ok(more);
    await shown.explorer.follow(more);
    assert.equal(shown.words(trigger).at(-1), 'failed unauthorized');
  });

  it('marks the organization once, and no more once it is taken again', () => {
    const { explorer } = shown;
    assert.equal(explorer.setRefused(demo.account, true), true);
    assert.equal(explorer.setRefused(demo.account, true), false);
    assert.ok(isRefused());
    assert.equal(explorer.setRefused(demo.account, false), true);
    assert.ok(!isRefused());
  });

  it('of an account that is gone or was replaced marks nothing', () => {
    const { explorer } = shown;
    explorer.setAccounts([renewed()]);
    assert.equal(explorer.setRefused(demo.account, true), false);
    assert.ok(!isRefused());
  });

  it('once replaced, everything goes on where it was', async () => {
    const { explorer } = shown;
    const before = ids(trigger);
    demo.emulator.faults.add({ path: '.', status: 401 });
    const deployment = await rowAt(explorer, demo.deployment('invoice-reader'));
    await explorer.open(deployment);
    await explorer.refresh(undefined, isOpen);
    explorer.setRefused(demo.account, true);
    demo.emulator.faults.clear();
    demo.emulator.clearRequests();

    const rows = explorer.setAccounts([renewed()]);
    assert.deepEqual(
      rows.map(({ id }) => id),
      [shown.root().id],
    );
    assert.ok(!isRefused());
    assert.deepEqual(ids(trigger), before, 'nothing vanishes');
    assert.deepEqual(demo.asked(), [], 'and nothing is asked for by that alone');
    const { model } = await rowAt(explorer, demo.trigger('image-tagger', 0));
    assert.ok(model.kind === 'trigger' && model.inputName === 'pictures-in', 'names stay');

    await Promise.all(rows.map((row) => explorer.refresh(row, isOpen)));
    assert.deepEqual(ids(trigger), before);
    assert.equal(demo.asked().filter((call) => call.endsWith('/runs')).length, 1);
    assert.ok(!explorer.isStale(trigger));
    assert.ok(shown.words(deployment).every((word) => word === 'trigger'));
  });

  it('voids answers to the old token that come after it was replaced', async () => {
    const { explorer } = shown;
    const [, invoices] = [trigger, await rowAt(explorer, demo.deployment('invoice-reader'))];
    demo.emulator.faults.add({ path: '.', delayMs: 50 });
    const opening = explorer.open(invoices);
    explorer.setAccounts([renewed()]);
    await opening;
    assert.deepEqual(shown.words(invoices), [], 'neither the old answer nor its failure');
    demo.emulator.faults.clear();
    await explorer.open(invoices);
    assert.ok(shown.words(invoices).length > 0);
  });
});
