import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../host/places';
import { packedFiles, packExtension } from '../host/vsix';

const shipped = [
  /^package(\.nls(\.\w+)?)?\.json$/,
  /^dist\/extension\.js$/,
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

  it('has at most 300 kB', async () => {
    const file = join(scratchFolder(), 'extension.vsix');
    await packExtension(file);
    const { size } = statSync(file);
    assert.ok(size <= 300_000, `it has ${size} bytes`);
  });
});
