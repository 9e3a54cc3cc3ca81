import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withLock } from './lock.js';
import { kept } from './places';

/**
 * A folder below `.vscode-test` that is filled once and kept. It appears under its name when it is
 * complete, and not before; who comes meanwhile waits, and is told so once.
 */
export async function keptFolder(
  name: string,
  fill: (folder: string) => Promise<void>,
  onWait?: () => void,
): Promise<string> {
  const place = join(kept, name);
  if (existsSync(place)) {
    return place;
  }
  mkdirSync(dirname(place), { recursive: true });
  const fillOnce = async (): Promise<string> => {
    if (existsSync(place)) {
      return place;
    }
    discardUnfinished(place);
    const fresh = mkdtempSync(`${place}.`);
    const discard = (): void => {
      rmSync(fresh, { recursive: true, force: true, maxRetries: 5 });
    };
    process.once('exit', discard);
    try {
      await fill(fresh);
      renameSync(fresh, place);
    } finally {
      process.off('exit', discard);
      discard();
    }
    return place;
  };
  return await withLock(dirname(place), basename(place), fillOnce, onWait);
}

/** What was being filled when its process was killed; the caller holds the lock. */
function discardUnfinished(place: string): void {
  for (const entry of readdirSync(dirname(place))) {
    const name = basename(place);
    if (entry.startsWith(`${name}.`) && !entry.startsWith(`${name}.lock`)) {
      rmSync(join(dirname(place), entry), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
