import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { RecentLogs } from '../../../../src/api/resources/logs';
import {
  LogDocument,
  type LogInsertion,
  type LogLimits,
} from '../../../../src/core/logs/logDocument';
import { endText, firstLineText } from '../../../../src/core/logs/logText';
import { causeText, mayFailEarlier, openingOf } from '../../../../src/core/logs/opening';
import { english } from '../english';
import { entryOf } from './fixture';

const HEAD = 'head\n';

function documentOf(limits?: LogLimits): LogDocument {
  return new LogDocument({
    redact: (text) => text.replaceAll('secret-token', '***'),
    format: ({ text }) => text,
    ...(limits === undefined ? {} : { limits }),
  });
}

/** A page of the recent log: its lines in the order of the log. */
function page(lines: readonly string[], tokens: Omit<RecentLogs, 'items'> = {}): RecentLogs {
  return { items: lines.map((line) => entryOf(line)).toReversed(), ...tokens };
}

/** A text with an insertion made in it, as an editor makes it. */
function grown(text: string, { line, text: inserted }: LogInsertion): string {
  const lines = text.split('\n');
  return [...lines.slice(0, line), ...inserted.split('\n').slice(0, -1), ...lines.slice(line)].join(
    '\n',
  );
}

const FAILED = {
  run_id: 'run-1',
  status: 'FAILED',
  created_at: '2024-03-01T09:15:00Z',
  modified_at: '2024-03-01T09:16:35Z',
};
const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/srv/app/main.py", line 27, in handler',
  "    amount = row['amount']",
  "KeyError: 'amount'",
];

