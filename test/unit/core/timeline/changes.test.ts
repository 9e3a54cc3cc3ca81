import assert from 'node:assert/strict';
import type { Entry, Page } from '../../../../src/api/page';
import type { Run } from '../../../../src/api/resources/runs';
import { TimelineChanges, type HeadDelta } from '../../../../src/core/timeline/changes';
import { RunTimeline } from '../../../../src/core/timeline/timeline';

const run = (id: number, status = 'RUNNING', minute = 1): Entry<Run> => ({
  kind: 'resource',
  value: { run_id: `run-${id}`, status, modified_at: `2024-03-01T09:0${minute}:00Z` },
});

describe('What reading the newest runs changes', () => {
  let timeline: RunTimeline;

  const read = (...pages: readonly Page<Run>[]): HeadDelta => {
    const changes = new TimelineChanges(timeline);
    for (const page of pages) {
      changes.mergePage(page, undefined, new Set());
    }
    return changes.head;
  };

  beforeEach(() => {
    timeline = new RunTimeline();
    read({ items: [run(2), run(1)], next: 'a' });
  });

  it('are the runs that came, and which was the newest until then', () => {
    const { added, top, page, changed } = read({ items: [run(4), run(3), run(2)], next: 'b' });
    assert.deepEqual([added, top, changed], [['run-4', 'run-3'], 'run-2', true]);
    assert.deepEqual([...page.keys()], ['run-4', 'run-3', 'run-2']);
  });

  it('are another state of a run', () => {
    const { added, changed } = read({ items: [run(2), run(1, 'FAILED', 2)], next: 'a' });
    assert.deepEqual([added, changed], [[], true]);
  });

  it('are none where the runs are the same, whatever token leads on', () => {
    for (const next of ['a', 'b']) {
      assert.equal(read({ items: [run(2), run(1)], next }).changed, false);
    }
  });

  it('are none where an answer is older than what is known', () => {
    read({ items: [run(2, 'SUCCEEDED', 3), run(1)], next: 'a' });
    assert.equal(read({ items: [run(2, 'RUNNING', 2), run(1)], next: 'a' }).changed, false);
  });
});
