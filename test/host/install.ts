import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './children';
import { keptFolder } from './keptFolder';
import { root } from './paths';
import type { Release } from './releases';

/** A VS Code that serves its workbench to a browser. */
export interface ServerBuild {
  readonly release: Release;
  /** The Node that runs it. */
  readonly node: string;
  /** The folder of the build. */
  readonly folder: string;
}

/** Gets VS Code as a server: from npm the first time, from `.vscode-test` ever after. */
export async function installServer(release: Release): Promise<ServerBuild> {
  const folder = await installOnce(
    `vscode-server-${release.version}`,
    `VS Code ${release.version} as a server (45 MB)`,
    async (fresh) => {
      await unpackVsCode(release.server, fresh);
      // Its native parts come compiled or are optional. The package's lock is not up to date.
      await runNpm(fresh, 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
    },
  );
  giveLogWriter(folder);
  return { release, node: await installNode(release.node), folder };
}

/** What was installed before has it, too. */
function giveLogWriter(folder: string): void {
  const file = join(folder, 'node_modules', '@vscode', 'spdlog', 'index.js');
  const content = readFileSync(join(root, 'test', 'host', 'logWriter.js'));
  if (!existsSync(file) || !readFileSync(file).equals(content)) {
    // Never half written: another task may be starting VS Code.
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, content);
    renameSync(fresh, file);
  }
}

async function installNode(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) {
    return process.execPath;
  }
  const folder = await installOnce(`node-${major}`, `Node ${major}`, async (fresh) => {
    writeFileSync(join(fresh, 'package.json'), '{"private": true}');
    // The package's script chooses the binary of this platform.
    const flags = ['--ignore-scripts=false', '--no-audit', '--no-fund'];
    await runNpm(fresh, 'install', ...flags, `node@${major}`);
    if (!existsSync(nodeIn(fresh))) {
      throw new Error(`npm has no Node ${major} for ${process.platform} ${process.arch}.`);
    }
  });
  return nodeIn(folder);
}

function nodeIn(folder: string): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', 'node', 'bin', name);
}

async function runNpm(folder: string, ...args: readonly string[]): Promise<void> {
  // By default npm waits for more than a minute before it says that there is no network.
  const retryOptions = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  await runQuietly('npm', [...args, ...retryOptions, '--loglevel=error'], { cwd: folder });
}

/** Of the package only the folder lib/vscode is needed. */
async function unpackVsCode(server: string, folder: string): Promise<void> {
  await runNpm(folder, 'pack', `code-server@${server}`);
  const archive = `code-server-${server}.tgz`;
  const member = ['--strip-components=3', 'package/lib/vscode'];
  await runQuietly('tar', ['-xzf', archive, ...member], { cwd: folder });
  rmSync(join(folder, archive));
}

async function installOnce(
  name: string,
  what: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const install = async (fresh: string): Promise<void> => {
    const start = Date.now();
    console.log(`Getting ${what} …`);
    try {
      await fill(fresh);
    } catch (error) {
      throw new Error(`${what} could not be had from npm. ${String(error)}`, { cause: error });
    }
    console.log(`Got ${what} in ${Math.round((Date.now() - start) / 1000)} s.`);
  };
  return await keptFolder(name, install, () => {
    console.log(`Another task is getting ${what}; waiting for it …`);
  });
}
