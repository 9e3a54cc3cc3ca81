import assert from 'node:assert/strict';
import type { Row } from '../../src/core/explorer/rowModel';
import { RefreshQueue } from '../../src/ui/tree/refreshQueue';

const row = (id: string): Row => ({
  id,
  model: {
    kind: 'empty',
    parent: { kind: 'organization', host: 'h', organization: 'o' },
  },
});
const parent = row('/h/o/deployments/d');
const child = row('/h/o/deployments/d/triggers/t');
const group = row('/h/o/deployments/d/triggers/t#group:2024-03-01');
const run = row('/h/o/deployments/d/triggers/t/runs/r');
const other = row('/h/o/deployments/e');

describe('News of rows', () => {
  let changes: RefreshQueue;
  let notified: (readonly string[] | 'all')[];
  let next: (() => void) | undefined;

  beforeEach(() => {
    changes = new RefreshQueue();
    notified = [];
    changes.event((rows) => {
      notified.push(rows === undefined ? 'all' : rows.map(({ id }) => id));
      next?.();
    });
  });

  afterEach(() => changes.dispose());

  const nextChange = (): Promise<void> =>
    new Promise((resolve) => {
      next = resolve;
    });

  it('are fired at once while nothing is fetched', () => {
    changes.fire([parent, child]);
    changes.fire(undefined);
    assert.deepEqual(notified, [[parent.id, child.id], 'all']);
  });

  for (const [fetched, changed] of [
    [parent, parent],
    [parent, child],
    [child, parent],
    [group, group],
    [group, run],
    [child, group],
  ] as const) {
    it(`of ${changed.id} wait for a fetch below ${fetched.id}`, async () => {
      let answer: () => void = () => undefined;
      const fetch = changes.fetch(
        fetched,
        () => new Promise<void>((resolve) => (answer = resolve)),
      );
      changes.fire([changed]);
      changes.fire([other]);
      assert.deepEqual(notified, [[other.id]]);
      const later = nextChange();
      answer();
      await fetch;
      assert.deepEqual(notified, [[other.id]]);
      await later;
      assert.deepEqual(notified, [[other.id], [changed.id]]);
    });
  }

  it('come together when they waited together', async () => {
    const later = nextChange();
    await changes.fetch(parent, () => undefined);
    changes.fire([parent]);
    changes.fire([child]);
    changes.fire([parent]);
    await later;
    assert.deepEqual(notified, [[parent.id, child.id]]);
  });

  it('of the top level are moot while the top level is fetched', async () => {
    await changes.fetch(undefined, () => {
      changes.fire(undefined);
      return Promise.resolve();
    });
    const later = nextChange();
    changes.fire([parent]);
    await later;
    assert.deepEqual(notified, [[parent.id]]);
  });

  it('are fired after a fetch that failed', async () => {
    const later = nextChange();
    await assert.rejects(changes.fetch(parent, () => Promise.reject(new Error('no'))));
    changes.fire([parent]);
    await later;
    assert.deepEqual(notified, [[parent.id]]);
  });
});
