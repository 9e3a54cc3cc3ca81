import assert from 'node:assert/strict';
import type { Row } from '../../../../src/core/explorer/rowModel';
import { explore, rowAt, startDemo, times, type Demo, type DemoExplorer } from '../demo';

const isOpen = (): boolean => true;

describe('The runs of a trigger', () => {
  let demo: Demo;
  let shown: DemoExplorer;

  beforeEach(async () => {
    demo = await startDemo();
    shown = explore(demo);
  });

  afterEach(async () => {
    shown.explorer.dispose();
    await demo.close();
  });

  it('loads each further page with one request, and two quick clicks load one', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    demo.emulator.clearRequests();
    for (const count of [20, 30, 40]) {
      const more = explorer.rowTree.children(trigger)?.at(-1);
      assert.ok(more);
      await Promise.all([explorer.follow(more), explorer.follow(more)]);
      assert.deepEqual(shown.words(trigger), [...times('run', count), 'more']);
    }
    assert.equal(demo.asked().length, 3);
    assert.equal(new Set(shown.runs(trigger)).size, 40);
  });

  it('keeps every loaded run over a refresh and puts the new ones on top', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    const more = explorer.rowTree.children(trigger)?.at(-1);
    assert.ok(more);
    await explorer.follow(more);
    const before = shown.runs(trigger);
    demo.clock.advance(60_000);
    demo.emulator.clearRequests();
    await explorer.refresh(trigger, isOpen);
    const after = shown.runs(trigger);
    const added = after.length - before.length;
    assert.ok(added > 0, 'runs have come');
    assert.deepEqual(after.slice(added), before);
    assert.equal(demo.asked().length, 1);
  });

  it('leaves a gap where too many runs came, and fills it', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    const before = shown.runs(trigger);
    demo.clock.advance(20 * 60_000);
    demo.emulator.clearRequests();
    await explorer.refresh(trigger, isOpen);
    assert.equal(demo.asked().length, 5);
    assert.deepEqual(shown.words(trigger), [
      ...times('run', 50),
      'gap',
      ...times('run', 10),
      'more',
    ]);
    for (;;) {
      const gap = explorer.rowTree.children(trigger)?.find(({ model }) => model.kind === 'gap');
      if (gap === undefined) {
        break;
      }
      await explorer.follow(gap);
    }
    const after = shown.runs(trigger);
    assert.equal(new Set(after).size, after.length);
    assert.deepEqual(after.slice(after.indexOf(before[0] ?? '')), before);
  });

  it('keeps the pages of a refresh that breaks off, with a gap behind them', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    demo.clock.advance(20 * 60_000);
    demo.emulator.faults.add({ path: 'next_page_token', delayMs: 1, times: 2 });
    demo.emulator.faults.add({ path: 'next_page_token', status: 403 });
    await explorer.refresh(trigger, isOpen);
    assert.deepEqual(shown.words(trigger), [
      'failed forbidden',
      ...times('run', 30),
      'gap',
      ...times('run', 10),
      'more',
    ]);
  });

  it('reads from the head again when the token of a page is refused', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    for (let page = 0; page < 3; page += 1) {
      await explorer.readOn(demo.trigger('image-tagger', 0));
    }
    const before = shown.runs(trigger);
    demo.emulator.faults.add({ path: 'next_page_token', status: 400, times: 1 });
    demo.clock.advance(60_000);
    demo.emulator.clearRequests();
    const more = explorer.rowTree.children(trigger)?.at(-1);
    assert.ok(more);
    await explorer.follow(more);
    assert.equal(demo.asked().length, 1 + 5, 'the refused page, then from the head');
    const after = shown.runs(trigger);
    const added = after.indexOf(before[0] ?? '');
    assert.ok(added > 0, 'new runs came in passing');
    assert.deepEqual(after.slice(added, added + before.length), before);
    assert.ok(after.length > added + before.length, 'and older ones');
    assert.equal(new Set(after).size, after.length);
    assert.equal(shown.words(trigger).at(-1), 'more');
  });

  it('reads from the head some pages at a time, and says how far it came', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    for (let page = 0; page < 30; page += 1) {
      await explorer.readOn(address);
    }
    assert.equal(explorer.lists.timeline(address)?.size, 310);
    demo.emulator.faults.add({ path: 'next_page_token', status: 400, times: 1 });
    demo.emulator.clearRequests();
    const last = (): Row => {
      const row = explorer.rowTree.children(trigger)?.at(-1);
      assert.ok(row);
      return row;
    };
    await explorer.follow(last());
    const { model } = last();
    assert.deepEqual(model.kind === 'more' && model.state, { kind: 'rescan', passed: 200 });
    await explorer.follow(last());
    assert.equal(explorer.lists.timeline(address)?.size, 320);
    assert.equal(
      demo.asked().length,
      1 + 20 + 12,
      'a second click continues where the first ended',
    );
  });

  it('loads until a number, until a moment, or all, and stops when asked', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    await explorer.open(await rowAt(explorer, address));
    const size = (): number => explorer.lists.timeline(address)?.size ?? 0;
    const steps: number[] = [];
    const step = (loaded: number): boolean => steps.push(loaded) > 0;
    assert.equal(
      await explorer.runs.readUntil(address, { kind: 'count', count: 25 }, step),
      'reached',
    );
    assert.deepEqual([size(), steps], [30, [10, 20]]);
    const moment = demo.clock.now() - 30 * 60_000;
    assert.equal(
      await explorer.runs.readUntil(address, { kind: 'moment', moment }, step),
      'reached',
    );
    const times = [...(explorer.lists.timeline(address)?.runs() ?? [])].map((run) =>
      Date.parse(run.created_at ?? ''),
    );
    assert.ok((times.at(-1) ?? 0) < moment, 'a run beyond the moment is loaded');
    assert.ok((times.at(-11) ?? 0) >= moment, 'and not a page more');
    const before = size();
    const stop = (loaded: number): boolean => loaded < before + 10;
    assert.equal(await explorer.runs.readUntil(address, { kind: 'all' }, stop), 'stopped');
    assert.equal(size(), before + 10);
    demo.emulator.faults.add({ path: 'next_page_token', status: 403 });
    assert.equal(await explorer.runs.readUntil(address, { kind: 'all' }, step), 'failed');
    assert.equal(shown.words(explorer.rowTree.get(address)).at(-1), 'failed forbidden');
  });

  it('reverses the order of runs, and keeps what is loaded of either order', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    const newest = shown.runs(trigger);
    await explorer.runs.reverse(address);
    const oldest = shown.runs(trigger);
    assert.equal(oldest.length, 10);
    assert.deepEqual(
      newest.filter((id) => oldest.includes(id)),
      [],
    );
    const [first, second] = [...(explorer.lists.timeline(address)?.runs() ?? [])];
    assert.ok((first?.created_at ?? '') < (second?.created_at ?? ''));
    assert.ok(trigger.model.kind === 'trigger' && trigger.model.runs?.oldestFirst);
    await explorer.readOn(address);
    demo.emulator.clearRequests();
    await explorer.runs.reverse(address);
    assert.deepEqual(shown.runs(trigger), newest);
    await explorer.runs.reverse(address);
    assert.equal(shown.runs(trigger).length, 20);
    assert.deepEqual(demo.asked(), []);
  });

  it('asks for the last page again where a list begins with the oldest run', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 1);
    const trigger = await rowAt(explorer, address);
    await explorer.runs.reverse(address);
    assert.equal(await explorer.runs.readUntil(address, { kind: 'all' }, () => true), 'reached');
    const before = explorer.lists.timeline(address)?.size ?? 0;
    demo.clock.advance(24 * 3_600_000);
    demo.emulator.clearRequests();
    await explorer.refresh(trigger, isOpen);
    assert.equal(demo.asked().length, 1);
    await explorer.runs.readUntil(address, { kind: 'all' }, () => true);
    const all = [...(explorer.lists.timeline(address)?.runs() ?? [])].map(
      (run) => run.created_at ?? '',
    );
    assert.ok(all.length > before);
    assert.deepEqual(all, all.toSorted());
  });

  it('keeps no more runs than its bound, and says where it cut', async () => {
    shown.explorer.dispose();
    shown = explore(demo, { ungrouped: 10, kept: 45 });
    const { explorer } = shown;
    const [first, second] = [demo.trigger('image-tagger', 0), demo.trigger('image-tagger', 1)];
    await explorer.open(await rowAt(explorer, first));
    await explorer.runs.readUntil(first, { kind: 'count', count: 40 }, () => true);
    await explorer.open(await rowAt(explorer, second));
    assert.equal(explorer.lists.timeline(first)?.size, 10, 'the other trigger is cut back');
    assert.equal(shown.words(explorer.rowTree.get(first)).at(-1), 'more');
    assert.equal(await explorer.runs.readUntil(first, { kind: 'all' }, () => true), 'full');
    const size = explorer.lists.timeline(first)?.size ?? 0;
    assert.ok(size >= 35 && size <= 50, `${size} are loaded`);
  });

  it('asks again for a click that came during a poll that failed', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    demo.emulator.clearRequests();
    demo.emulator.faults.add({ path: '/runs$', status: 500, times: 1 });
    const polling = explorer.runs.poll(address);
    await Promise.all([assert.rejects(polling), explorer.refresh(trigger, isOpen)]);
    assert.equal(demo.asked().length, 2);
    assert.deepEqual(shown.words(trigger), [...times('run', 10), 'more']);
  });

  it('refreshes one run with one request and keeps its row', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    const [run] = explorer.rowTree.children(trigger) ?? [];
    assert.ok(run?.model.kind === 'run');
    const before = run.model.run.status;
    demo.clock.advance(30 * 60_000);
    demo.emulator.clearRequests();
    await explorer.refresh(run, isOpen);
    assert.equal(demo.asked().length, 1);
    const [same] = explorer.rowTree.children(trigger) ?? [];
    assert.equal(same, run);
    assert.ok(same.model.kind === 'run');
    assert.notEqual(same.model.run.status, before);
  });

  it('shows the failure of a page where the page would be, and keeps the rows around it', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    demo.emulator.faults.add({ path: 'next_page_token', status: 500 });
    const more = explorer.rowTree.children(trigger)?.at(-1);
    assert.ok(more);
    await explorer.follow(more);
    assert.deepEqual(shown.words(trigger), [...times('run', 10), 'failed server']);
    demo.emulator.faults.clear();
    const failed = explorer.rowTree.children(trigger)?.at(-1);
    assert.ok(failed);
    await explorer.follow(failed);
    assert.deepEqual(shown.words(trigger), [...times('run', 20), 'more']);
  });

  it('changes the state of one run and tells its row alone', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    const [row] = explorer.rowTree.children(trigger) ?? [];
    assert.ok(row?.model.kind === 'run');
    const fired: (readonly string[] | undefined)[] = [];
    explorer.rowTree.onDidChange((rows) => fired.push(rows?.map(({ id }) => id)));
    assert.equal(explorer.runs.update(address, { ...row.model.run, status: 'SUCCEEDED' }), true);
    assert.deepEqual(fired, [[row.id]]);
    assert.equal(row.model.run.status, 'SUCCEEDED');
    assert.equal(explorer.runs.update(address, { run_id: 'run-unknown' }), false);
  });
});
