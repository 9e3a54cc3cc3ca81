// The integration tests in one VS Code release: `integration.js oldest|latest RESULT [-g TITLE]`. The
// result goes to the file RESULT; the exit code is 1 when a test failed.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { issueCertificates } from '../emulator/certificate';
import { endWithParent, exitOnSignals } from './children';
import { desktopOf } from './desktop';
import { secludedEnvironment } from './environment';
import { built, root, scratchFolder } from './paths';
import { releases } from './releases';

/**
 * Runs the tests whose title matches `grep` inside the extension host. Resolves with false when a test
 * failed.
 */
async function runIntegration(
  release: keyof typeof releases,
  result: string,
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
        ABEJA_TEST_RESULT: result,
        ABEJA_TEST_GREP: grep,
        ...trustedAuthorities(scratch),
      }),
      launchArgs: [
        folder,
        `--user-data-dir=${join(scratch, 'data')}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
        '--disable-telemetry',
        '--use-inmemory-secretstorage',
        // All that the extension has to say, so that it can be searched for secrets.
        '--log=abeja-triggers.abeja-triggers=trace',
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

/**
 * Two authorities that this VS Code trusts from its start: one as if the system did, where its Node
 * takes the system's from a file that can be named, and one that Node was told of. The tests find them
 * in the files `ABEJA_TEST_SYSTEM` and `ABEJA_TEST_EXTRA`.
 */
function trustedAuthorities(folder: string): NodeJS.ProcessEnv {
  const write = (name: string) => {
    const certificates = issueCertificates();
    const [all, authority] = [join(folder, `${name}.json`), join(folder, `${name}.pem`)];
    writeFileSync(all, JSON.stringify(certificates));
    writeFileSync(authority, certificates.authority);
    return { all, authority };
  };
  const [system, extra] = [write('system'), write('extra')];
  return {
    SSL_CERT_FILE: system.authority,
    NODE_EXTRA_CA_CERTS: extra.authority,
    ABEJA_TEST_SYSTEM: system.all,
    ABEJA_TEST_EXTRA: extra.all,
  };
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

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string', short: 'g', default: '' } },
  });
  const [release, result = ''] = positionals;
  return await runIntegration(release === 'oldest' ? 'oldest' : 'latest', result, values.grep);
}

exitOnSignals();
endWithParent();
main().then(
  (succeeded) => process.exit(succeeded ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
