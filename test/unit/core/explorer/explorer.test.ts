import assert from 'node:assert/strict';
import { accountAddress } from '../../../../src/core/accounts/account';
import { explore, rowAt, startDemo, times, type Demo, type DemoExplorer } from '../demo';

const isOpen = (): boolean => true;

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

  // Names are learned once an organization, beside the lists.
  const lists = (): readonly string[] => demo.asked().filter((call) => call !== 'GET /channels');

  it('asks for nothing before a row is opened', () => {
    assert.equal(shown.explorer.rowTree.children(shown.root()), undefined);
    assert.deepEqual(demo.asked(), []);
  });

  it('opens four levels, each with one request for its list', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    await explorer.open(organization);
    assert.deepEqual(lists(), ['GET /deployments']);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    assert.equal(trigger.model.kind, 'trigger');
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

  it('makes rows when they are read, and not to open a row or to find out whether it is known', async () => {
    const { explorer } = shown;
    const deployment = await rowAt(explorer, demo.deployment('image-tagger'));
    let made = 0;
    explorer.rowTree.decorate({
      trigger: () => {
        made += 1;
        return {};
      },
    });
    await explorer.open(deployment);
    assert.ok(explorer.isKnown(deployment));
    await explorer.organization(demo.deployment('image-tagger'))?.channelNames.learn(new Set());
    const before = made;
    assert.ok(explorer.isKnown(deployment));
    await explorer.open(deployment);
    assert.equal(made, before);
    assert.equal(explorer.rowTree.children(deployment)?.length, 3);
    assert.equal(made, before + 3);
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

  it('refreshes lists that are shut only when they are opened', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    demo.emulator.clearRequests();
    await explorer.refresh(undefined, (row) => row.model.kind === 'organization');
    assert.deepEqual(demo.asked(), ['GET /deployments']);
    assert.ok(explorer.isStale(trigger));
    await explorer.refreshList(trigger);
    assert.ok(!explorer.isStale(trigger));
  });

  it('shows a failure instead of the list, and the list when it is tried again', async () => {
    const { explorer } = shown;
    demo.emulator.faults.add({ path: '/deployments$', status: 403, times: 1 });
    const organization = shown.root();
    await explorer.open(organization);
    assert.deepEqual(shown.words(organization), ['failed forbidden']);
    const [failed] = explorer.rowTree.children(organization) ?? [];
    assert.ok(failed);
    await explorer.follow(failed);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
  });

  it('keeps known rows when a refresh fails, and says so above them', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    await explorer.open(organization);
    demo.emulator.faults.add({ path: '/deployments$', status: 500 });
    await explorer.refresh(undefined, isOpen);
    assert.deepEqual(shown.words(organization), ['failed server', ...times('deployment', 5)]);
  });

  it('keeps what was created and deleted while an older answer was not there yet', async () => {
    const { explorer } = shown;
    const deployment = await rowAt(explorer, demo.deployment('image-tagger'));
    await explorer.open(deployment);
    const [gone, ...stay] = (explorer.rowTree.children(deployment) ?? []).map(({ model }) => model);
    assert.ok(gone?.kind === 'trigger');
    demo.emulator.faults.add({ path: '/triggers$', delayMs: 100, afterHandling: true });
    const refreshing = explorer.refresh(deployment, isOpen);
    explorer.removeTrigger(gone.address);
    explorer.addTrigger(
      { ...gone.address, trigger: 'tri-new' },
      { trigger_id: 'tri-new', created_at: '2030-01-01T00:00:00Z' },
    );
    await refreshing;
    const ids = (explorer.rowTree.children(deployment) ?? []).map(
      ({ model }) => model.kind === 'trigger' && model.trigger.trigger_id,
    );
    assert.deepEqual(ids, [
      'tri-new',
      ...stay.map((model) => model.kind === 'trigger' && model.trigger.trigger_id),
    ]);
  });

  it('drops what vanished elsewhere, and all below it, when a refresh shows it', async () => {
    const { explorer } = shown;
    const trigger = await rowAt(explorer, demo.trigger('image-tagger', 0));
    await explorer.open(trigger);
    const [run] = explorer.rowTree.children(trigger) ?? [];
    const deployment = await rowAt(explorer, demo.deployment('image-tagger'));
    assert.ok(run);
    await explorer
      .organization(demo.deployment('image-tagger'))
      ?.client.triggers.delete(
        demo.deployment('image-tagger').deployment,
        demo.trigger('image-tagger', 0).trigger,
      );
    await explorer.refresh(deployment, isOpen);
    assert.equal(explorer.rowTree.of(trigger), undefined);
    assert.equal(explorer.rowTree.of(run), undefined);
    assert.equal(explorer.lists.timeline(demo.trigger('image-tagger', 0)), undefined);
  });

  it('loads the head of a trigger beside its row, and opening it then asks for nothing', async () => {
    const { explorer } = shown;
    const address = demo.trigger('image-tagger', 0);
    const trigger = await rowAt(explorer, address);
    assert.equal(await explorer.readHead(address), undefined);
    assert.equal([...(explorer.lists.timeline(address)?.runs() ?? [])].length, 10);
    assert.ok(trigger.model.kind === 'trigger');
    assert.equal(explorer.lists.isOpened(address), false);
    demo.emulator.clearRequests();
    await explorer.open(trigger);
    assert.equal(explorer.lists.isOpened(address), true);
    assert.equal(trigger.model.runs?.loaded, 10);
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

  it('forgets everything of an account that was removed, and an answer that comes late is void', async () => {
    const { explorer } = shown;
    demo.emulator.faults.add({ path: '/deployments$', action: 'silence' });
    const loading = explorer.open(shown.root());
    explorer.setAccounts([]);
    await loading;
    assert.deepEqual(explorer.rowTree.roots(), []);
    assert.equal(explorer.organization(accountAddress(demo.account))?.client, undefined);
    demo.emulator.faults.clear();
    explorer.setAccounts([demo.account]);
    assert.equal(explorer.rowTree.children(shown.root()), undefined);
  });

  it('keeps what is loaded of an account that stays', async () => {
    const { explorer } = shown;
    const organization = shown.root();
    await explorer.open(organization);
    explorer.setAccounts([demo.account, { ...demo.account, organization: 'other' }]);
    assert.equal(explorer.rowTree.roots()[0], organization);
    assert.deepEqual(shown.words(organization), times('deployment', 5));
  });
});
