import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Entry } from '../../../../src/api/page';
import type { LogEvent } from '../../../../src/api/resources/logs';
import { LogIndex } from '../../../../src/core/logs/logIndex';
import { entryOf, readLogs } from './fixture';

const logs = readLogs('test/unit/core/logs/fixtures');
const pieces = [
  ...new Set(logs.flatMap(({ entries }) => entries.map((entry) => JSON.stringify(entry)))),
].map((text) => JSON.parse(text) as Entry<LogEvent>);

/** Whole logs and single lines of them, one after another, in any order. */
const anyLog: fc.Arbitrary<readonly Entry<LogEvent>[]> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...logs.map(({ entries }) => entries)) },
      {
        weight: 3,
        arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 12 }),
      },
      {
        weight: 1,
        arbitrary: fc
          .array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 4 })
          .map((texts) => texts.map((text) => entryOf(text))),
      },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(30)
          .map((count) => Array<Entry<LogEvent>>(count).fill(entryOf('other'))),
      },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.flat());

interface Delivery {
  readonly log: readonly Entry<LogEvent>[];
  /** Where the first page begins, as a share of the log. */
  readonly from: number;
  /** Lengths of pages, the negative ones in front. */
  readonly pages: readonly number[];
  /** Whether somebody looks between two pages. */
  readonly looks: boolean;
}

const delivery: fc.Arbitrary<Delivery> = fc.record({
  log: anyLog,
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  pages: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 }),
  looks: fc.boolean(),
});

describe('The index of a log', () => {
  it('is the same, however the log was cut into pages and in which order they came', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(delivery, ({ log, from, pages, looks }) => {
        const whole = new LogIndex();
        whole.append(log);
        const paged = new LogIndex();
        let start = Math.round(from * log.length);
        let end = start;
        for (let round = 0; start > 0 || end < log.length; round += 1) {
          // Pages of no entries come, too, but some have one.
          const wanted = round < 200 ? pages[round % pages.length]! : round % 2 === 0 ? 5 : -5;
          if (wanted < 0) {
            const begin = Math.max(0, start + wanted);
            paged.prepend(log.slice(begin, start));
            start = begin;
          } else {
            paged.append(log.slice(end, end + wanted));
            end = Math.min(log.length, end + wanted);
          }
          if (looks) {
            contentOf(paged);
          }
        }
        assert.deepEqual(contentOf(paged), contentOf(whole));
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the position of a line when others come in front', () => {
    const index = new LogIndex();
    assert.equal(index.append([entryOf('three'), entryOf('four')]), 0);
    assert.equal(index.prepend([entryOf('one'), entryOf('two␤and a half')]), 3);
    assert.equal(index.first, -3);
    assert.equal(index.at(0)?.text, 'three');
    assert.equal(index.at(-1)?.text, 'and a half');
    assert.equal(index.append([entryOf('five')]), 2);
    assert.deepEqual([index.first, index.end, index.size], [-3, 3, 6]);
  });

  it('ends with the log where the message of a panic is on a line to come', () => {
    const index = new LogIndex();
    index.append([entryOf("thread 'main' panicked at src/main.rs:4:5:")]);
    assert.deepEqual(
      index.blocks.map(({ start, end }) => [start, end]),
      [[0, 1]],
    );
  });

  it('has blocks that follow each other, each within the lines', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const index = new LogIndex();
        index.append(log);
        let before = index.first;
        for (const { start, end } of index.blocks) {
          assert.ok(start >= before && end > start && end <= index.end);
          before = end;
        }
      }),
    );
  });
});

/** Everything that an index says, with positions counted from its first line. */
function contentOf(index: LogIndex): unknown {
  const lines = Array.from({ length: index.size }, (_, number) => index.at(index.first + number));
  const positions = new Set(['start', 'end', 'position']);
  const counted = (name: string, value: unknown): unknown =>
    positions.has(name) && typeof value === 'number' ? value - index.first : value;
  return JSON.parse(
    JSON.stringify(
      {
        lines,
        blocks: index.blocks,
        attempts: index.attempts,
        errors: index.errorLines.map((position) => ({ position })),
      },
      counted,
    ),
  );
}
