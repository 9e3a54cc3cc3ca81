import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, scratchFolder } from '../host/places';
import { packedFiles, packExtension } from '../host/vsix';

const shipped = [
  /^package(\.nls(\.\w+)?)?\.json$/,
  /^dist\/(extension\.js|THIRD_PARTY_NOTICES\.txt)$/,
  /^l10n\/bundle\.l10n(\.\w+)?\.json$/,
  /^media\/[\w./-]+\.(svg|png|md)$/,
  /^(README\.md|CHANGELOG\.md|LICENSE)$/,
];

describe('The package', function () {
  this.timeout(60_000);

  it('holds the bundle, the words and the pictures, and nothing else', async () => {
    const files = await packedFiles();
    assert.deepEqual(
      files.filter((file) => !shipped.some((pattern) => pattern.test(file))),
      [],
    );
    for (const needed of ['package.json', 'package.nls.json', 'dist/extension.js', 'LICENSE']) {
      assert.ok(files.includes(needed), `${needed} is missing`);
    }
  });

  it('holds the licence of every package of which something is in the bundle', async () => {
    assert.ok((await packedFiles()).includes('dist/THIRD_PARTY_NOTICES.txt'));
    const notices = readFileSync(join(root, 'dist', 'THIRD_PARTY_NOTICES.txt'), 'utf8');
    const packages = await bundledPackages();
    assert.ok(packages.includes('node-fetch'));
    for (const name of packages) {
      const [, notice = ''] = notices.split(new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
      const [text = ''] = notice.split('-'.repeat(80));
      assert.match(text, /^MIT\)\n/, name);
      assert.match(text, /^Copyright .*\d{4}/m, name);
      assert.match(text.replace(/\s+/g, ' '), /Permission is hereby granted, .* WARRANTY/i, name);
    }
  });

  it('has at most 300 kB', async () => {
    const file = join(scratchFolder(), 'extension.vsix');
    await packExtension(file);
    const { size } = statSync(file);
    assert.ok(size <= 300_000, `it has ${size} bytes`);
  });
});

/** The packages of which something is needed to run the extension. */
async function bundledPackages(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/extension.ts'],
    bundle: true,
    platform: 'node',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    write: false,
    metafile: true,
  });
  const names = Object.keys(metafile.inputs).flatMap(
    (input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [],
  );
  return [...new Set(names)];
}
