import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { installServer } from '../host/install';
import { root, scratchFolder } from '../host/paths';
import { releases } from '../host/releases';
import { installExtension, packExtension } from '../host/vsix';
import { keepFailure } from './failures';
import { type Fixture, startFixture } from './fixture';

/** What the tests of a suite get their windows from; see {@link Fixture}. */
export type SuiteFixture = Pick<Fixture, 'open' | 'share' | 'sharePair'>;

let running: Promise<Fixture> | undefined;

/** One browser, and one server a setup, for all suites of this process. */
async function fixture(): Promise<Fixture> {
  const extensions = process.env['ABEJA_TEST_EXTENSIONS'];
  if (extensions === undefined) {
    throw new Error('The interface tests are run with --config test/ui/.mocharc.json.');
  }
  running ??= startFixture(await installServer(releases.latest), extensions);
  return await running;
}

/** Ends what the suites have started. */
export async function stopFixture(): Promise<void> {
  await (await running)?.stop();
}

/**
 * To be called inside `describe`: VS Code with the installed extension for the tests of that suite.
 * A test that fails leaves a picture and more of each of its windows, and no test after it gets them.
 */
export function fixtureOfSuite(): SuiteFixture {
  beforeEach(async () => {
    (await fixture()).takeUsed();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      const started = await fixture();
      const windows = started.takeUsed();
      await keepFailure(this.currentTest, windows);
      await started.discard(windows);
    }
  });

  return {
    open: async (options) => await (await fixture()).open(options),
    share: async (options) => await (await fixture()).share(options),
    sharePair: async (options) => await (await fixture()).sharePair(options),
  };
}

let withMirror: Promise<string> | undefined;

/** The folder of extensions to which the one in `mirror` was added. */
export function extensionsWithMirror(): Promise<string> {
  const add = async (): Promise<string> => {
    const scratch = scratchFolder();
    const all = join(scratch, 'extensions');
    cpSync(process.env['ABEJA_TEST_EXTENSIONS'] ?? '', all, { recursive: true });
    const file = join(scratch, 'extension.vsix');
    await packExtension(file, join(root, 'test', 'ui', 'mirror'));
    await installExtension(await installServer(releases.latest), file, all);
    return all;
  };
  return (withMirror ??= add());
}
