import assert from 'node:assert/strict';
import type { RunAddress } from '../../../../src/core/address';
import { Causes } from '../../../../src/core/logs/causes';

const run = (id: string, trigger?: string): RunAddress => ({
  kind: 'run',
  host: 'api.abeja.io',
  organization: '1100000000017',
  deployment: '1200000000029',
  ...(trigger === undefined ? {} : { trigger }),
  run: id,
});

describe('The causes of failed runs', () => {
  it('are known whichever list names the run', () => {
    const causes = new Causes();
    assert.ok(causes.learn(run('run-1'), "KeyError: 'amount'"));
    assert.equal(causes.get(run('run-1', 'tri-1')), "KeyError: 'amount'");
    assert.ok(!causes.learn(run('run-1', 'tri-1'), "KeyError: 'amount'"), 'it was known');
    assert.equal(causes.get(run('run-2')), undefined);
  });

  it('are bounded: those that were learned last stay', () => {
    const causes = new Causes(2);
    for (const id of ['run-1', 'run-2', 'run-3']) {
      causes.learn(run(id), id);
    }
    assert.deepEqual(
      ['run-1', 'run-2', 'run-3'].map((id) => causes.get(run(id))),
      [undefined, 'run-2', 'run-3'],
    );
  });
});
