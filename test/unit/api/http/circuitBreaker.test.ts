import assert from 'node:assert/strict';
import { createBreaker } from '../../../../src/api/http/circuitBreaker';
import { networkFailure, statusFailure, type Failure } from '../../../../src/api/failure';
import { manualTime } from '../support';

describe('breaker', () => {
  const gone = networkFailure('ECONNREFUSED');
  const policy = { failures: 3, restMs: 5000 };

  function opened() {
    const time = manualTime();
    const breaker = createBreaker(policy, time);
    for (let call = 0; call < policy.failures; call++) {
      const admission = breaker.admit();
      assert.equal(admission.kind, 'admitted');
      breaker.ended(admission, gone);
    }
    return { time, breaker };
  }

  it('refuses with the same failure when so many calls in a row were given up', () => {
    const { breaker } = opened();
    assert.deepEqual(breaker.admit(), { kind: 'refused', failure: gone });
    assert.equal(breaker.resting(), gone);
  });

  it('lets one call try after the rest, and closes when it is answered', () => {
    const { breaker, time } = opened();
    time.advance(5000);
    const probe = breaker.admit();
    assert.equal(probe.kind, 'probe');
    assert.equal(breaker.admit().kind, 'refused');
    breaker.ended(probe, statusFailure(404, {}, undefined));
    assert.equal(breaker.admit().kind, 'admitted');
  });

  it('rests again when the one fails, and lets the next try when it was cancelled', () => {
    const { breaker, time } = opened();
    time.advance(5000);
    const probe = breaker.admit();
    breaker.ended(probe, gone);
    time.advance(4999);
    assert.equal(breaker.admit().kind, 'refused');
    time.advance(1);
    breaker.ended(breaker.admit(), { kind: 'cancelled' });
    assert.equal(breaker.admit().kind, 'probe');
  });

  it('counts failures in a row: any answer begins anew, a cancelled call is no news', () => {
    const breaker = createBreaker(policy, manualTime());
    const end = (failure?: Failure) => breaker.ended(breaker.admit(), failure);
    end(gone);
    end(gone);
    end(statusFailure(404, {}, undefined));
    end(gone);
    end(gone);
    end();
    end(gone);
    end(gone);
    assert.equal(breaker.admit().kind, 'admitted');
    breaker.ended({ kind: 'admitted' }, { kind: 'cancelled' });
    end(statusFailure(503, {}, undefined));
    assert.equal(breaker.admit().kind, 'refused');
  });
});
