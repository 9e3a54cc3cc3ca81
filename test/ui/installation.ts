import { join } from 'node:path';
import { endWithParent, exitOnSignals } from '../host/children';
import { installServer } from '../host/install';
import { scratchFolder } from '../host/paths';
import { releases } from '../host/releases';
import { installExtension, packExtension } from '../host/vsix';
import { clearFailures } from './failures';
import { stopFixture } from './suiteFixture';

/** Packs the extension and installs it once for all interface tests; mocha calls it first. */
export async function mochaGlobalSetup(): Promise<void> {
  exitOnSignals();
  // Each server and each folder of the tests ends with the process.
  process.setMaxListeners(100);
  endWithParent();
  clearFailures();
  const scratch = scratchFolder();
  const extensions = join(scratch, 'extensions');
  const file = join(scratch, 'extension.vsix');
  await packExtension(file);
  await installExtension(await installServer(releases.latest), file, extensions);
  process.env['ABEJA_TEST_EXTENSIONS'] = extensions;
}

/** Ends the browser and the servers; mocha calls it last. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopFixture();
}
