import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseWatch, watchState } from '../../../../src/core/alerts/watchState';
import type { WatchState } from '../../../../src/core/alerts/watchState';
import { formatAddress } from '../../../../src/core/address';
import { health, trigger } from './watchesFixture';

/** The last runs, newest first: `F` failed, `S` succeeded. */
const runs = (letters: string) =>
  health(...Array.from(letters, (letter) => (letter === 'F' ? 'FAILED' : 'SUCCEEDED')));

describe('The state of a watched trigger', () => {
  const cases: readonly (readonly [string, WatchState | undefined, WatchState])[] = [
    ['FF', 'healthy', 'failing'],
    ['FFSS', 'healthy', 'failing'],
    ['SS', 'failing', 'healthy'],
    ['SSFF', 'failing', 'healthy'],
    ['F', 'healthy', 'healthy'],
    ['S', 'failing', 'failing'],
    ['FSS', 'healthy', 'healthy'],
    ['SFF', 'failing', 'failing'],
    ['SFF', 'healthy', 'healthy'],
    ['FSFSFSFS', 'healthy', 'healthy'],
    ['SFSFSFSF', 'failing', 'failing'],
    ['S', undefined, 'healthy'],
    ['F', undefined, 'healthy'],
    ['FS', undefined, 'healthy'],
    ['FF', undefined, 'failing'],
    ['SFSFF', undefined, 'failing'],
    ['FSS', undefined, 'healthy'],
  ];
  for (const [letters, before, state] of cases) {
    it(`is ${state} after ${letters}, newest first, where it was ${before ?? 'unknown'}`, () => {
      assert.equal(watchState(runs(letters), before), state);
    });
  }

  it('changes only to what the newest two runs say', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('F', 'S'), minLength: 1, maxLength: 20 }),
        fc.constantFrom('healthy' as const, 'failing' as const),
        (letters, before) => {
          const state = watchState(runs(letters), before);
          assert.ok(state === before || letters.startsWith(state === 'failing' ? 'FF' : 'SS'));
        },
      ),
    );
  });
});

describe('A stored watch', () => {
  const address = trigger('t');
  const path = formatAddress(address);

  it('is read with what can be read of it', () => {
    assert.deepEqual(
      parseWatch(path, { notifiedState: 'failing', claimedBy: 'one', acknowledged: true, x: 1 }),
      { address, notifiedState: 'failing', claimedBy: 'one', acknowledged: true },
    );
    assert.deepEqual(parseWatch(path, { notifiedState: 7, claimedBy: {}, acknowledged: 'yes' }), {
      address,
      notifiedState: undefined,
      claimedBy: undefined,
      acknowledged: undefined,
    });
  });

  it('is nothing where the path is not that of a trigger, or the value no object', () => {
    for (const [wrongPath, stored] of [
      [path, undefined],
      [path, null],
      [path, 'x'],
      ['/x', {}],
      ['/h/o', {}],
    ] as const) {
      assert.equal(parseWatch(wrongPath, stored), undefined);
    }
  });
});
