import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { signatureOf, type Reason } from '../../../../src/core/diagnosis/signature';
import { LogIndex } from '../../../../src/core/logs/logIndex';
import { entryOf } from '../logs/fixture';
import { fileId, numberId, platformId, uuid } from './ids';

const signatureOfText = (text: string) => {
  const index = new LogIndex();
  index.append(text === '' ? [] : text.split('\n').map((line, number) => entryOf(line, number)));
  return signatureOf(index);
};

/** What differs between two runs that fail in the same way. */
interface Circumstances {
  readonly lines: readonly number[];
  readonly run: string;
  readonly file: string;
  readonly channel: string;
  readonly request: string;
  readonly host: string;
  readonly at: string;
  readonly tookSeconds: number;
}

const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  lines: fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 3, maxLength: 3 }),
  run: platformId,
  file: fileId,
  channel: numberId,
  request: uuid,
  host: fc.oneof(
    fc.stringMatching(/^[a-z]{1,8}(-\d{1,3})?\.(prod|test)\.example\.com(:\d{2,5})?$/),
    fc.ipV4(),
    fc.constantFrom('localhost:8080', 'ip-10-0-1-23', 'worker-7d9f8b6c5d-x2k4p'),
  ),
  at: fc
    .date({ min: new Date('2001-01-01'), max: new Date('2039-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  tookSeconds: fc.integer({ min: 0, max: 9999 }),
});

const STYLES: Readonly<Record<string, (of: Circumstances) => string>> = {
  'a chain of tracebacks': ({ lines, run, host, at, file, channel }) =>
    [
      `${at} INFO reading ${channel}/${file}`,
      'Traceback (most recent call last):',
      `  File "/srv/app/store.py", line ${lines[0]!}, in fetch`,
      '    raise TimeoutError(self.address)',
      `TimeoutError: ${host}`,
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      `  File "/srv/app/main.py", line ${lines[1]!}, in handler`,
      '    raise HandlerError(run) from error',
      `HandlerError: ${run}`,
    ].join('\n'),
  'a line of an error': ({ at, run, file, channel, request, host, tookSeconds }) =>
    `${at} ERROR ${run}: ${channel}/${file} from ${host} failed after ${tookSeconds} s (request ${request})`,
  'the last line': ({ at, host, lines }) => `at ${at} step ${lines[2]!} on ${host}`,
  'a crash': ({ lines }) =>
    `TypeError: no amount\n    at score (/srv/app/index.js:${lines[0]!}:${lines[1]!})`,
};

describe('The signature of a failed run', () => {
  for (const [name, write] of Object.entries(STYLES)) {
    it(`of ${name} does not depend on line numbers, ids, hosts and times`, () => {
      fc.assert(
        fc.property(circumstances, circumstances, (one, other) => {
          const [first, second] = [signatureOfText(write(one)), signatureOfText(write(other))];
          assert.equal(first.key, second.key, JSON.stringify([first.reasons, second.reasons]));
          assert.equal(first.message, second.message);
          assert.ok(!JSON.stringify([first.reasons, first.message]).includes(one.run));
        }),
        { numRuns: 500 },
      );
    });
  }

  it('differs from style to style', () => {
    const [one] = fc.sample(circumstances, 1);
    const keys = Object.values(STYLES).map((write) => signatureOfText(write(one!)).key);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('says why the runs with it are one group', () => {
    const { kind, title, message, reasons, isPartial } = signatureOfText(
      [
        'Traceback (most recent call last):',
        '  File "/srv/app/main.py", line 3, in handler',
        "    return  table['x']",
        '  File "/usr/lib/python3.10/site-packages/pandas/core/frame.py", line 3, in get',
        '    raise KeyError(key)',
        "KeyError: 'x'",
      ].join('\n'),
    );
    const expected: readonly Reason[] = [
      { kind: 'exception', type: 'KeyError' },
      { kind: 'frame', module: 'main', name: 'handler', source: "return table['x']" },
    ];
    assert.deepEqual(
      { kind, title, message, reasons, isPartial },
      {
        kind: 'traceback',
        title: "KeyError: 'x'",
        message: 'KeyError: <value>',
        reasons: expected,
        isPartial: false,
      },
    );
  });

  const others: readonly (readonly [name: string, text: string, kind: string, reasons: unknown])[] =
    [
      ['no log', '', 'silent', [{ kind: 'silent' }]],
      ['blank lines', '\n\n', 'silent', [{ kind: 'silent' }]],
      ['no error', 'step 3/9', 'lastLine', [{ kind: 'line', text: 'step <int>/<int>' }]],
      [
        'an error',
        'ERROR no rows in 7',
        'error',
        [{ kind: 'line', text: 'ERROR no rows in <int>' }],
      ],
      [
        'a crash',
        'Killed',
        'crash',
        [
          { kind: 'exception', type: 'native' },
          { kind: 'line', text: 'Killed' },
        ],
      ],
      [
        'frames of libraries alone',
        'Traceback (most recent call last):\n  File "/usr/lib/python3.10/runpy.py", line 1, in run\n    go()\nValueError: x',
        'traceback',
        [
          { kind: 'exception', type: 'ValueError' },
          { kind: 'frame', module: 'runpy', name: 'run', source: 'go()' },
        ],
      ],
    ];
  for (const [name, text, kind, reasons] of others) {
    it(`of ${name} is of the kind "${kind}"`, () => {
      const found = signatureOfText(text);
      assert.deepEqual([found.kind, found.reasons], [kind, reasons]);
    });
  }

  it('may change where the beginning of the traceback is not known', () => {
    const text = '  File "/srv/app/main.py", line 3, in handler\n    f()\nKeyError: 1';
    assert.ok(signatureOfText(text).isPartial);
    assert.ok(!signatureOfText(`Traceback (most recent call last):\n${text}`).isPartial);
  });

  it('can be had for each attempt', () => {
    const index = new LogIndex();
    const start = (number: number): string => `start executing model, attempt ${number} of 2`;
    index.append([start(1), 'ERROR one', start(2), 'ERROR two'].map((line) => entryOf(line)));
    assert.deepEqual(
      index.attempts.map((attempt) => signatureOf(index, attempt).title),
      ['one', 'two'],
    );
  });

  it('keeps no half of an id where a line is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3900, max: 4100 }), platformId, (length, id) => {
        const { message } = signatureOfText(`ERROR ${'- '.repeat(length / 2)}${id}`);
        assert.ok(!message.includes(id.slice(0, 6)), message.slice(-60));
      }),
    );
  });
});
