import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Entry } from '../../../src/api/page';
import type { Run } from '../../../src/api/wire';
import { entryKey, RunTimeline } from '../../../src/core/runTimeline';

const run = (id: number, status = 'RUNNING'): Entry<Run> => ({
  kind: 'resource',
  value: { run_id: `run-${id}`, status },
});
const runs = (...ids: number[]): Entry<Run>[] => ids.map((id) => run(id));
const shown = (timeline: RunTimeline): string =>
  timeline.segments
    .map(
      ({ entries, next }) =>
        entries.map((entry) => entryKey(entry).replace('run-', '')).join(' ') +
        (next === undefined ? '' : ` (${next})`),
    )
    .join(' | ');

describe('A timeline of runs', () => {
  it('goes on with the token of its last segment', () => {
    const timeline = new RunTimeline();
    timeline.putHead(runs(9, 8), 'a');
    timeline.extend('a', { items: runs(7, 6), next: 'b' });
    timeline.extend('b', { items: runs(5) });
    assert.equal(shown(timeline), '9 8 7 6 5');
  });

  it('leaves a page aside that nobody waits for', () => {
    const timeline = new RunTimeline();
    timeline.putHead(runs(9, 8), 'a');
    timeline.extend('old', { items: runs(1) });
    assert.equal(shown(timeline), '9 8 (a)');
  });

  it('merges new runs at the head and keeps what is loaded', () => {
    const timeline = new RunTimeline();
    timeline.putHead(runs(7, 6), 'a');
    timeline.extend('a', { items: runs(5, 4), next: 'b' });
    timeline.putHead([run(9), run(8), run(7, 'SUCCEEDED')], 'x');
    assert.equal(shown(timeline), '9 8 7 6 5 4 (b)');
    assert.equal(timeline.run('run-7')?.status, 'SUCCEEDED');
  });

  it('shows a gap where the head does not meet what is loaded, and fills it', () => {
    const timeline = new RunTimeline();
    timeline.putHead(runs(3, 2), 'a');
    timeline.putHead(runs(9, 8), 'b');
    assert.equal(shown(timeline), '9 8 (b) | 3 2 (a)');
    timeline.extend('b', { items: runs(7, 6), next: 'c' });
    assert.equal(shown(timeline), '9 8 7 6 (c) | 3 2 (a)');
    timeline.extend('c', { items: runs(5, 4, 3, 2, 1), next: 'd' });
    assert.equal(shown(timeline), '9 8 7 6 5 4 3 2 1 (a)');
  });

  it('ends when a token repeats', () => {
    const timeline = new RunTimeline();
    timeline.putHead(runs(9), 'a');
    timeline.extend('a', { items: runs(8), next: 'a' });
    assert.equal(shown(timeline), '9 8');
  });

  it('goes on over an empty page with a token', () => {
    const timeline = new RunTimeline();
    timeline.putHead(runs(9), 'a');
    timeline.extend('a', { items: [], next: 'b' });
    assert.equal(shown(timeline), '9 (b)');
  });

  it('puts a late run where the server has it', () => {
    const timeline = new RunTimeline();
    timeline.putHead(runs(9, 7, 6), 'a');
    timeline.putHead(runs(9, 8, 7), 'x');
    assert.equal(shown(timeline), '9 8 7 6 (a)');
  });

  it('gives back any list in its order, however it is cut into pages', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat({ max: 3 }), { minLength: 20, maxLength: 20 }),
        (sizes, repeats) => {
          const timeline = new RunTimeline();
          const all: string[] = [];
          let id = 1000;
          sizes.forEach((size, index) => {
            const last = all.slice(all.length - (repeats[index] ?? 0));
            const fresh = Array.from({ length: size }, () => `run-${(id -= 1)}`);
            all.push(...fresh);
            const items = [...(index === 0 ? [] : last), ...fresh].map((runId): Entry<Run> => ({
              kind: 'resource',
              value: { run_id: runId },
            }));
            const next = index === sizes.length - 1 ? undefined : `t${index}`;
            if (index === 0) {
              timeline.putHead(items, next);
            } else {
              timeline.extend(`t${index - 1}`, next === undefined ? { items } : { items, next });
            }
          });
          assert.deepEqual(timeline.segments.flatMap(({ entries }) => entries).map(entryKey), all);
        },
      ),
    );
  });
});
