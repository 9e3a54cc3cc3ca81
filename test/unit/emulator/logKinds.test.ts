import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import type { EmulatorOptions } from '../../emulator/emulator';
import type { Quirk } from '../../emulator/quirks';
import { runsOfTrigger } from '../../emulator/runHistory';
import { runLog } from '../../emulator/runLog';
import { phasesOf } from '../../emulator/runPhases';
import { buildWorld } from '../../emulator/worldPlan';
import { LOG_LENGTHS, logsWorld } from '../../emulator/worlds/logs';
import { emulators, EmulatorClient, listIn, present, textIn } from './emulatorClient';

const PAGE_BYTES = 1_000_000;

describe('The emulator’s logs in the world "logs"', () => {
  const start = emulators();

  async function setting(options: EmulatorOptions = {}) {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ world: 'logs', clock, ...options }));
    const { deployments } = client.organization;
    const deployment = (name: string) => deployments.findIndex((other) => other.name === name);
    /** Path of the newest finished run of a version. */
    const runOf = async (deploymentName: string, version: string): Promise<string> => {
      const P = client.deployment(deployment(deploymentName));
      const versions = listIn(await client.get(`${P}/versions`));
      const id = present(versions.find((other) => other.version === version)).version_id;
      const triggers = listIn(await client.get(`${P}/triggers`));
      const trigger = present(triggers.find((other) => other.model_version_id === id));
      const runs = listIn(await client.get(`${P}/triggers/${textIn(trigger, 'trigger_id')}/runs`));
      const run = present(runs.find(({ status }) => status === 'FAILED' || status === 'SUCCEEDED'));
      return `${P}/runs/${textIn(run, 'run_id')}`;
    };
    return { clock, client, runOf };
  }

  for (const lines of LOG_LENGTHS) {
    it(`have ${lines} lines, with the traceback in the newest page`, async () => {
      const { client, runOf } = await setting();
      const run = await runOf('log-lengths', String(lines));
      const newest = messagesOf(await client.get(`${run}/recentlogs`)).toReversed();
      assert.equal(newest.length, Math.min(lines, 1000));
      assert.equal(newest.includes("KeyError: 'amount'"), lines >= 100);
      const oldest = messagesOf(await client.get(`${run}/logs`));
      assert.equal(oldest.length, Math.min(lines, 1000));
      assert.ok(lines === 0 || oldest[0]?.includes('attempt 1 of 1'));
      if (lines <= 1000) {
        assert.deepEqual(oldest, newest);
      }
    });
  }

  it('are computed from the index, in ascending time, with as many lines as planned', () => {
    const now = Date.parse('2024-03-01T09:15:00Z');
    const platform = buildWorld(logsWorld(), 1, now);
    const [deployment] = present(platform.organizations[0]).deployments.values();
    for (const [i, trigger] of [...present(deployment).triggers.values()].entries()) {
      const [runs] = runsOfTrigger(platform, trigger, now);
      const run = present(runs).item(0);
      const log = runLog(run);
      assert.equal(log.length, LOG_LENGTHS[i]);
      const indexes = Array.from({ length: 500 }, (_, n) => Math.floor((n * log.length) / 500));
      const times = log.length === 0 ? [] : indexes.map((index) => log.at(index));
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      assert.ok(times.every((time) => time <= present(phasesOf(run).at(-1)).at));
    }
  });

  it('are the same whatever the size of a page, in both directions', async () => {
    const texts = new Set<string>();
    for (const logPageSize of [7, 64, 300, 1000]) {
      const { client, runOf } = await setting({ logPageSize });
      const run = await runOf('log-styles', 'mixed');
      const forward = await readForward(client, run);
      assert.equal(forward.length, 300);
      assert.deepEqual(await readBackward(client, run), forward.toReversed());
      texts.add(forward.join('\n'));
    }
    assert.equal(texts.size, 1);
  });

  const FAILURES: readonly (readonly [kind: string, last: RegExp, holds: RegExp])[] = [
    ['chained', /exit code 1"/, /direct cause[^]*During handling[^]*\nrequests\.exceptions\.Conn/],
    [
      'nested',
      /exit code 1"/,
      / {2}\+ Exception Group Traceback[^]*\n {2}\+-\+-+ 1 -+\n[^]*\n {4}\+-+\n/,
    ],
    ['cutOff', /^ {4}.*\ufffd$/, /\nTraceback \(most recent call last\):\n/],
    ['errorLine', /exit code 1"/, /\nERROR pipeline: \/srv\/model/],
    ['killed', /exit code 137"/, /\nKilled\n/],
  ];
  for (const [kind, last, holds] of FAILURES) {
    it(`end with ${kind} in each of three attempts`, async () => {
      const { client, runOf } = await setting();
      const lines = await readForward(client, await runOf('log-failures', kind));
      const starts = lines.flatMap((line, i) => (/attempt \d of 3/.test(line) ? [i] : []));
      assert.equal(starts.length, 3);
      for (const [i, begin] of starts.entries()) {
        const attempt = lines.slice(begin, starts[i + 1]);
        assert.match(present(attempt.at(-1)), last);
        assert.match(attempt.join('\n'), holds);
      }
    });
  }

  const STYLES: readonly (readonly [style: string, pattern: RegExp])[] = [
    ['steps', /^step \d+\/\d+ \(\d+ %\)$/],
    ['levels', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (DEBUG|INFO|WARNING) pipeline: /],
    ['json', /^\{"log_level":"(DEBUG|INFO|WARNING)",.*\}$/],
    ['ansi', /^(\x1b\[3\dm[A-Z]+\x1b\[0m |\r *\d+%\|)/],
    ['long', /^embedding: \[/],
  ];
  for (const [style, pattern] of STYLES) {
    it(`look like ${style}`, async () => {
      const { client, runOf } = await setting();
      const lines = await readForward(client, await runOf('log-styles', style));
      assert.equal(lines.length, 300);
      const matching = lines.filter((line) => pattern.test(line));
      assert.ok(matching.length > (style === 'long' ? 20 : 200), `${matching.length} lines`);
      assert.ok(style !== 'long' || matching.every((line) => Buffer.byteLength(line) === 250_000));
    });
  }

  it('have pages of at most a megabyte of lines', async () => {
    const { client, runOf } = await setting();
    const run = await runOf('log-styles', 'long');
    const pages: number[] = [];
    for (let query = ''; ;) {
      const page = await client.get(`${run}/logs${query}`);
      const bytes = messagesOf(page).reduce((sum, line) => sum + Buffer.byteLength(line), 0);
      assert.ok(bytes <= PAGE_BYTES);
      pages.push(bytes);
      if (page.json.next_token === undefined) {
        break;
      }
      query = `?next_token=${encodeURIComponent(textIn(page.json, 'next_token'))}`;
    }
    assert.ok(pages.length > 5, `${pages.length} pages`);
  });

  const END_TOKENS: readonly (readonly [quirk: Quirk, value: unknown])[] = [
    ['endTokenMissing', undefined],
    ['endTokenNull', null],
    ['endTokenEmpty', ''],
    ['endTokenList', []],
  ];
  for (const [quirk, value] of END_TOKENS) {
    it(`end with the token of ${quirk}`, async () => {
      const { client, runOf } = await setting({ quirks: [quirk] });
      const run = await runOf('log-lengths', '100');
      const whole = await client.get(`${run}/logs`);
      const recent = await client.get(`${run}/recentlogs`);
      for (const [page, name] of [
        [whole, 'next_token'],
        [recent, 'next_backward_token'],
        [recent, 'next_forward_token'],
      ] as const) {
        assert.equal(name in page.json, value !== undefined);
        assert.deepEqual(page.json[name], value);
      }
      const part = await runOf('log-lengths', '100000');
      const more = await client.get(`${part}/recentlogs`);
      assert.match(textIn(more.json, 'next_backward_token'), /.{8}/);
    });
  }

  it('repeat a token with a quirk', async () => {
    const { client, runOf } = await setting({ quirks: ['logTokenRepeats'] });
    const run = await runOf('log-lengths', '100000');
    const token = textIn((await client.get(`${run}/logs`)).json, 'next_token');
    const again = await client.get(`${run}/logs?next_token=${encodeURIComponent(token)}`);
    assert.equal(again.json.next_token, token);
    assert.equal(messagesOf(again).length, 1000);
  });

  it('grow by 200 lines a second while the run works, and after it has ended', async () => {
    const { clock, client } = await setting();
    for (const [index, growth] of [
      [0, 200],
      [1, 1],
    ] as const) {
      const P = client.deployment(3);
      const versions = listIn(await client.get(`${P}/versions`));
      const body = { version_id: textIn(versions[index], 'version_id'), retry_count: 0 };
      const submitted = await client.request('POST', `${P}/runs`, { body });
      const run = `${P}/runs/${textIn(submitted.json, 'run_id')}`;
      clock.advance(index === 0 ? 30_000 : 60_000);
      const { status } = (await client.get(run)).json;
      assert.equal(status, index === 0 ? 'RUNNING' : 'FAILED');
      const newest = await client.get(`${run}/recentlogs`);
      const token = encodeURIComponent(textIn(newest.json, 'next_forward_token'));
      clock.advance(1000);
      const more = await client.get(`${run}/recentlogs?next_forward_token=${token}`);
      const count = messagesOf(more).length;
      assert.ok(Math.abs(count - growth) <= growth * 0.05, `${count} lines in a second`);
    }
  });
});

function messagesOf(page: { readonly json: Readonly<Record<string, unknown>> }): readonly string[] {
  const events = page.json.events as readonly Readonly<Record<string, unknown>>[];
  return events.map((event) => textIn(event, 'message'));
}

async function readForward(client: EmulatorClient, run: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let query = ''; ;) {
    const page = await client.get(`${run}/logs${query}`);
    lines.push(...messagesOf(page));
    if (page.json.next_token === undefined) {
      return lines;
    }
    query = `?next_token=${encodeURIComponent(textIn(page.json, 'next_token'))}`;
  }
}

/** Newest first. */
async function readBackward(client: EmulatorClient, run: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let query = ''; ;) {
    const page = await client.get(`${run}/recentlogs${query}`);
    const messages = messagesOf(page);
    if (messages.length === 0) {
      return lines;
    }
    lines.push(...messages);
    const token = textIn(page.json, 'next_backward_token');
    query = `?next_backward_token=${encodeURIComponent(token)}`;
  }
}
