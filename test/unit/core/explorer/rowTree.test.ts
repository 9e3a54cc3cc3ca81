import assert from 'node:assert/strict';
import { accountAddress } from '../../../../src/core/accounts/account';
import { RunGroups } from '../../../../src/core/timeline/groups';
import { explore, rowAt, startDemo, times, type Demo, type DemoExplorer } from '../demo';

describe('The rows of the explorer', () => {
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

  it('tells on the trigger how much is loaded', async () => {
    const trigger = await rowAt(shown.explorer, demo.trigger('image-tagger', 0));
    await shown.explorer.open(trigger);
    assert.deepEqual(trigger.model.kind === 'trigger' && trigger.model.runs, {
      loaded: 10,
      more: true,
      oldestFirst: false,
    });
  });

  it('learns the names of the organization and its channels with one request', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.organization(accountAddress(demo.account))?.channelNames.learn(new Set());
    assert.equal(demo.asked().filter((call) => call === 'GET /channels').length, 1);
    const { model } = shown.root();
    assert.equal(model.kind === 'organization' && model.account.name, demo.organization.name);
    explorer.rowTree.children(await rowAt(explorer, demo.deployment('image-tagger')));
    assert.ok(trigger.model.kind === 'trigger');
    assert.equal(trigger.model.inputName, 'pictures-in');
    assert.equal(trigger.model.outputName, 'tags-out');
  });

  it('tells the rows that have new names', async () => {
    const { explorer } = shown;
    demo.emulator.faults.add({ path: '/channels', delayMs: 50, times: 1 });
    const fired = new Set<string>();
    explorer.rowTree.onDidChange((rows) => rows?.forEach(({ id }) => fired.add(id)));
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.organization(accountAddress(demo.account))?.channelNames.learn(new Set());
    assert.deepEqual([fired.has(shown.root().id), fired.has(trigger.id)], [true, true]);
  });

  it('groups older runs by day and hour, and finds a run that is in a group', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    await explorer.open(trigger);
    await explorer.runs.readUntil(address, { kind: 'count', count: 700 }, () => true);
    const words = shown.words(trigger);
    assert.equal(words.filter((word) => word === 'run').length, 200);
    assert.ok(words.includes('group') && words.at(-1) === 'more');
    const [group] = (explorer.rowTree.children(trigger) ?? []).filter(
      ({ model }) => model.kind === 'group',
    );
    assert.ok(group);
    const hour = explorer.rowTree.children(group)?.find(({ model }) => model.kind === 'group');
    const run = (explorer.rowTree.children(hour ?? group) ?? []).at(-1);
    assert.ok(run?.model.kind === 'run');
    assert.equal(await explorer.find(run.model.address), run);
    assert.equal(explorer.rowTree.parent(run), hour ?? group);
    const fired: string[] = [];
    explorer.rowTree.onDidChange((rows) => rows?.forEach(({ id }) => fired.push(id)));
    explorer.runs.update(address, {
      ...run.model.run,
      status: 'FAILED',
      modified_at: '2030-01-01',
    });
    assert.ok(fired.includes(run.id) && fired.includes(group.id) && !fired.includes(trigger.id));
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

  it('shows that a list is loaded for the first time, and tells when it is there', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    demo.emulator.faults.add({ path: '/deployments$', delayMs: 50 });
    const opening = explorer.open(organization);
    assert.deepEqual(shown.words(organization), ['loading']);
    const fired: string[] = [];
    explorer.rowTree.onDidChange((rows) => rows?.forEach(({ id }) => fired.push(id)));
    await opening;
    assert.deepEqual(fired, [organization.id]);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
    const loading = explorer.rowTree.of({ id: `${organization.id}#loading` });
    assert.equal(loading, undefined);
  });

  it('lets others add to a row, and choose what is shown below it', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    explorer.rowTree.decorate({ trigger: () => ({ inputName: 'decorated' }) });
    const trigger = await rowAt(explorer, address);
    assert.ok(trigger.model.kind === 'trigger');
    assert.equal(trigger.model.inputName, 'decorated');
    await explorer.open(trigger);
    const known = shown.runs(trigger);
    let isOn = true;
    const timeline = explorer.lists.timeline(address);
    assert.ok(timeline);
    const shownRuns = new RunGroups({
      version: 1,
      oldestFirst: false,
      items: timeline.items.filter(
        (item) => item.kind === 'gap' || known.slice(0, 2).includes(item.key),
      ),
    });
    explorer.rowTree.addFilter({
      runs: () => (isOn ? shownRuns : undefined),
      rows: (parent, models) =>
        isOn && parent.kind === 'trigger' ? [{ kind: 'empty', parent }, ...models] : models,
    });
    assert.deepEqual(shown.words(trigger), ['empty', 'run', 'run', 'more']);
    isOn = false;
    assert.deepEqual(shown.words(trigger), [...times('run', 10), 'more']);
    let hidden = 'deployment';
    explorer.rowTree.addFilter({
      rows: (_, models) => models.filter(({ kind }) => kind !== hidden),
      include: () => (hidden = ''),
    });
    assert.deepEqual(shown.words(shown.root()), []);
    assert.equal(await explorer.find(address), trigger);
  });

  it('says when a list is empty', async () => {
    demo.emulator.faults.add({ path: '/deployments$', body: { entries: [] } });
    await shown.explorer.open(shown.root());
    assert.deepEqual(shown.words(shown.root()), ['empty']);
  });

  it('hands out rows only for its own', () => {
    const row = shown.root();
    assert.equal(shown.explorer.rowTree.of(row), row);
    for (const value of [undefined, null, 7, 'x', {}, { id: 7 }, { id: '/x/y' }, []]) {
      assert.equal(shown.explorer.rowTree.of(value), undefined);
    }
  });

  it('never shows a credential in a row', () => {
    assert.ok(
      !JSON.stringify(shown.explorer.rowTree.roots()).includes(
        demo.organization.personalAccessToken,
      ),
    );
  });
});
