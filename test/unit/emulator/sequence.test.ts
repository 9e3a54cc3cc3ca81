import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Arrivals, arrivalTime, arrivedBy } from '../../emulator/arrivals';
import { Ids } from '../../emulator/ids';
import { scramble, unscramble } from '../../emulator/seededRandom';
import {
  between,
  comparePositions,
  type Position,
  type Sequence,
  sequenceOf,
  mergedPage,
} from '../../emulator/sequence';

interface Item {
  readonly position: Position;
}

/** Some ascending sequences; times repeat within and across them. */
const sequences: fc.Arbitrary<readonly Sequence<Item>[]> = fc
  .array(fc.array(fc.nat(20), { maxLength: 30 }), { maxLength: 5 })
  .map((streams) =>
    streams.map((times, stream) =>
      sequenceOf(
        times.sort((a, b) => a - b).map((at, index): Item => ({ position: { at, stream, index } })),
      ),
    ),
  );

const arrivals: fc.Arbitrary<Arrivals> = fc.record({
  first: fc.nat(1_000_000),
  everyMs: fc.integer({ min: 10, max: 100_000 }),
  count: fc.oneof(fc.nat(1000), fc.constant(Infinity)),
  salt: fc.nat(),
});

describe('Sequences of the emulator', () => {
  it('give every item once and in order, however they are cut into pages', () => {
    fc.assert(
      fc.property(
        sequences,
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (lists, forward, size) => {
          const expected = lists
            .flatMap((list) => Array.from({ length: list.length }, (_, i) => list.position(i)))
            .sort(comparePositions);
          assert.deepEqual(
            readPages(lists, forward, size),
            forward ? expected : expected.toReversed(),
          );
        },
      ),
    );
  });

  it('page what a filter keeps', () => {
    const keep = ({ position }: Item): boolean => position.at % 3 === 0;
    fc.assert(
      fc.property(
        sequences,
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (lists, forward, size) => {
          const all = readPages(lists, forward, 1000).filter((position) => keep({ position }));
          assert.deepEqual(readPages(lists, forward, size, keep), all);
        },
      ),
    );
  });

  it('can be narrowed to a span of time', () => {
    fc.assert(
      fc.property(sequences, fc.nat(20), fc.nat(20), (lists, from, to) => {
        const narrowed = lists.map((list) => between(list, from, to));
        const expected = readPages(lists, true, 1000).filter(({ at }) => at >= from && at < to);
        assert.deepEqual(readPages(narrowed, true, 4), expected);
      }),
    );
  });

  it('ask for no more items than a page has', () => {
    let made = 0;
    const long: Sequence<number> = {
      length: 1_000_000,
      position: (index) => ({ at: index, stream: 0, index }),
      item: (index) => {
        made++;
        return index;
      },
    };
    const after = { at: 500_000, stream: 0, index: 500_000 };
    const { items } = mergedPage([long], { forward: false, size: 100, after });
    assert.deepEqual([items[0], items.at(-1)], [499_999, 499_900]);
    assert.ok(made <= 101, `${made} items were made`);
  });
});

describe('Arrivals', () => {
  it('come in order, and are counted when they have come', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(2000), (source, index) => {
        fc.pre(index < source.count);
        const time = arrivalTime(source, index);
        assert.ok(time < arrivalTime(source, index + 1));
        assert.equal(arrivedBy(source, time), index + 1);
        assert.equal(arrivedBy(source, time - 1), index);
      }),
    );
  });

  it('end with their count', () => {
    fc.assert(
      fc.property(arrivals, (source) => {
        fc.pre(source.count !== Infinity);
        assert.equal(arrivedBy(source, Number.MAX_SAFE_INTEGER), source.count);
      }),
    );
  });
});

describe('Ids', () => {
  const half = fc.integer({ min: 0, max: 0xffff_ffff });

  it('are decoded', () => {
    fc.assert(
      fc.property(half, half, half, (key, high, low) => {
        assert.deepEqual(unscramble(key, scramble(key, { high, low })), { high, low });
      }),
    );
  });

  it('contain the index of a run', () => {
    fc.assert(
      fc.property(half, half, half, (seed, stream, index) => {
        const identities = new Ids(seed);
        const id = identities.run({ stream, index });
        assert.match(id, /^run-[0-9a-f]{16}$/);
        assert.deepEqual(identities.runAddress(id), { stream, index });
      }),
    );
  });

  it('contain the channel and index of a file', () => {
    fc.assert(
      fc.property(half, fc.nat(100_000), fc.boolean(), half, (seed, channel, uploaded, index) => {
        const identities = new Ids(seed);
        const id = identities.file({ channel, uploaded, index }, 1_709_284_500_000);
        assert.match(id, /^20240301T091500-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.deepEqual(identities.fileAddress(id), { channel, uploaded, index });
      }),
    );
  });

  it('have the documented shapes', () => {
    const identities = new Ids(1);
    assert.match(identities.numbered('deployment'), /^12\d{11}$/);
    assert.match(identities.hex('ver'), /^ver-[0-9a-f]{16}$/);
    assert.notEqual(identities.hex('tri'), identities.hex('tri'));
    for (const foreign of ['', 'run-', 'run-xyz', 'RUN-0000000000000000', 'tri-0000000000000000']) {
      assert.equal(identities.runAddress(foreign), null);
      assert.equal(identities.fileAddress(foreign), null);
    }
  });
});

function readPages(
  lists: readonly Sequence<Item>[],
  forward: boolean,
  size: number,
  keep?: (item: Item) => boolean,
): readonly Position[] {
  const seen: Position[] = [];
  let after: Position | null = null;
  do {
    const { items, next }: ReturnType<typeof mergedPage<Item>> = mergedPage(lists, {
      forward,
      size,
      after,
      ...(keep === undefined ? {} : { keep }),
    });
    assert.ok(items.length <= size);
    assert.ok(next === null || items.length === size);
    seen.push(...items.map(({ position }) => position));
    after = next;
  } while (after !== null);
  return seen;
}
