import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeClock } from '../emulator/clock';
import { startEmulator } from '../emulator/emulator';
import { searchSecrets, spellings } from '../host/canary';
import { endWithParent, exitOnSignals } from '../host/children';
import { installServer } from '../host/install';
import { scratchFolder, scratchFolders } from '../host/places';
import { releases } from '../host/releases';
import { installExtension, packExtension } from '../host/vsix';

/** Packs the extension and installs it once for all interface tests; mocha calls it first. */
export async function mochaGlobalSetup(): Promise<void> {
  exitOnSignals();
  // Each server and each folder of the tests ends with the process.
  process.setMaxListeners(100);
  endWithParent();
  const scratch = scratchFolder();
  const extensions = join(scratch, 'extensions');
  const file = join(scratch, 'extension.vsix');
  await packExtension(file);
  await installExtension(await installServer(releases.latest), file, extensions);
  process.env['ABEJA_TEST_EXTENSIONS'] = extensions;
  process.env['ABEJA_TEST_TRACES'] = join(scratch, 'traces');
}

export const mochaHooks = {
  /** After all tests: none of the tokens they used stands anywhere but in the secret storage. */
  async afterAll(): Promise<void> {
    const emulator = await startEmulator({ world: 'demo', clock: fakeClock() });
    const tokens = emulator.organizations.flatMap(
      ({ personalAccessToken, bearerToken, viewer }) => [
        personalAccessToken,
        bearerToken,
        viewer.personalAccessToken,
      ],
    );
    await emulator.close();
    const planted = plantCanary(join(scratchFolder(), 'planted'));
    const { files, finds } = searchSecrets(
      scratchFolders(),
      [...tokens, ...TYPED, planted.secret],
      isConfigurationOfCli,
    );
    assert.deepEqual(
      finds.filter(({ secret }) => secret !== planted.secret),
      [],
      'secrets in files',
    );
    // It must be able to fail: what was planted is found, and the run left something to search in.
    assert.deepEqual([...new Set(finds.map(({ file }) => file))].toSorted(), planted.files);
    const windows = files.filter((file) => /window-\d+\.txt$/.test(file));
    const logs = files.filter((file) => file.endsWith('ABEJA.log'));
    const asked = logs.filter((file) => readFileSync(file, 'utf8').includes('GET /organizations'));
    console.log(
      `  Searched for ${tokens.length} tokens in ${files.length} files,` +
        ` among them ${windows.length} windows and ${asked.length} logs of requests.`,
    );
    // A run of some tests alone may have had no window that keeps a secret.
    if (windows.length >= 30) {
      assert.ok(asked.length > 0, 'the logs of the extension are among them');
      const texts = windows.map((file) => readFileSync(file, 'utf8'));
      for (const trace of ['Organization acme-lab', 'secrets.provider', 'vscode-web-state-db']) {
        assert.ok(
          texts.some((text) => text.includes(trace)),
          `the windows tell of ${trace}`,
        );
      }
    }
  },
};

/** Texts that tests type into a masked box, which are no tokens. */
const TYPED = ['still-wrong'];

/** What the extension imports from, and never writes. */
function isConfigurationOfCli(file: string): boolean {
  return file.endsWith(join('.abeja', 'config'));
}

/** A secret in files of its own, one a spelling. */
function plantCanary(folder: string): {
  readonly secret: string;
  readonly files: readonly string[];
} {
  mkdirSync(folder);
  const secret = `canary"+${randomBytes(12).toString('base64')}/é`;
  const files = [...spellings(secret)].map(([spelling, bytes]) => {
    const file = join(folder, spelling.replaceAll(' ', '-'));
    writeFileSync(file, Buffer.concat([Buffer.from('x'), bytes, Buffer.from('x')]));
    return file;
  });
  return { secret, files: files.toSorted() };
}
