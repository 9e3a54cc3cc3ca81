import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:https';
import { join } from 'node:path';

/** The transpiled emulator stands beside this file's transpiled self. */
const MAIN = join(__dirname, '../../emulator/main.js');

interface Ready {
  readonly url: string;
  readonly organizations: readonly Readonly<Record<string, unknown>>[];
  readonly certificate?: string;
}

describe('The emulator’s process', () => {
  const started: ChildProcessWithoutNullStreams[] = [];
  afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

  function run(...args: readonly string[]) {
    const child = spawn(process.execPath, [MAIN, ...args]);
    started.push(child);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
    /** The ready line may come in pieces. */
    const ready = async () => {
      while (!output.stdout.includes('\n')) {
        await once(child.stdout, 'data');
      }
      return JSON.parse(output.stdout) as Ready;
    };
    const ended = once(child, 'close').then(([code]) => code as number | null);
    return { child, output, ready, ended };
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`says in one line where it is, and ends with 0 on ${signal}`, async () => {
      const { child, output, ready, ended } = run('--world', 'demo');
      const line = await ready();
      assert.deepEqual(Object.keys(line), ['url', 'organizations']);
      const [organization] = line.organizations;
      for (const name of ['id', 'name', 'userId', 'personalAccessToken', 'deployments']) {
        assert.ok(organization !== undefined && name in organization, name);
      }
      assert.equal((await fetch(`${line.url}/_emulator/state`)).status, 200);
      child.kill(signal);
      assert.equal(await ended, 0);
      assert.equal(output.stdout.trim().split('\n').length, 1);
      assert.equal(output.stderr, '');
    });
  }

  it('takes every option', async () => {
    const { ready } = run(
      ...['--world', 'scale', '--page-size', '7', '--seed', '3', '--tls', '--quirks', 'numericIds'],
      ...[
        '--log-page-size',
        '9',
        '--fake-clock',
        '2024-03-01T09:15:00Z',
        '--host',
        'localhost',
        '--port',
        '0',
      ],
    );
    const { url, certificate = '' } = await ready();
    assert.match(url, /^https:\/\/localhost:\d+$/);
    const clock = await new Promise<string>((resolve, reject) => {
      get(`${url}/_emulator/clock`, { ca: certificate }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      }).once('error', reject);
    });
    assert.deepEqual(JSON.parse(clock), { kind: 'fake', now: '2024-03-01T09:15:00.000Z' });
  });

  const REFUSED: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['--world', 'other'], /^there is no world "other", only empty, demo, scale, logs$/],
    [
      ['--host', '0.0.0.0'],
      /^the emulator listens on loopback only, and "0\.0\.0\.0" is not loopback$/,
    ],
    [['--port', '70000'], /^--port is a whole number from 0 to 65535, not "70000"$/],
    [['--page-size', '0'], /^--page-size is a whole number/],
    [['--log-page-size', 'x'], /^--log-page-size is a whole number/],
    [['--quirks', 'very'], /^there is no quirk "very"/],
    [['--fake-clock', 'noon'], /^"noon" is not an ISO 8601 time$/],
    [['--nonsense'], /^Unknown option '--nonsense'$/],
    [['extra'], /^Unexpected argument 'extra'$/],
    [['--port'], /--port/],
  ];
  for (const [args, message] of REFUSED) {
    it(`refuses ${args.join(' ')} in one sentence`, async () => {
      const { output, ended } = run(...args);
      assert.equal(await ended, 2);
      assert.equal(output.stdout, '');
      assert.match(output.stderr.trimEnd(), message);
      assert.equal(output.stderr.trimEnd().split('\n').length, 1);
    });
  }

  it('refuses a port that is taken', async () => {
    const { url } = await run('--world', 'empty').ready();
    const second = run('--port', new URL(url).port);
    assert.equal(await second.ended, 2);
    assert.match(
      second.output.stderr,
      /^the emulator cannot listen: .*address already in use.*\n$/,
    );
  });
});
