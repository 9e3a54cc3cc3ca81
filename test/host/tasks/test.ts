import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitOnSignals, runScript } from '../children';
import type { Counts } from '../countingReporter';
import { built, root, scratchFolder } from '../places';
import { releases } from '../releases';
import { inspectRemains, newRemains, type Remains } from '../remains';
import { leavings, type Leavings } from '../leavings';

interface Part {
  readonly name: string;
  readonly group: string;
  /** What a part in which there are tokens leaves behind; it is searched for them. */
  readonly leavings?: Leavings;
  run(run: Run): Promise<Outcome>;
}

interface Run {
  /** The file that the part writes its counts to. */
  readonly counts: string;
  /** Options of mocha. */
  readonly options: readonly string[];
  readonly remains: Remains | undefined;
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
  {
    name: 'unit tests',
    group: 'unit',
    leavings: leavings.unit,
    run: mocha('.mocharc.json'),
  },
  ...(['oldest', 'latest'] as const).map((release) => ({
    name: `integration tests in VS Code ${releases[release].version}`,
    group: 'integration',
    leavings: leavings.integration(release),
    run: ({ counts, options, remains }: Run) =>
      ours([built('test/host/integration.ts'), release, counts, ...options], remains),
  })),
  {
    name: 'interface tests',
    group: 'ui',
    leavings: leavings.ui,
    run: mocha('test/ui/.mocharc.json'),
  },
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

/** However a part ended, what it left behind is searched; a token there is one failure more. */
async function countsOf(part: Part, file: string, options: readonly string[]): Promise<Counts> {
  const { leavings: left } = part;
  if (left === undefined) {
    return await ran(part, { counts: file, options, remains: undefined });
  }
  const remains = newRemains(part.name.replaceAll(' ', '-'));
  const counts = await ran(part, { counts: file, options, remains });
  // A run of some tests alone, or one that broke off, need not leave everything.
  const isWhole = options.length === 0 && counts.failed === 0;
  const { problems, summary } = inspectRemains(remains, left.places, isWhole ? left.evidence : []);
  console.log(`  ${summary}`);
  return problems.reduce((sum, problem) => failure(part, sum, problem), counts);
}

/** A part that broke off, or that had no test to run, counts as one failure more. */
async function ran(part: Part, run: Run): Promise<Counts> {
  const none: Counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    const { well, counts = readCounts(run.counts) } = await part.run(run);
    if (counts === undefined) {
      return failure(part, none, 'ended without a result.');
    }
    if (counts.passed + counts.failed === 0) {
      return failure(part, counts, 'ran no test.');
    }
    return well || counts.failed > 0 ? counts : failure(part, counts, 'ended with an error.');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failure(part, none, `could not run: ${why}`);
  }
}

function failure({ name }: Part, counts: Counts, why: string): Counts {
  console.log(`  Failed: ${name} ${why}`);
  return { ...counts, failed: counts.failed + 1 };
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
  return async ({ counts, options, remains }) => {
    // Given to Node here: named in mocha's configuration, mocha would start a process between.
    const program = [
      '--enable-source-maps',
      join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
    ];
    const reporter = ['--reporter', built('test/host/countingReporter.ts')];
    const args = ['--config', config, ...reporter, '--reporter-option', `counts=${counts}`];
    const colours = process.stdout.isTTY ? ['--color'] : [];
    return await ours([...program, ...args, ...colours, ...options], remains);
  };
}

/** A program of ours, which leaves everything in `remains`. */
async function ours(program: readonly string[], remains: Remains | undefined): Promise<Outcome> {
  const code = await runScript(program, {
    cwd: root,
    ...(remains === undefined
      ? {}
      : { copy: remains.output, env: { ...process.env, ...remains.env } }),
  });
  return { well: code === 0 };
}
