import { existsSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { delimiter, join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
} from 'playwright-core';
import { runQuietly } from './children';
import { withLock } from './lock.js';
import { kept, root } from './paths';

/** Starts the Chromium that shows the workbench. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch(await launchOptions());
}

/**
 * Starts it with what it keeps in the folder `profile`. Unlike a browser without one, it has a cache
 * that is large enough for VS Code: windows after the first two open in little more than half the time.
 */
export async function launchProfile(
  profile: string,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  const launch = await launchOptions();
  const args = [...(launch.args ?? []), '--disk-cache-size=1000000000'];
  return await chromium.launchPersistentContext(profile, { ...options, ...launch, args });
}

async function launchOptions(): Promise<LaunchOptions> {
  return {
    executablePath: await findBrowser(),
    args: [
      '--disable-gpu',
      // Text without coloured fringes: pictures of it are smaller.
      '--disable-lcd-text',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    // Chromium refuses to seal itself off when it runs as root, as it does in most containers.
    chromiumSandbox: process.getuid?.() !== 0,
    // Signals are the business of the program that called; Playwright clears up on any exit.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}

/** The path of a Chrome, Chromium or Edge; one is installed when there is none. */
export async function findBrowser(): Promise<string> {
  return installed() ?? (await withLock(kept, 'browser', installBrowser));
}

function installed(): string | undefined {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) {
      throw new Error(`CHROME_PATH names ${named}, which does not exist.`);
    }
    return named;
  }
  return [...usualPaths(), chromium.executablePath()].find((path) => existsSync(path));
}

function usualPaths(): readonly string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const programs = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'];
    const inside = [
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return combined(
      programs.map((name) => process.env[name] ?? ''),
      inside,
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return combined((process.env['PATH'] ?? '').split(delimiter), [...names, 'microsoft-edge']);
}

function combined(folders: readonly string[], names: readonly string[]): readonly string[] {
  const given = folders.filter((folder) => folder !== '');
  return names.flatMap((name) => given.map((folder) => join(folder, name)));
}

async function installBrowser(): Promise<string> {
  const asRoot = process.getuid?.() === 0;
  const found = installed();
  if (found !== undefined) {
    return found;
  }
  if (await resolves('cdn.playwright.dev')) {
    console.log('Getting Chromium through Playwright …');
    const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
    const libraries = asRoot && process.platform === 'linux' ? ['--with-deps'] : [];
    await runQuietly(process.execPath, [cli, 'install', ...libraries, 'chromium']);
  } else if (asRoot && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium with apt-get …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runQuietly('apt-get', ['update', '-qq'], { env });
    const flags = ['-y', '-qq', '--no-install-recommends'];
    await runQuietly('apt-get', ['install', ...flags, 'chromium'], { env });
  }
  const fresh = installed();
  if (fresh === undefined) {
    throw new Error(
      'No Chrome, Chromium or Edge was found and none could be installed. Install one, or name one with CHROME_PATH.',
    );
  }
  return fresh;
}

async function resolves(name: string): Promise<boolean> {
  const deadline = new Promise<boolean>((resolve) => {
    setTimeout(resolve, 2000, false).unref();
  });
  const answer = lookup(name).then(
    () => true,
    () => false,
  );
  return await Promise.race([answer, deadline]);
}
