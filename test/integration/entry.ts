import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import ResultReporter from '../host/resultReporter';
import { trustAsSystem } from './companyNetwork';

/** Called by VS Code inside its extension host; a rejection fails the run. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  trustAsSystem();
  const {
    ABEJA_TEST_RESULT: result,
    ABEJA_TEST_GREP: grep = '',
    ABEJA_TEST_MARK: mark = '',
  } = process.env;
  const print = (...words: unknown[]): void => {
    console.log(mark + format(...words));
  };
  Mocha.reporters.Base.consoleLog = print;
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 180_000,
    forbidOnly: true,
    grep,
    reporter: ResultReporter,
    reporterOptions: { result },
  });
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.test.js')) {
      mocha.addFile(join(__dirname, file));
    }
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve)).catch(
    (error: unknown) => {
      print('A test file could not be loaded.', error);
      throw error;
    },
  );
  if (failures > 0) {
    throw new Error(`${failures} of the integration tests failed.`);
  }
}
