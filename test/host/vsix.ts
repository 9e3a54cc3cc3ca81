import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { runQuietly } from './children';
import { secludedEnvironment } from './environment';
import type { ServerBuild } from './install';
import { keptFolder } from './keptFolder';
import { root, scratchFolder } from './places';

/**
 * Packs the built extension in `folder`, ours if nothing is said, as users get it. What is packed is kept
 * and packed again when a file in it has changed. Resolves with what vsce has to say.
 */
export async function packExtension(file: string, folder = root): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await packedFiles(folder)) {
    hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  }
  const packed = await keptFolder(
    join('cache', `${basename(folder)}-${hash.digest('hex').slice(0, 16)}`),
    async (fresh) => {
      const words = await runVsce(folder, join(fresh, 'extension.vsix'));
      writeFileSync(join(fresh, 'words.txt'), words.replaceAll(join(fresh, 'extension.vsix'), '@'));
    },
  );
  copyFileSync(join(packed, 'extension.vsix'), file);
  return readFileSync(join(packed, 'words.txt'), 'utf8').replaceAll('@', file);
}

async function runVsce(folder: string, file: string): Promise<string> {
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const license = folder === root ? [] : ['--skip-license'];
  return await runQuietly(
    process.execPath,
    [vsce, 'package', ...flags, ...license, '--out', file],
    { cwd: folder },
  );
}

/** The files of an extension that are packed, ours if nothing is said. */
export async function packedFiles(folder = root): Promise<readonly string[]> {
  return await listFiles({ cwd: folder, packageManager: PackageManager.None });
}

/**
 * Installs a packed extension into the folder `extensions`, as a user would. What one that is installed
 * alone looks like is kept, and copied the next time.
 */
export async function installExtension(
  build: ServerBuild,
  file: string,
  extensions: string,
): Promise<void> {
  if (existsSync(extensions)) {
    await runInstallation(build, file, extensions);
    return;
  }
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const installed = await keptFolder(
    join('cache', `installed-${build.release.version}-${hash}`),
    async (fresh) => runInstallation(build, file, fresh),
  );
  cpSync(installed, extensions, { recursive: true });
}

async function runInstallation(
  build: ServerBuild,
  file: string,
  extensions: string,
): Promise<void> {
  const scratch = scratchFolder();
  await runQuietly(
    build.node,
    [
      join(build.folder, 'out', 'server-main.js'),
      ...['--install-extension', file, '--force', '--extensions-dir', extensions],
      ...['--server-data-dir', scratch, '--accept-server-license-terms'],
    ],
    { env: secludedEnvironment(scratch) },
  );
}
