import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withLock } from './lock.js';
import { kept } from './paths';

/**
 * A folder below `.vscode-test` that is filled once and kept. It appears under its name when it is
 * complete, and not before; who comes meanwhile waits, and is told so once.
 */
export async function keptFolder(
  name: string,
  fill: (folder: string) => Promise<void>,
  onWait?: () => void,
): Promise<string> {
  const path = join(kept, name);
  if (existsSync(path)) {
    return path;
  }
  mkdirSync(dirname(path), { recursive: true });
  const fillOnce = async (): Promise<string> => {
    if (existsSync(path)) {
      return path;
    }
    discardUnfinished(path);
    const fresh = mkdtempSync(`${path}.`);
    const discard = (): void => {
      rmSync(fresh, { recursive: true, force: true, maxRetries: 5 });
    };
    process.once('exit', discard);
    try {
      await fill(fresh);
      renameSync(fresh, path);
    } finally {
      process.off('exit', discard);
      discard();
    }
    return path;
  };
  return await withLock(dirname(path), basename(path), fillOnce, onWait);
}

/** What was being filled when its process was killed; the caller holds the lock. */
function discardUnfinished(path: string): void {
  for (const entry of readdirSync(dirname(path))) {
    const name = basename(path);
    if (entry.startsWith(`${name}.`) && !entry.startsWith(`${name}.lock`)) {
      rmSync(join(dirname(path), entry), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
