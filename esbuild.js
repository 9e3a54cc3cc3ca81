// Builds the shipped bundle (default) or, with --tests, every source and test file one by one
// into out/. --watch keeps building.
'use strict';
const esbuild = require('esbuild');
const { rmSync } = require('node:fs');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

/** @type {import('esbuild').BuildOptions} */
const extension = {
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: !watch,
  sourcemap: watch,
  legalComments: 'none',
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  mainFields: ['module', 'main'],
  // VS Code gives an extension its patched module (proxies, company certificates) when it asks for
  // 'https'. A request for 'node:https' gets Node's own, unpatched one.
  alias: { 'node:http': 'http', 'node:https': 'https' },
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const everything = {
  entryPoints: ['src/**/*.ts', 'test/**/*.ts'],
  outdir: 'out',
  outbase: '.',
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
};

async function main() {
  const options = tests ? everything : extension;
  if (watch) {
    const context = await esbuild.context(options);
    await context.watch();
    return;
  }
  if (tests) {
    rmSync('out', { recursive: true, force: true });
  }
  await esbuild.build(options);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
