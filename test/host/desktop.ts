import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { withLock } from './lock.js';
import { kept } from './paths';
import type { Release } from './releases';

/**
 * The desktop VS Code of a release, downloaded where that is possible; undefined where tests have
 * to run in VS Code's server. `ABEJA_TEST_HOST=desktop` or `=server` decides.
 */
export async function desktopOf(release: Release): Promise<string | undefined> {
  const wanted = process.env['ABEJA_TEST_HOST'];
  if (wanted === 'server' || (wanted !== 'desktop' && !(await isPractical()))) {
    return undefined;
  }
  return await withLock(
    kept,
    `vscode-${release.version}`,
    () => downloadAndUnzipVSCode({ version: release.version, cachePath: kept }),
    () => console.log('Another task is getting VS Code; waiting for it …'),
  );
}

/** A desktop needs a display, and the server of its downloads within two seconds. */
async function isPractical(): Promise<boolean> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && DISPLAY === undefined && WAYLAND_DISPLAY === undefined) {
    return false;
  }
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(2000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
