import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitOnSignals } from '../children';
import { root } from '../places';
import { packExtension } from '../vsix';

/** `npm run package [file]`: vsce prints the list of what it packs. */
export async function main(args: readonly string[]): Promise<void> {
  exitOnSignals();
  const size = await packExtension(args[0] ?? join(root, defaultName()));
  console.log(`${(size / 1000).toFixed(1)} kB`);
}

function defaultName(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  return `${manifest.name}-${manifest.version}.vsix`;
}
