import { join } from 'node:path';
import type { ExpectedArtifacts } from './expectedArtifacts';
import { expectedArtifacts } from './expectedArtifacts';
import { built, kept, root } from './paths';
import { releases } from './releases';

/** What a part is run with. */
export interface PartOptions {
  /** The file that it writes its result to, unless it is a check. */
  readonly result: string;
  /** Options of mocha. */
  readonly mocha: readonly string[];
}

/** A part of the tests: programs of Node that are run one after another. */
export interface Part {
  readonly name: string;
  readonly group: string;
  /** A check counts as one test. */
  readonly isCheck: boolean;
  /** Variables of its programs. */
  readonly env?: Readonly<Record<string, string>>;
  /** What a part in which there are tokens leaves behind; it is searched for them. */
  readonly artifacts?: ExpectedArtifacts;
  /** The command lines of its programs. */
  programs(options: PartOptions): readonly (readonly string[])[];
}

/** Parts that are run side by side: rows of parts, each row one part after another. */
export type Step = readonly (readonly Part[])[];

const npmProgram = (path: string, ...args: readonly string[]): readonly string[] => [
  join(root, 'node_modules', path),
  ...args,
];

/** Both notice by content and options what they have looked at before. */
const formatting = npmProgram(
  'prettier/bin/prettier.cjs',
  ...['--check', '.', '--log-level', 'warn', '--cache', '--cache-strategy', 'content'],
  ...['--cache-location', join(kept, 'cache', 'prettier')],
);

const typeCheck: Part = {
  name: 'type check',
  group: 'check',
  isCheck: true,
  programs: () => [
    npmProgram(
      'typescript/bin/tsc',
      ...['-p', '.', '--incremental', '--tsBuildInfoFile', join(kept, 'cache', 'tsbuildinfo')],
    ),
  ],
};

const lint: Part = {
  name: 'lint',
  group: 'lint',
  isCheck: true,
  programs: () => [npmProgram('eslint/bin/eslint.js', '.'), formatting],
};

/**
 * Looks again only at files that have changed. A rule that asks for types may judge another file
 * otherwise then; the whole run finds that.
 */
const lintOfChanges: Part = {
  ...lint,
  name: 'lint of what has changed',
  programs: () => [
    npmProgram(
      'eslint/bin/eslint.js',
      ...['.', '--cache', '--cache-strategy', 'content'],
      ...['--cache-location', join(kept, 'cache', 'eslint')],
    ),
    formatting,
  ],
};

const unit: Part = {
  name: 'unit tests',
  group: 'unit',
  isCheck: false,
  artifacts: expectedArtifacts.unit,
  programs: mocha('--config', '.mocharc.json'),
};

const integration = (release: keyof typeof releases): Part => ({
  name: `integration tests in VS Code ${releases[release].version}`,
  group: 'integration',
  isCheck: false,
  artifacts: expectedArtifacts.integration(release),
  programs: ({ result, mocha: options }) => [
    [built('test/host/integration.ts'), release, result, ...options],
  ],
});

const ui: Part = {
  name: 'interface tests',
  group: 'ui',
  isCheck: false,
  artifacts: expectedArtifacts.ui,
  programs: mocha('--config', 'test/ui/.mocharc.json'),
};

/** The interface tests without those of the files that a pattern names. */
const uiWithout = (files: string): Part['programs'] =>
  mocha('--config', 'test/ui/.mocharc.json', '--ignore', `out/test/ui/${files}.test.js`);

/** The files whose tests have servers and windows of their own; they take about half of the time. */
const OWN_WINDOWS = '(environment|following|network|safety|start|windows|workspaces)';

const uiOwnWindows: Part = {
  ...ui,
  name: 'interface tests with windows of their own',
  artifacts: expectedArtifacts.uiOwnWindows,
  programs: uiWithout(`!${OWN_WINDOWS}`),
};

const uiSharedWindows: Part = {
  ...ui,
  name: 'interface tests in shared windows',
  artifacts: expectedArtifacts.uiSharedWindows,
  programs: uiWithout(`@${OWN_WINDOWS}`),
};

const mainJourney: Part = {
  ...ui,
  name: 'the main journey',
  artifacts: expectedArtifacts.mainJourney,
  programs: uiWithout('!(mainJourney)'),
};

/** Beside the tests in VS Code, which mostly wait, there is time for what computes. */
const whole: readonly Step[] = [
  [[typeCheck, lint], [unit], [integration('oldest')], [integration('latest')]],
  [[uiOwnWindows], [uiSharedWindows]],
];

/** Of its properties fewer examples are tried. */
const unitSmall: Part = {
  ...unit,
  name: 'unit tests, small samples',
  env: { ABEJA_TEST_SAMPLES: 'small' },
};

/** For work in progress. */
const quick: readonly Step[] = [
  [[typeCheck, lintOfChanges, integration('latest')], [unitSmall], [mainJourney]],
];

/** What is run for a word after `npm test` and the options of mocha behind it. */
export function stepsFor(
  group: string | undefined,
  mochaOptions: readonly string[],
): readonly Step[] {
  if (group === 'quick') {
    return quick;
  }
  if (group === ui.group && mochaOptions.length > 0) {
    // In one process: where only some tests are wanted, the other one might have none to run.
    return [[[ui]]];
  }
  const steps = whole.map((step) =>
    step
      .map((row) => row.filter((part) => group === undefined || part.group === group))
      .filter((row) => row.length > 0),
  );
  return steps.filter((step) => step.length > 0);
}

/** A part that is a run of mocha with these options. */
export function mocha(...own: readonly string[]): Part['programs'] {
  return ({ result, mocha: options }) => [
    [
      // Given to Node here: named in mocha's configuration, mocha would start a process between.
      '--enable-source-maps',
      ...npmProgram('mocha/bin/mocha.js', ...own),
      ...['--reporter', built('test/host/resultReporter.ts')],
      ...['--reporter-option', `result=${result}`],
      ...(process.stdout.isTTY ? ['--color'] : []),
      ...options,
    ],
  ];
}
