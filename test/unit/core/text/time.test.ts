import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { minuteTime, readLocalMoment } from '../../../../src/core/text/time';

const local = (text: string): number => new Date(text).getTime();
const NOW = local('2024-03-01T12:34:56');

describe('A moment in the reader’s time', () => {
  const read: readonly (readonly [text: string, start: string, end?: string])[] = [
    ['09:10', '2024-03-01T09:10:00'],
    ['9:10', '2024-03-01T09:10:00'],
    [' 09:10:30 ', '2024-03-01T09:10:30'],
    ['2024-02-28', '2024-02-28T00:00:00', '2024-02-29T00:00:00'],
    ['2024-2-9', '2024-02-09T00:00:00', '2024-02-10T00:00:00'],
    ['2024-02-29 18:15', '2024-02-29T18:15:00'],
    ['2024-02-29T18:15', '2024-02-29T18:15:00'],
    ['2023-12-31', '2023-12-31T00:00:00', '2024-01-01T00:00:00'],
  ];
  for (const [text, start, end = start] of read) {
    it(`reads "${text}"`, () => {
      assert.equal(readLocalMoment(text, NOW), local(start));
      assert.equal(readLocalMoment(text, NOW, true), local(end));
    });
  }

  for (const text of [
    '',
    ' ',
    'x',
    '24:00',
    '09:60',
    '9',
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-00-01',
    '2024-01-00',
    '2024-01-01x',
    '2024-01-01 9',
    '09:1',
    '2024-01-0109:10',
  ]) {
    it(`refuses "${text}"`, () => {
      assert.equal(readLocalMoment(text, NOW), undefined);
    });
  }

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: local('1990-01-01T00:00'), max: NOW }), (moment) => {
        const minute = Math.floor(moment / 60_000) * 60_000;
        const text = minuteTime(minute, NOW);
        const again = readLocalMoment(text, NOW);
        assert.ok(again !== undefined);
        assert.equal(minuteTime(again, NOW), text);
      }),
    );
  });
});
