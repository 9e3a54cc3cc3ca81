import { stepsFor } from '../testParts';
import { runTests } from '../testRun';

/** `npm test [unit|integration|ui|check|lint|quick] [-- options of mocha]` */
export async function main(args: readonly string[]): Promise<void> {
  // Each program and each folder of a run ends with the process.
  process.setMaxListeners(0);
  const [group, ...options] = args;
  const steps = stepsFor(group, options);
  if (steps.length === 0) {
    throw new Error(`There are no tests called "${group ?? ''}".`);
  }
  process.exitCode = await runTests(steps, options);
}
