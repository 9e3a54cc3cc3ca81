import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitOnSignals, runScript } from '../children';
import type { Counts } from '../countingReporter';
import { runIntegration } from '../integration';
import { built, root, scratchFolder } from '../places';
import { releases } from '../releases';

interface Part {
  readonly name: string;
  readonly group: string;
  /** Runs the part, which writes its counts to the file `counts`. */
  run(counts: string, options: readonly string[]): Promise<Outcome>;
}

/** Whether all went well, and the counts of a part that is no mocha run. */
interface Outcome {
  readonly well: boolean;
  readonly counts?: Counts;
}

const parts: readonly Part[] = [
  { name: 'type check', group: 'check', run: () => single(['typescript/bin/tsc', '-p', '.']) },
  {
    name: 'lint',
    group: 'lint',
    run: () => single(['eslint/bin/eslint.js', '.'], ['prettier/bin/prettier.cjs', '--check', '.']),
  },
  { name: 'unit tests', group: 'unit', run: mocha('.mocharc.json') },
  ...(['oldest', 'latest'] as const).map((release) => ({
    name: `integration tests in VS Code ${releases[release].version}`,
    group: 'integration',
    run: async (counts: string, options: readonly string[]) => {
      const grep = options.findIndex((option) => option === '-g' || option === '--grep');
      const title = grep < 0 ? '' : (options[grep + 1] ?? '');
      return { well: await runIntegration(release, counts, title) };
    },
  })),
  { name: 'interface tests', group: 'ui', run: mocha('test/ui/.mocharc.json') },
];

/** `npm test [unit|integration|ui|check|lint] [-- options of mocha]` */
export async function main(args: readonly string[]): Promise<void> {
  exitOnSignals();
  const [group, ...options] = args;
  const chosen = parts.filter((part) => group === undefined || part.group === group);
  if (chosen.length === 0) {
    throw new Error(`There are no tests called "${group ?? ''}".`);
  }
  const scratch = scratchFolder();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [position, part] of chosen.entries()) {
    const start = Date.now();
    console.log(`\n■ ${part.name}`);
    const counts = await countsOf(part, join(scratch, `counts-${position}.json`), options);
    console.log(`  ${sentence(counts)} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  process.exitCode = total.failed > 0 ? 1 : 0;
  console.log(`\n${sentence(total)}`);
}

/** A part that broke off, or that had no test to run, counts as one failure more. */
async function countsOf(part: Part, file: string, options: readonly string[]): Promise<Counts> {
  const none: Counts = { passed: 0, failed: 0, skipped: 0 };
  const failure = (counts: Counts, why: string): Counts => {
    console.log(`  Failed: ${part.name} ${why}`);
    return { ...counts, failed: counts.failed + 1 };
  };
  try {
    const { well, counts = readCounts(file) } = await part.run(file, options);
    if (counts === undefined) {
      return failure(none, 'ended without a result.');
    }
    if (counts.passed + counts.failed === 0) {
      return failure(counts, 'ran no test.');
    }
    return well || counts.failed > 0 ? counts : failure(counts, 'ended with an error.');
  } catch (error) {
    return failure(
      none,
      `could not run: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function readCounts(file: string): Counts | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined;
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Programs of npm packages that count as one test together. */
async function single(...programs: readonly (readonly string[])[]): Promise<Outcome> {
  let well = true;
  for (const [program = '', ...args] of programs) {
    const code = await runScript([join(root, 'node_modules', program), ...args], { cwd: root });
    well &&= code === 0;
  }
  return { well, counts: { passed: well ? 1 : 0, failed: well ? 0 : 1, skipped: 0 } };
}

function mocha(config: string): Part['run'] {
  return async (counts, options) => {
    // Given to Node here: named in mocha's configuration, mocha would start a process between.
    const program = [
      '--enable-source-maps',
      join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
    ];
    const reporter = ['--reporter', built('test/host/countingReporter.ts')];
    const args = ['--config', config, ...reporter, '--reporter-option', `counts=${counts}`];
    return { well: (await runScript([...program, ...args, ...options], { cwd: root })) === 0 };
  };
}
