import * as fc from 'fast-check';
import type { Distortion } from './pagedRuns';
import { RunHistory, type HistoryStep } from './history';

const which = fc.nat({ max: 7 });
const historyStep: fc.Arbitrary<HistoryStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer' as const), which }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('click' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('arrive' as const), runs: fc.nat({ max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<HistoryStep>(
      { kind: 'refresh' },
      { kind: 'readHead' },
      { kind: 'readOn' },
      { kind: 'reverse' },
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('poll' as const), may: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('distort' as const),
      distortion: fc.constantFrom<Distortion>(
        'overlap',
        'empty',
        'cyclicToken',
        'twice',
        'unreadable',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('fail', 'finish', 'refreshRun'), which }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<HistoryStep>({ kind: 'expire' }, { kind: 'signOutAndIn' }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cutBack' as const), keep: fc.nat({ max: 12 }) }),
  },
);

describe('Whatever happens to the runs of a trigger', () => {
  it('none is lost or doubled, the order is right, and every gap is seen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 30 }),
        fc.array(historyStep, { maxLength: 25 }),
        async (pageSize, runs, steps) => {
          const history = new RunHistory(pageSize, runs);
          await history.start();
          history.check();
          for (const step of steps) {
            await history.run(step);
            history.check();
          }
          await history.end();
        },
      ),
      {
        // A small sample will do for work in progress.
        numRuns: process.env['ABEJA_TEST_SAMPLES'] === 'small' ? 250 : 5000,
        examples: [
          // Behind a token that was followed before, more pages are read than at one click.
          [
            1,
            3,
            [
              { kind: 'arrive', runs: 7 },
              { kind: 'distort', distortion: 'cyclicToken' },
              { kind: 'arrive', runs: 6 },
              { kind: 'click', which: 0 },
              { kind: 'arrive', runs: 6 },
              { kind: 'answer', which: 0 },
            ],
          ],
          // The head is asked for twice, and the older answer comes last.
          [
            1,
            2,
            [
              { kind: 'expire' },
              { kind: 'click', which: 0 },
              { kind: 'answer', which: 0 },
              { kind: 'arrive', runs: 2 },
              { kind: 'refresh' },
              { kind: 'answer', which: 3 },
              { kind: 'answer', which: 0 },
            ],
          ],
          // Behind a head that is empty comes what was the head then, when others have read a newer one.
          [
            1,
            2,
            [
              { kind: 'distort', distortion: 'empty' },
              { kind: 'expire' },
              { kind: 'refresh' },
              { kind: 'click', which: 0 },
              { kind: 'arrive', runs: 3 },
              { kind: 'answer', which: 0 },
              { kind: 'answer', which: 0 },
              { kind: 'answer', which: 3 },
            ],
          ],
          // What ended a list that begins with the oldest run is not there when it is read again.
          [
            1,
            1,
            [
              { kind: 'distort', distortion: 'unreadable' },
              { kind: 'reverse' },
              { kind: 'arrive', runs: 1 },
              { kind: 'answer', which: 0 },
            ],
          ],
        ],
      },
    );
  });
});
