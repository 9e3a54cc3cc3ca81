import { renameSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/** How many tests were run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A test that failed, in words. */
export interface Failure {
  readonly title: string;
  /** The error with its difference and its stack. */
  readonly text: string;
}

/** What became of the tests of a part. */
export interface Result extends Counts {
  readonly failures: readonly Failure[];
}

/**
 * A mocha reporter: what the spec reporter prints, but each failure in full as soon as it happens. The
 * result so far is kept as JSON in the file that the reporter option `result` names.
 */
export default class ResultReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { result: file } = options.reporterOptions as { readonly result: string };
    const failed: Mocha.Test[] = [];
    const keep = (): void => {
      const { passes, failures: count, pending } = this.stats;
      // Written anew: hooks behind a test may have added something to its error.
      const failures = failed.map((test) => ({ title: test.fullTitle(), text: textOf(test) }));
      const result: Result = { passed: passes, failed: count, skipped: pending, failures };
      // Never half written: it is read meanwhile.
      writeFileSync(`${file}.new`, JSON.stringify(result));
      renameSync(`${file}.new`, file);
    };
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test) => {
      failed.push(test);
      keep();
      Mocha.reporters.Base.consoleLog(textOf(test));
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, keep);
  }

  /** Without the failures, which were printed when they happened. */
  override epilogue(): void {
    this.failures = [];
    super.epilogue();
  }
}

/** What mocha would print about a failed test at the end of its run. */
function textOf(test: Mocha.Test): string {
  const { Base } = Mocha.reporters;
  const print = Base.consoleLog;
  const lines: string[] = [];
  Base.consoleLog = (...words: unknown[]) => lines.push(format(...words));
  try {
    Base.list([test]);
  } finally {
    Base.consoleLog = print;
  }
  return lines.join('\n').trim().replace('1) ', '');
}
