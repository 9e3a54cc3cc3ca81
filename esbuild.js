// Builds the shipped bundle (default) or, with --tests, every source and test file one by one
// into out/. --watch keeps building.
'use strict';
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

/** @type {import('esbuild').BuildOptions} */
const extension = {
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: !watch,
  sourcemap: watch,
  // Comments seldom hold a whole licence: the notices do.
  legalComments: 'none',
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  mainFields: ['module', 'main'],
  // VS Code gives an extension its patched module (proxies, company certificates) when it asks for
  // 'https'. A request for 'node:https' gets Node's own, unpatched one.
  alias: { 'node:http': 'http', 'node:https': 'https' },
  logLevel: watch ? 'info' : 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const everything = {
  entryPoints: ['src/**/*.ts', 'test/**/*.ts', 'test/host/lock.js'],
  outdir: 'out',
  outbase: '.',
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: watch ? 'info' : 'warning',
};

/**
 * The client as it is shipped, for tests inside VS Code: a module that is not bundled gets Node's own
 * HTTP.
 * @type {import('esbuild').BuildOptions}
 */
const client = {
  ...extension,
  entryPoints: ['src/api/client.ts'],
  outfile: 'out/shipped/client.js',
  sourcemap: 'linked',
};

async function main() {
  const all = tests ? [everything, client] : [extension];
  if (watch) {
    for (const options of all) {
      await (await esbuild.context(options)).watch();
    }
    return;
  }
  const builds = await Promise.all(
    all.map((options) => esbuild.build({ ...options, write: false, metafile: true })),
  );
  const files = builds.flatMap((build) => [
    ...build.outputFiles,
    ...(tests ? [] : [notices(build.metafile)]),
  ]);
  for (const file of files) {
    replace(file.path, file.contents);
  }
  removeAllBut(new Set(files.map((file) => file.path)), tests ? 'out' : 'dist');
}

/**
 * The licences of all packages of which something is in the bundle.
 * @param {import('esbuild').Metafile} metafile
 */
function notices({ inputs }) {
  const folders = Object.keys(inputs).flatMap(
    (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [],
  );
  const parts = [...new Set(folders)].sort().map((folder) => {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${licenceText(folder)}\n`;
  });
  const text = ['This extension contains parts of the following packages.\n', ...parts];
  return {
    path: path.resolve('dist', 'THIRD_PARTY_NOTICES.txt'),
    contents: Buffer.from(text.join(`\n${'-'.repeat(80)}\n\n`)),
  };
}

/**
 * The licence of a package: a file of its own, or what its readme says under that heading.
 * @param {string} folder
 * @returns {string}
 */
function licenceText(folder) {
  const names = fs.readdirSync(folder);
  /** @param {RegExp} pattern */
  const read = (pattern) => {
    const name = names.find((other) => pattern.test(other));
    const text = name === undefined ? '' : fs.readFileSync(path.join(folder, name), 'utf8');
    return text.replace(/\r\n/g, '\n');
  };
  const own = read(/^(licen[cs]e|copying)(\.\w+)?$/i);
  const heading = /^#* *licen[cs]e *\n-*$/im;
  const licence = own !== '' ? own : (read(/^readme(\.\w+)?$/i).split(heading)[1] ?? '');
  if (!/copyright/i.test(licence)) {
    throw new Error(`No licence was found in ${folder}; it must not be shipped without.`);
  }
  return licence.trim();
}

/**
 * A task started meanwhile in another terminal may be reading the folder: a file is never missing
 * and never half written, and is left alone when nothing changed.
 * @param {string} file
 * @param {Uint8Array} contents
 */
function replace(file, contents) {
  if (fs.existsSync(file) && fs.readFileSync(file).equals(contents)) {
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  fs.writeFileSync(fresh, contents);
  fs.renameSync(fresh, file);
}

/**
 * @param {ReadonlySet<string>} built
 * @param {string} folder
 */
function removeAllBut(built, folder) {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.resolve(entry.parentPath, entry.name);
    if (entry.isFile() && !built.has(file) && !file.endsWith('.new')) {
      fs.rmSync(file, { force: true });
    }
  }
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
