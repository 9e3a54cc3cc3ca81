// Takes the command line of a desktop VS Code, as `runTests` of @vscode/test-electron gives it, and
// runs the same tests in a VS Code server shown by a browser. The exit code is that of the tests.
import { EventEmitter, once } from 'node:events';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { endWithParent, exitOnSignals } from './children';
import { cleanEnvironment } from './environment';
import { installServer } from './install';
import { kept } from './paths';
import { releases } from './releases';
import { startServer } from './server';
import { keepTraces, traceWindows } from './traces';

/** A run that has said nothing for so long hangs: longer than any test may take. */
const silence = 300_000;

/** Begins the lines of the tests, among everything that VS Code writes to its console. */
const mark = '\u2063';

interface Run {
  readonly release: keyof typeof releases;
  readonly extension: string;
  readonly tests: string;
  readonly userData: string;
  readonly extensions: string;
  readonly folder: string;
}

function readRun(args: readonly string[]): Run {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      release: text,
      extensionDevelopmentPath: text,
      extensionTestsPath: text,
      'user-data-dir': text,
      'extensions-dir': text,
    },
  });
  const need = (name: string): string => {
    const value = values[name];
    if (typeof value !== 'string') {
      throw new Error(`The launcher needs --${name}=…`);
    }
    return value;
  };
  const userData = need('user-data-dir');
  return {
    release: need('release') === 'oldest' ? 'oldest' : 'latest',
    extension: need('extensionDevelopmentPath'),
    tests: need('extensionTestsPath'),
    userData,
    extensions: need('extensions-dir'),
    folder: positionals[0] ?? userData,
  };
}

async function runTests(run: Run): Promise<number> {
  const build = await installServer(releases[run.release]);
  const server = await startServer(build, {
    userData: run.userData,
    extensions: run.extensions,
    env: cleanEnvironment({ ABEJA_TEST_MARK: mark }),
    testRuns: true,
    log: 'trace',
  });
  const browser = await launchBrowser();
  try {
    const log = join(kept, `console-${run.release}.log`);
    // The tests expect English, whatever the language of the machine.
    const context = await browser.newContext({ locale: 'en-US' });
    await traceWindows(context);
    const page = await context.newPage();
    const follow = await listenToTests(page, log);
    const remote = (path: string): string =>
      `vscode-remote://${new URL(server.origin).host}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(run.extension)],
      ['extensionTestsPath', remote(run.tests)],
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
      ['logLevel', 'trace'],
    ];
    await page.goto(server.address(run.folder, { payload: JSON.stringify(payload) }));
    const code = await follow();
    await keepTraces(page);
    if (code !== 0 || !existsSync(process.env['ABEJA_TEST_RESULT'] ?? '')) {
      console.log(`VS Code's console: ${log}`);
    }
    return code;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * Prints what the tests in `page` say; what others say goes to the file `log`. The function it
 * resolves with waits for the exit code.
 */
async function listenToTests(page: Page, log: string): Promise<() => Promise<number>> {
  writeFileSync(log, '');
  let lastWord = Date.now();
  await page.exposeFunction('codeAutomationLog', (_: string, words: readonly unknown[]) => {
    lastWord = Date.now();
    const line = format(...words);
    if (line.startsWith(mark)) {
      console.log(line.slice(mark.length));
    } else {
      appendFileSync(log, `${line}\n`);
    }
  });
  const ended = new EventEmitter();
  const exit = once(ended, 'exit') as Promise<[number]>;
  exit.catch(() => undefined);
  await page.exposeFunction('codeAutomationExit', (code: number) => ended.emit('exit', code));
  const breakOff = (why: string): boolean => ended.emit('error', new Error(why));
  page.once('crash', () => breakOff('The page of the browser crashed.'));
  page.once('close', () => breakOff('The browser was closed before the tests had ended.'));
  return async () => {
    const watch = setInterval(() => {
      if (Date.now() - lastWord > silence) {
        breakOff(`VS Code has said nothing for ${silence / 1000} seconds; see ${log}.`);
      }
    }, 1000);
    try {
      const [code] = await exit;
      return code;
    } finally {
      clearInterval(watch);
      ended.on('error', () => undefined);
    }
  };
}

exitOnSignals();
// `runTests` that is killed has no word left for its child.
endWithParent();
runTests(readRun(process.argv.slice(2))).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
