import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry, Page } from '../../../../src/api/page';
import { allEntries, allPages } from '../../../../src/api/resources/pagination';
import { offsetPage, parsePosition, tokenPage } from '../../../../src/api/decoding/paging';
import { decodeChannel } from '../../../../src/api/resources/channels';
import { decodeRun } from '../../../../src/api/resources/runs';
import { errorOf } from '../support';

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

  it('gives any list of runs exactly, or fails clearly, however a server cuts it', async () => {
    /** Lengths of the pages, how many entries each repeats, and where a page's token leads back to. */
    const cutting = fc.record({
      pages: fc.array(fc.nat(4), { minLength: 1, maxLength: 30 }),
      repeats: fc.infiniteStream(fc.nat(6)),
      back: fc.option(fc.record({ from: fc.nat(9), to: fc.nat(9) }), { nil: undefined, freq: 2 }),
    });
    const seen = { whole: 0, broken: 0 };
    await fc.assert(
      fc.asyncProperty(cutting, async ({ pages, repeats, back }) => {
        const runs = Array.from({ length: pages.reduce((a, b) => a + b) }, (_, id) => `run-${id}`);
        let end = 0;
        const cut = pages.map((length) => {
          const start = Math.max(0, end - (end === 0 ? 0 : Number(repeats.next().value)));
          end += length;
          // An empty page repeats nothing.
          return length === 0 ? [] : runs.slice(start, end);
        });
        const leadsOn = (page: number) => (back?.from === page ? back.to : page + 1);
        const answer = (token: string | undefined) => {
          const page = token === undefined ? 0 : Number(token.slice(1));
          const next = leadsOn(page);
          return {
            entries: (cut[page] ?? []).map((run_id) => ({ run_id })),
            ...(next < cut.length && { next_page_token: `t${next}` }),
          };
        };
        const fetch = (next: string | undefined) =>
          Promise.resolve(tokenPage(decodeRun)(answer(next)) ?? assert.fail());

        const given: string[] = [];
        const reading = (async () => {
          for await (const item of allEntries(fetch, 'runs', ({ run_id }) => run_id)) {
            given.push(item.kind === 'resource' ? item.value.run_id : assert.fail());
          }
        })();
        const skips = back !== undefined && back.from < back.to;
        const error = await reading.then(
          () => undefined,
          () => errorOf(reading),
        );
        assert.deepEqual(given, [...new Set(given)], 'a run is given twice');
        if (error !== undefined) {
          assert.deepEqual(error.failure, { kind: 'malformed', status: 200, reason: 'shape' });
          seen.broken += 1;
        } else if (!skips) {
          assert.deepEqual(given, runs);
          seen.whole += 1;
        }
        if (!skips) {
          assert.deepEqual(given, runs.slice(0, given.length), 'what came before stands');
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(seen.whole > 50 && seen.broken > 20, JSON.stringify(seen));
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

  it('skips empty pages that go on, but not for ever', async () => {
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
