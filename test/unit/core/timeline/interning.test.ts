import assert from 'node:assert/strict';
import type { Run } from '../../../../src/api/resources/runs';
import { FieldInterning } from '../../../../src/core/timeline/interning';

const run = (text: string): Run => JSON.parse(text) as Run;
const deep = (inside: string): string => `${'['.repeat(100_000)}${inside}${']'.repeat(100_000)}`;

describe('What the runs of one trigger have in common', () => {
  it('is one value, whichever run it came with', () => {
    const fields = new FieldInterning();
    const [one, other] = ['run-1', 'run-2'].map((id) =>
      fields.share(run(`{"run_id":"${id}","models":{"a":"1"},"input_data":{"a":"1"}}`)),
    );
    assert.equal(one?.models, other?.models);
    assert.notEqual(one?.input_data, other?.input_data);
    assert.equal(other?.run_id, 'run-2');
  });

  it('does not reach into a value nested too deeply to be compared', () => {
    const fields = new FieldInterning();
    const [one, other] = ['1', '2'].map((inside) => run(`{"models":${deep(inside)}}`));
    assert.ok(one && other);
    assert.equal(fields.share(one).models, one.models);
    assert.equal(fields.share(other).models, other.models);
  });

  it('leaves a field of any name a field', () => {
    const shared = new FieldInterning().share(
      run('{"run_id":"1","__proto__":{"status":"FAILED"}}'),
    );
    assert.equal(shared.status, undefined);
    assert.deepEqual(Object.keys(shared), ['run_id', '__proto__']);
  });
});
