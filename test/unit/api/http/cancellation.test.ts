import assert from 'node:assert/strict';
import { CancellationScope } from '../../../../src/api/http/cancellation';

describe('lives', () => {
  it('end one by one, or all together', () => {
    const scope = new CancellationScope();
    const caller = new AbortController();
    const [one, two, over] = [
      scope.begin(caller.signal),
      scope.begin(undefined),
      scope.begin(undefined),
    ];
    over.end();
    caller.abort();
    assert.deepEqual([one.signal.aborted, two.signal.aborted], [true, false]);
    scope.abortAll();
    assert.deepEqual([two.signal.aborted, over.signal.aborted], [true, false]);
    assert.equal(scope.begin(AbortSignal.abort()).signal.aborted, true);
  });
});
