import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/failure';
import { followLog } from '../../../../src/api/resources/followLog';
import type { LogEvent, RecentLogOptions, RecentLogs } from '../../../../src/api/resources/logs';
import type { Entry } from '../../../../src/api/page';
import { manualTime, until } from '../support';

/** Lines, newest first. */
const lines = (...texts: string[]): Entry<LogEvent>[] =>
  texts.map((message) => ({ kind: 'resource', value: { message } }));
const messages = (items: readonly Entry<LogEvent>[]) =>
  items.map((item) => (item.kind === 'resource' ? item.value.message : '?')).join(' ');

describe('following a log', () => {
  /** Plays one answer after the other, an error among them thrown; the run ends with the last. */
  async function follow(
    answers: readonly (RecentLogs | ApiError)[],
    { newer, endsAt = answers.length - 1 }: { newer?: string; endsAt?: number } = {},
  ) {
    const time = manualTime();
    const asked: (string | undefined)[] = [];
    const given: string[] = [];
    let requests = 0;
    let hasEnded = false;
    const following = async (): Promise<void> => {
      const fetchLogs = (at: RecentLogOptions) => {
        asked.push(at.newer);
        const answer = answers[requests++] ?? assert.fail('asked too often');
        return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
      };
      const finished = () => requests >= endsAt;
      for await (const { items } of followLog(fetchLogs, { finished, newer, time })) {
        given.push(messages(items));
      }
    };
    let waits = 0;
    const passing = async (): Promise<void> => {
      while (!hasEnded) {
        await until(() => hasEnded || time.pending().length > 0);
        if (time.pending().length > 0) {
          assert.deepEqual(time.pending(), [5000]);
          waits += 1;
          time.advance(5000);
        }
      }
    };
    await Promise.all([following().finally(() => (hasEnded = true)), passing()]);
    return { asked, given, waits };
  }

  it('gives the newest page oldest first, then what is new, until the run has ended', async () => {
    assert.deepEqual(
      await follow(
        [
          { items: lines('b', 'a'), newer: '1' },
          { items: [], newer: '1' },
          { items: lines('d', 'c'), newer: '2' },
          { items: lines('e'), newer: '3' },
          { items: [], newer: '3' },
        ],
        { endsAt: 3 },
      ),
      {
        asked: [undefined, '1', '1', '2', '3'],
        given: ['a b', 'c d', 'e'],
        waits: 3,
      },
    );
  });

  it('does not end on an empty page while the run goes on', async () => {
    const { given, waits } = await follow([
      { items: [] },
      { items: [] },
      { items: lines('a'), newer: '1' },
      { items: [], newer: '1' },
    ]);
    assert.deepEqual([given, waits], [['a'], 3]);
  });

  it('leaves out what it gave when the server names no new token', async () => {
    const { given } = await follow([
      { items: lines('b', 'a') },
      { items: lines('b', 'a') },
      { items: lines('d', 'c', 'b') },
      { items: lines('d', 'd', 'c', 'b') },
      { items: lines('d', 'd', 'c') },
      { items: lines('e', 'd', 'd', 'c', 'b', 'a') },
      { items: lines('e', 'd', 'd', 'c', 'b', 'a') },
    ]);
    assert.deepEqual(given, ['a b', 'c d', 'd', 'e']);
  });

  it('does so too when the token stays the same and the page does not become empty', async () => {
    const { given } = await follow([
      { items: lines('a'), newer: '1' },
      { items: lines('c', 'b'), newer: '1' },
      { items: lines('d', 'c', 'b'), newer: '1' },
      { items: lines('d', 'c', 'b'), newer: '1' },
    ]);
    assert.deepEqual(given, ['a', 'b c', 'd']);
  });

  it('reads on at once behind a page that may have been cut', async () => {
    const many = lines(...Array.from({ length: 20 }, (_, index) => `${index}`));
    const { waits } = await follow([
      { items: many, newer: '1' },
      { items: many, newer: '2' },
      { items: lines('z'), newer: '3' },
      { items: [], newer: '3' },
    ]);
    assert.equal(waits, 1);
  });

  it('starts where it was left', async () => {
    const { asked, given } = await follow(
      [
        { items: lines('c'), newer: '8' },
        { items: [], newer: '8' },
      ],
      {
        newer: '7',
      },
    );
    assert.deepEqual([asked, given], [['7', '8'], ['c']]);
  });

  it('reads the newest page when its token is refused (L4), and gives nothing twice', async () => {
    const refused = new ApiError({ kind: 'invalid', status: 400 }, 'GET');
    const { asked, given } = await follow([
      { items: lines('b', 'a'), newer: '1' },
      refused,
      { items: lines('c', 'b', 'a'), newer: '9' },
      { items: [], newer: '9' },
    ]);
    assert.deepEqual(
      [asked, given],
      [
        [undefined, '1', undefined, '9'],
        ['a b', 'c'],
      ],
    );
  });

  it('passes on any other failure', async () => {
    const gone = new ApiError({ kind: 'notFound', status: 404 }, 'GET');
    await assert.rejects(follow([{ items: [], newer: '1' }, gone]), gone);
  });

  it('ends without an error when it is aborted during a request', async () => {
    const controller = new AbortController();
    const fetchLogs = () => {
      controller.abort();
      return Promise.reject(new ApiError({ kind: 'cancelled' }, 'GET'));
    };
    const { signal } = controller;
    const lines = followLog(fetchLogs, { finished: () => false, signal, time: manualTime() });
    assert.equal((await lines.next()).done, true);
  });

  it('ends without an error when it is aborted during a wait', async () => {
    const time = manualTime();
    const controller = new AbortController();
    const following = (async () => {
      const fetchLogs = () => Promise.resolve({ items: [] });
      const options = { finished: () => false, signal: controller.signal, time };
      for await (const page of followLog(fetchLogs, options)) {
        assert.fail(`there is nothing new: ${messages(page.items)}`);
      }
    })();
    await until(() => time.pending().length > 0);
    controller.abort();
    await following;
    assert.deepEqual(time.pending(), []);
  });
});
