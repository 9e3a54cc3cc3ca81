import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import { emulators, listIn, present, textIn, EmulatorClient } from './emulatorClient';

describe('The emulator’s logs', () => {
  const start = emulators();

  /** A run of the invoice reader, whose newest runs fail. */
  async function setting(status: string) {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ clock, logPageSize: 7 }));
    const runs = listIn(await client.get(`${client.trigger(1)}/runs`));
    const run = present(runs.find((candidate) => candidate.status === status));
    return { clock, client, run: `${client.deployment(1)}/runs/${textIn(run, 'run_id')}` };
  }

  it('come ascending, in pages, without a token at the end', async () => {
    const { client, run } = await setting('FAILED');
    const messages: string[] = [];
    const times: string[] = [];
    let query = '';
    for (let pages = 0; ; pages++) {
      const page = await client.get(`${run}/logs${query}`);
      const events = listIn(page, 'events');
      assert.ok(events.length > 0 && events.length <= 7);
      messages.push(...events.map((event) => textIn(event, 'message')));
      times.push(...events.map((event) => textIn(event, 'timestamp')));
      if (!('next_token' in page.json)) {
        assert.ok(pages > 2, `${pages} pages`);
        break;
      }
      query = `?next_token=${encodeURIComponent(textIn(page.json, 'next_token'))}`;
    }
    assert.deepEqual(times, times.toSorted());
    assert.equal(messages.filter((line) => line.startsWith('Traceback (most recent')).length, 3);
    const at = messages.lastIndexOf('Traceback (most recent call last):');
    const error = JSON.parse(present(messages[at - 1])) as Record<string, unknown>;
    assert.equal(error.log_level, 'ERROR');
    assert.match(
      present(messages[at + 1]),
      /^ {2}File "\/srv\/app\/main.py", line \d+, in handler$/,
    );
    assert.ok(messages.slice(at).includes("KeyError: 'amount'"));
  });

  it('are the same in another process of the same world', async () => {
    const [one, two] = [await setting('FAILED'), await setting('FAILED')];
    const texts = [
      await one.client.get(`${one.run}/logs`),
      await two.client.get(`${two.run}/logs`),
    ];
    assert.deepEqual(listIn(present(texts[0]), 'events'), listIn(present(texts[1]), 'events'));
  });

  it('come descending from the newest, and back to the first', async () => {
    const { client, run } = await setting('SUCCEEDED');
    const all = await allLines(client, run);
    const lines: string[] = [];
    let page = await client.get(`${run}/recentlogs`);
    while (listIn(page, 'events').length > 0) {
      lines.push(...listIn(page, 'events').map((event) => textIn(event, 'message')));
      const token = textIn(page.json, 'next_backward_token');
      page = await client.get(`${run}/recentlogs?next_backward_token=${encodeURIComponent(token)}`);
    }
    assert.deepEqual(lines, all.toReversed());
    assert.ok('next_backward_token' in page.json && 'next_forward_token' in page.json);
  });

  it('are followed with the forward token while the run works', async () => {
    const { clock, client, run } = await running();
    const first = await client.get(`${run}/recentlogs`);
    const lines = listIn(first, 'events')
      .toReversed()
      .map((event) => textIn(event, 'message'));
    let token = textIn(first.json, 'next_forward_token');
    for (let poll = 0; poll < 400; poll++) {
      const page = await client.get(
        `${run}/recentlogs?next_forward_token=${encodeURIComponent(token)}`,
      );
      const events = listIn(page, 'events');
      lines.push(...events.toReversed().map((event) => textIn(event, 'message')));
      if (events.length === 0) {
        assert.equal(page.json.next_forward_token, token);
        clock.advance(1000);
      }
      token = textIn(page.json, 'next_forward_token');
    }
    const all = await allLines(client, run);
    assert.deepEqual(lines, all.slice(-lines.length));
    assert.match(present(all.at(-1)), /finished with status 200|exit code 1/);
  });

  it('are cut by start_time and end_time', async () => {
    const { client, run } = await setting('SUCCEEDED');
    const all = listIn(await client.get(`${run}/recentlogs`), 'events').toReversed();
    const [from, to] = [textIn(all[2], 'timestamp'), textIn(all[5], 'timestamp')];
    const wanted = all.filter(
      ({ timestamp }) => String(timestamp) >= from && String(timestamp) < to,
    );
    for (const list of ['logs', 'recentlogs']) {
      const page = await client.get(`${run}/${list}?start_time=${from}&end_time=${to}`);
      const events = listIn(page, 'events');
      assert.deepEqual(list === 'logs' ? events : events.toReversed(), wanted);
    }
    const zoneless = await client.get(`${run}/logs?start_time=2017-01-01T00%3A00%3A00`);
    assert.equal(listIn(zoneless, 'events').length, 7);
    assert.deepEqual(
      listIn(await client.get(`${run}/logs?end_time=2017-01-01T00:00:00Z`), 'events'),
      [],
    );
  });

  it('of a run that has not started are empty', async () => {
    const { client, run } = await submitted();
    const logs = await client.get(`${run}/logs`);
    assert.deepEqual(logs.json, { events: [] });
    const recent = await client.get(`${run}/recentlogs`);
    assert.deepEqual(recent.json.events, []);
    assert.equal(typeof recent.json.next_forward_token, 'string');
  });

  async function submitted() {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ clock, logPageSize: 7 }));
    const P = client.deployment(1);
    const [version] = listIn(await client.get(`${P}/versions`));
    const body = { version_id: textIn(version, 'version_id') };
    const { json } = await client.request('POST', `${P}/runs`, { body });
    return { clock, client, run: `${P}/runs/${textIn(json, 'run_id')}` };
  }

  async function running() {
    const started = await submitted();
    started.clock.advance(15_000);
    return started;
  }
});

async function allLines(client: EmulatorClient, run: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let query = ''; ;) {
    const page = await client.get(`${run}/logs${query}`);
    lines.push(...listIn(page, 'events').map((event) => textIn(event, 'message')));
    if (!('next_token' in page.json)) {
      return lines;
    }
    query = `?next_token=${encodeURIComponent(textIn(page.json, 'next_token'))}`;
  }
}
