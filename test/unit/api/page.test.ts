import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeChannel } from '../../../src/api/decode';
import { allEntries, allPages, type Entry, type Page } from '../../../src/api/page';
import { offsetPage, parsePosition } from '../../../src/api/paging';
import { errorOf } from './support';

const entry = (value: number): Entry<number> => ({ kind: 'resource', value });

/** A list cut into the given pages; each page's `next` is its number. */
function list(pages: readonly (readonly number[])[]) {
  const fetched: (string | undefined)[] = [];
  const fetch = (next: string | undefined): Promise<Page<number>> => {
    fetched.push(next);
    const number = Number(next ?? 0);
    const items = (pages[number] ?? []).map(entry);
    return Promise.resolve(
      number + 1 < pages.length ? { items, next: `${number + 1}` } : { items },
    );
  };
  return { fetch, fetched };
}

async function collect(fetch: (next: string | undefined) => Promise<Page<number>>) {
  const values: number[] = [];
  for await (const item of allEntries(fetch)) {
    values.push(item.kind === 'resource' ? item.value : NaN);
  }
  return values;
}

describe('allPages', () => {
  it('gives every entry of any list in order, however it is cut', async () => {
    const pages = fc.array(fc.array(fc.integer(), { maxLength: 5 }), {
      minLength: 1,
      maxLength: 19,
    });
    await fc.assert(
      fc.asyncProperty(pages, async (cut) => {
        const { fetch, fetched } = list(cut);
        assert.deepEqual(await collect(fetch), cut.flat());
        assert.equal(fetched.length, cut.length);
      }),
    );
  });

  it('fetches no page before it is asked for', async () => {
    const { fetch, fetched } = list([[1], [2], [3]]);
    for await (const page of allPages(fetch)) {
      assert.equal(page.items.length, 1);
      break;
    }
    assert.deepEqual(fetched, [undefined]);
  });

  it('fails on any token that comes a second time, and what came before stands', async () => {
    const loop = fc.tuple(fc.nat(8), fc.nat(8)).filter(([back, length]) => back <= length);
    await fc.assert(
      fc.asyncProperty(loop, async ([back, length]) => {
        const values: number[] = [];
        const fetch = (next: string | undefined) => {
          const number = Number(next ?? 0);
          return Promise.resolve({
            items: [entry(number)],
            next: `${number < length ? number + 1 : Math.max(back, 1)}`,
          });
        };
        const error = await errorOf(
          (async () => {
            for await (const item of allEntries(fetch)) {
              values.push(item.kind === 'resource' ? item.value : NaN);
            }
          })(),
        );
        assert.deepEqual(error.failure, { kind: 'malformed', status: 200, reason: 'shape' });
        assert.deepEqual(values, [...new Set(values)]);
        assert.ok(values.length <= length + 2);
      }),
    );
  });

  it('passes over empty pages that go on, but not for ever', async () => {
    let asked = 0;
    const endless = () => Promise.resolve({ items: [], next: `${++asked}` });
    assert.equal((await errorOf(collect(endless))).failure.kind, 'malformed');
    assert.equal(asked, 20);
  });

  it('finds out a server that ignores the offset (E.1)', async () => {
    const fetch = (next: string | undefined) => {
      const position = parsePosition(next) ?? assert.fail();
      const json = { channels: [{ channel_id: 1 }], has_next: true, offset: 0, limit: 100 };
      return Promise.resolve(offsetPage(decodeChannel, position)(json) ?? assert.fail());
    };
    const pages: unknown[] = [];
    const error = await errorOf(
      (async () => {
        for await (const page of allPages(fetch)) {
          pages.push(page);
        }
      })(),
    );
    assert.equal(error.failure.kind, 'malformed');
    assert.equal(pages.length, 2);
  });

  it('passes on what a page fails with', async () => {
    await assert.rejects(
      collect(() => Promise.reject(new RangeError('x'))),
      RangeError,
    );
  });
});
