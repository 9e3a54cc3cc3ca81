import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The repository. This file runs as out/test/host/paths.js. */
export const root = resolve(__dirname, '..', '..', '..');

/** Everything that is downloaded or kept between two runs; ignored by git. */
export const kept = join(root, '.vscode-test');

/** What esbuild made of the TypeScript file `path`. */
export function built(path: string): string {
  return join(root, 'out', path.replace(/\.ts$/, '.js'));
}

/** Names the folder for everything that this process leaves behind, when that is to be looked at. */
export const ARTIFACTS = 'ABEJA_TEST_ARTIFACTS';

/** A folder of its own for one run, removed when this process ends unless its artifacts are wanted. */
export function scratchFolder(): string {
  const artifacts = process.env[ARTIFACTS];
  // Short, because VS Code puts sockets below it, whose paths are bounded at about 100 characters.
  const folder = mkdtempSync(join(artifacts ?? tmpdir(), 'abeja-'));
  if (artifacts === undefined) {
    process.once('exit', () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
  }
  return folder;
}
