import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { linesOf } from '../../../../src/core/logs/logLine';
import { hasLogPrefix, levelOfText, type LogLevel } from '../../../../src/core/logs/logLevel';
import { terminalLines } from '../../../../src/core/logs/terminalText';

const runner = (fields: object): string =>
  JSON.stringify({
    log_level: 'INFO',
    timestamp: '2024-03-01T09:15:00.000000',
    source: 'model:run',
    requester_id: 'run-1',
    ...fields,
  });

describe('The text of a line of a log', () => {
  const cases: readonly (readonly [name: string, message: string, lines: readonly string[]])[] = [
    ['plain text', 'step 1', ['step 1']],
    ['nothing', '', ['']],
    ['line breaks', 'a\nb\r\nc', ['a', 'b', 'c']],
    ['a line break at the end', 'a\n', ['a']],
    ['an empty line between', 'a\n\nb', ['a', '', 'b']],
    ['separators of Unicode', 'a\u2028b\u2029c', ['a', 'b', 'c']],
    ['colours', '\x1b[1;31mERROR\x1b[0m: x', ['ERROR: x']],
    ['a colour that was cut', 'done\x1b[3', ['done']],
    ['a title and a link', '\x1b]0;title\x07a \x1b]8;;https://x\x1b\\b\x1b]8;;\x1b\\', ['a b']],
    ['a string without an end', '\x1b]0;title', ['0;title']],
    ['controls of eight bits', '\x9b31mred\x9b0m', ['red']],
    ['a cursor that goes up', 'a\x1b[1A\x1b[2Kb', ['ab']],
    ['other controls', 'a\0b\x07c\bd', ['abcd']],
    ['tabs stay', '\ta\tb', ['\ta\tb']],
    ['the last state of a progress bar', ' 10%\r 50%\r100%', ['100%']],
    ['the last state, with a return behind it', ' 10%\r100%\r', ['100%']],
    ['a line that was wiped out', ' 10%\r     \r', [' 10%']],
    ['a return in front', '\r\x1b[K 7%', [' 7%']],
    ['returns alone', '\r\r\r', ['']],
    ['half a surrogate pair', 'a\ud83d', ['a\ufffd']],
    ['the other half', '\ude00b', ['\ufffdb']],
    ['a pair', 'a😀', ['a😀']],
  ];
  for (const [name, message, lines] of cases) {
    it(`of ${name}`, () => assert.deepEqual(terminalLines(message), lines));
  }

  it('has no control but the tab, whatever was written', () => {
    const unit = fc.oneof(
      fc.constantFrom('\x1b', '[', ']', '\x07', '\r', '\n', '\x9b', '0', 'm', '\\', '\ud83d', '\t'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit }), (message) => {
        const lines = terminalLines(message);
        assert.ok(lines.length > 0);
        for (const line of lines) {
          assert.doesNotMatch(line, /[\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029]/);
          assert.ok(line.isWellFormed());
        }
      }),
    );
  });
});

describe('The level of a line of a log', () => {
  const cases: readonly (readonly [text: string, level: LogLevel | undefined])[] = [
    ['2024-03-01 09:15:00,123 ERROR module: failed', 'error'],
    ['2024-03-01 09:15:00,123 - root - WARNING - slow', 'warning'],
    ['ERROR:root:failed', 'error'],
    ['WARNING:tensorflow:deprecated', 'warning'],
    ['[ERROR] failed', 'error'],
    ['[2024-03-01 09:15:00.123] [app] [error] failed', 'error'],
    ['[2024-03-01 09:15:00 +0000] [17] [CRITICAL] WORKER TIMEOUT', 'fatal'],
    ['2024-03-01 09:15:00.123 | ERROR    | __main__:f:27 - x', 'error'],
    ['E0301 09:15:00.123456 12345 file.cc:12] failed', 'error'],
    ['I0301 09:15:00.123456 12345 file.cc:12] ready', 'info'],
    ['2024-03-01 09:15:00.123456: W tensorflow/core/x.cc:12] slow', 'warning'],
    ['time="2024-03-01T09:15:00Z" level=error msg="x"', 'error'],
    ['ERRO[0001] failed', 'error'],
    ['[2024-03-01 09:15:00,123: ERROR/MainProcess] Task x', 'error'],
    ['09:15:00.123 [main] INFO  com.example.App - started', 'info'],
    ['Mar  1 09:15:00 worker app[12]: ERROR failed', 'error'],
    ['root - ERROR - failed', 'error'],
    ['npm ERR! missing script', 'error'],
    ['error: cannot open', 'error'],
    ['DEBUG connecting', 'debug'],
    ['/srv/app/main.py:12: UserWarning: odd', 'warning'],
    ['KeyError: 1', 'error'],
    ['torch.cuda.OutOfMemoryError: CUDA out of memory', 'error'],
    ['Killed', 'fatal'],
    ['Segmentation fault (core dumped)', 'fatal'],
    ['panic: oh', 'fatal'],
    ['step 3/9 (33 %)', undefined],
    ['errors: 0', undefined],
    ['an ERROR in the middle', undefined],
    ['the error is gone', undefined],
    ['Retrieved 3 rows, ERROR rate 0.1', undefined],
    ['INFORMATIVE', undefined],
    ['', undefined],
  ];
  for (const [text, level] of cases) {
    it(`"${text}": ${level ?? 'none'}`, () => assert.equal(levelOfText(text), level));
  }

  it('is no part of plain text', () => {
    assert.ok(hasLogPrefix('2024-03-01T09:15:00Z x'));
    assert.ok(hasLogPrefix('INFO x'));
    assert.ok(!hasLogPrefix('KeyError: 1'));
  });
});

