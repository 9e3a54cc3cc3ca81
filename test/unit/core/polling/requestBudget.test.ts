import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  RequestBudget,
  type BudgetReport,
  type Purpose,
} from '../../../../src/core/polling/requestBudget';
import { manualTime } from '../../api/support';

const MINUTE = 60_000;

function budgetOf(perMinute: number) {
  const time = manualTime();
  const reports: BudgetReport[] = [];
  let limit = perMinute;
  const budget = new RequestBudget(
    () => limit,
    time,
    (report) => reports.push(report),
  );
  return { time, budget, reports, change: (value: number) => (limit = value) };
}

function takeAll(budget: RequestBudget, purpose: Purpose = 'following'): number {
  let taken = 0;
  while (budget.take(purpose)) {
    taken += 1;
  }
  return taken;
}

describe('The request budget', () => {
  it('gives a third at once and the rest evenly', () => {
    const { time, budget } = budgetOf(60);
    assert.equal(takeAll(budget), 20);
    time.advance(15_000);
    assert.equal(takeAll(budget), 10);
    time.advance(45_000);
    assert.equal(takeAll(budget), 20, 'no more than a third is saved up');
  });

  it('gives the wait until the next request', () => {
    const { time, budget } = budgetOf(60);
    assert.equal(budget.waitMs(), 0);
    takeAll(budget);
    const wait = budget.waitMs();
    assert.ok(wait > 0 && wait <= 1502, String(wait));
    time.advance(wait);
    assert.ok(budget.take('health'));
    assert.ok(!budget.take('health'));
  });

  it('never gives more than its number in any minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 120 }),
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 400 }),
        (perMinute, pauses) => {
          const { time, budget } = budgetOf(perMinute);
          const taken: number[] = [];
          for (const pause of pauses) {
            time.advance(pause);
            while (budget.take('following')) {
              taken.push(time.now());
            }
          }
          taken.forEach((start, index) => {
            const within = taken.slice(index).filter((at) => at - start < MINUTE);
            assert.ok(within.length <= perMinute, `${within.length} of ${perMinute}`);
          });
        },
      ),
    );
  });

  it('reports that it is used up, by purpose, at most once a minute', () => {
    const { time, budget, reports } = budgetOf(30);
    for (const purpose of ['following', 'health', 'health', 'watching'] as const) {
      assert.ok(budget.take(purpose));
    }
    assert.deepEqual(reports, []);
    takeAll(budget);
    assert.deepEqual(
      reports.map(({ perMinute, spent }) => ({ perMinute, spent })),
      [{ perMinute: 30, spent: { following: 7, health: 2, watching: 1 } }],
    );
    takeAll(budget);
    time.advance(59_000);
    takeAll(budget);
    assert.equal(reports.length, 1);
    time.advance(1000);
    takeAll(budget);
    assert.equal(reports.length, 2);
  });

  it('keeps the setting within its bounds', () => {
    const { time, budget, change } = budgetOf(0);
    assert.equal(takeAll(budget), 2, 'at least 6 a minute');
    change(Number.NaN);
    time.advance(MINUTE);
    assert.equal(takeAll(budget), 20, 'the default');
    change(1e9);
    time.advance(MINUTE);
    assert.equal(takeAll(budget), 200, 'at most 600 a minute');
    change(6);
    time.advance(1);
    assert.equal(takeAll(budget), 0);
  });

  it('is not enlarged by a clock that runs backwards', () => {
    let now = 100_000;
    const budget = new RequestBudget(
      () => 60,
      { now: () => now, after: () => () => undefined, random: () => 0 },
      () => undefined,
    );
    takeAll(budget);
    now = 0;
    assert.equal(takeAll(budget), 0);
    now = 1600;
    assert.equal(takeAll(budget), 1);
  });
});
