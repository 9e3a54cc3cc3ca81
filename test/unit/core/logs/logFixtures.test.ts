import assert from 'node:assert/strict';
import { basename } from 'node:path/posix';
import { causeOf } from '../../../../src/core/logs/cause';
import { failingPart, type FailingPart } from '../../../../src/core/logs/failingPart';
import type { Frame } from '../../../../src/core/logs/frame';
import { LogIndex } from '../../../../src/core/logs/logIndex';
import { linesOf } from '../../../../src/core/logs/logLine';
import { readLogs, type LogFixture } from './fixture';

const FOLDER = 'test/unit/core/logs/fixtures';

describe('The log of a failed run', () => {
  const logs = readLogs(FOLDER);

  it('is there in many styles', () => {
    assert.ok(logs.length >= 40, `${logs.length} logs`);
  });

  for (const log of logs) {
    it(`${log.name}: the failing part, the cause and the frames`, () => {
      const index = new LogIndex();
      index.append(log.entries);
      const part = failingPart(index);
      const cause = causeOf(index, part);
      const found = {
        kind: part.kind,
        lines: linesOfPart(log, part),
        cause: cause?.text,
        ...namesOf(log, part, cause?.frames ?? [], index),
      };
      const { start, focus, last } = log.markers;
      const [kind = 'block'] = log.expected.get('kind') ?? [];
      assert.deepEqual(found, {
        kind,
        lines: start === undefined ? undefined : { start, focus, last },
        cause: log.expected.get('cause')?.[0],
        ...Object.fromEntries(
          ['frames', 'types', 'relations', 'attempts', 'cut', 'complete'].flatMap((name) => {
            const value = log.expected.get(name)?.[0];
            return value === undefined ? [] : [[name, value.trim()]];
          }),
        ),
      });
      for (const level of log.expected.get('level') ?? []) {
        const [entry, word] = level.split(' ');
        assert.equal(linesOf(log.entries[Number(entry) - 1]!)[0]?.level, word);
      }
    });
  }
});

/** The entries that the part is in: an entry may have several lines. */
function linesOfPart(log: LogFixture, { start, end, focus }: FailingPart): unknown {
  const entryOf = log.entries.flatMap((entry, number) => linesOf(entry).map(() => number));
  return start === end
    ? undefined
    : { start: entryOf[start], focus: entryOf[focus], last: entryOf[end - 1] };
}

/** What is expected is compared; the rest is left out. */
function namesOf(
  { expected }: LogFixture,
  part: FailingPart,
  frames: readonly Frame[],
  index: LogIndex,
): Record<string, string> {
  const block = part.kind === 'block' && part.block.kind === 'traceback' ? part.block : undefined;
  const all: Record<string, string> = {
    frames: frames.map(({ file, name }) => `${basename(file)}:${name ?? '-'}`).join(' '),
    types: block?.exceptions.map(({ type }) => type).join(' ') ?? '',
    relations: block?.exceptions.map(({ relation }) => relation ?? '-').join(' ') ?? '',
    attempts: index.attempts
      .map(({ number, total }) => (number === undefined ? '-' : `${number}/${total ?? '-'}`))
      .join(' '),
    cut: block?.isCutAtStart === true ? 'start' : '',
    complete: String(block?.isComplete),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => expected.has(name)));
}
