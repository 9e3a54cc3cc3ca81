import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { desktopOf } from './desktop';
import { secludedEnvironment } from './environment';
import { built, root, scratchFolder } from './places';
import { releases } from './releases';

/**
 * Runs the integration tests inside the extension host of one VS Code release; the counts go to
 * the file `counts`; of the tests, only those whose title matches `grep`. Resolves with false when a test failed.
 */
export async function runIntegration(
  release: keyof typeof releases,
  counts: string,
  grep: string,
): Promise<boolean> {
  const scratch = scratchFolder();
  const folder = join(scratch, 'workspace');
  mkdirSync(folder);
  const desktop = await desktopOf(releases[release]);
  console.log(`  in ${desktop === undefined ? "VS Code's server and a browser" : desktop}`);
  try {
    await runTests({
      vscodeExecutablePath: desktop ?? writeLauncher(release, scratch),
      extensionDevelopmentPath: root,
      extensionTestsPath: built('test/integration/entry.ts'),
      extensionTestsEnv: secludedEnvironment(scratch, {
        ABEJA_TEST_COUNTS: counts,
        ABEJA_TEST_GREP: grep,
      }),
      launchArgs: [
        folder,
        `--user-data-dir=${join(scratch, 'data')}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
        '--disable-telemetry',
        '--use-inmemory-secretstorage',
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof TestRunFailedError) {
      return false;
    }
    throw error;
  }
}

/** `runTests` starts an executable: a script that starts launcher.js. */
function writeLauncher(release: string, folder: string): string {
  const command = `"${process.execPath}" "${built('test/host/launcher.ts')}" --release=${release}`;
  const windows = process.platform === 'win32';
  const file = join(folder, windows ? 'vscode.cmd' : 'vscode');
  writeFileSync(file, windows ? `@${command} %*\r\n` : `#!/bin/sh\nexec ${command} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}
