import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fakeClock } from '../../emulator/clock';
import { emulators, listIn, present, type Reply, textIn, EmulatorClient } from './emulatorClient';

type Entry = Readonly<Record<string, unknown>>;

describe('The emulator’s runs', () => {
  const start = emulators();

  it('come page by page, each exactly once, in both directions', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const lists = [client.trigger(0, 0), client.trigger(0, 1), client.deployment(0)];
    for (const list of lists.map((path) => `${path}/runs`)) {
      const [backward, forward] = [
        await readPages(client, list, false),
        await readPages(client, list, true),
      ];
      const ids = backward.map(({ run_id }) => run_id);
      assert.ok(ids.length > 200, `${ids.length} runs`);
      assert.equal(new Set(ids).size, ids.length);
      assert.deepEqual(
        forward.map(({ run_id }) => run_id),
        ids.toReversed(),
      );
      const times = forward.map((run) => textIn(run, 'created_at'));
      assert.deepEqual(times, times.toSorted());
    }
  });

  it('come the same whatever the size of a page', async () => {
    const whole = await readPages(
      new EmulatorClient(await start({ clock: fakeClock(), pageSize: 5000 })),
      'T',
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 400 }), fc.boolean(), async (size, forward) => {
        const emulator = await start({ clock: fakeClock(), pageSize: size });
        const runs = await readPages(new EmulatorClient(emulator), 'T', forward);
        assert.deepEqual(forward ? runs.toReversed() : runs, whole);
      }),
      { numRuns: 12 },
    );
  });

  it('do not shift while pages are read when new ones come in', async () => {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ clock }));
    const list = `${client.trigger()}/runs`;
    const before = await readPages(client, list);
    const during = await readPages(client, list, false, () => clock.advance(30_000));
    assert.deepEqual(ids(during), ids(before));
    const after = ids(await readPages(client, list));
    assert.ok(after.length > before.length);
    assert.deepEqual(after.slice(-before.length), ids(before));
  });

  it('have pages of 30 in demo and of 100 in scale', async () => {
    for (const [world, size] of [
      ['demo', 30],
      ['scale', 100],
    ] as const) {
      const client = new EmulatorClient(await start({ world, clock: fakeClock() }));
      assert.equal(listIn(await client.get(`${client.trigger()}/runs`)).length, size);
    }
  });

  it('take every spelling of scan_forward', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const list = `${client.trigger()}/runs`;
    const first = async (query: string) => listIn(await client.get(list + query))[0]?.run_id;
    const newest = await first('');
    const oldest = await first('?scan_forward=True');
    assert.notEqual(newest, oldest);
    for (const word of ['True', 'true', '1']) {
      assert.equal(await first(`?scan_forward=${word}&next_page_token=`), oldest);
    }
    for (const word of ['False', 'false', '0', '']) {
      assert.equal(await first(`?scan_forward=${word}`), newest);
    }
  });

  it('refuse a token of another list, of another direction, of another world, and a changed one', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const other = new EmulatorClient(await start({ clock: fakeClock(), seed: 2 }));
    const list = `${client.trigger()}/runs`;
    const good = tokenOf(await client.get(list));
    const foreign: readonly (readonly [string, string])[] = [
      [`${client.trigger(0, 1)}/runs`, good],
      [`${client.deployment()}/runs`, good],
      [`${list}?scan_forward=True`, good],
      [list, tokenOf(await other.get(`${other.trigger()}/runs`))],
      [list, good.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))],
      [list, 'opaque'],
    ];
    assert.equal((await client.get(withToken(list, good))).status, 200);
    for (const [path, token] of foreign) {
      const { status, json } = await client.get(withToken(path, token));
      assert.equal(status, 400);
      assert.deepEqual(Object.keys(json.error_detail as object), ['next_page_token']);
    }
  });

  it('tell of the trigger in its list alone, and of the version’s name everywhere else', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const trigger = client.trigger();
    const entry = present(listIn(await client.get(`${trigger}/runs`))[0]);
    const run = (await client.get(`${client.deployment()}/runs/${textIn(entry, 'run_id')}`)).json;
    assert.equal(entry.trigger_id, trigger.split('/').at(-1));
    assert.ok(!('model_version' in entry));
    assert.ok(!('trigger_id' in run));
    assert.equal(run.model_version, '0.0.3');
    assert.deepEqual(
      { ...entry, model_version: '0.0.3' },
      { ...run, trigger_id: entry.trigger_id },
    );
  });

  it('of another deployment are not found', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const [entry] = listIn(await client.get(`${client.deployment(1)}/runs`));
    const id = textIn(entry, 'run_id');
    assert.equal((await client.get(`${client.deployment(1)}/runs/${id}`)).status, 200);
    assert.equal((await client.get(`${client.deployment(0)}/runs/${id}`)).status, 404);
  });

  it('are computed at the millionth as at the first', async () => {
    const client = new EmulatorClient(await start({ world: 'scale', clock: fakeClock() }));
    const list = `${client.trigger()}/runs`;
    const [oldest] = listIn(await client.get(`${list}?scan_forward=True`));
    const path = `${client.deployment()}/runs/${textIn(oldest, 'run_id')}`;
    assert.equal((await client.get(path)).json.created_at, oldest?.created_at);
  });

  describe('submitted by hand', () => {
    it('start in SUBMITTED with what they were given', async () => {
      const { client, runs, version } = await setting();
      const body = {
        version_id: version,
        environment: { ENV: 'testing' },
        input_data: { '$datalake:1': '1/2' },
        output_template: { '$datalake:1': '3' },
        retry_count: 0,
        distribution: 1,
      };
      const { status, json } = await client.request('POST', runs, { body });
      assert.equal(status, 200);
      assert.match(textIn(json, 'run_id'), /^run-[0-9a-f]{16}$/);
      assert.deepEqual(
        [
          json.status,
          json.model_version_id,
          json.user_env_vars,
          json.input_data,
          json.output_template,
          json.retry_count,
          json.distribution,
        ],
        ['SUBMITTED', version, body.environment, body.input_data, body.output_template, 0, 1],
      );
      assert.deepEqual(listIn(await client.get(runs))[0], json);
    });

    it('need a version and nothing else', async () => {
      const { client, runs, version } = await setting();
      const { json } = await client.request('POST', runs, {
        body: { version_id: version, environment: {} },
      });
      assert.deepEqual([json.input_data, json.output_template, json.retry_count], [null, null, 5]);
    });

    for (const change of [
      { version_id: 'ver-0' },
      { retry_count: 10 },
      { input_data: 'text' },
      { models: { alias: '1' } },
    ]) {
      it(`are refused with ${JSON.stringify(change)}`, async () => {
        const { client, runs, version } = await setting();
        const { status, json } = await client.request('POST', runs, {
          body: { version_id: version, ...change },
        });
        assert.equal(status, 400);
        assert.deepEqual(Object.keys(json.error_detail as object), Object.keys(change));
      });
    }
  });

  it('go through the states of C.5 in order as the clock moves on', async () => {
    const { clock, client, runs, version } = await setting();
    const body = { version_id: version, retry_count: 2 };
    const submitted = await Promise.all(
      Array.from({ length: 15 }, () => client.request('POST', runs, { body })),
    );
    const ids = submitted.map(({ json }) => textIn(json, 'run_id'));
    const order = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING'];
    const ends = new Set<string>();
    const seen = new Map(ids.map((id) => [id, ['SUBMITTED']]));
    for (let second = 0; second < 240; second++) {
      clock.advance(500);
      for (const run of listIn(await client.get(runs))) {
        const status = textIn(run, 'status');
        const states = seen.get(textIn(run, 'run_id'));
        if (states !== undefined && states.at(-1) !== status) {
          states.push(status);
        }
      }
    }
    for (const states of seen.values()) {
      const end = present(states.at(-1));
      ends.add(end);
      assert.ok(end === 'SUCCEEDED' || end === 'FAILED', states.join(' '));
      const attempts = states.filter((status) => status === 'RUNNING').length;
      const attempt = order.slice(2);
      const expected = [
        ...order,
        ...Array.from({ length: attempts - 1 }, () => attempt).flat(),
        end,
      ];
      assert.deepEqual(states, expected);
      assert.ok(end === 'SUCCEEDED' ? attempts <= 2 : attempts === 3, states.join(' '));
    }
    assert.deepEqual([...ends].sort(), ['FAILED', 'SUCCEEDED']);
  });

  async function setting() {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ clock, pageSize: 100 }));
    const P = client.deployment();
    const [version] = listIn(await client.get(`${P}/versions`));
    return { clock, client, runs: `${P}/runs`, version: textIn(version, 'version_id') };
  }
});

/** All pages of a list; `T` is the first trigger's. */
async function readPages(
  client: EmulatorClient,
  path: string,
  forward = false,
  betweenPages: () => void = () => undefined,
): Promise<readonly Entry[]> {
  const list = `${path === 'T' ? `${client.trigger()}/runs` : path}?scan_forward=${forward ? 'True' : 'False'}`;
  const entries: Entry[] = [];
  let page = await client.get(list);
  for (;;) {
    entries.push(...listIn(page));
    if (page.json.next_page_token === undefined) {
      return entries;
    }
    betweenPages();
    page = await client.get(withToken(list, tokenOf(page)));
  }
}

function ids(entries: readonly Entry[]): readonly unknown[] {
  return entries.map(({ run_id }) => run_id);
}

function tokenOf(page: Reply): string {
  return textIn(page.json, 'next_page_token');
}

function withToken(path: string, token: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}next_page_token=${encodeURIComponent(token)}`;
}
