import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Purpose } from '../../../../src/core/polling/requestBudget';
import {
  BASE_INTERVAL,
  SchedulerFixture,
  rateLimited,
  settled,
  pollRequest,
  type Ask,
  type Reply,
} from './schedulerFixture';

describe('The poll scheduler', () => {
  let fixture: SchedulerFixture;
  beforeEach(() => {
    fixture = new SchedulerFixture();
  });

  it('asks at the base interval while something changes, and less and less often while nothing does', async () => {
    fixture.answer = () => (fixture.asks.length <= 3 ? 'changed' : 'unchanged');
    fixture.setRequests(pollRequest('t1'));
    await fixture.pass(130_000);
    assert.deepEqual(fixture.times('acme/t1'), [5, 10, 15, 20, 28, 39, 56, 81, 111]);
  });

  it('is back at the base interval as soon as something changes', async () => {
    fixture.setRequests(pollRequest('t1'));
    await fixture.pass(120_000);
    fixture.asks.length = 0;
    fixture.answer = () => 'changed';
    await fixture.pass(60_000);
    const times = fixture.times('acme/t1');
    assert.ok(times.length > 5, String(times));
    times.slice(1).forEach((at, index) => assert.equal(at - (times[index] ?? 0), 5));
  });

  it('asks at once for what is not known, in the order it is shown', async () => {
    fixture.setRequests(
      pollRequest('t1', 'health', false),
      pollRequest('t2', 'health', false),
      pollRequest('t3', 'health'),
    );
    await fixture.pass(500);
    assert.deepEqual(
      fixture.asks.map(({ key }) => key),
      ['acme/t1', 'acme/t2'],
    );
  });

  it('asks for nothing that is not requested', async () => {
    await fixture.pass(60_000);
    assert.equal(fixture.count(), 0);
    fixture.setRequests(pollRequest('t1'));
    await fixture.pass(20_000);
    const before = fixture.count();
    assert.ok(before > 0);
    fixture.setRequests();
    await fixture.pass(300_000);
    assert.equal(fixture.count(), before);
    assert.deepEqual(fixture.time.pending(), [], 'and no timer is left');
  });

  it('never asks twice at once for one target, nor more than two at once of an organization', async () => {
    fixture.answer = undefined;
    fixture.setRequests(
      pollRequest('t1'),
      pollRequest('t2'),
      pollRequest('t3'),
      pollRequest('x1', 'following', true, 'other'),
    );
    await fixture.pass(300_000);
    assert.equal(fixture.count(/^acme/), 2);
    assert.equal(fixture.count(/^other/), 1, 'one that hangs does not hold up another');
    fixture.asks[0]?.reply('unchanged');
    await fixture.pass(1000);
    assert.deepEqual(
      fixture.asks.filter(({ key }) => key.startsWith('acme')).map(({ key }) => key),
      ['acme/t1', 'acme/t2', 'acme/t3'],
    );
  });

  it('takes the more urgent of two requests for one target', async () => {
    fixture.setRequests(
      pollRequest('t1', 'health'),
      pollRequest('t1', 'following'),
      pollRequest('t1', 'watching'),
    );
    await fixture.pass(5500);
    assert.deepEqual(fixture.times('acme/t1'), [5]);
  });

  it('asks less often for what is only visible and for what is watched', async () => {
    fixture.setRequests(pollRequest('visible', 'health'), pollRequest('watched', 'watching'));
    await fixture.pass(1_000_000, 1000);
    assert.deepEqual(fixture.times('acme/visible').slice(0, 4), [60, 150, 285, 488]);
    assert.deepEqual(fixture.times('acme/watched').slice(0, 4), [60, 150, 270, 390]);
  });

  it('asks sooner for what was only visible and is open now', async () => {
    fixture.setRequests(pollRequest('t1', 'health'));
    await fixture.pass(20_000);
    fixture.setRequests(pollRequest('t1', 'following'));
    await fixture.pass(1000);
    assert.deepEqual(fixture.times('acme/t1'), [20]);
  });

  it('takes what a click loaded for an answer', async () => {
    fixture.setRequests(pollRequest('t1'));
    await fixture.pass(4000);
    fixture.scheduler.markPolled('acme/t1');
    await fixture.pass(4000);
    assert.equal(fixture.count(), 0);
    await fixture.pass(1500);
    assert.equal(fixture.count(), 1);
  });

  it('serves purposes in turn and targets evenly, within the budget', async () => {
    fixture = new SchedulerFixture(30);
    fixture.answer = () => 'changed';
    const open = Array.from({ length: 10 }, (_, index) => pollRequest(`t${index}`));
    const visible = Array.from({ length: 500 }, (_, index) =>
      pollRequest(`s${index}`, 'health', false),
    );
    fixture.setRequests(...visible, ...open, pollRequest('w', 'watching', false));
    await fixture.pass(600_000, 500);
    assert.ok(fixture.count() <= 30 * 10, String(fixture.count()));
    const share = fixture.count(/\/t/);
    assert.ok(Math.abs(share - fixture.count(/\/s/)) < 15, `${share} and ${fixture.count(/\/s/)}`);
    assert.ok(fixture.times('acme/w').length > 5);
    const each = open.map(({ key }) => fixture.times(key).length);
    assert.ok(Math.max(...each) - Math.min(...each) <= 1, `evenly: ${each.join(' ')}`);
  });

  it('rests on 429, reports it once, and then asks as before', async () => {
    let isLimited = true;
    fixture.answer = () => (isLimited ? rateLimited(20_000) : 'changed');
    fixture.setRequests(pollRequest('t1'), pollRequest('t2'));
    await fixture.pass(6000);
    const before = fixture.count();
    await fixture.pass(18_000);
    assert.equal(fixture.count(), before, 'nothing is asked while it rests');
    await fixture.pass(60_000);
    assert.deepEqual(fixture.rateLimits, [20_000]);
    isLimited = false;
    await fixture.pass(400_000, 500);
    fixture.asks.length = 0;
    await fixture.pass(20_000);
    assert.ok(fixture.times('acme/t1').length >= 3, 'at the base interval again');
    isLimited = true;
    await fixture.pass(6000);
    assert.equal(fixture.rateLimits.length, 2, 'another time is said again');
  });

  it('rests longer and longer on 429 without Retry-After, but for that organization alone', async () => {
    fixture.answer = (key) => (key.startsWith('acme') ? rateLimited() : 'changed');
    fixture.setRequests(pollRequest('t1'), pollRequest('x1', 'following', true, 'other'));
    await fixture.pass(390_000);
    assert.deepEqual(fixture.times('acme/t1'), [5, 15, 35, 75, 155, 275]);
    assert.ok(fixture.times('other/x1').length >= 70);
  });

  it('takes failures of requests that were under way together for one', async () => {
    fixture.answer = undefined;
    fixture.setRequests(pollRequest('t1'), pollRequest('t2'));
    await fixture.pass(5000);
    assert.equal(fixture.count(), 2);
    fixture.asks.forEach(({ reply }) => reply(rateLimited()));
    fixture.answer = () => 'changed';
    await fixture.pass(12_000);
    assert.deepEqual(fixture.times('acme/t1'), [5, 15]);
    assert.equal(fixture.rateLimits.length, 1);
  });

  it('rests longer and longer while the platform cannot be reached', async () => {
    fixture.answer = () => ({ kind: 'network', reason: 'refused', code: 'ECONNREFUSED' });
    fixture.setRequests(pollRequest('t1'));
    await fixture.pass(600_000, 500);
    assert.deepEqual(fixture.times('acme/t1'), [5, 10, 20, 40, 80, 160, 280, 400, 520]);
    fixture.answer = () => 'changed';
    await fixture.pass(130_000, 500);
    fixture.asks.length = 0;
    await fixture.pass(20_000);
    assert.ok(fixture.count() >= 3);
  });

  it('rests long where the token is refused, until the accounts change', async () => {
    fixture.answer = () => ({ kind: 'unauthorized', status: 401 });
    fixture.setRequests(
      ...Array.from({ length: 30 }, (_, index) => pollRequest(`t${index}`, 'health', false)),
    );
    await fixture.pass(280_000, 500);
    assert.ok(fixture.count() <= 2, String(fixture.count()));
    fixture.answer = () => 'unchanged';
    fixture.scheduler.reset();
    await fixture.pass(60_000, 500);
    assert.ok(fixture.count() > 30);
  });

  it('asks seldom for one target that fails, and goes on with the others', async () => {
    fixture.answer = (key) => (key === 'acme/t1' ? { kind: 'notFound', status: 404 } : 'unchanged');
    fixture.setRequests(pollRequest('t1'), pollRequest('t2'));
    await fixture.pass(250_000, 500);
    assert.deepEqual(fixture.times('acme/t1'), [5]);
    assert.ok(fixture.times('acme/t2').length > 5);
  });

  it('reports what is no failure of a call, and asks seldom for it', async () => {
    const wrong = new Error('wrong');
    fixture.answer = () => {
      throw wrong;
    };
    fixture.setRequests(pollRequest('t1'));
    await fixture.pass(100_000, 500);
    assert.deepEqual(fixture.unexpectedErrors, [wrong]);
  });

  it('asks for nothing after it is disposed', async () => {
    fixture.setRequests(pollRequest('t1'));
    fixture.scheduler.dispose();
    fixture.scheduler.changed();
    await fixture.pass(60_000);
    assert.equal(fixture.count(), 0);
    assert.deepEqual(fixture.time.pending(), []);
  });

  it('keeps its rules in any sequence of events', async () => {
    const purpose = fc.constantFrom<Purpose>('following', 'health', 'watching');
    const requests = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 }), purpose, fc.boolean(), fc.boolean()),
      { maxLength: 8 },
    );
    const event = fc.oneof(
      fc.record({ kind: fc.constant('request' as const), requests }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
      fc.record({
        kind: fc.constant('reply' as const),
        index: fc.nat(5),
        reply: fc.constantFrom<Reply>(
          'changed',
          'unchanged',
          'unchanged',
          rateLimited(),
          rateLimited(15_000),
          { kind: 'server', status: 500 },
          { kind: 'cancelled' },
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 20, maxLength: 60 }), async (events) => {
        const history = new SchedulerFixture(60);
        history.answer = undefined;
        const open: Ask[] = [];
        let requested = new Set<string>();
        const ended = new Map<string, number>();
        let seen = 0;
        const check = (): void => {
          for (const ask of history.asks.slice(seen)) {
            assert.ok(requested.has(ask.key), 'asked for, but not requested');
            assert.ok(!open.some(({ key }) => key === ask.key), 'twice at once');
            const before = ended.get(ask.key);
            assert.ok(
              before === undefined || ask.at - before >= BASE_INTERVAL,
              'sooner than the base interval',
            );
            open.push(ask);
            const organization = ask.key.split('/')[0];
            assert.ok(
              open.filter(({ key }) => key.split('/')[0] === organization).length <= 2,
              'more than two at once',
            );
          }
          seen = history.asks.length;
          const now = history.time.now();
          assert.ok(history.asks.filter(({ at }) => now - at < 60_000).length <= 60);
        };
        for (const step of events) {
          switch (step.kind) {
            case 'request': {
              const wanted = step.requests.map(([id, why, isKnown, isOther]) =>
                pollRequest(`t${id}`, why, isKnown, isOther ? 'other' : 'acme'),
              );
              requested = new Set(wanted.map(({ key }) => key));
              history.setRequests(...wanted);
              break;
            }
            case 'pass':
              await history.pass(step.ms, 1000);
              break;
            case 'reply': {
              const [ask] = open.splice(step.index % Math.max(1, open.length), 1);
              if (ask !== undefined) {
                ended.set(ask.key, history.time.now());
                ask.reply(step.reply);
                await settled();
              }
              break;
            }
          }
          check();
        }
        history.scheduler.dispose();
      }),
      { numRuns: 300 },
    );
  }).timeout(20_000);
});
