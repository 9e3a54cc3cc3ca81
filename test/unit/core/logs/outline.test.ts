import assert from 'node:assert/strict';
import { LogDocument } from '../../../../src/core/logs/logDocument';
import { collapsibleRanges, outlineOf, type OutlineEntry } from '../../../../src/core/logs/outline';
import { english } from '../english';
import { entryOf, readLogs } from './fixture';

function documentOf(lines: readonly string[]): LogDocument {
  const log = new LogDocument({ redact: (text) => text, format: ({ text }) => text });
  log.takeOlder({ items: lines.map((line) => entryOf(line)).toReversed() });
  return log;
}

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/srv/app/main.py", line 27, in handler',
  '    frame = read()',
  '  File "/usr/lib/python3.11/site-packages/pandas/io.py", line 9, in read',
  '    return parse()',
  '  File "/usr/lib/python3.11/site-packages/pandas/io.py", line 12, in parse',
  '    raise KeyError(name)',
  "KeyError: 'amount'",
];

describe('The outline of a log', () => {
  it('has the attempts and in each its errors, by the lines of the document', () => {
    const log = documentOf([
      'start executing model, attempt 1 of 2',
      ...TRACEBACK,
      'start executing model, attempt 2 of 2',
      'done',
    ]);
    const words = ({ name, start, end, children }: OutlineEntry): unknown => [
      name,
      start,
      end,
      children.map(words),
    ];
    assert.deepEqual(outlineOf(english, log).map(words), [
      ['Attempt 1 of 2', 1, 9, [["KeyError: 'amount'", 2, 9, []]]],
      ['Attempt 2 of 2', 10, 11, []],
    ]);
    assert.deepEqual(collapsibleRanges(log), [
      { start: 1, end: 9 },
      { start: 10, end: 11 },
      { start: 2, end: 9 },
      { start: 5, end: 8 },
    ]);
  });

  it('has the errors alone where no attempt is named', () => {
    const outline = outlineOf(english, documentOf(['a', ...TRACEBACK]));
    assert.deepEqual(
      outline.map(({ kind, name }) => [kind, name]),
      [['error', "KeyError: 'amount'"]],
    );
  });

  it('stays within the document, and has a name for everything', () => {
    for (const { name, entries } of readLogs('test/unit/core/logs/fixtures')) {
      const log = new LogDocument({ redact: (text) => text, format: ({ text }) => text });
      log.takeOlder({ items: entries.toReversed() });
      const isWithin = ({ start, end }: { start: number; end: number }): boolean =>
        start >= 1 && end >= start && end < log.lineOf(log.index.end);
      const all = outlineOf(english, log).flatMap((entry) => [entry, ...entry.children]);
      assert.ok(all.every(isWithin), name);
      assert.ok(
        all.every((entry) => entry.name !== ''),
        name,
      );
      assert.ok(collapsibleRanges(log).every(isWithin), name);
    }
  });
});
