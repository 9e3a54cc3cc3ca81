import { ApiError } from '../../../../src/api/failure';
import type { Entry, Page } from '../../../../src/api/page';
import type { Run } from '../../../../src/api/resources/runs';

/** How the next answer is odd, if it is. */
export type Oddness = 'overlap' | 'empty' | 'cyclicToken' | 'twice' | 'unreadable';

/**
 * A platform that lists the runs 1, 2, 3 … of one trigger, the newest first or the oldest first, on
 * pages of a few; its tokens name the run they lead on from and can expire.
 */
export class PagedRuns {
  #count = 0;
  #epoch = 0;
  #oddness: Oddness | undefined;
  readonly #finished = new Set<number>();

  constructor(private readonly pageSize: number) {}

  get count(): number {
    return this.#count;
  }

  add(runs: number): void {
    this.#count += runs;
  }

  finish(id: number): void {
    this.#finished.add(id);
  }

  /** Refuses all tokens that were given so far. */
  expire(): void {
    this.#epoch += 1;
  }

  /** Makes the next answer odd. */
  distort(oddness: Oddness): void {
    this.#oddness = oddness;
  }

  run(id: number): Run {
    return {
      run_id: `run-${id}`,
      status: this.#finished.has(id) ? 'SUCCEEDED' : 'RUNNING',
      created_at: new Date(Date.UTC(2024, 2, 1, id * 5)).toISOString(),
      modified_at: `2024-03-01T09:15:0${this.#finished.has(id) ? 1 : 0}Z`,
    };
  }

  /** @throws ApiError when the token has expired. */
  page(token: string | undefined, oldestFirst: boolean): Page<Run> {
    const oddness = this.#oddness;
    this.#oddness = undefined;
    const [epoch = this.#epoch, passed = 0] = token?.split(':').map(Number) ?? [];
    if (epoch !== this.#epoch) {
      throw new ApiError({ kind: 'invalid', status: 400 }, 'GET runs');
    }
    // A token names the last run; of newest first the head is as new as it gets.
    const first = oldestFirst ? passed + 1 : token === undefined ? this.#count : passed - 1;
    const step = oldestFirst ? 1 : -1;
    const size = oddness === 'empty' ? 0 : this.pageSize;
    const ids: number[] = [];
    for (let id = first; id >= 1 && id <= this.#count && ids.length < size; id += step) {
      ids.push(id);
    }
    const last = ids.at(-1) ?? first - step;
    const isOver = oldestFirst ? last >= this.#count : last <= 1;
    const before = oddness === 'overlap' && token !== undefined ? [first - step * 2, passed] : [];
    const after = oddness === 'twice' ? ids.slice(-1) : [];
    const items = [...before, ...ids, ...after]
      .filter((id) => id >= 1 && id <= this.#count)
      .map((id): Entry<Run> => ({ kind: 'resource', value: this.run(id) }));
    if (oddness === 'unreadable') {
      items.splice(1, 0, { kind: 'malformed', reason: 'odd', raw: '{}' });
    }
    const next = `${this.#epoch}:${last}`;
    return isOver && oddness !== 'empty'
      ? { items }
      : { items, next: oddness === 'cyclicToken' && token !== undefined ? token : next };
  }
}
