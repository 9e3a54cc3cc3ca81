import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { filesBelow } from './sourceTree';
import { wrongWaits } from './waits';

/** The one place where a test in VS Code lets time pass between two looks at a condition. */
const POLLING = 'test/ui/until.ts';

describe('The tests in VS Code', () => {
  const files = ['test/ui', 'test/integration']
    .flatMap((folder) => filesBelow(folder, /\.ts$/))
    .filter((file) => file !== POLLING);

  it('wait for a condition, and for 30 seconds at least', () => {
    assert.ok(files.length > 20, `${files.length} files`);
    assert.deepEqual(
      files.flatMap((file) => wrongWaits(file, readFileSync(file, 'utf8'))),
      [],
    );
  });

  it('have at least a minute each, as all tests have, and are run once', () => {
    for (const file of ['.mocharc.json', 'test/ui/.mocharc.json']) {
      const config = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
      assert.ok(Number(config['timeout']) >= 60_000, file);
      assert.ok(!('retries' in config), file);
    }
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    assert.doesNotMatch(Object.values(scripts).join('\n'), /--retries/);
  });
});

describe('The search for waits that some machine breaks', () => {
  const WRONG: readonly (readonly [source: string, what: string])[] = [
    ['await row.waitFor({ timeout: 1000 });', 'a limit of 1000 ms'],
    ["await row.waitFor({ state: 'detached', 'timeout': 29_999 });", 'a limit of 29999 ms'],
    ['this.timeout(20_000);', 'a limit of 20000 ms'],
    ['page.setDefaultTimeout(10 * 1000);', 'a limit of 10000 ms'],
    ['const SHORT = 5 * 1000; await row.waitFor({ timeout: SHORT });', 'a limit of 5000 ms'],
    ['const LIMIT_MS = 2_000;', 'a limit of 2000 ms'],
    ['async function until(what: string, timeout = 500) {}', 'a limit of 500 ms'],
    ['let timeout; timeout = 10;', 'a limit of 10 ms'],
    ['const deadline = Date.now() + 10_000;', 'a limit of 10000 ms'],
    ['while (performance.now() < start) {} const end = performance.now() + 5;', 'a limit of 5 ms'],
    ['await page.waitForTimeout(60_000);', 'a pause: waitForTimeout'],
    ['await new Promise((resolve) => setTimeout(resolve, 100));', 'a pause: setTimeout'],
    ["import { setTimeout as pause } from 'node:timers/promises';", 'a pause: setTimeout'],
    ['setInterval(look, 10);', 'a pause: setInterval'],
    ['await sleep(1);', 'a pause: sleep'],
    ["await page.evaluate('new Promise((done) => setTimeout(done, 9))');", 'a pause: setTimeout'],
    ['await page.evaluate(`setTimeout(${done}, 9)`);', 'a pause: setTimeout'],
    ['this.retries(2);', 'a test that is run again'],
  ];
  for (const [source, what] of WRONG) {
    it(`finds ${what} in ${source}`, () => {
      assert.deepEqual(wrongWaits('a.ts', `\n${source}`), [`a.ts:2: ${what}`]);
    });
  }

  const FINE = [
    'await row.waitFor();',
    'await row.waitFor({ timeout: 60_000 });',
    'this.timeout(2 * 60 * 1000);',
    'const LIMIT_MS = 120_000; const deadline = Date.now() + LIMIT_MS;',
    'const took = Date.now() - started;',
    "settings: { 'abeja.requestTimeout': 5 }",
    'connect(url, { timeoutMs: () => 300 });',
    '// waits with setTimeout(1)',
  ];
  for (const source of FINE) {
    it(`finds nothing in ${source}`, () => {
      assert.deepEqual(wrongWaits('a.ts', source), []);
    });
  }
});
