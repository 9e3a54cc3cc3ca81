import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { installServer, type ServerBuild } from '../host/install';
import { kept, scratchFolder } from '../host/places';
import { releases } from '../host/releases';
import { installExtension, packExtension } from '../host/vsix';
import { type Stage, startStage, type WindowOptions } from './stage';
import type { Workbench } from './workbench';

/** What a suite sees of its stage. */
export interface SuiteStage {
  open(options?: WindowOptions): Promise<Workbench>;
}

/**
 * To be called inside `describe`: VS Code with the installed extension for the tests of that suite.
 * `environment` is asked when the suite begins, so that it may name what a `before` has started; `more`
 * is the folder of one more extension.
 * Windows are closed after each test; a failed test leaves a picture of each.
 */
export function stageOfSuite(
  environment: () => Readonly<Record<string, string>> = () => ({}),
  more?: string,
): SuiteStage {
  let stage: Stage | undefined;
  const windows: Workbench[] = [];

  before(async () => {
    const extensions = process.env['ABEJA_TEST_EXTENSIONS'];
    if (extensions === undefined) {
      throw new Error('The interface tests are run with --config test/ui/.mocharc.json.');
    }
    const build = await installServer(releases.latest);
    const installed = more === undefined ? extensions : await addTo(extensions, more, build);
    stage = await startStage(build, installed, environment());
  });

  afterEach(async function () {
    for (const [position, workbench] of windows.splice(0).entries()) {
      if (this.currentTest?.state === 'failed') {
        const name = this.currentTest.fullTitle().replace(/[^\p{L}\p{N}]+/gu, '-');
        const picture = join(kept, 'failures', `${name}-${position}.png`);
        await workbench.screenshot(picture);
        console.log(`      Picture: ${picture}`);
      }
      await workbench.close();
    }
  });

  after(async () => {
    await stage?.stop();
  });

  return {
    async open(options) {
      if (stage === undefined) {
        throw new Error('A window can be opened once the suite has begun.');
      }
      const workbench = await stage.open(options);
      windows.push(workbench);
      return workbench;
    },
  };
}

/** A folder with all of `extensions` and the one that is built from the folder `source`. */
async function addTo(extensions: string, source: string, build: ServerBuild): Promise<string> {
  const scratch = scratchFolder();
  const all = join(scratch, 'extensions');
  cpSync(extensions, all, { recursive: true });
  const file = join(scratch, 'extension.vsix');
  await packExtension(file, source);
  await installExtension(build, file, all);
  return all;
}
