import assert from 'node:assert/strict';
import { accountAddress } from '../../../../src/core/accounts/account';
import { ListFilter } from '../../../../src/core/filters/listFilter';
import type { RowModel, Row } from '../../../../src/core/explorer/rowModel';
import { explore, rowAt, startDemo, type Demo, type DemoExplorer } from '../demo';

type SearchModel = Extract<RowModel, { readonly kind: 'search' }>;

describe('A filter of deployments and triggers', () => {
  let demo: Demo;
  let shown: DemoExplorer;
  let lists: ListFilter;

  beforeEach(async () => {
    demo = await startDemo();
    shown = explore(demo);
    lists = new ListFilter(shown.explorer);
  });

  afterEach(async () => {
    shown.explorer.dispose();
    await demo.close();
  });

  const organization = () => accountAddress(demo.account);
  const models = (row: Row): readonly RowModel[] =>
    (shown.explorer.rowTree.children(row) ?? []).map(({ model }) => model);
  const deployments = (): readonly string[] =>
    models(shown.root()).flatMap((model) =>
      model.kind === 'deployment' ? [model.deployment.name ?? ''] : [],
    );
  const searchModel = (): SearchModel => {
    const model = models(shown.root()).at(-1);
    assert.ok(model?.kind === 'search', 'no row about the search');
    return model;
  };
  const counts = () => {
    const { deployments: all, shown: some, unknown } = searchModel();
    return { all, some, unknown };
  };
  const triggerLists = (): number =>
    demo.asked().filter((call) => call.endsWith('/triggers')).length;

  it('shows deployments by name and id, in whatever case and width', async () => {
    for (const text of ['IMAGE-tag', 'ｉｍａｇｅ', demo.deployment('image-tagger').deployment]) {
      await lists.set(text);
      assert.deepEqual(deployments(), ['image-tagger'], text);
      assert.deepEqual(counts(), { all: 5, some: 1, unknown: 5 });
    }
    assert.equal(triggerLists(), 0, 'no triggers were asked for');
    await lists.set(' ');
    assert.equal(deployments().length, 5);
    assert.equal(models(shown.root()).length, 5);
  });

  it('says of how many deployments the triggers are not known, and searches them once', async () => {
    await lists.set('calibration');
    assert.deepEqual(deployments(), []);
    assert.deepEqual(counts(), { all: 5, some: 0, unknown: 5 });
    await Promise.all([lists.search(organization()), lists.search(organization())]);
    assert.equal(triggerLists(), 5);
    assert.deepEqual(deployments(), ['image-tagger']);
    assert.deepEqual(counts(), { all: 5, some: 1, unknown: 0 });
    await lists.search(organization());
    assert.equal(triggerLists(), 5);
  });

  it('shows of a deployment the triggers that match, and all of one that matches itself', async () => {
    await lists.set('calibration');
    await lists.search(organization());
    const deployment = await rowAt(shown.explorer, demo.deployment('image-tagger'));
    await lists.set('calibration');
    assert.deepEqual(
      models(deployment).map((model) => model.kind === 'trigger' && model.inputName),
      ['calibration-shots'],
    );
    assert.ok(models(shown.root())[0]?.kind === 'deployment');
    assert.deepEqual(deployment.model.kind === 'deployment' && deployment.model.matching, {
      shown: 1,
      total: 3,
    });
    await lists.set('image');
    assert.equal(models(deployment).length, 3);
    await lists.set(demo.trigger('image-tagger', 1).trigger);
    assert.equal(models(deployment).length, 1);
  });

  it('opening a deployment afterwards asks for nothing', async () => {
    await lists.set('calibration');
    await lists.search(organization());
    demo.emulator.clearRequests();
    await shown.explorer.open(await rowAt(shown.explorer, demo.deployment('image-tagger')));
    assert.equal(triggerLists(), 0);
  });

  it('tells how far it is, and stops when asked', async () => {
    await lists.set('calibration');
    demo.emulator.faults.add({ path: '/triggers', delayMs: 20 });
    const seen: string[] = [];
    shown.explorer.rowTree.onDidChange(() => {
      const { search } = searchModel();
      seen.push(search === undefined ? '-' : `${search.done}/${search.total}`);
    });
    const search = lists.search(organization());
    assert.deepEqual(seen, ['0/5']);
    lists.stop(organization());
    assert.deepEqual(seen, ['0/5', '-']);
    await search;
    assert.ok(seen.slice(1).every((state) => state === '-'));
  });

  it('says why triggers could not be loaded, and asks for those again', async () => {
    await lists.set('calibration');
    const { deployment } = demo.deployment('image-tagger');
    demo.emulator.faults.add({ path: `${deployment}/triggers`, status: 403 });
    await lists.search(organization());
    assert.deepEqual([counts().unknown, searchModel().failure?.kind], [1, 'forbidden']);
    demo.emulator.faults.clear();
    demo.emulator.clearRequests();
    await lists.search(organization());
    assert.deepEqual([triggerLists(), counts().unknown, searchModel().failure], [1, 0, undefined]);
  });

  it('shows what somebody looks for, whatever the text', async () => {
    await lists.set('nothing has this');
    const trigger = await rowAt(shown.explorer, demo.trigger('image-tagger', 0));
    assert.deepEqual(deployments(), ['image-tagger']);
    const deployment = shown.explorer.rowTree.parent(trigger);
    assert.ok(deployment);
    assert.deepEqual(models(deployment).length, 1);
  });

  it('keeps the row of a list that could not be loaded', async () => {
    demo.emulator.faults.add({ path: '/deployments$', status: 403 });
    await lists.set('image');
    assert.deepEqual(shown.words(shown.root()), ['failed forbidden']);
  });
});
