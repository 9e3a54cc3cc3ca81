import assert from 'node:assert/strict';
import { accountAddress } from '../../../src/core/accounts';
import type { Row } from '../../../src/core/node';
import { explore, rowAt, startDemo, type Demo, type DemoExplorer } from './demo';

const isOpen = (): boolean => true;
const times = (word: string, count: number): readonly string[] =>
  Array.from({ length: count }, () => word);

describe('The explorer', () => {
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

  const runsOf = (row: Row): readonly string[] =>
    (shown.explorer.children(row) ?? []).flatMap(({ node }) =>
      node.kind === 'run' ? [node.run.run_id] : [],
    );

  // Names are learned once an organization, beside the lists.
  const lists = (): readonly string[] => demo.asked().filter((call) => call !== 'GET /channels');

  it('asks for nothing before a row is opened', () => {
    assert.equal(shown.explorer.children(shown.root()), undefined);
    assert.deepEqual(demo.asked(), []);
  });

  it('opens four levels, each with one request for its list', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    await explorer.open(organization);
    assert.deepEqual(lists(), ['GET /deployments']);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    assert.equal(trigger.node.kind, 'trigger');
    demo.emulator.clearRequests();
    await explorer.open(trigger);
    // The channels' names are learned once an organization, beside the lists.
    assert.deepEqual(
      demo.asked().filter((call) => call !== 'GET /channels'),
      [
        `GET /deployments/${demo.trigger('image-tagger', 0).deployment}/triggers/${demo.trigger('image-tagger', 0).trigger}/runs`,
      ],
    );
    assert.deepEqual(shown.words(trigger), [...times('run', 10), 'more']);
  });

  it('shares a load between all who ask, and asks once', async () => {
    const organization = shown.root();
    await Promise.all([
      shown.explorer.open(organization),
      shown.explorer.open(organization),
      shown.explorer.open(organization),
    ]);
    assert.deepEqual(lists(), ['GET /deployments']);
  });

  it('loads each further page with one request, and two quick clicks load one', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    demo.emulator.clearRequests();
    for (const count of [20, 30, 40]) {
      const more = explorer.children(trigger)?.at(-1);
      assert.ok(more);
      await Promise.all([explorer.follow(more), explorer.follow(more)]);
      assert.deepEqual(shown.words(trigger), [...times('run', count), 'more']);
    }
    assert.equal(demo.asked().length, 3);
    assert.equal(new Set(runsOf(trigger)).size, 40);
  });

  it('tells on the trigger how much is loaded', async () => {
    const trigger = await rowAt(shown.explorer, demo.trigger('image-tagger', 0));
    await shown.explorer.open(trigger);
    assert.deepEqual(trigger.node.kind === 'trigger' && trigger.node.runs, {
      loaded: 10,
      more: true,
      oldestFirst: false,
    });
  });

  it('learns the names of the organization and its channels with one request', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.channelNames(accountAddress(demo.account))?.learn(new Set());
    assert.equal(demo.asked().filter((call) => call === 'GET /channels').length, 1);
    const { node } = shown.root();
    assert.equal(node.kind === 'organization' && node.account.name, demo.organization.name);
    explorer.children(await rowAt(explorer, demo.deployment('image-tagger')));
    assert.ok(trigger.node.kind === 'trigger');
    assert.equal(trigger.node.inputName, 'pictures-in');
    assert.equal(trigger.node.outputName, 'tags-out');
  });

  it('tells the rows that have new names', async () => {
    const { explorer } = shown;
    demo.emulator.faults.add({ path: '/channels', delayMs: 50, times: 1 });
    const told = new Set<string>();
    explorer.onDidChange((rows) => rows?.forEach(({ id }) => told.add(id)));
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.channelNames(accountAddress(demo.account))?.learn(new Set());
    assert.deepEqual([told.has(shown.root().id), told.has(trigger.id)], [true, true]);
  });

  it('keeps every loaded run over a refresh and puts the new ones on top', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    const more = explorer.children(trigger)?.at(-1);
    assert.ok(more);
    await explorer.follow(more);
    const before = runsOf(trigger);
    demo.clock.advance(60_000);
    demo.emulator.clearRequests();
    await explorer.refresh(trigger, isOpen);
    const after = runsOf(trigger);
    const fresh = after.length - before.length;
    assert.ok(fresh > 0, 'runs have come');
    assert.deepEqual(after.slice(fresh), before);
    assert.equal(demo.asked().length, 1);
  });

  it('leaves a gap where too many runs came, and fills it', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    const before = runsOf(trigger);
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
      const gap = explorer.children(trigger)?.find(({ node }) => node.kind === 'gap');
      if (gap === undefined) {
        break;
      }
      await explorer.follow(gap);
    }
    const after = runsOf(trigger);
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

  it('finds the way to older runs again when the token of their page is refused', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    for (let page = 0; page < 3; page += 1) {
      await explorer.readOn(demo.trigger('image-tagger', 0));
    }
    const before = runsOf(trigger);
    demo.emulator.faults.add({ path: 'next_page_token', status: 400, times: 1 });
    demo.clock.advance(60_000);
    demo.emulator.clearRequests();
    const more = explorer.children(trigger)?.at(-1);
    assert.ok(more);
    await explorer.follow(more);
    assert.equal(demo.asked().length, 1 + 5, 'the refused page, then from the head');
    const after = runsOf(trigger);
    const fresh = after.indexOf(before[0] ?? '');
    assert.ok(fresh > 0, 'new runs came in passing');
    assert.deepEqual(after.slice(fresh, fresh + before.length), before);
    assert.ok(after.length > fresh + before.length, 'and older ones');
    assert.equal(new Set(after).size, after.length);
    assert.equal(shown.words(trigger).at(-1), 'more');
  });

  it('looks for older runs some pages at a time, and says how far it came', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    for (let page = 0; page < 30; page += 1) {
      await explorer.readOn(address);
    }
    assert.equal(explorer.timeline(address)?.size, 310);
    demo.emulator.faults.add({ path: 'next_page_token', status: 400, times: 1 });
    const last = (): Row => {
      const row = explorer.children(trigger)?.at(-1);
      assert.ok(row);
      return row;
    };
    await explorer.follow(last());
    const { node } = last();
    assert.deepEqual(node.kind === 'more' && node.way, { kind: 'again', passed: 200 });
    await explorer.follow(last());
    assert.equal(explorer.timeline(address)?.size, 320);
  });

  it('loads until a number, until a moment, or all, and stops when it is told to', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    await explorer.open(await rowAt(explorer, address));
    const size = (): number => explorer.timeline(address)?.size ?? 0;
    const steps: number[] = [];
    const step = (loaded: number): boolean => steps.push(loaded) > 0;
    assert.equal(await explorer.readUntil(address, { kind: 'count', count: 25 }, step), 'reached');
    assert.deepEqual([size(), steps], [30, [10, 20]]);
    const moment = demo.clock.now() - 30 * 60_000;
    assert.equal(await explorer.readUntil(address, { kind: 'moment', moment }, step), 'reached');
    const times = [...(explorer.timeline(address)?.runs() ?? [])].map((run) =>
      Date.parse(run.created_at ?? ''),
    );
    assert.ok((times.at(-1) ?? 0) < moment, 'a run beyond the moment is loaded');
    assert.ok((times.at(-11) ?? 0) >= moment, 'and not a page more');
    const before = size();
    const stop = (loaded: number): boolean => loaded < before + 10;
    assert.equal(await explorer.readUntil(address, { kind: 'all' }, stop), 'stopped');
    assert.equal(size(), before + 10);
    demo.emulator.faults.add({ path: 'next_page_token', status: 403 });
    assert.equal(await explorer.readUntil(address, { kind: 'all' }, step), 'failed');
    assert.equal(shown.words(explorer.row(address)).at(-1), 'failed forbidden');
  });

  it('turns the order of runs, and keeps what is loaded of either order', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    const newest = runsOf(trigger);
    await explorer.turn(address);
    const oldest = runsOf(trigger);
    assert.equal(oldest.length, 10);
    assert.deepEqual(
      newest.filter((id) => oldest.includes(id)),
      [],
    );
    const [first, second] = [...(explorer.timeline(address)?.runs() ?? [])];
    assert.ok((first?.created_at ?? '') < (second?.created_at ?? ''));
    assert.ok(trigger.node.kind === 'trigger' && trigger.node.runs?.oldestFirst);
    await explorer.readOn(address);
    demo.emulator.clearRequests();
    await explorer.turn(address);
    assert.deepEqual(runsOf(trigger), newest);
    await explorer.turn(address);
    assert.equal(runsOf(trigger).length, 20);
    assert.deepEqual(demo.asked(), []);
  });

  it('asks for the last page again where a list begins with the oldest run', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 1);
    const trigger = await rowAt(explorer, address);
    await explorer.turn(address);
    assert.equal(await explorer.readUntil(address, { kind: 'all' }, () => true), 'reached');
    const before = explorer.timeline(address)?.size ?? 0;
    demo.clock.advance(24 * 3_600_000);
    demo.emulator.clearRequests();
    await explorer.refresh(trigger, isOpen);
    assert.equal(demo.asked().length, 1);
    await explorer.readUntil(address, { kind: 'all' }, () => true);
    const all = [...(explorer.timeline(address)?.runs() ?? [])].map((run) => run.created_at ?? '');
    assert.ok(all.length > before);
    assert.deepEqual(all, all.toSorted());
  });

  it('folds older runs by day and hour, and finds a run that is in a fold', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    await explorer.readUntil(address, { kind: 'count', count: 700 }, () => true);
    const words = shown.words(trigger);
    assert.equal(words.filter((word) => word === 'run').length, 200);
    assert.ok(words.includes('fold') && words.at(-1) === 'more');
    const [fold] = (explorer.children(trigger) ?? []).filter(({ node }) => node.kind === 'fold');
    assert.ok(fold);
    const hour = explorer.children(fold)?.find(({ node }) => node.kind === 'fold');
    const run = (explorer.children(hour ?? fold) ?? []).at(-1);
    assert.ok(run?.node.kind === 'run');
    assert.equal(await explorer.find(run.node.address), run);
    assert.equal(explorer.parent(run), hour ?? fold);
    const told: string[] = [];
    explorer.onDidChange((rows) => rows?.forEach(({ id }) => told.push(id)));
    explorer.updateRun(address, { ...run.node.run, status: 'FAILED', modified_at: '2030-01-01' });
    assert.ok(told.includes(run.id) && told.includes(fold.id) && !told.includes(trigger.id));
  });

  it('keeps no more runs than its bound, and says where it cut', async () => {
    shown.explorer.dispose();
    shown = explore(demo, { unfolded: 10, kept: 45 });
    const { explorer } = shown;
    const [first, second] = [demo.trigger('image-tagger', 0), demo.trigger('image-tagger', 1)];
    await explorer.open(await rowAt(explorer, first));
    await explorer.readUntil(first, { kind: 'count', count: 40 }, () => true);
    await explorer.open(await rowAt(explorer, second));
    assert.equal(explorer.timeline(first)?.size, 10, 'the other trigger is cut back');
    assert.equal(shown.words(explorer.row(first)).at(-1), 'more');
    assert.equal(await explorer.readUntil(first, { kind: 'all' }, () => true), 'full');
    const size = explorer.timeline(first)?.size ?? 0;
    assert.ok(size >= 35 && size <= 50, `${size} are loaded`);
  });

  it('refreshes lists that are shut only when they are opened', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    demo.emulator.clearRequests();
    await explorer.refresh(undefined, (row) => row.node.kind === 'organization');
    assert.deepEqual(demo.asked(), ['GET /deployments']);
    assert.ok(explorer.isStale(trigger));
    await explorer.refreshList(trigger);
    assert.ok(!explorer.isStale(trigger));
  });

  it('refreshes one run with one request and keeps its row', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    const [run] = await explorer.open(trigger);
    assert.ok(run?.node.kind === 'run');
    const before = run.node.run.status;
    demo.clock.advance(30 * 60_000);
    demo.emulator.clearRequests();
    await explorer.refresh(run, isOpen);
    assert.equal(demo.asked().length, 1);
    const [same] = explorer.children(trigger) ?? [];
    assert.equal(same, run);
    assert.ok(same.node.kind === 'run');
    assert.notEqual(same.node.run.status, before);
  });

  it('shows a failure in the place of the list, and heals when it is followed', async () => {
    const { explorer } = shown;
    demo.emulator.faults.add({ path: '/deployments$', status: 403, times: 1 });
    const organization = shown.root();
    await explorer.open(organization);
    assert.deepEqual(shown.words(organization), ['failed forbidden']);
    const [failed] = explorer.children(organization) ?? [];
    assert.ok(failed);
    await explorer.follow(failed);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
  });

  it('shows a failed page in its place and keeps the rows around it', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    demo.emulator.faults.add({ path: 'next_page_token', status: 500 });
    const more = explorer.children(trigger)?.at(-1);
    assert.ok(more);
    await explorer.follow(more);
    assert.deepEqual(shown.words(trigger), [...times('run', 10), 'failed server']);
    demo.emulator.faults.clear();
    const failed = explorer.children(trigger)?.at(-1);
    assert.ok(failed);
    await explorer.follow(failed);
    assert.deepEqual(shown.words(trigger), [...times('run', 20), 'more']);
  });

  it('keeps known rows when a refresh fails, and says so above them', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    await explorer.open(organization);
    demo.emulator.faults.add({ path: '/deployments$', status: 500 });
    await explorer.refresh(undefined, isOpen);
    assert.deepEqual(shown.words(organization), ['failed server', ...times('deployment', 5)]);
  });

  it('shows an unreadable entry as a row among the others', async () => {
    const { explorer } = shown;
    demo.emulator.faults.add({
      path: '/deployments$',
      body: { entries: [{ deployment_id: '1', name: 'fine' }, { name: 'no id' }, 7] },
    });
    const organization = shown.root();
    await explorer.open(organization);
    assert.deepEqual(shown.words(organization), ['deployment', 'malformed', 'malformed']);
  });

  it('shows two entries with one id as one row', async () => {
    demo.emulator.faults.add({
      path: '/deployments$',
      body: [
        { deployment_id: '1', name: 'a' },
        { deployment_id: '1', name: 'a' },
      ],
    });
    await shown.explorer.open(shown.root());
    assert.deepEqual(shown.words(shown.root()), ['deployment']);
  });

  it('shows an entry whose id cannot be used as unreadable', async () => {
    demo.emulator.faults.add({
      path: '/deployments$',
      body: [{ deployment_id: '..' }, { deployment_id: '\ud800' }, { deployment_id: '1' }],
    });
    await shown.explorer.open(shown.root());
    assert.deepEqual(shown.words(shown.root()), ['deployment', 'malformed', 'malformed']);
  });

  it('keeps what was created and deleted while an older answer was on its way', async () => {
    const { explorer } = shown;
    const deployment = await rowAt(explorer, demo.deployment('image-tagger'));
    await explorer.open(deployment);
    const [gone, ...stay] = (explorer.children(deployment) ?? []).map(({ node }) => node);
    assert.ok(gone?.kind === 'trigger');
    demo.emulator.faults.add({ path: '/triggers$', delayMs: 100, afterHandling: true });
    const refreshing = explorer.refresh(deployment, isOpen);
    explorer.removeTrigger(gone.address);
    explorer.addTrigger(
      { ...gone.address, trigger: 'tri-new' },
      { trigger_id: 'tri-new', created_at: '2030-01-01T00:00:00Z' },
    );
    await refreshing;
    const ids = (explorer.children(deployment) ?? []).map(
      ({ node }) => node.kind === 'trigger' && node.trigger.trigger_id,
    );
    assert.deepEqual(ids, [
      'tri-new',
      ...stay.map((node) => node.kind === 'trigger' && node.trigger.trigger_id),
    ]);
  });

  it('shows that a list is loaded for the first time, and tells when it is there', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    demo.emulator.faults.add({ path: '/deployments$', delayMs: 50 });
    const opening = explorer.open(organization);
    assert.deepEqual(shown.words(organization), ['loading']);
    const told: string[] = [];
    explorer.onDidChange((rows) => rows?.forEach(({ id }) => told.push(id)));
    await opening;
    assert.deepEqual(told, [organization.id]);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
    const loading = explorer.rowOf({ id: `${organization.id}#loading` });
    assert.equal(loading, undefined);
  });

  it('drops what vanished elsewhere, and all below it, when a refresh shows it', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    const [run] = await explorer.open(trigger);
    const deployment = await rowAt(explorer, demo.deployment('image-tagger'));
    assert.ok(run);
    await explorer
      .client(demo.deployment('image-tagger'))
      ?.triggers.delete(
        demo.deployment('image-tagger').deployment,
        demo.trigger('image-tagger', 0).trigger,
      );
    await explorer.refresh(deployment, isOpen);
    assert.equal(explorer.rowOf(trigger), undefined);
    assert.equal(explorer.rowOf(run), undefined);
    assert.deepEqual(explorer.triggers(), []);
  });

  it('loads the head of a trigger beside its row, and opening it then asks for nothing', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    assert.equal(await explorer.readHead(address), undefined);
    assert.deepEqual(explorer.triggers(), [address]);
    assert.equal([...(explorer.timeline(address)?.runs() ?? [])].length, 10);
    assert.ok(trigger.node.kind === 'trigger');
    assert.equal(explorer.isOpened(address), false);
    demo.emulator.clearRequests();
    await explorer.open(trigger);
    assert.equal(explorer.isOpened(address), true);
    assert.equal(trigger.node.runs?.loaded, 10);
    assert.deepEqual(demo.asked(), []);
  });

  it('gives back a failure of what is read beside the rows, and shows none', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    demo.emulator.faults.add({ path: '/runs', status: 429 });
    assert.equal((await explorer.readHead(address))?.kind, 'rateLimited');
    assert.equal((await explorer.readOn(address))?.kind, 'rateLimited');
    assert.deepEqual(shown.words(trigger), [...times('run', 10), 'more']);
    demo.emulator.faults.clear();
    assert.equal(await explorer.readOn(address), undefined);
    assert.deepEqual(shown.words(trigger), [...times('run', 20), 'more']);
  });

  it('changes the state of one run and tells its row alone', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const [row] = await explorer.open(await rowAt(explorer, address));
    assert.ok(row?.node.kind === 'run');
    const told: (readonly string[] | undefined)[] = [];
    explorer.onDidChange((rows) => told.push(rows?.map(({ id }) => id)));
    assert.ok(explorer.updateRun(address, { ...row.node.run, status: 'SUCCEEDED' }));
    assert.deepEqual(told, [[row.id]]);
    assert.equal(row.node.run.status, 'SUCCEEDED');
    assert.equal(explorer.updateRun(address, { run_id: 'run-unknown' }), false);
  });

  it('lets other parts add to a row, and choose what is shown below it', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    explorer.decorate({ trigger: () => ({ inputName: 'decorated' }) });
    const trigger = await rowAt(explorer, address);
    assert.ok(trigger.node.kind === 'trigger');
    assert.equal(trigger.node.inputName, 'decorated');
    await explorer.open(trigger);
    const known = runsOf(trigger);
    let isOn = true;
    explorer.setRunLens({
      isOn: () => isOn,
      shows: (_, entry) =>
        known.slice(0, 2).some((run) => entry.kind === 'resource' && entry.value.run_id === run),
      frame: (parent, _, nodes) => [{ kind: 'empty', parent }, ...nodes],
    });
    assert.deepEqual(shown.words(trigger), ['empty', 'run', 'run', 'more']);
    isOn = false;
    assert.deepEqual(shown.words(trigger), [...times('run', 10), 'more']);
    let hidden = 'deployment';
    explorer.setListLens({
      show: (_, nodes) => nodes.filter(({ kind }) => kind !== hidden),
      admit: () => (hidden = ''),
    });
    assert.deepEqual(shown.words(shown.root()), []);
    assert.equal(await explorer.find(address), trigger);
  });

  it('says when a list is empty', async () => {
    demo.emulator.faults.add({ path: '/deployments$', body: { entries: [] } });
    await shown.explorer.open(shown.root());
    assert.deepEqual(shown.words(shown.root()), ['empty']);
  });

  it('forgets everything of an account that was removed, and an answer that comes late is void', async () => {
    const { explorer } = shown;
    demo.emulator.faults.add({ path: '/deployments$', action: 'silence' });
    const loading = explorer.open(shown.root());
    explorer.setAccounts([]);
    await loading;
    assert.deepEqual(explorer.roots(), []);
    assert.equal(explorer.client(accountAddress(demo.account)), undefined);
    demo.emulator.faults.clear();
    explorer.setAccounts([demo.account]);
    assert.equal(explorer.children(shown.root()), undefined);
  });

  it('keeps what is loaded of an account that stays', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    await explorer.open(organization);
    explorer.setAccounts([demo.account, { ...demo.account, organization: 'other' }]);
    assert.equal(explorer.roots()[0], organization);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
  });

  it('hands out rows only for its own', () => {
    const row = shown.root();
    assert.equal(shown.explorer.rowOf(row), row);
    for (const odd of [undefined, null, 7, 'x', {}, { id: 7 }, { id: '/x/y' }, []]) {
      assert.equal(shown.explorer.rowOf(odd), undefined);
    }
  });

  it('never shows a credential in a row', () => {
    assert.ok(
      !JSON.stringify(shown.explorer.roots()).includes(demo.organization.personalAccessToken),
    );
  });
});
