import assert from 'node:assert/strict';
import { CancellationScope } from '../../../../src/api/http/cancellation';

describe('a cancellation scope', () => {
  it('ends its calls one by one, or all together', () => {
    const scope = new CancellationScope();
    const caller = new AbortController();
    const [one, two, ended] = [
      scope.begin(caller.signal),
      scope.begin(undefined),
      scope.begin(undefined),
    ];
    ended.end();
    caller.abort();
    assert.deepEqual([one.signal.aborted, two.signal.aborted], [true, false]);
    scope.abortAll();
    assert.deepEqual([two.signal.aborted, ended.signal.aborted], [true, false]);
    assert.equal(scope.begin(AbortSignal.abort()).signal.aborted, true);
  });
});
