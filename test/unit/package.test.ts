import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, scratchFolder } from '../host/paths';
import { packExtension } from '../host/vsix';

/** Under the names that vsce gives them. */
const shipped = [
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest)$/,
  /^extension\/package(\.nls(\.\w+)?)?\.json$/,
  /^extension\/dist\/(extension\.js|THIRD_PARTY_NOTICES\.txt)$/,
  /^extension\/l10n\/bundle\.l10n(\.\w+)?\.json$/,
  /^extension\/media\/[\w./-]+\.(svg|png|md)$/,
  /^extension\/(readme\.md|changelog\.md|LICENSE\.txt)$/,
];

describe('The package', () => {
  let packed: Buffer;
  let files: readonly string[];
  before(async () => {
    const file = join(scratchFolder(), 'extension.vsix');
    await packExtension(file);
    packed = readFileSync(file);
    files = namesIn(packed);
  });

  it('holds the bundle, the words and the pictures, and nothing else', () => {
    assert.deepEqual(
      files.filter((file) => !shipped.some((pattern) => pattern.test(file))),
      [],
    );
    for (const needed of ['package.json', 'package.nls.json', 'dist/extension.js', 'LICENSE.txt']) {
      assert.ok(files.includes(`extension/${needed}`), `${needed} is missing`);
    }
  });

  it('holds the licence of every package of which something is in the bundle', async () => {
    assert.ok(files.includes('extension/dist/THIRD_PARTY_NOTICES.txt'));
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

  it('has at most 300 kB', () => {
    assert.ok(packed.length <= 300_000, `it has ${packed.length} bytes`);
  });
});

/** The names in the central directory of a ZIP archive. */
function namesIn(zip: Buffer): readonly string[] {
  const names: string[] = [];
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = zip.readUInt32LE(end + 16);
  while (at < end) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    names.push(zip.toString('utf8', at + 46, at + 46 + (name ?? 0)));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names;
}

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
