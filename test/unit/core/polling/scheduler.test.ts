import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Purpose } from '../../../../src/core/polling/requestBudget';
import {
  FLOOR,
  FollowStage,
  limited,
  settled,
  wish,
  type Ask,
  type Reply,
} from './schedulerFixture';

describe('Following', () => {
  let stage: FollowStage;
  beforeEach(() => {
    stage = new FollowStage();
  });

  it('asks at the floor while things change, and ever less often while they do not', async () => {
    stage.answer = () => (stage.asks.length <= 3 ? 'changed' : 'unchanged');
    stage.wish(wish('t1'));
    await stage.pass(130_000);
    assert.deepEqual(stage.times('acme/t1'), [5, 10, 15, 20, 28, 39, 56, 81, 111]);
  });

  it('is back at the floor as soon as something changes', async () => {
    stage.wish(wish('t1'));
    await stage.pass(120_000);
    stage.asks.length = 0;
    stage.answer = () => 'changed';
    await stage.pass(60_000);
    const times = stage.times('acme/t1');
    assert.ok(times.length > 5, String(times));
    times.slice(1).forEach((at, index) => assert.equal(at - (times[index] ?? 0), 5));
  });

  it('asks at once for what is not known, in the order it is shown', async () => {
    stage.wish(wish('t1', 'health', false), wish('t2', 'health', false), wish('t3', 'health'));
    await stage.pass(500);
    assert.deepEqual(
      stage.asks.map(({ key }) => key),
      ['acme/t1', 'acme/t2'],
    );
  });

  it('asks for nothing that is not wished for', async () => {
    await stage.pass(60_000);
    assert.equal(stage.count(), 0);
    stage.wish(wish('t1'));
    await stage.pass(20_000);
    const before = stage.count();
    assert.ok(before > 0);
    stage.wish();
    await stage.pass(300_000);
    assert.equal(stage.count(), before);
    assert.deepEqual(stage.time.pending(), [], 'and no timer is left');
  });

  it('never asks twice at once for one target, nor more than two at once of an organization', async () => {
    stage.answer = undefined;
    stage.wish(wish('t1'), wish('t2'), wish('t3'), wish('x1', 'following', true, 'other'));
    await stage.pass(300_000);
    assert.equal(stage.count(/^acme/), 2);
    assert.equal(stage.count(/^other/), 1, 'one that hangs does not hold up another');
    stage.asks[0]?.reply('unchanged');
    await stage.pass(1000);
    assert.deepEqual(
      stage.asks.filter(({ key }) => key.startsWith('acme')).map(({ key }) => key),
      ['acme/t1', 'acme/t2', 'acme/t3'],
    );
  });

  it('takes the more urgent of two wishes for one target', async () => {
    stage.wish(wish('t1', 'health'), wish('t1', 'following'), wish('t1', 'watching'));
    await stage.pass(5500);
    assert.deepEqual(stage.times('acme/t1'), [5]);
  });

  it('paces what is only in sight and what is watched', async () => {
    stage.wish(wish('sight', 'health'), wish('watched', 'watching'));
    await stage.pass(1_000_000, 1000);
    assert.deepEqual(stage.times('acme/sight').slice(0, 4), [60, 150, 285, 488]);
    assert.deepEqual(stage.times('acme/watched').slice(0, 4), [60, 150, 270, 390]);
  });

  it('hurries what was in sight and is read now', async () => {
    stage.wish(wish('t1', 'health'));
    await stage.pass(20_000);
    stage.wish(wish('t1', 'following'));
    await stage.pass(1000);
    assert.deepEqual(stage.times('acme/t1'), [20]);
  });

  it('counts what a click brought', async () => {
    stage.wish(wish('t1'));
    await stage.pass(4000);
    stage.follower.markPolled('acme/t1');
    await stage.pass(4000);
    assert.equal(stage.count(), 0);
    await stage.pass(1500);
    assert.equal(stage.count(), 1);
  });

  it('goes round within the budget, and every purpose has its turn', async () => {
    stage = new FollowStage(30);
    stage.answer = () => 'changed';
    const read = Array.from({ length: 10 }, (_, index) => wish(`t${index}`));
    const visibility = Array.from({ length: 500 }, (_, index) =>
      wish(`s${index}`, 'health', false),
    );
    stage.wish(...visibility, ...read, wish('w', 'watching', false));
    await stage.pass(600_000, 500);
    assert.ok(stage.count() <= 30 * 10, String(stage.count()));
    const share = stage.count(/\/t/);
    assert.ok(Math.abs(share - stage.count(/\/s/)) < 15, `${share} and ${stage.count(/\/s/)}`);
    assert.ok(stage.times('acme/w').length > 5);
    const each = read.map(({ key }) => stage.times(key).length);
    assert.ok(Math.max(...each) - Math.min(...each) <= 1, `round robin: ${each.join(' ')}`);
  });

  it('slows down on 429, says so once, and comes back', async () => {
    let isLimited = true;
    stage.answer = () => (isLimited ? limited(20_000) : 'changed');
    stage.wish(wish('t1'), wish('t2'));
    await stage.pass(6000);
    const before = stage.count();
    await stage.pass(18_000);
    assert.equal(stage.count(), before, 'nothing is asked while it rests');
    await stage.pass(60_000);
    assert.deepEqual(stage.slowed, [20_000]);
    isLimited = false;
    await stage.pass(400_000, 500);
    stage.asks.length = 0;
    await stage.pass(20_000);
    assert.ok(stage.times('acme/t1').length >= 3, 'at the floor again');
    isLimited = true;
    await stage.pass(6000);
    assert.equal(stage.slowed.length, 2, 'another time is said again');
  });

  it('slows down on 429 without Retry-After, too, and leaves other organizations alone', async () => {
    stage.answer = (key) => (key.startsWith('acme') ? limited() : 'changed');
    stage.wish(wish('t1'), wish('x1', 'following', true, 'other'));
    await stage.pass(120_000);
    assert.deepEqual(stage.times('acme/t1'), [5, 15, 35, 75, 115]);
    assert.ok(stage.times('other/x1').length >= 20);
  });

  it('gives a platform that is away longer and longer rests', async () => {
    stage.answer = () => ({ kind: 'network', reason: 'refused', code: 'ECONNREFUSED' });
    stage.wish(wish('t1'));
    await stage.pass(600_000, 500);
    assert.deepEqual(stage.times('acme/t1'), [5, 10, 20, 40, 80, 160, 280, 400, 520]);
    stage.answer = () => 'changed';
    await stage.pass(130_000, 500);
    stage.asks.length = 0;
    await stage.pass(20_000);
    assert.ok(stage.count() >= 3);
  });

  it('leaves an organization that refuses the token alone until the accounts change', async () => {
    stage.answer = () => ({ kind: 'unauthorized', status: 401 });
    stage.wish(...Array.from({ length: 30 }, (_, index) => wish(`t${index}`, 'health', false)));
    await stage.pass(280_000, 500);
    assert.ok(stage.count() <= 2, String(stage.count()));
    stage.answer = () => 'unchanged';
    stage.follower.reset();
    await stage.pass(60_000, 500);
    assert.ok(stage.count() > 30);
  });

  it('asks seldom for one target that fails, and goes on with the others', async () => {
    stage.answer = (key) => (key === 'acme/t1' ? { kind: 'notFound', status: 404 } : 'unchanged');
    stage.wish(wish('t1'), wish('t2'));
    await stage.pass(250_000, 500);
    assert.deepEqual(stage.times('acme/t1'), [5]);
    assert.ok(stage.times('acme/t2').length > 5);
  });

  it('hands on what is no failure of a call, and asks seldom for it', async () => {
    const wrong = new Error('wrong');
    stage.answer = () => {
      throw wrong;
    };
    stage.wish(wish('t1'));
    await stage.pass(100_000, 500);
    assert.deepEqual(stage.faults, [wrong]);
  });

  it('asks for nothing any more once it is over', async () => {
    stage.wish(wish('t1'));
    stage.follower.dispose();
    stage.follower.changed();
    await stage.pass(60_000);
    assert.equal(stage.count(), 0);
    assert.deepEqual(stage.time.pending(), []);
  });

  it('keeps its rules in any history', async () => {
    const purpose = fc.constantFrom<Purpose>('following', 'health', 'watching');
    const requests = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 }), purpose, fc.boolean(), fc.boolean()),
      { maxLength: 8 },
    );
    const event = fc.oneof(
      fc.record({ kind: fc.constant('wish' as const), wishes: requests }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
      fc.record({
        kind: fc.constant('reply' as const),
        index: fc.nat(5),
        reply: fc.constantFrom<Reply>(
          'changed',
          'unchanged',
          'unchanged',
          limited(),
          limited(15_000),
          { kind: 'server', status: 500 },
          { kind: 'cancelled' },
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 20, maxLength: 60 }), async (events) => {
        const history = new FollowStage(60);
        history.answer = undefined;
        const open: Ask[] = [];
        let wished = new Set<string>();
        const ended = new Map<string, number>();
        let seen = 0;
        const check = (): void => {
          for (const ask of history.asks.slice(seen)) {
            assert.ok(wished.has(ask.key), 'asked for, but not wished for');
            assert.ok(!open.some(({ key }) => key === ask.key), 'twice at once');
            const before = ended.get(ask.key);
            assert.ok(before === undefined || ask.at - before >= FLOOR, 'below the floor');
            open.push(ask);
            const backoff = ask.key.split('/')[0];
            assert.ok(
              open.filter(({ key }) => key.split('/')[0] === backoff).length <= 2,
              'a crowd',
            );
          }
          seen = history.asks.length;
          const now = history.time.now();
          assert.ok(history.asks.filter(({ at }) => now - at < 60_000).length <= 60);
        };
        for (const step of events) {
          switch (step.kind) {
            case 'wish': {
              const wanted = step.wishes.map(([id, why, isKnown, isOther]) =>
                wish(`t${id}`, why, isKnown, isOther ? 'other' : 'acme'),
              );
              wished = new Set(wanted.map(({ key }) => key));
              history.wish(...wanted);
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
        history.follower.dispose();
      }),
      { numRuns: 300 },
    );
  });
});
