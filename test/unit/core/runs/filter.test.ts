import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Entry } from '../../../../src/api/page';
import type { Run } from '../../../../src/api/resources/runs';
import {
  filterText,
  isNoFilter,
  judge,
  NO_FILTER,
  statusGroup,
  type RunFilter,
  type Verdict,
} from '../../../../src/core/runs/filter';
import { english } from '../english';

const local = (text: string): number => new Date(text).getTime();
const NOON = local('2024-03-01T12:00:00');

const run = (fields: Partial<Run>): Entry<Run> => ({
  kind: 'resource',
  value: { run_id: 'run-1', ...fields },
});
const at = (moment: number): Entry<Run> => run({ created_at: new Date(moment).toISOString() });
const input = (input_data: unknown): Entry<Run> => run({ input_data });

const deep = (): unknown => JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
const deepAt = (moment: number): Entry<Run> =>
  run({ input_data: deep(), created_at: new Date(moment).toISOString() });

describe('A filter of runs', () => {
  const cases: readonly (readonly [string, Partial<RunFilter>, Entry<Run>, Verdict])[] = [
    ['a failed run', { statuses: ['failed'] }, run({ status: 'FAILED' }), 'match'],
    ['a run that succeeded', { statuses: ['failed'] }, run({ status: 'SUCCEEDED' }), 'miss'],
    [
      'one of two states',
      { statuses: ['failed', 'unfinished'] },
      run({ status: 'PENDING' }),
      'match',
    ],
    ['a new word', { statuses: ['unknown'] }, run({ status: 'ARCHIVED' }), 'match'],
    ['no word', { statuses: ['unknown'] }, run({}), 'match'],
    ['a new word is not unfinished', { statuses: ['unfinished'] }, run({ status: 'NEW' }), 'miss'],
    ['the first moment', { since: NOON }, at(NOON), 'match'],
    ['just before it', { since: NOON }, at(NOON - 1), 'miss'],
    ['the last moment', { until: NOON }, at(NOON - 1), 'match'],
    ['just after it', { until: NOON }, at(NOON), 'miss'],
    ['no time at all', { since: NOON }, run({}), 'unclear'],
    ['a reference nested too deeply', { input: 'a' }, input(deep()), 'unclear'],
    ['one that is too old', { input: 'a', since: NOON }, deepAt(NOON - 1), 'miss'],
    ['an unreadable time', { until: NOON }, run({ created_at: 'yesterday' }), 'unclear'],
    ['an unreadable time of another state', { until: NOON, statuses: ['failed'] }, run({}), 'miss'],
    ['no time where none is asked for', {}, run({}), 'match'],
    ['a part of a file', { input: '7D0F' }, input({ '$datalake:1': '13/20240301-7d0f' }), 'match'],
    ['the same as text', { input: '7d0f' }, input('{"$datalake:1":"13/20240301-7d0f"}'), 'match'],
    ['another file', { input: '8e0f' }, input({ '$datalake:1': '13/20240301-7d0f' }), 'miss'],
    ['an input that is plain text', { input: 'plain' }, input('a plain text'), 'match'],
    ['an input that is a list', { input: 'b"' }, input(['a', 'b']), 'match'],
    ['no input', { input: 'null' }, input(null), 'miss'],
    [
      'what is no run',
      { statuses: ['failed'] },
      { kind: 'malformed', reason: '', raw: '1' },
      'unclear',
    ],
  ];

  for (const [name, filter, entry, verdict] of cases) {
    it(`${name}: ${verdict}`, () => {
      assert.equal(judge({ ...NO_FILTER, ...filter }, entry), verdict);
    });
  }

  it('lets everything through when it asks for nothing', () => {
    assert.ok(isNoFilter(NO_FILTER));
    assert.equal(judge(NO_FILTER, { kind: 'malformed', reason: '', raw: '' }), 'match');
    for (const some of [{ since: 0 }, { until: 0 }, { input: 'x' }]) {
      assert.ok(!isNoFilter({ ...NO_FILTER, ...some }));
    }
  });

  it('knows one group for every word', () => {
    fc.assert(
      fc.property(
        fc.option(fc.oneof(fc.string(), fc.constantFrom('FAILED', 'SUCCEEDED', 'RUNNING'))),
        (word) => {
          const all = (['failed', 'unfinished', 'succeeded', 'unknown'] as const).filter(
            (group) =>
              judge({ ...NO_FILTER, statuses: [group] }, run({ status: word })) === 'match',
          );
          assert.deepEqual(all, [statusGroup(word)]);
        },
      ),
    );
  });

  const words: readonly (readonly [Partial<RunFilter>, string])[] = [
    [{ statuses: ['unfinished', 'failed'] }, 'failed, unfinished'],
    [{ since: local('2024-03-01T00:00:00') }, 'since 00:00'],
    [{ since: local('2024-02-29T09:10:00') }, 'since 2024-02-29 09:10'],
    [{ until: NOON }, 'before 12:00'],
    [{ since: local('2024-03-01T09:10:59'), until: NOON }, '09:10 to 12:00'],
    [{ statuses: ['unknown'], input: '2024' }, 'unknown status · input "2024"'],
    [{}, ''],
  ];
  for (const [filter, expected] of words) {
    it(`is called "${expected}"`, () => {
      assert.equal(filterText(english, { ...NO_FILTER, ...filter }, NOON), expected);
    });
  }
});
