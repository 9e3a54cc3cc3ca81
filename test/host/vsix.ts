import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { runQuietly } from './children';
import { secludedEnvironment } from './environment';
import type { ServerBuild } from './install';
import { root, scratchFolder } from './places';

/**
 * Builds the extension in `folder`, ours if nothing is said, and packs it as users get it. Resolves with
 * what vsce has to say.
 */
export async function packExtension(file: string, folder = root): Promise<string> {
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const license = folder === root ? [] : ['--skip-license'];
  return await runQuietly(
    process.execPath,
    [vsce, 'package', ...flags, ...license, '--out', file],
    {
      cwd: folder,
    },
  );
}

/** The files of the repository that are packed. */
export async function packedFiles(): Promise<readonly string[]> {
  return await listFiles({ cwd: root, packageManager: PackageManager.None });
}

/** Installs a packed extension into the folder `extensions`, as a user would. */
export async function installExtension(
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
