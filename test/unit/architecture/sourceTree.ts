import { readdirSync } from 'node:fs';

/** The files below a folder of the repository whose names match, with forward slashes, in order. */
export function filesBelow(folder: string, name: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`.replaceAll('\\', '/').replace(/^\.\//, ''))
    .filter((file) => name.test(file))
    .sort();
}
