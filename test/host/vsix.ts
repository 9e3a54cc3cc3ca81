import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { runQuietly } from './children';
import { secludedEnvironment } from './environment';
import type { ServerBuild } from './install';
import { keptFolder } from './keptFolder';
import { root, scratchFolder } from './paths';

/** Of nothing in these folders anything is packed. */
const UNPACKED = /^(node_modules|out|src|test|\..*)$/;

/**
 * Packs the built extension in `folder`, ours if nothing is said, as users get it. What is packed is kept,
 * and packed again when a file has changed. Resolves with what vsce has to say.
 */
export async function packExtension(file: string, folder = root): Promise<string> {
  const key = `${basename(folder)}-${hashOf(folder)}`;
  const packed = await keptFolder(join('cache', key), async (fresh) => {
    const vsix = join(fresh, 'extension.vsix');
    const words = await runVsce(folder, vsix);
    writeFileSync(join(fresh, 'words.txt'), words.replaceAll(vsix, '@'));
  });
  copyFileSync(join(packed, 'extension.vsix'), file);
  return readFileSync(join(packed, 'words.txt'), 'utf8').replaceAll('@', file);
}

/** Of all files that may be packed, and of the versions of the packages that pack them. */
function hashOf(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const add = (path: string): void => {
    if (statSync(path).isDirectory()) {
      readdirSync(path)
        .sort()
        .forEach((name) => add(join(path, name)));
    } else {
      hash.update(`${relative(folder, path)}\0`).update(readFileSync(path));
    }
  };
  readdirSync(folder)
    .filter((name) => name === '.vscodeignore' || !UNPACKED.test(name))
    .sort()
    .forEach((name) => add(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
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
