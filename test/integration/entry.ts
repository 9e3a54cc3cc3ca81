import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import CountingReporter from '../host/countingReporter';

/** Called by VS Code inside its extension host; a rejection fails the run. */
export async function run(): Promise<void> {
  const { ABEJA_TEST_COUNTS: counts, ABEJA_TEST_MARK: mark = '' } = process.env;
  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => {
    console.log(mark + format(...words));
  };
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    forbidOnly: true,
    reporter: CountingReporter,
    reporterOptions: { counts },
  });
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.test.js')) {
      mocha.addFile(join(__dirname, file));
    }
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) {
    throw new Error(`${failures} of the integration tests failed.`);
  }
}
