import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { launchProfile } from '../host/browser';
import { secludedEnvironment } from '../host/environment';
import type { ServerBuild } from '../host/install';
import { scratchFolder } from '../host/paths';
import { type Server, startServer } from '../host/server';
import { traceWindows } from '../host/traces';
import { writeSettings } from '../host/userSettings';
import { emptyWindow } from './emptyWindow';
import { interceptMessages } from './heldMessages';
import { Workbench } from './workbench';

/** VS Code's colour themes by what a reader would call them. */
const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;

/** The browser keeps it in a cookie, which servers have in common whatever their ports are. */
const TOKEN = randomBytes(16).toString('hex');

/** What a server is started with, and cannot be changed later. */
export interface ServerSetup {
  /** Variables for the extension host, beside those of the fixture. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of the user, such as those of a proxy. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine. What is in sight is asked for once only, unless a test says otherwise. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Whether VS Code asks if the folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** The folder of installed extensions; the one with ours alone by default. */
  readonly extensions?: string;
}

/** How a window is that tests use one after another. */
export interface SharedWindowOptions extends ServerSetup {
  /** The language of the extension, as `vscode.env.language` gives it. */
  readonly locale?: 'en' | 'ja';
  readonly width?: number;
  readonly height?: number;
}

export interface WindowOptions extends SharedWindowOptions {
  /** The folder to open; its .vscode/settings.json is written. A small one of its own by default. */
  readonly folder?: string;
  /** Whether the folder is opened as one that is on no disk, by the extension in `mirror`. */
  readonly virtual?: boolean;
  readonly theme?: keyof typeof themes;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** VS Code with the extension installed, and a browser to see it. */
export interface Fixture {
  /** Opens a window in which nothing has happened yet. It is closed when the next one is opened. */
  open(options?: WindowOptions): Promise<Workbench>;
  /** The window that all tests with these options share, emptied: without organizations and editors. */
  share(options?: SharedWindowOptions): Promise<Workbench>;
  /** Two such windows in one browser. */
  sharePair(options?: SharedWindowOptions): Promise<readonly [Workbench, Workbench]>;
  /** Closes windows: who shares a window next gets another one. */
  discard(windows: readonly Workbench[]): Promise<void>;
  stop(): Promise<void>;
}

/** Windows of one server that tests share. */
interface SharedWindows {
  readonly server: Server;
  windows: readonly Workbench[];
}

/** Starts the browser; servers are started when the first window needs them. */
export async function startFixture(
  build: ServerBuild,
  extensions: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Fixture> {
  const scratch = scratchFolder();
  const browser = await launchProfile(mkdtempSync(join(scratch, 'p')), {
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  await traceWindows(browser);
  await interceptMessages(browser);
  const shared = new Map<string, SharedWindows>();
  let opened: { readonly key: string; readonly server: Server } | undefined;
  let windows: Workbench[] = [];

  const start = async (setup: ServerSetup, port?: number): Promise<Server> => {
    const env = { ...environment, ...setup.env };
    return await startOn(build, scratch, { extensions, ...setup, env }, port);
  };
  /** A server for windows that are not shared; always at the same port, where the cache is warm. */
  const serverFor = async (setup: ServerSetup): Promise<Server> => {
    const key = keyOf(setup);
    if (opened?.key !== key) {
      const port = opened === undefined ? undefined : Number(new URL(opened.server.origin).port);
      await opened?.server.stop();
      opened = { key, server: await start(setup, port) };
    }
    return opened.server;
  };
  const discard = async (gone: readonly Workbench[]): Promise<void> => {
    for (const workbench of gone) {
      await workbench.close();
    }
    windows = windows.filter((other) => !gone.includes(other));
    for (const [key, { server, windows: others }] of shared) {
      if (others.some((other) => gone.includes(other))) {
        await discard(others.filter((other) => !gone.includes(other)));
        shared.delete(key);
        await server.stop();
      }
    }
  };
  const shareSome = async (
    count: number,
    { width = 1280, height = 800, ...options }: SharedWindowOptions,
  ): Promise<readonly Workbench[]> => {
    const key = `${count} ${keyOf(options)}`;
    const known = shared.get(key) ?? { server: await start(options), windows: [] };
    shared.set(key, known);
    // A test may have closed one.
    const left = known.windows.filter(({ page }) => !page.isClosed());
    for (const workbench of left) {
      await workbench.page.setViewportSize({ width, height });
      await emptyWindow(workbench);
    }
    const all = [...left];
    while (all.length < count) {
      const [first] = all;
      all.push(
        first === undefined
          ? await openWindow(browser, known.server, scratch, { ...options, width, height })
          : await first.another(),
      );
    }
    known.windows = all;
    await all[0]?.page.bringToFront();
    return all;
  };
  return {
    async open(options = {}) {
      await discard(windows);
      const server = await serverFor(options);
      await forget(browser, server.origin);
      const workbench = await openWindow(browser, server, scratch, options);
      windows.push(workbench);
      return workbench;
    },
    async share(options = {}) {
      const [workbench] = await shareSome(1, options);
      assert.ok(workbench);
      return workbench;
    },
    async sharePair(options = {}) {
      const [workbench, other] = await shareSome(2, options);
      assert.ok(workbench && other);
      return [workbench, other];
    },
    discard,
    async stop() {
      await discard([...windows, ...[...shared.values()].flatMap((some) => some.windows)]);
      await browser.close();
      await opened?.server.stop();
    },
  };
}

/** The same for the same setup. */
function keyOf(setup: SharedWindowOptions): string {
  const sorted = (of: object = {}): unknown => Object.entries(of).toSorted();
  return JSON.stringify([
    sorted(setup.env),
    sorted(setup.userSettings),
    sorted(setup.machineSettings),
    setup.workspaceTrust ?? false,
    setup.extensions ?? '',
    setup.locale ?? 'en',
  ]);
}

async function startOn(
  build: ServerBuild,
  scratch: string,
  { env, userSettings, machineSettings, workspaceTrust, extensions = '' }: ServerSetup,
  port?: number,
): Promise<Server> {
  const userData = mkdtempSync(join(scratch, 'd'));
  writeSettings(userData, userSettings);
  const machine = { 'abeja.followingInterval': 3600, ...machineSettings };
  writeJson(join(userData, 'data', 'Machine'), machine);
  return await startServer(build, {
    userData,
    extensions,
    env: secludedEnvironment(userData, env),
    workspaceTrust: workspaceTrust ?? false,
    token: TOKEN,
    ...(port === undefined ? {} : { port }),
  });
}

function writeJson(folder: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
}

function newFolder(scratch: string): string {
  const folder = join(mkdtempSync(join(scratch, 'w')), 'workspace');
  mkdirSync(folder);
  writeFileSync(join(folder, 'README.md'), '# A workspace\n');
  return folder;
}

/** Drops all that the browser keeps of the windows that a server has shown, but for its cache. */
async function forget(browser: BrowserContext, origin: string): Promise<void> {
  const page = await browser.newPage();
  const session = await browser.newCDPSession(page);
  const storageTypes = 'cookies,local_storage,indexeddb';
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
  await page.close();
}

async function openWindow(
  browser: BrowserContext,
  server: Server,
  scratch: string,
  options: WindowOptions,
): Promise<Workbench> {
  const { folder = newFolder(scratch), virtual, locale = 'en', theme, settings } = options;
  const colours = theme === undefined ? {} : { 'workbench.colorTheme': themes[theme] };
  writeJson(join(folder, '.vscode'), { ...colours, ...settings });
  const page = await browser.newPage();
  await page.setViewportSize({ width: options.width ?? 1280, height: options.height ?? 800 });
  const workbench = new Workbench(page, { locale, logs: join(server.log, '..', 'data', 'logs') });
  await workbench.load(server.address(virtual === true ? `mirror:${folder}` : folder));
  return workbench;
}
