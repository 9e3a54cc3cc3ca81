import assert from 'node:assert/strict';
import { attemptsOf, readStartMarker } from '../../../../src/core/logs/attempts';
import type { LogLine } from '../../../../src/core/logs/logLine';

const line = (kind: LogLine['kind'], text: string): LogLine => ({
  kind,
  text,
  time: undefined,
  level: undefined,
  raw: undefined,
});
const marker = (position: number, number?: number, total?: number) => ({ position, number, total });

describe('The start of an attempt', () => {
  const cases: readonly (readonly [LogLine['kind'], string, string | undefined])[] = [
    ['runner', 'start executing model, attempt 1 of 3', '1/3'],
    ['runner', 'Starting attempt 2/6 of the execution', '2/6'],
    ['runner', 'execution attempt 2 of 3 started', '2/3'],
    ['runner', 'start executing model with abeja-runtime-python36 (version: 1.0.0)', '-/-'],
    ['runner', 'begin to run the handler (attempt #4)', '4/-'],
    ['text', 'start executing model, attempt 1 of 3', '1/3'],
    ['runner', 'attempt 2 of 3 failed', undefined],
    ['runner', 'starting attempt 2 of 3 to download', undefined],
    ['text', 'starting attempt 2 of 3 to run the job', undefined],
    ['text', 'the model has started', undefined],
    ['malformed', 'start executing model', undefined],
    ['runner', 'download of deployment code has finished', undefined],
  ];
  for (const [kind, text, expected] of cases) {
    it(`${kind} "${text}": ${expected ?? 'none'}`, () => {
      const found = readStartMarker(line(kind, text));
      const words = found && `${found.number ?? '-'}/${found.total ?? '-'}`;
      assert.equal(words, expected);
    });
  }
});

describe('The attempts of a run', () => {
  const spans = (markers: readonly ReturnType<typeof marker>[], first: number, end: number) =>
    attemptsOf(markers, first, end).map((attempt) => [
      attempt.start,
      attempt.end,
      attempt.number,
      attempt.hasMarker,
    ]);

  it('are one, of unknown number, without a marker', () => {
    assert.deepEqual(spans([], -5, 20), [[-5, 20, undefined, false]]);
    assert.deepEqual(spans([], 0, 0), []);
  });

  it('begin at their markers; what is before the first belongs to attempt 1', () => {
    assert.deepEqual(spans([marker(3, 1, 2), marker(9, 2, 2)], 0, 20), [
      [0, 9, 1, true],
      [9, 20, 2, true],
    ]);
  });

  it('are more when the beginning is not loaded', () => {
    assert.deepEqual(spans([marker(9, 3)], 0, 20), [
      [0, 9, undefined, false],
      [9, 20, 3, true],
    ]);
    assert.deepEqual(spans([marker(0, 3)], 0, 20), [[0, 20, 3, true]]);
  });

  it('are told by numbers where there are any, each number once', () => {
    assert.deepEqual(
      spans([marker(0, 1), marker(1), marker(2, 1), marker(9, 2), marker(10)], 0, 20),
      [
        [0, 9, 1, true],
        [9, 20, 2, true],
      ],
    );
    assert.deepEqual(spans([marker(0), marker(5)], 0, 9), [
      [0, 5, undefined, true],
      [5, 9, undefined, true],
    ]);
  });
});