describe('The document of a log', () => {
  it('grows by insertions to the text that it has as a whole, at both ends', () => {
    const pages = fc.array(
      fc.record({
        isOlder: fc.boolean(),
        lines: fc.array(fc.constantFrom('one', '', 'two␤three', '{"message":"m","level":"INFO"}')),
      }),
    );
    fc.assert(
      fc.property(pages, (deliveries) => {
        const log = documentOf();
        let text = HEAD;
        for (const { isOlder, lines } of deliveries) {
          const insertion = isOlder
            ? log.takeOlder(page(lines))
            : log.takeNewer(page(lines).items.toReversed(), undefined);
          assert.equal(insertion.text.split('\n').length - 1, insertion.count);
          text = grown(text, insertion);
        }
        assert.equal(text, HEAD + log.text);
        const shown = text.split('\n');
        for (let position = log.index.first; position < log.index.end; position += 1) {
          assert.equal(shown[log.lineOf(position)], log.index.at(position)?.text);
          assert.ok(log.positionOf(log.lineOf(position)) === position);
        }
        assert.equal(log.positionOf(0), undefined);
        assert.equal(log.positionOf(shown.length - 1), undefined);
      }),
    );
  });

  it('knows what is in front of its first line', () => {
    const log = documentOf();
    assert.equal(log.beginning, 'unknown');
    log.takeOlder(page(['c'], { older: 'b', newer: 'after' }));
    assert.deepEqual([log.beginning, log.older, log.newer], ['more', 'b', 'after']);
    log.takeOlder(page(['b'], { older: 'a', newer: 'of an older page' }));
    assert.deepEqual([log.older, log.newer], ['a', 'after']);
    log.takeOlder(page(['a']));
    assert.deepEqual([log.beginning, log.older], ['start', undefined]);
  });

  it('ends where the platform gives a token again', () => {
    const log = documentOf();
    log.takeOlder(page(['c'], { older: 'b' }));
    log.takeOlder(page(['b'], { older: 'a' }));
    log.takeOlder(page(['a'], { older: 'b' }));
    assert.deepEqual([log.beginning, log.older], ['cyclicToken', undefined]);
    assert.match(
      firstLineText(english, { log, run: FAILED, zone: undefined }),
      /gave a page token twice/,
    );
  });

  for (const limits of [
    { lines: 3, characters: 1000 },
    { lines: 1000, characters: 6 },
  ]) {
    it(`has room for ${limits.lines} lines of ${limits.characters} characters, and says what is left out`, () => {
      const log = documentOf(limits);
      log.takeOlder(page(['d'], { older: 'c' }));
      assert.equal(log.beginning, 'more');
      log.takeOlder(page(['b', 'c'], { older: 'a' }));
      assert.deepEqual([log.beginning, log.older], ['full', undefined]);
      const left = log.takeNewer([entryOf('e')], 'newer');
      assert.equal(left.count, 0);
      assert.equal(log.text, 'b\nc\nd\n');
      const end = endText(english, { log, run: FAILED, zone: undefined });
      assert.ok(end.startsWith('… later lines are left out'));
    });
  }

  it('has none of our secrets, and the output of the user as it is', () => {
    const log = documentOf();
    log.takeOlder(
      page(['{"message":"x secret-token","level":"INFO"}', 'authorization: Basic abc']),
    );
    assert.equal(log.text, 'x ***\nauthorization: Basic abc\n');
    assert.ok(!JSON.stringify(log.index.at(log.index.first)).includes('secret-token'));
  });

  it('says in its first line what is loaded and where its times are', () => {
    const log = documentOf();
    log.takeOlder(page(['b'], { older: 'a' }));
    const head = (zone?: string): string => firstLineText(english, { log, run: FAILED, zone });
    assert.equal(
      head('Asia/Tokyo'),
      'Log of run-1 · times in Asia/Tokyo · … earlier lines are not loaded',
    );
    log.takeOlder(page(['a']));
    assert.equal(head(), 'Log of run-1');
  });

  const ends: readonly (readonly [string, readonly string[], object, readonly string[]])[] = [
    ['an empty log', [], { status: 'RUNNING' }, ['The run has written nothing yet.']],
    [
      'a run that wrote nothing',
      [],
      {},
      ['The run wrote nothing.', 'finished: FAILED after 1 min 35 s'],
    ],
    ['an unfinished run', ['a'], { status: 'RUNNING' }, []],
    ['an unknown status', ['a'], { status: 'ODD' }, []],
    ['a run without times', ['a'], { created_at: null }, ['finished: FAILED']],
    [
      'several attempts',
      ['start executing model, attempt 2 of 3', 'a', 'start executing model, attempt 3 of 3'],
      {},
      ['finished: FAILED after 1 min 35 s, 3 attempts'],
    ],
  ];
  for (const [what, lines, run, expected] of ends) {
    it(`ends for ${what} with ${expected.length} lines`, () => {
      const log = documentOf();
      log.takeOlder(page(lines));
      const end = endText(english, { log, run: { ...FAILED, ...run }, zone: undefined });
      assert.equal(end, expected.map((line) => `${line}\n`).join(''));
    });
  }

  it('is opened where it says why the run failed, and otherwise at its end', () => {
    const log = documentOf();
    log.takeOlder(page(['a', ...TRACEBACK, '2024-03-01 09:12:24 INFO the end']));
    assert.deepEqual(openingOf(log, FAILED), { start: 2, end: 5, focus: 5 });
    assert.equal(causeText(log, FAILED), "KeyError: 'amount'");
    const succeeded = { ...FAILED, status: 'SUCCEEDED' };
    assert.deepEqual(openingOf(log, succeeded), { start: 6, end: 6, focus: 6 });
    assert.equal(causeText(log, succeeded), undefined);
  });

  it('of nothing is opened at its first line', () => {
    const log = documentOf();
    log.takeOlder(page([]));
    assert.deepEqual(openingOf(log, FAILED), { start: 1, end: 1, focus: 1 });
  });

  it('needs older lines where the loaded ones do not say why the run failed', () => {
    for (const [lines, expected] of [
      [TRACEBACK, false],
      [TRACEBACK.slice(1), true],
      [['a', 'b'], true],
      [[], true],
    ] as const) {
      const log = documentOf();
      log.takeOlder(page(lines, { older: 'a' }));
      assert.equal(mayFailEarlier(log), expected, lines.join());
    }
  });
});
