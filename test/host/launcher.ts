// Takes the command line of a desktop VS Code, as `runTests` of @vscode/test-electron gives it, and
// runs the same tests in a VS Code server shown by a browser. The exit code is that of the tests.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { endWithParent, exitOnSignals } from './children';
import { cleanEnvironment } from './environment';
import { installServer } from './install';
import { releases } from './releases';
import { startServer } from './server';

/** A run that has said nothing for so long hangs. */
const silence = 120_000;

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
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const exit = testRunOf(page, join(run.userData, 'console.log'));
    exit.catch(() => undefined);
    const remote = (path: string): string =>
      `vscode-remote://${new URL(server.origin).host}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(run.extension)],
      ['extensionTestsPath', remote(run.tests)],
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ];
    await page.goto(server.address(run.folder, { payload: JSON.stringify(payload) }));
    return await exit;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Follows the test run shown in `page` until its exit code is known. */
async function testRunOf(page: Page, log: string): Promise<number> {
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
  return await new Promise<number>((resolve, reject) => {
    const watch = setInterval(() => {
      if (Date.now() - lastWord > silence) {
        reject(
          new Error(`The test run has been silent for ${silence / 1000} seconds; see ${log}.`),
        );
      }
    }, 1000);
    page.once('crash', () => reject(new Error('The browser page crashed.')));
    page.once('close', () => {
      clearInterval(watch);
      reject(new Error('The browser page was closed before the tests ended.'));
    });
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
  });
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
