import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** How many tests a part ran. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * A mocha reporter: what the spec reporter prints, and the counts as JSON in the file that the
 * reporter option `counts` names.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { counts } = options.reporterOptions as { readonly counts: string };
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const result: Counts = { passed: passes, failed: failures, skipped: pending };
      writeFileSync(counts, JSON.stringify(result));
    });
  }
}
