import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { secludedEnvironment } from '../host/environment';
import type { ServerBuild } from '../host/install';
import { scratchFolder } from '../host/places';
import { type Server, startServer } from '../host/server';
import { traceWindows } from '../host/traces';
import { writeSettings } from '../host/userSettings';
import type { HeldWire } from './heldWire';
import { Workbench } from './workbench';

/** VS Code's colour themes by what a reader would call them. */
const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;

export interface WindowOptions {
  /** The folder to open; its .vscode/settings.json is written. A small one of its own by default. */
  readonly folder?: string;
  /** Whether the folder is opened as one that is on no disk, by the extension in `mirror`. */
  readonly virtual?: boolean;
  /** The language of the extension, as `vscode.env.language` gives it. */
  readonly locale?: 'en' | 'ja';
  readonly theme?: keyof typeof themes;
  readonly width?: number;
  readonly height?: number;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables for the extension host, beside those of the stage. Other values, another server. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether VS Code asks if the folder is trusted; another server. */
  readonly workspaceTrust?: boolean;
  /** Settings of the user, such as those of a proxy. Other values, another server. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /**
   * Settings of the machine. Other values, another server. What is in sight is asked for once and then
   * left alone, unless a test says otherwise.
   */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Sees what the server sends to the window, and may hold it back: see {@link HeldWire}. */
  readonly wire?: HeldWire;
}

/** VS Code with the extension installed, and a browser to see it. */
export interface Stage {
  /** Opens a window that shares nothing with other windows. */
  open(options?: WindowOptions): Promise<Workbench>;
  stop(): Promise<void>;
}

export async function startStage(
  build: ServerBuild,
  extensions: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const scratch = scratchFolder();
  const servers = new Map<string, Promise<Server>>();
  const serverFor = (options: WindowOptions): Promise<Server> => {
    const { userSettings: user = {}, workspaceTrust = false } = options;
    const machine = { 'abeja.followingInterval': 3600, ...options.machineSettings };
    const env = Object.fromEntries(Object.entries({ ...environment, ...options.env }).toSorted());
    const setup: Setup = { env, user, machine, workspaceTrust };
    const key = JSON.stringify(setup);
    const server = servers.get(key) ?? startOn(build, extensions, scratch, setup);
    servers.set(key, server);
    return server;
  };
  await serverFor({});
  const browser = await launchBrowser();
  return {
    async open(options = {}) {
      const server = await serverFor(options);
      return await openWindow(browser, server, options.folder ?? newFolder(scratch), options);
    },
    async stop() {
      await browser.close();
      for (const server of servers.values()) {
        await (await server).stop();
      }
    },
  };
}

/** What a server is started with, and cannot be changed later. */
interface Setup {
  readonly env: Readonly<Record<string, string>>;
  /** Settings of the user. */
  readonly user: Readonly<Record<string, unknown>>;
  /** Settings of the machine. */
  readonly machine: Readonly<Record<string, unknown>>;
  readonly workspaceTrust: boolean;
}

async function startOn(
  build: ServerBuild,
  extensions: string,
  scratch: string,
  { env, user, machine, workspaceTrust }: Setup,
): Promise<Server> {
  const userData = mkdtempSync(join(scratch, 'd'));
  writeSettings(userData, user);
  writeJson(join(userData, 'data', 'Machine'), machine);
  return await startServer(build, {
    userData,
    extensions,
    env: secludedEnvironment(userData, env),
    workspaceTrust,
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

async function openWindow(
  browser: Browser,
  server: Server,
  folder: string,
  { virtual, locale = 'en', theme, width = 1280, height = 800, settings = {}, wire }: WindowOptions,
): Promise<Workbench> {
  const colours = theme === undefined ? {} : { 'workbench.colorTheme': themes[theme] };
  writeJson(join(folder, '.vscode'), { ...colours, ...settings });
  const options: BrowserContextOptions = {
    viewport: { width, height },
    locale: locale === 'ja' ? 'ja-JP' : 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  };
  const context = await browser.newContext(options);
  await traceWindows(context);
  // The workbench takes its language from the words it was built with and says it to the extension
  // host. Without a language pack its own words stay English; the extension's do not.
  await context.addInitScript((language) => {
    Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { value: language });
  }, locale);
  // Half of the key that the secret storage of a browser is encrypted with. Without it, secrets are
  // forgotten when the page is reloaded.
  await context.route('**/mint-key', (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
  await wire?.attach(context);
  const workbench = new Workbench(await context.newPage());
  await workbench.page.goto(server.address(virtual === true ? `mirror:${folder}` : folder));
  await workbench.ready();
  // The page has the focus from its first moment, which VS Code may have missed; it looks again.
  await workbench.page.evaluate(`window.dispatchEvent(new Event('blur'))`);
  return workbench;
}