describe('An entry of a log', () => {
  const event = (message: string, timestamp?: string) =>
    linesOf({
      kind: 'resource',
      value: { message, ...(timestamp !== undefined && { timestamp }) },
    });

  it('is shown as the message of the runner, with the entry as it came', () => {
    const message = runner({ log_level: 'ERROR', message: 'failed\ntwice' });
    assert.deepEqual(event(message, '2024-03-01T09:15:00.5Z'), [
      { kind: 'runner', text: 'failed', time: 1709284500500, level: 'error', raw: message },
      { kind: 'runner', text: 'twice', time: 1709284500500, level: 'error', raw: message },
    ]);
  });

  const shown: readonly (readonly [
    name: string,
    message: string,
    text: string,
    level?: LogLevel,
  ])[] = [
    ['pino', '{"level":50,"time":1,"msg":"m"}', 'm', 'error'],
    ['Python, by number', '{"levelno":30,"message":"m"}', 'm', 'warning'],
    ['python-json-logger', '{"asctime":"x","levelname":"CRITICAL","message":"m"}', 'm', 'fatal'],
    ['structlog', '{"event":"m","level":"info"}', 'm', 'info'],
    ['a message that says more', runner({ message: 'ERROR:root:x' }), 'ERROR:root:x', 'error'],
    [
      'JSON within the message',
      runner({ message: '{"severity":"WARN","message":"in"}' }),
      'in',
      'warning',
    ],
    ['an empty message', runner({ message: '' }), '', 'info'],
  ];
  for (const [name, message, text, level] of shown) {
    it(`is unwrapped: ${name}`, () => {
      const [line, ...more] = event(message);
      assert.deepEqual([line?.text, line?.level, line?.raw, more], [text, level, message, []]);
    });
  }

  for (const message of [
    '{"message":"no level and no time"}',
    '{"level":"INFO"}',
    '{"level":"INFO","message":5}',
    '{"level":"INFO","message":"cut',
    '[{"level":"INFO","message":"m"}]',
    '{"a":'.repeat(5000),
  ]) {
    it(`stays as it is: ${message.slice(0, 40)}`, () => {
      assert.deepEqual(
        event(message).map(({ kind, text }) => [kind, text]),
        [['text', message]],
      );
    });
  }

  it('brings the traceback of the runner with it', () => {
    const message = runner({ message: 'failed', exc_info: 'Traceback:\n  x' });
    assert.deepEqual(
      event(message).map(({ text }) => text),
      ['failed', 'Traceback:', '  x'],
    );
    assert.equal(event(runner({ message: 'fine', exc_info: null })).length, 1);
  });

  it('is a line with a mark when it cannot be read', () => {
    assert.deepEqual(
      linesOf({ kind: 'malformed', reason: 'message is missing', raw: '{"a":\n1}' }),
      [
        {
          kind: 'malformed',
          text: '{"a": 1}',
          time: undefined,
          level: undefined,
          raw: 'message is missing',
        },
      ],
    );
  });

  it('is kept whole, however long', () => {
    const long = 'x'.repeat(250_000);
    assert.equal(event(long)[0]?.text, long);
    assert.equal(event(runner({ message: long }))[0]?.text, long);
  });
});
