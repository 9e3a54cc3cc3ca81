import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../../../src/api/page';
import type { Run } from '../../../../src/api/resources/runs';
import { conditionOf, HEALTH_SAMPLE, healthOf, sumUp } from '../../../../src/core/runs/health';

const run = (status: string, seconds?: number): Entry<Run> => ({
  kind: 'resource',
  value: {
    run_id: `run-${status}`,
    status,
    ...(seconds === undefined
      ? {}
      : {
          created_at: '2024-03-01T09:15:00.000000Z',
          modified_at: new Date(Date.parse('2024-03-01T09:15:00Z') + seconds * 1000).toISOString(),
        }),
  },
});

/** `S`, `F` and anything else, which is unfinished. */
const runs = (signs: string): readonly Entry<Run>[] =>
  Array.from(signs).map((sign) => run({ S: 'SUCCEEDED', F: 'FAILED' }[sign] ?? 'RUNNING'));

describe('The health of a trigger', () => {
  const cases: readonly (readonly [string, string, number, number, number])[] = [
    // newest first, condition, succeeded, failed, failed in a row
    ['SSSS', 'healthy', 4, 0, 0],
    ['FSSS', 'failing', 3, 1, 1],
    ['FFFS', 'failing', 1, 3, 3],
    ['SFFS', 'unsteady', 2, 2, 0],
    ['FFFF', 'failing', 0, 4, 4],
    ['..F.S', 'failing', 1, 1, 1],
    ['S', 'healthy', 1, 0, 0],
    ['S'.repeat(25) + 'F', 'healthy', 20, 0, 0],
  ];
  for (const [signs, condition, succeeded, failed, failedInARow] of cases) {
    it(`of ${signs} is ${condition}`, () => {
      const health = healthOf(runs(signs));
      assert.ok(health);
      assert.deepEqual(
        [conditionOf(health), health.succeeded, health.failed, health.failedInARow],
        [condition, succeeded, failed, failedInARow],
      );
    });
  }

  it('is not known before a run has finished', () => {
    assert.equal(healthOf([]), undefined);
    assert.equal(healthOf(runs('....')), undefined);
    assert.equal(healthOf([{ kind: 'malformed', reason: 'x', raw: '{}' }]), undefined);
    assert.equal(healthOf([run('NEW'), run('')]), undefined);
  });

  it('counts every finished run of its sample once', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('S', 'F', '.') }), (signs) => {
        const finished = Array.from(signs)
          .filter((sign) => sign !== '.')
          .slice(0, HEALTH_SAMPLE);
        const health = healthOf(runs(signs));
        assert.deepEqual(
          health?.outcomes ?? [],
          finished.map((sign) => (sign === 'F' ? 'failed' : 'succeeded')),
        );
        assert.equal((health?.succeeded ?? 0) + (health?.failed ?? 0), finished.length);
      }),
    );
  });

  it('estimates durations by median and nearest rank, and says of how many runs', () => {
    const estimate = (...seconds: readonly number[]) =>
      healthOf(seconds.map((value) => run('SUCCEEDED', value)))?.duration;
    assert.deepEqual(estimate(60), { medianMs: 60_000, p95Ms: 60_000, sample: 1 });
    assert.deepEqual(estimate(30, 10), { medianMs: 20_000, p95Ms: 30_000, sample: 2 });
    assert.deepEqual(estimate(3, 1, 2), { medianMs: 2000, p95Ms: 3000, sample: 3 });
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
    assert.deepEqual(estimate(...twenty), { medianMs: 10_500, p95Ms: 19_000, sample: 20 });
  });

  it('estimates from finished runs with times that can be read, and from nothing else', () => {
    const sample = [run('SUCCEEDED'), run('RUNNING', 5), run('FAILED', 7), run('SUCCEEDED', -3)];
    assert.deepEqual(healthOf(sample)?.duration, { medianMs: 7000, p95Ms: 7000, sample: 1 });
    assert.equal(healthOf(runs('SF'))?.duration, undefined);
  });

  it('of a deployment tells how many of its triggers are known', () => {
    const [sick, fine, shaky] = [runs('FS'), runs('SS'), runs('SF')].map(healthOf);
    assert.equal(sumUp([]), undefined);
    assert.equal(sumUp([undefined, undefined]), undefined);
    assert.deepEqual(sumUp([sick, undefined, fine, shaky]), { triggers: 4, known: 3, failing: 1 });
    assert.deepEqual(sumUp(['none', undefined]), { triggers: 2, known: 1, failing: 0 });
  });
});
