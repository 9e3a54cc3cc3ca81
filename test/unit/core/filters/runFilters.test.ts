import assert from 'node:assert/strict';
import type { TriggerAddress } from '../../../../src/core/address';
import type { RowModel, Row } from '../../../../src/core/explorer/rowModel';
import { NO_FILTER, type RunFilter } from '../../../../src/core/runs/filter';
import { RunFilters, SCAN_ENOUGH, SCAN_PAGES } from '../../../../src/core/filters/runFilters';
import { explore, rowAt, startDemo, times, type Demo, type DemoExplorer } from '../demo';

const FAILED: RunFilter = { ...NO_FILTER, statuses: ['failed'] };
const NEVER: RunFilter = { ...NO_FILTER, input: 'no such file' };

type FilterModel = Extract<RowModel, { readonly kind: 'filter' }>;

describe('Filters on the runs of triggers', () => {
  let demo: Demo;
  let shown: DemoExplorer;
  let filters: RunFilters;
  let address: TriggerAddress;
  let trigger: Row;

  beforeEach(async () => {
    demo = await startDemo();
    shown = explore(demo);
    filters = new RunFilters(shown.explorer);
    address = demo.trigger('image-tagger', 0);
    trigger = await rowAt(shown.explorer, address);
    demo.emulator.clearRequests();
  });

  afterEach(async () => {
    shown.explorer.dispose();
    await demo.close();
  });

  const models = (): readonly RowModel[] =>
    (shown.explorer.rowTree.children(trigger) ?? []).map(({ model }) => model);
  const statuses = (): readonly unknown[] =>
    models().flatMap((model) => (model.kind === 'run' ? [model.run.status] : []));
  const filterModel = (): FilterModel => {
    const [first] = models();
    assert.ok(first?.kind === 'filter', 'no filter on top');
    return first;
  };
  const last = (): RowModel | undefined => models().at(-1);
  const pages = (): number => demo.asked().filter((call) => call.endsWith('/runs')).length;

  it('shows what matches and scans until it has enough', async () => {
    await filters.set(address, FAILED);
    const { progress } = filterModel();
    assert.deepEqual([...new Set(statuses())], ['FAILED']);
    assert.equal(statuses().length, progress.matched);
    assert.equal(progress.scanned, pages() * 10);
    assert.ok(progress.matched >= SCAN_ENOUGH || pages() === SCAN_PAGES + 1, 'stopped too early');
    assert.equal(last()?.kind, 'scan');
    assert.ok(trigger.model.kind === 'trigger');
    assert.deepEqual(trigger.model.filter, FAILED);
  });

  it('groups older runs as they are without a filter', async () => {
    shown.explorer.dispose();
    shown = explore(demo, { ungrouped: 10, kept: 100_000 });
    filters = new RunFilters(shown.explorer);
    trigger = await rowAt(shown.explorer, address);
    await filters.set(address, { ...NO_FILTER, input: 'datalake' });
    const kinds = models().map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(0, 12), ['filter', ...times('run', 10), 'group']);
    assert.equal(kinds.at(-1), 'scan');
    const group = shown.explorer.rowTree
      .children(trigger)
      ?.find(({ model }) => model.kind === 'group');
    const [run] = (group && shown.explorer.rowTree.children(group)) ?? [];
    assert.ok(run?.model.kind === 'run');
    assert.equal(shown.explorer.rowTree.parent(run), group);
    assert.equal(await shown.explorer.find(run.model.address), run);
  });

  it('asks for nothing when enough is loaded', async () => {
    await shown.explorer.open(trigger);
    for (let page = 0; page < 2; page += 1) {
      await shown.explorer.readOn(address);
    }
    demo.emulator.clearRequests();
    await filters.set(address, { ...NO_FILTER, input: 'datalake' });
    assert.equal(pages(), 0);
    assert.equal(statuses().length, 30);
  });

  it('stops at its bound, says so, and scans on when asked', async () => {
    await filters.set(address, NEVER);
    assert.equal(pages(), SCAN_PAGES + 1);
    assert.deepEqual(
      models().map(({ kind }) => kind),
      ['filter', 'scan'],
    );
    assert.equal(filterModel().progress.scanned, 10 * (SCAN_PAGES + 1));
    await Promise.all([filters.scan(address), filters.scan(address)]);
    assert.equal(pages(), 2 * SCAN_PAGES + 1);
  });

  it('keeps what a scan has loaded when it is cleared', async () => {
    await filters.set(address, NEVER);
    demo.emulator.clearRequests();
    await filters.set(address, NO_FILTER);
    assert.equal(statuses().length, 10 * (SCAN_PAGES + 1));
    assert.equal(last()?.kind, 'more');
    assert.equal(pages(), 0);
    assert.ok(trigger.model.kind === 'trigger');
    assert.equal(trigger.model.filter, undefined);
    assert.deepEqual(filters.earlier, [NEVER]);
  });

  it('shows the failure of a page, and continues from there', async () => {
    await shown.explorer.open(trigger);
    demo.emulator.faults.add(
      { path: 'next_page_token', delayMs: 1, times: 2 },
      { path: 'next_page_token', status: 403 },
    );
    await filters.set(address, NEVER);
    assert.deepEqual(
      models().map(({ kind }) => kind),
      ['filter', 'failed'],
    );
    assert.deepEqual([filterModel().progress.scanned, filterModel().progress.failed], [30, 1]);
    demo.emulator.faults.clear();
    await filters.scan(address);
    assert.equal(filterModel().progress.failed, 0);
    assert.equal(filterModel().progress.scanned, 30 + 10 * SCAN_PAGES);
  });

  it('can be stopped, and tells how far it has come while it goes on', async () => {
    await shown.explorer.open(trigger);
    const seen: number[] = [];
    shown.explorer.rowTree.onDidChange(() => {
      const model = last();
      if (model?.kind === 'scan' && model.scanning) {
        seen.push(model.progress.scanned);
        if (model.progress.scanned === 40) {
          filters.stop(address);
        }
      }
    });
    await filters.set(address, NEVER);
    assert.deepEqual([...new Set(seen)], [10, 20, 30, 40]);
    assert.equal(filterModel().progress.scanned, 40);
    const end = last();
    assert.ok(end?.kind === 'scan' && !end.scanning);
  });

  it('takes another filter while it scans, and clearing ends the scan', async () => {
    await shown.explorer.open(trigger);
    demo.emulator.faults.add({ path: 'next_page_token', delayMs: 20 });
    const first = filters.set(address, NEVER);
    const second = filters.set(address, FAILED);
    assert.deepEqual(filterModel().filter, FAILED);
    await first;
    await filters.set(address, NO_FILTER);
    await second;
    const count = statuses().length;
    assert.ok(count < 10 * SCAN_PAGES);
    assert.equal(last()?.kind, 'more');
  });

  it('stops when it is past the time of the filter, and goes on when asked', async () => {
    await shown.explorer.open(trigger);
    const newest = models().find((model) => model.kind === 'run');
    assert.ok(newest?.kind === 'run');
    const since = Date.parse(newest.run.created_at ?? '');
    await filters.set(address, { ...NO_FILTER, since });
    assert.equal(filterModel().progress.rest, 'outside');
    assert.deepEqual([statuses().length, pages()], [1, 3]);
    await filters.scan(address);
    assert.equal(pages(), 3 + SCAN_PAGES);
  });

  it('lets a run go that does not match any more, and a new one come', async () => {
    const ends = (status: string) => {
      const running = [...(shown.explorer.lists.timeline(address)?.runs() ?? [])].find(
        (run) => run.status === 'RUNNING',
      );
      assert.ok(running);
      const modified = new Date(demo.clock.now()).toISOString();
      shown.explorer.runs.update(address, { ...running, status, modified_at: modified });
    };
    await filters.set(address, { ...NO_FILTER, statuses: ['unfinished'] });
    const unfinished = statuses().length;
    const fired = new Set<string>();
    shown.explorer.rowTree.onDidChange((rows) => rows?.forEach(({ id }) => fired.add(id)));
    ends('SUCCEEDED');
    assert.equal(statuses().length, unfinished - 1);
    assert.deepEqual([...fired], [trigger.id]);
    await filters.set(address, FAILED);
    const failed = statuses().length;
    ends('FAILED');
    assert.equal(statuses().length, failed + 1);
    assert.equal(filterModel().progress.matched, failed + 1);
  });

  it('works over a refresh', async () => {
    const all: RunFilter = { ...NO_FILTER, input: 'datalake' };
    await filters.set(address, all);
    const before = statuses().length;
    demo.clock.advance(60_000);
    await shown.explorer.refresh(trigger, () => true);
    assert.ok(statuses().length > before);
    assert.equal(filterModel().progress.matched, statuses().length);
  });

  it('follows the order of the list, and a scan ends when the order is reversed', async () => {
    await shown.explorer.open(trigger);
    let reversed: Promise<void> | undefined;
    shown.explorer.rowTree.onDidChange(() => {
      const model = last();
      if (model?.kind === 'scan' && model.progress.scanned === 20) {
        reversed ??= shown.explorer.runs.reverse(address);
      }
    });
    assert.equal(await filters.set(address, NEVER), 'stopped');
    await reversed;
    const { progress } = filterModel();
    assert.deepEqual(
      [progress.order, progress.scanned, progress.rest],
      ['oldestFirst', 10, 'open'],
    );
    await filters.set(address, FAILED);
    assert.equal(filterModel().progress.matched, statuses().length);
    assert.equal(filterModel().progress.order, 'oldestFirst');
  });

  it('leaves the failure of a refresh where it is', async () => {
    await filters.set(address, FAILED);
    demo.emulator.faults.add({ path: '/runs$', status: 403 });
    await shown.explorer.refresh(trigger, () => true);
    assert.deepEqual([filterModel().progress.failed, models()[1]?.kind], [1, 'failed']);
    await filters.scan(address);
    assert.deepEqual([filterModel().progress.failed, models()[1]?.kind], [1, 'failed']);
  });

  it('says that there is a gap', async () => {
    await filters.set(address, NEVER);
    demo.clock.advance(60 * 60_000);
    await shown.explorer.refresh(trigger, () => true);
    assert.equal(filterModel().progress.gaps, 1);
    assert.deepEqual(
      models().map(({ kind }) => kind),
      ['filter', 'gap', 'scan'],
    );
  });

  it('tells when the first page cannot be loaded', async () => {
    demo.emulator.faults.add({ path: '/runs', status: 403 });
    await filters.set(address, FAILED);
    assert.deepEqual(
      models().map(({ kind }) => kind),
      ['failed'],
    );
    demo.emulator.faults.clear();
    await filters.scan(address);
    assert.equal(filterModel().kind, 'filter');
  });

  it('ends without a word when the trigger is deleted meanwhile', async () => {
    await shown.explorer.open(trigger);
    demo.emulator.faults.add({ path: 'next_page_token', delayMs: 30 });
    const scan = filters.set(address, NEVER);
    shown.explorer.removeTrigger(address);
    await scan;
    assert.equal(shown.explorer.rowTree.get(address), undefined);
  });
});
