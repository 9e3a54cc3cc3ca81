import assert from 'node:assert/strict';
import { accountAddress } from '../../../../src/core/accounts/account';
import type { Row } from '../../../../src/core/explorer/rowModel';
import { VisibleTargets } from '../../../../src/core/polling/visibleTargets';
import { explore, rowAt, startDemo, type Demo, type DemoExplorer } from '../demo';

describe('Visible targets', () => {
  let demo: Demo;
  let shown: DemoExplorer;
  let targets: VisibleTargets;
  let open: Set<string>;
  /** How often the rows below each row were read. */
  let reads: string[];

  beforeEach(async () => {
    demo = await startDemo();
    shown = explore(demo);
    open = new Set();
    reads = [];
    const { explorer } = shown;
    const { rowTree, lists } = explorer;
    targets = new VisibleTargets(
      {
        rowTree: {
          roots: () => rowTree.roots(),
          children: (row) => {
            reads.push(row.id);
            return rowTree.children(row);
          },
        },
        lists,
      },
      { isOpen: (row) => open.has(row.id) },
      () => true,
    );
    rowTree.onDidChange((rows) => targets.rowsChanged(rows ?? rowTree.roots()));
    explorer.onDidLoad((address, delta) => {
      if (address.kind === 'trigger' && delta !== undefined) {
        targets.headRead(address, delta);
      }
    });
  });

  afterEach(async () => {
    shown.explorer.dispose();
    await demo.close();
  });

  const expand = async (address: Parameters<typeof rowAt>[1]): Promise<Row> => {
    const row = await rowAt(shown.explorer, address);
    for (let above: Row | undefined = row; above; above = shown.explorer.rowTree.parent(above)) {
      open.add(above.id);
    }
    await shown.explorer.open(row);
    targets.changed();
    return row;
  };
  const runsRequested = (): readonly string[] =>
    targets.requests().flatMap(({ target, key }) => (target.kind === 'run' ? [key] : []));

  it('are the triggers in expanded deployments, from top to bottom', async () => {
    await expand(demo.deployment('image-tagger'));
    const trigger = await expand(demo.trigger('image-tagger', 0));
    const requests = targets.requests();
    assert.equal(requests.length, 3);
    assert.deepEqual(
      requests.map(({ key, purpose }) => (key === trigger.id ? purpose : 'other')).sort(),
      ['following', 'other', 'other'],
    );
    open.delete(shown.root().id);
    targets.changed();
    assert.deepEqual(targets.requests(), []);
    assert.equal(shown.root().id.includes(accountAddress(demo.account).organization), true);
  });

  it('are read from the rows again only when something has changed', async () => {
    const address = demo.trigger('image-tagger', 0);
    const row = await expand(address);
    await shown.explorer.runs.poll(address);
    targets.requests();
    reads.length = 0;
    for (let poll = 0; poll < 5; poll += 1) {
      await shown.explorer.runs.poll(address);
      targets.requests();
    }
    assert.deepEqual(reads, [], 'nothing has changed');
    demo.clock.advance(60_000);
    await shown.explorer.runs.poll(address);
    targets.requests();
    targets.requests();
    assert.deepEqual(reads, [row.id], 'the rows below the trigger alone, once');
  });

  it('are unfinished runs that the newest page does not bring, until they have finished', async () => {
    const address = demo.trigger('image-tagger', 0);
    const row = await expand(address);
    await shown.explorer.runs.poll(address);
    assert.deepEqual(runsRequested(), [], 'the newest page brings them');
    const isUnfinished = ({ model }: Row): boolean =>
      model.kind === 'run' && !/SUCCEEDED|FAILED/.test(model.run.status ?? '');
    const unfinished = (shown.explorer.rowTree.children(row) ?? []).filter(isUnfinished);
    assert.ok(unfinished.length > 0);
    // The page is said to bring none of them.
    targets.headRead(address, { page: new Map(), added: [], changed: true });
    assert.deepEqual(
      runsRequested(),
      unfinished.map(({ id }) => id),
    );
    demo.clock.advance(3_600_000);
    for (const { model } of unfinished) {
      assert.ok(model.kind === 'run');
      await shown.explorer.runs.refresh(model.address);
    }
    assert.deepEqual(runsRequested(), []);
  });
});
