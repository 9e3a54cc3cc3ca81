import { ApiError } from '../../../../src/api/failure';
import type { Entry, Page } from '../../../../src/api/page';
import type { Run } from '../../../../src/api/resources/runs';

/** What is wrong with an answer. */
export type Distortion = 'overlap' | 'empty' | 'cyclicToken' | 'twice' | 'unreadable';

/**
 * A platform that lists the runs 1, 2, 3 … of one trigger, the newest first or the oldest first, on
 * pages of a few; its tokens name the run they lead on from and can expire.
 */
export class PagedRuns {
  #count = 0;
  #epoch = 0;
  #distortion: Distortion | undefined;
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

  /** Makes something wrong with the next answer. */
  distort(distortion: Distortion): void {
    this.#distortion = distortion;
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
    const distortion = this.#distortion;
    this.#distortion = undefined;
    const [epoch = this.#epoch, passed = 0] = token?.split(':').map(Number) ?? [];
    if (epoch !== this.#epoch) {
      throw new ApiError({ kind: 'invalid', status: 400 }, 'GET runs');
    }
    // A token names the last run; of newest first the head is as new as it gets.
    const first = oldestFirst ? passed + 1 : token === undefined ? this.#count : passed - 1;
    const step = oldestFirst ? 1 : -1;
    const size = distortion === 'empty' ? 0 : this.pageSize;
    const ids: number[] = [];
    for (let id = first; id >= 1 && id <= this.#count && ids.length < size; id += step) {
      ids.push(id);
    }
    const last = ids.at(-1) ?? first - step;
    const isOver = oldestFirst ? last >= this.#count : last <= 1;
    const before =
      distortion === 'overlap' && token !== undefined ? [first - step * 2, passed] : [];
    const after = distortion === 'twice' ? ids.slice(-1) : [];
    const items = [...before, ...ids, ...after]
      .filter((id) => id >= 1 && id <= this.#count)
      .map((id): Entry<Run> => ({ kind: 'resource', value: this.run(id) }));
    if (distortion === 'unreadable') {
      items.splice(1, 0, { kind: 'malformed', reason: 'unreadable', raw: '{}' });
    }
    const next = `${this.#epoch}:${last}`;
    return isOver && distortion !== 'empty'
      ? { items }
      : { items, next: distortion === 'cyclicToken' && token !== undefined ? token : next };
  }
}
