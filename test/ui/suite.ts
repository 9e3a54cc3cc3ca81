import { join } from 'node:path';
import { installServer } from '../host/install';
import { kept } from '../host/places';
import { releases } from '../host/releases';
import { type Stage, startStage, type WindowOptions } from './stage';
import type { Workbench } from './workbench';

/** What a suite sees of its stage. */
export interface SuiteStage {
  open(options?: WindowOptions): Promise<Workbench>;
}

/**
 * To be called inside `describe`: VS Code with the installed extension for the tests of that suite.
 * `environment` is asked when the suite begins, so that it may name what a `before` has started.
 * Windows are closed after each test; a failed test leaves a picture of each.
 */
export function stageOfSuite(
  environment: () => Readonly<Record<string, string>> = () => ({}),
): SuiteStage {
  let stage: Stage | undefined;
  const windows: Workbench[] = [];

  before(async () => {
    const extensions = process.env['ABEJA_TEST_EXTENSIONS'];
    if (extensions === undefined) {
      throw new Error('The interface tests are run with --config test/ui/.mocharc.json.');
    }
    stage = await startStage(await installServer(releases.latest), extensions, environment());
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
