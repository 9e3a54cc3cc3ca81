import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../../../src/api/page';
import type { LogEvent } from '../../../../src/api/resources/logs';

/**
 * A log that was written for a test, one entry a line. At the beginning of a line stand markers: `{{S}}`
 * where the failing part starts, `{{E}}` at its last line, `{{F}}` at the line that says what is wrong.
 * `␛` and `␍` stand for the controls, `␤` for a line break within an entry, `␀` begins an entry that
 * cannot be read. Lines `#! name: value` say what is expected.
 */
export interface LogFixture {
  readonly name: string;
  readonly entries: readonly Entry<LogEvent>[];
  /** Numbers of entries, from 0. */
  readonly markers: { readonly start?: number; readonly focus?: number; readonly last?: number };
  /** Values by name; a name may come several times. */
  readonly expected: ReadonlyMap<string, readonly string[]>;
}

const START = Date.parse('2024-03-01T09:15:00Z');

/** The logs below a folder of this repository, by name. */
export function readLogs(folder: string): readonly LogFixture[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log'))
    .sort()
    .map((file) =>
      readLog(file.slice(0, -'.log'.length), readFileSync(join(folder, file), 'utf8')),
    );
}

function readLog(name: string, text: string): LogFixture {
  const expected = new Map<string, readonly string[]>();
  const markers: { start?: number; focus?: number; last?: number } = {};
  const entries: Entry<LogEvent>[] = [];
  for (const line of text === '' ? [] : text.replace(/\n$/, '').split('\n')) {
    const [, key, value] = /^#! (\w+): (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      expected.set(key, [...(expected.get(key) ?? []), value]);
      continue;
    }
    const [all, signs = ''] = /^((?:\{\{[SFE]\}\})*)/.exec(line) ?? [''];
    for (const [sign, mark] of [
      ['S', 'start'],
      ['F', 'focus'],
      ['E', 'last'],
    ] as const) {
      if (signs.includes(sign)) {
        markers[mark] = entries.length;
      }
    }
    entries.push(entryOf(line.slice(all.length), entries.length));
  }
  return { name, entries, markers, expected };
}

/** An entry of a log, some milliseconds after the one before. */
export function entryOf(text: string, number = 0): Entry<LogEvent> {
  const message = text.replaceAll('␛', '\x1b').replaceAll('␍', '\r').replaceAll('␤', '\n');
  return message.startsWith('␀')
    ? { kind: 'malformed', reason: 'message is missing', raw: message.slice(1) }
    : {
        kind: 'resource',
        value: { message, timestamp: new Date(START + number * 3).toISOString() },
      };
}
