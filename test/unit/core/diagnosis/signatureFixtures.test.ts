import assert from 'node:assert/strict';
import { signatureOf } from '../../../../src/core/diagnosis/signature';
import { LogIndex } from '../../../../src/core/logs/logIndex';
import { readLogs, type LogFixture } from '../logs/fixture';

const FOLDER = 'test/unit/core/diagnosis/fixtures';

/** A folder of logs, in folders by their true cause. */
interface Grouped {
  readonly cause: string;
  readonly key: string;
}

describe('The signatures of failed runs', () => {
  const first = readLogs(`${FOLDER}/first`);
  // Written when the code was there, and not used to improve it.
  const later = readLogs(`${FOLDER}/later`);

  it('are measured on at least sixty logs', () => {
    assert.ok(first.length + later.length >= 60, `${first.length} and ${later.length} logs`);
  });

  for (const [name, logs] of [
    ['first', first],
    ['later', later],
    ['all', [...first, ...later]],
  ] as const) {
    it(`group the logs of the set "${name}" by their cause`, function () {
      const { precision, recall, wrong } = measure(logs.map(grouped));
      const figures = `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
      console.log(`      ${logs.length} logs: ${figures}`);
      assert.ok(precision >= 0.95 && recall >= 0.95, `${figures}\n${wrong.join('\n')}`);
    });
  }
});

function grouped({ name, entries }: LogFixture): Grouped & { readonly name: string } {
  const index = new LogIndex();
  index.append(entries);
  return { name, cause: name.split('/')[0] ?? '', key: signatureOf(index).key };
}

/** Pairwise: of the pairs in one group, those of one cause, and the other way round. */
function measure(logs: readonly (Grouped & { readonly name: string })[]): {
  readonly precision: number;
  readonly recall: number;
  readonly wrong: readonly string[];
} {
  let found = 0;
  let wanted = 0;
  let right = 0;
  const wrong: string[] = [];
  for (const [number, one] of logs.entries()) {
    for (const other of logs.slice(number + 1)) {
      const isFound = one.key === other.key;
      const isWanted = one.cause === other.cause;
      found += isFound ? 1 : 0;
      wanted += isWanted ? 1 : 0;
      right += isFound && isWanted ? 1 : 0;
      if (isFound !== isWanted) {
        wrong.push(`${isFound ? 'joined' : 'parted'}: ${one.name}, ${other.name}`);
      }
    }
  }
  return { precision: right / found, recall: right / wanted, wrong };
}
