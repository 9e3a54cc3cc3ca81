import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectArtifacts, newArtifacts, type Artifacts } from './artifacts';
import { SIGNALS, startScript, type Script } from './children';
import { root, scratchFolder } from './paths';
import type { Counts, Failure, Result } from './resultReporter';
import type { Part, Step } from './testParts';

type Signal = keyof typeof SIGNALS;

/** One run of some parts of the tests. */
interface TestRun {
  readonly mocha: readonly string[];
  readonly scratch: string;
  readonly scripts: Set<Script>;
  /** Whether the run was told to end, and how. */
  signal: Signal | undefined;
}

/** A part in a run: which of how many it is. */
interface NumberedPart extends Part {
  readonly label: string;
}

/** What became of a part. */
interface Outcome {
  readonly part: NumberedPart;
  readonly result: Result;
  readonly interrupted: boolean;
}

const NOTHING: Result = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** How much is shown of what a part printed before it broke off. */
const LAST_LINES = 40;

/**
 * Runs parts of the tests and prints what becomes of them: what a part prints as it comes, or, where
 * others are run beside it, when it has ended, and a failure when it happens; and all failures once more
 * at the end. Resolves with the exit code.
 */
export async function runTests(
  steps: readonly Step[],
  mocha: readonly string[] = [],
): Promise<number> {
  const started = performance.now();
  const run: TestRun = { mocha, scratch: scratchFolder(), scripts: new Set(), signal: undefined };
  listenToSignals(run);
  const parts = numbered(steps);
  const outcomes: Outcome[] = [];
  for (const step of parts) {
    await Promise.all(
      step.map(async (row) => {
        for (const part of row.filter(() => run.signal === undefined)) {
          outcomes.push(await runPart(part, run, step.length === 1));
        }
      }),
    );
  }
  printFailures(outcomes);
  const total = outcomes.reduce<Counts>((sum, { result }) => add(sum, result), NOTHING);
  console.log(`\n${sentence(total)} in ${secondsSince(started)}`);
  if (run.signal === undefined) {
    return total.failed > 0 ? 1 : 0;
  }
  const all = parts.flat(2);
  const unfinished = all.filter(
    (part) => !outcomes.some((other) => other.part === part && !other.interrupted),
  );
  const labels = unfinished.map(({ label }) => label).join(', ');
  console.log(`Interrupted by ${run.signal}; not run to the end: ${labels}.`);
  return SIGNALS[run.signal];
}

/** A signal ends the programs that are running; nothing more is begun. */
function listenToSignals(run: TestRun): void {
  for (const signal of Object.keys(SIGNALS) as Signal[]) {
    process.on(signal, () => {
      run.signal ??= signal;
      run.scripts.forEach((script) => script.terminate());
    });
  }
}

function numbered(steps: readonly Step[]): readonly (readonly (readonly NumberedPart[])[])[] {
  const all = steps.flat(2);
  const number = (part: Part): NumberedPart => ({
    ...part,
    label: `${all.indexOf(part) + 1}/${all.length} ${part.name}`,
  });
  return steps.map((step) => step.map((row) => row.map(number)));
}

async function runPart(part: NumberedPart, run: TestRun, isAlone: boolean): Promise<Outcome> {
  const started = performance.now();
  const printed: string[] = [];
  let announced = 0;
  const print = (text: string): void => {
    if (isAlone) {
      process.stdout.write(text);
      return;
    }
    printed.push(text);
    const { failures } = readResult(resultFile(part, run)) ?? NOTHING;
    for (; announced < failures.length; announced += 1) {
      console.log(`✗ ${part.label}: ${failures[announced]?.text ?? ''}\n`);
    }
  };
  if (!isAlone) {
    console.log(`▷ ${part.label}`);
  }
  print(`\n■ ${part.label}\n`);
  const result = await resultOf(part, run, print);
  print(`  ${sentence(result)} in ${secondsSince(started)}\n`);
  process.stdout.write(printed.join(''));
  return { part, result, interrupted: run.signal !== undefined };
}

/** However a part ended, what it left behind is searched; a token there is one failure more. */
async function resultOf(
  part: NumberedPart,
  run: TestRun,
  print: (text: string) => void,
): Promise<Result> {
  const { artifacts: expected } = part;
  if (expected === undefined) {
    return await resultOfPrograms(part, run, undefined, print);
  }
  const artifacts = newArtifacts(part.name.replaceAll(' ', '-'));
  const result = await resultOfPrograms(part, run, artifacts, print);
  // A run of some tests alone, or one that broke off, need not leave everything.
  const isWhole = run.mocha.length === 0 && result.failed === 0 && run.signal === undefined;
  const { problems, summary } = inspectArtifacts(
    artifacts,
    expected.paths,
    isWhole ? expected.evidence : [],
  );
  print(`  ${summary}\n`);
  return problems.reduce((sum, problem) => withFailure(sum, problem, print), result);
}

/** A part that broke off, or that had no test to run, counts as one failure more. */
async function resultOfPrograms(
  part: NumberedPart,
  run: TestRun,
  artifacts: Artifacts | undefined,
  print: (text: string) => void,
): Promise<Result> {
  let output = '';
  let succeeded = true;
  const onOutput = (chunk: Buffer): void => {
    output += chunk.toString();
    print(chunk.toString());
    if (artifacts !== undefined) {
      appendFileSync(artifacts.output, chunk);
    }
  };
  const file = resultFile(part, run);
  for (const program of part.programs({ result: file, mocha: run.mocha })) {
    if (run.signal === undefined) {
      const env = { ...process.env, ...part.env, ...artifacts?.env };
      const script = startScript(program, onOutput, { cwd: root, env });
      run.scripts.add(script);
      succeeded = (await script.ended) === 0 && succeeded;
      run.scripts.delete(script);
    }
  }
  if (run.signal !== undefined) {
    return readResult(file) ?? NOTHING;
  }
  if (part.isCheck) {
    return succeeded
      ? { ...NOTHING, passed: 1 }
      : { ...NOTHING, failed: 1, failures: [{ title: part.name, text: output.trim() }] };
  }
  const end = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  const result = readResult(file);
  if (result === undefined) {
    return withFailure(NOTHING, 'ended without a result.', print, end);
  }
  if (result.passed + result.failed === 0) {
    return withFailure(result, 'ran no test.', print, end);
  }
  return succeeded || result.failed > 0
    ? result
    : withFailure(result, 'ended with an error.', print, end);
}

function withFailure(
  result: Result,
  why: string,
  print: (text: string) => void,
  output = '',
): Result {
  print(`  Failed: ${why}\n`);
  const failure: Failure = { title: '', text: output === '' ? why : `${why}\n${output}` };
  return { ...result, failed: result.failed + 1, failures: [...result.failures, failure] };
}

function resultFile(part: NumberedPart, run: TestRun): string {
  return join(run.scratch, `${part.label.split('/', 1)[0] ?? ''}.json`);
}

function readResult(file: string): Result | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : undefined;
}

function printFailures(outcomes: readonly Outcome[]): void {
  const failures = outcomes.flatMap(({ part, result }) =>
    result.failures.map(({ text }) => ({ part, text })),
  );
  if (failures.length > 0) {
    console.log(`\n■ Failures: ${failures.length}`);
  }
  for (const [index, { part, text }] of failures.entries()) {
    console.log(`\n${index + 1}) ${part.label}: ${text}`);
  }
}

function add(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
