import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { runQuietly } from './children';
import { secludedEnvironment } from './environment';
import type { ServerBuild } from './install';
import { root } from './places';

/** Builds the extension and packs it as users get it. Resolves with the size in bytes. */
export async function packExtension(file: string): Promise<number> {
  await createVSIX({
    cwd: root,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return statSync(file).size;
}

/** The files of the repository that are packed. */
export async function packedFiles(): Promise<readonly string[]> {
  return (await listFiles({ cwd: root, packageManager: PackageManager.None })).toSorted();
}

/** Installs a packed extension into the folder `extensions`, as a user would. */
export async function installExtension(
  build: ServerBuild,
  file: string,
  extensions: string,
  scratch: string,
): Promise<void> {
  await runQuietly(
    build.node,
    [
      join(build.folder, 'out', 'server-main.js'),
      ...['--install-extension', file, '--force', '--extensions-dir', extensions],
      ...['--server-data-dir', join(scratch, 'install'), '--accept-server-license-terms'],
    ],
    { env: secludedEnvironment(scratch) },
  );
}
