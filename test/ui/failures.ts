import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { kept } from '../host/paths';
import type { Workbench } from './workbench';

/** Where failed tests leave a folder each. */
const FAILURES = join(kept, 'failures');

/** Removes what the run before has left. */
export function clearFailures(): void {
  rmSync(FAILURES, { recursive: true, force: true });
}

/**
 * Leaves of a failed test's windows the pictures, the rows in words, the errors on their consoles and
 * the extension's logs in one folder, and names it at the end of the test's error.
 */
export async function keepFailure(test: Mocha.Test, windows: readonly Workbench[]): Promise<void> {
  const name = test.fullTitle().replace(/[^\p{L}\p{N}]+/gu, '-');
  const folder = join(FAILURES, name.slice(0, 150));
  mkdirSync(folder, { recursive: true });
  for (const [index, workbench] of windows.entries()) {
    const file = (what: string): string => join(folder, `window-${index + 1}-${what}`);
    writeFileSync(file('console.txt'), workbench.allErrors().join('\n'));
    copyLogs(workbench.origin.logs, folder);
    if (!workbench.page.isClosed()) {
      const rows = await workbench.rows().catch(String);
      writeFileSync(file('rows.txt'), typeof rows === 'string' ? rows : rows.join('\n'));
      // A page that hangs has no picture.
      await workbench.screenshot(file('picture.png')).catch(String);
    }
  }
  console.log(`      See ${folder}`);
  if (test.err !== undefined) {
    test.err.stack = `${test.err.stack ?? test.err.message}\n    See ${folder}`;
  }
}

/** The extension's logs of all windows that a server has shown. */
function copyLogs(logs: string, folder: string): void {
  if (logs === '' || !existsSync(logs)) {
    return;
  }
  for (const path of readdirSync(logs, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('ABEJA.log')) {
      cpSync(join(logs, path), join(folder, path.split(sep).join('-')));
    }
  }
}
