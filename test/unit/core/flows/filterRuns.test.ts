import assert from 'node:assert/strict';
import { askForFilter } from '../../../../src/core/flows/filterRuns';
import { NO_FILTER, type RunFilter } from '../../../../src/core/runs/filter';
import { english } from '../english';
import { ScriptedPrompter, type Act } from '../scriptedPrompter';

const local = (text: string): number => new Date(text).getTime();
const NOW = local('2024-03-01T12:34:56');
const HOUR = 3_600_000;
const FAILED: RunFilter = { ...NO_FILTER, statuses: ['failed'] };

describe('The flow that filters runs', () => {
  const ask = async (
    given: { readonly current?: RunFilter; readonly earlier?: readonly RunFilter[] },
    ...acts: Act[]
  ) => {
    const prompter = new ScriptedPrompter(...acts);
    const filter = await askForFilter({
      l10n: english,
      prompter,
      now: () => NOW,
      current: given.current ?? NO_FILTER,
      earlier: given.earlier ?? [],
    });
    prompter.assertDone();
    return { filter, seen: prompter.seen };
  };

  const presets: readonly (readonly [string, RunFilter])[] = [
    ['Failed', FAILED],
    ['Unfinished', { ...NO_FILTER, statuses: ['unfinished'] }],
    ['Failed since today', { ...FAILED, since: local('2024-03-01T00:00:00') }],
  ];
  for (const [label, expected] of presets) {
    it(`gives "${label}" with one answer`, async () => {
      const { filter, seen } = await ask({}, { pick: label });
      assert.deepEqual(filter, expected);
      assert.deepEqual(
        seen.map(({ at }) => at),
        ['1/1'],
      );
    });
  }

  it('asks for states, time and input', async () => {
    const { filter, seen } = await ask(
      {},
      { pick: 'By state, time or input…' },
      { mark: ['Failed', 'Unfinished'] },
      { pick: 'In the last hour' },
      { type: ' 20240301 ' },
    );
    assert.deepEqual(filter, {
      statuses: ['failed', 'unfinished'],
      since: NOW - HOUR,
      input: '20240301',
    });
    assert.deepEqual(
      seen.map(({ at }) => at),
      ['1/1', '2/4', '3/4', '4/4'],
    );
  });

  it('takes two moments, and says at once what is none', async () => {
    const { filter, seen } = await ask(
      {},
      { pick: 'By state, time or input…' },
      { mark: [] },
      { pick: 'Between two moments…' },
      { type: '2024-02-30' },
      { type: '2024-02-28 09:10' },
      { type: '2024-02-28 09:10' },
      { type: '2024-02-28' },
      { type: '' },
    );
    assert.deepEqual(filter, {
      ...NO_FILTER,
      since: local('2024-02-28T09:10:00'),
      until: local('2024-02-29T00:00:00'),
    });
    assert.match(seen[3]?.problem ?? '', /Enter a time such as/);
    assert.equal(seen[5]?.problem, 'This is not after 2024-02-28 09:10.');
    assert.equal(seen.at(-1)?.at, '6/6');
  });

  it('keeps what was said over a step back', async () => {
    const { filter, seen } = await ask(
      {},
      { pick: 'By state, time or input…' },
      { mark: ['Failed'] },
      { pick: 'Today' },
      'back',
      'back',
      { mark: ['Failed', 'Unknown status'] },
      { pick: 'Today' },
      { type: 'x' },
    );
    assert.deepEqual(filter?.statuses, ['failed', 'unknown']);
    assert.deepEqual([seen[4]?.selected, seen[5]?.marked], ['today', ['Failed']]);
  });

  it('starts from the filter in force, offers to clear it, and earlier ones', async () => {
    const current = { ...FAILED, since: local('2024-03-01T09:10:00'), input: 'a' };
    const first = await ask({ current, earlier: [current, FAILED] }, { pick: 'failed' });
    assert.deepEqual(first.filter, FAILED);
    assert.deepEqual(first.seen[0]?.labels?.slice(4), [
      'Clear the filter',
      'failed · since 09:10 · input "a"',
      'failed',
    ]);
    const cleared = await ask({ current }, { pick: 'Clear the filter' });
    assert.deepEqual(cleared.filter, NO_FILTER);
    const { seen, filter } = await ask(
      { current },
      { pick: 'By state, time or input…' },
      { mark: ['Failed'] },
      { pick: 'Between two moments…' },
      { type: '09:10' },
      { type: '' },
      { type: 'a' },
    );
    assert.deepEqual(filter, current);
    assert.deepEqual(
      [seen[1]?.marked, seen[2]?.selected, seen[3]?.value, seen[5]?.value],
      [['Failed'], 'typed', '09:10', 'a'],
    );
  });

  it('is left without an answer', async () => {
    assert.equal((await ask({}, 'cancel')).filter, undefined);
  });
});
