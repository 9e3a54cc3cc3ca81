import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startProcessGroup } from './children';
import { openServerProxy } from './serverProxy';
import type { ServerBuild } from './install';
import { scratchFolder } from './paths';

export interface ServerOptions {
  /** Where the server keeps the user's settings, secrets and logs. */
  readonly userData: string;
  readonly extensions: string;
  /** The whole environment; the extension host inherits it. */
  readonly env: NodeJS.ProcessEnv;
  /** What lets one in; a new one when it is left out. */
  readonly token?: string;
  /** Any free port when it is left out. */
  readonly port?: number;
  /** Whether a window may be told by its address to run tests. */
  readonly testRuns?: boolean;
  /** Whether VS Code asks if a folder is trusted. Without it every folder is. */
  readonly workspaceTrust?: boolean;
  /** How much VS Code and its extensions write into their logs; what is usual when it is left out. */
  readonly log?: 'trace';
}

export interface Server {
  /** The origin of the workbench, such as `http://127.0.0.1:40001`. */
  readonly origin: string;
  /** What the server printed, for those who want to know why it failed. */
  readonly log: string;
  /** The address of the workbench with `folder` open. It carries the token that lets one in. */
  address(folder: string, query?: Readonly<Record<string, string>>): string;
  /** Resolves when the server has ended by itself. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

/** Starts a VS Code server on loopback and returns once it answers. */
export async function startServer(build: ServerBuild, options: ServerOptions): Promise<Server> {
  const token = options.token ?? randomBytes(16).toString('hex');
  const log = join(options.userData, 'server.log');
  mkdirSync(dirname(log), { recursive: true });
  // The server prints the token, too.
  writeFileSync(log, '', { mode: 0o600 });
  const temporary = scratchFolder();
  // The command line of a process can be read by everybody on the computer.
  const tokenFile = join(temporary, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const group = startProcessGroup(
    build.node,
    [
      join(build.folder, 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', '0'],
      ...['--connection-token-file', tokenFile, '--accept-server-license-terms'],
      ...['--server-data-dir', options.userData, '--extensions-dir', options.extensions],
      '--disable-telemetry',
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
      ...(options.log === undefined ? [] : ['--log', options.log]),
      // Without it the workbench of newer releases takes no test run from its address.
      ...(options.testRuns === true ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      // VS Code leaves its sockets there.
      env: { ...options.env, TMPDIR: temporary, XDG_RUNTIME_DIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const { child, ended } = group;
  const listening = new Promise<number>((resolve, reject) => {
    let output = '';
    const read = (text: string): void => {
      appendFileSync(log, text);
      output = (output + text).slice(-20_000);
      const port = /listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) {
        resolve(Number(port));
      }
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    ended.then((code) => {
      reject(new Error(`VS Code's server ended at once (exit code ${code}); see ${log}.`));
    }, reject);
  });
  try {
    const proxy = await openServerProxy(
      options.port ?? 0,
      join(options.userData, 'secret-key'),
      await listening,
    );
    await untilAnswered(`${proxy.origin}/?tkn=${token}`);
    return {
      origin: proxy.origin,
      log,
      address: (folder, query = {}) =>
        `${proxy.origin}/?${new URLSearchParams({ tkn: token, folder, ...query }).toString()}`,
      ended,
      async stop() {
        proxy.close();
        await group.stop();
      },
    };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** How long VS Code's server may take for its first answer. */
const START_MS = 120_000;

async function untilAnswered(url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!(await answers(url))) {
    if (Date.now() > deadline) {
      throw new Error(`VS Code's server does not answer within ${START_MS / 1000} seconds.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { redirect: 'manual' })).status < 400;
  } catch {
    return false;
  }
}
