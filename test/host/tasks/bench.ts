import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exitOnSignals, runScript } from '../children';
import { built } from '../paths';

/** `npm run bench [-- name [options]]`: one benchmark, or one after another. */
export async function main(args: readonly string[]): Promise<void> {
  exitOnSignals();
  const [name, ...options] = args;
  const folder = dirname(built('test/bench/client.ts'));
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => basename(file, '.js'));
  const chosen = names.filter((candidate) => name === undefined || candidate === name);
  if (chosen.length === 0) {
    throw new Error(`There is no benchmark "${name ?? ''}", only ${names.join(', ')}.`);
  }
  for (const benchmark of chosen) {
    console.log(`\n■ ${benchmark}`);
    const code = await runScript([
      '--enable-source-maps',
      join(folder, `${benchmark}.js`),
      ...options,
    ]);
    process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
  }
}
