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

/** Nothing is asked for by itself, nor again because the machine is slow. */
const QUIET = { 'abeja.followingInterval': 3600, 'abeja.requestTimeout': 600 };

/** The browser keeps it in a cookie, which servers have in common whatever their ports are. */
const TOKEN = randomBytes(16).toString('hex');

/** What a server is started with, and cannot be changed later. */
export interface ServerSetup {
  /** Variables for the extension host, beside those of the fixture. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of the user, such as those of a proxy. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine, beside {@link QUIET}. */
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
  /** The windows that were opened or shared since this was asked last. */
  takeUsed(): readonly Workbench[];
  /** Closes windows: who shares a window next gets another one. */
  discard(windows: readonly Workbench[]): Promise<void>;
  stop(): Promise<void>;
}

/** A server and the windows that are open on it. */
interface Group {
  readonly key: string;
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
  /** Of the setups that most tests have. */
  const lasting = new Map<string, Group>();
  /** Of any other setup, one after another: always at the same port, where the cache is warm. */
  let passing: Group | undefined;
  let used: readonly Workbench[] = [];

  const start = async (key: string, setup: ServerSetup, port?: number): Promise<Group> => {
    const env = { ...environment, ...setup.env };
    const server = await startOn(build, scratch, { extensions, ...setup, env }, port);
    return { key, server, windows: [] };
  };
  const close = async (group: Group): Promise<void> => {
    for (const workbench of group.windows) {
      await workbench.close();
    }
    group.windows = [];
  };
  const lastingGroup = async (key: string, setup: ServerSetup): Promise<Group> => {
    const group = lasting.get(key) ?? (await start(key, setup));
    lasting.set(key, group);
    return group;
  };
  const passingGroup = async (key: string, setup: ServerSetup): Promise<Group> => {
    if (passing?.key !== key) {
      let port: number | undefined;
      if (passing !== undefined) {
        await close(passing);
        await passing.server.stop();
        port = Number(new URL(passing.server.origin).port);
      }
      passing = await start(key, setup, port);
    }
    return passing;
  };
  const openIn = async (group: Group, options: WindowOptions): Promise<Workbench> => {
    await forget(browser, group.server.origin);
    const { workbench, address } = await newWindow(browser, group.server, scratch, options);
    group.windows = [workbench];
    used = [...used, workbench];
    await workbench.load(address);
    return workbench;
  };
  const share = async (
    count: number,
    { width = 1280, height = 800, ...options }: SharedWindowOptions,
  ): Promise<readonly [Workbench, ...Workbench[]]> => {
    const setup = keyOf(options);
    const key = `${count} shared, ${setup}`;
    const isUsual = setup === keyOf({ locale: options.locale ?? 'en' });
    const group = await (isUsual ? lastingGroup(key, options) : passingGroup(key, options));
    // A test may have closed one.
    const left = group.windows.filter(({ page }) => !page.isClosed());
    used = [...used, ...left];
    for (const [index, workbench] of left.entries()) {
      await workbench.page.setViewportSize({ width, height });
      await emptyWindow(workbench, index === 0);
    }
    const [first = await openIn(group, { ...options, width, height }), ...others] = left;
    while (others.length < count - 1) {
      others.push(await first.another());
    }
    used = [...new Set([...used, first, ...others])];
    group.windows = [first, ...others];
    await first.page.bringToFront();
    return [first, ...others];
  };
  return {
    async open(options = {}) {
      const group = await passingGroup(`not shared, ${keyOf(options)}`, options);
      await close(group);
      return await openIn(group, options);
    },
    async share(options = {}) {
      const [workbench] = await share(1, options);
      return workbench;
    },
    async sharePair(options = {}) {
      const [workbench, other] = await share(2, options);
      assert.ok(other);
      return [workbench, other];
    },
    takeUsed() {
      const taken = used;
      used = [];
      return taken;
    },
    async discard(windows) {
      const all = passing === undefined ? [...lasting.values()] : [...lasting.values(), passing];
      for (const group of all) {
        if (group.windows.some((workbench) => windows.includes(workbench))) {
          await close(group);
        }
      }
    },
    async stop() {
      const all = passing === undefined ? [...lasting.values()] : [...lasting.values(), passing];
      for (const group of all) {
        await close(group);
      }
      await browser.close();
      for (const { server } of all) {
        await server.stop();
      }
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
  const machine = { ...QUIET, ...machineSettings };
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

async function newWindow(
  browser: BrowserContext,
  server: Server,
  scratch: string,
  options: WindowOptions,
): Promise<{ readonly workbench: Workbench; readonly address: string }> {
  const { folder = newFolder(scratch), virtual, locale = 'en', theme, settings } = options;
  const colours = theme === undefined ? {} : { 'workbench.colorTheme': themes[theme] };
  writeJson(join(folder, '.vscode'), { ...colours, ...settings });
  const page = await browser.newPage();
  await page.setViewportSize({ width: options.width ?? 1280, height: options.height ?? 800 });
  const workbench = new Workbench(page, { locale, logs: join(server.log, '..', 'data', 'logs') });
  return { workbench, address: server.address(virtual === true ? `mirror:${folder}` : folder) };
}
