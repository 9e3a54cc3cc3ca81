import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built, scratchFolder } from '../host/paths';
import { until } from './api/support';

describe('A run of the tests', () => {
  const folder = scratchFolder();
  const write = (name: string, text: string): string => {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, text);
    return file;
  };
  const good = write('good', `it('is well', () => {});`);
  const bad = write('bad', `it('counts', () => { throw new Error('two are not three'); });`);
  const long = write(
    'long',
    `it('is long', () => new Promise(() => setInterval(() => {}, 1000)));
     console.log('pid ' + process.pid);`,
  );

  function start(...args: readonly string[]) {
    const program = built('test/unit/testRunProgram.ts');
    const child = spawn(process.execPath, [program, ...args]);
    const run = { child, output: '', ended: once(child, 'close') };
    child.stdout.on('data', (chunk) => (run.output += String(chunk)));
    child.stderr.on('data', (chunk) => (run.output += String(chunk)));
    return run;
  }

  it('says of each part which of how many it is and how long it took', async () => {
    const run = start(good, good);
    assert.deepEqual(await run.ended, [0, null], run.output);
    for (const number of [1, 2]) {
      const part = new RegExp(
        `^■ ${number}/2 good$[^■]*^ {2}1 passed, 0 failed in \\d+\\.\\d s$`,
        'm',
      );
      assert.match(run.output, part);
    }
    assert.match(run.output, /\n2 passed, 0 failed in \d+\.\d s\n$/);
  });

  it('tells a failure in full when it happens and again at the end', async () => {
    const run = start(bad, good);
    assert.deepEqual(await run.ended, [1, null], run.output);
    const [before = '', between = '', after = ''] = run.output.split(
      /^ +Error: two are not three\n +at /m,
    );
    assert.match(before, /■ 1\/2 bad/);
    assert.match(between, /■ 2\/2 good.*■ Failures: 1\s+1\) 1\/2 bad: counts/s);
    assert.match(after, /\n1 passed, 1 failed in \d+\.\d s\n$/);
  });

  it('tells a failure when it happens, though another part is run beside, and prints each whole', async () => {
    const run = start('--beside', bad, long);
    await until(() => /✗ 1\/2 bad: counts:\s+Error: two are not three/.test(run.output));
    await until(() => /■ 1\/2 bad\n.*0 passed, 1 failed in/s.test(run.output));
    assert.doesNotMatch(run.output, /■ 2\/2 long/);
    run.child.kill('SIGINT');
    assert.deepEqual(await run.ended, [130, null], run.output);
    assert.match(run.output, /■ 2\/2 long/);
  });

  it('tells of a part that ends without a result', async () => {
    const run = start(write('broken', `console.log('so far'); process.exit(0);`));
    assert.deepEqual(await run.ended, [1, null], run.output);
    assert.match(run.output, /■ Failures: 1\s+1\) 1\/1 broken: ended without a result\.\nso far/);
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`that is interrupted by ${signal} says so, leaves no process and ends with ${code}`, async () => {
      const run = start(bad, long, good);
      const pid = (): string | undefined => /pid (\d+)/.exec(run.output)?.[1];
      await until(() => pid() !== undefined);
      run.child.kill(signal);
      assert.deepEqual(await run.ended, [code, null], run.output);
      assert.match(run.output, /■ Failures: 1/);
      const interrupted = `Interrupted by ${signal}; not run to the end: 2/3 long, 3/3 good.\n`;
      assert.ok(run.output.endsWith(interrupted), run.output);
      assert.throws(() => process.kill(Number(pid()), 0), { code: 'ESRCH' });
    });
  }
});
