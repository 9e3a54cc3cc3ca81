import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exitOnSignals } from '../children';
import { root } from '../paths';
import { packExtension } from '../vsix';

/** `npm run package [-- file]` */
export async function main(args: readonly string[]): Promise<void> {
  exitOnSignals();
  const file = args[0] ?? join(root, defaultName());
  console.log(await packExtension(file));
  console.log(`${file}: ${(statSync(file).size / 1000).toFixed(1)} kB`);
}

function defaultName(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  return `${manifest.name}-${manifest.version}.vsix`;
}
