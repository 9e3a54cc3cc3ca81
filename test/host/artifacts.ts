import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { SECRET_MARK } from '../emulator/ids';
import { searchSecrets, spellings, type Find } from './canary';
import { ARTIFACTS, kept, root, scratchFolder } from './paths';

/**
 * Something that a part of the tests surely leaves behind, as file and content: without it there would
 * be nothing to search in.
 */
export interface Evidence {
  readonly what: string;
  readonly file: RegExp;
  readonly text: RegExp;
}

/** Where a part of the tests leaves what it prints and writes. */
export interface Artifacts {
  readonly folder: string;
  /** The file for all that it prints. */
  readonly output: string;
  /** The folder for copies of the files in which a secret was found: how did it get there? */
  readonly leaks: string;
  /** Has a process leave its temporary files there for good. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a search of the artifacts found out. */
export interface Inspection {
  /** What is wrong, a sentence each; none of them says a secret. */
  readonly problems: readonly string[];
  /** What was searched. */
  readonly summary: string;
}

const PLANTED = 'planted';

export function newArtifacts(part: string): Artifacts {
  const folder = scratchFolder();
  return {
    folder,
    output: join(folder, 'output.txt'),
    leaks: join(kept, 'leaks', part),
    env: { [ARTIFACTS]: folder, TMPDIR: folder, TEMP: folder, TMP: folder },
  };
}

/**
 * Searches what a part has left, in `paths` beside the folder of its own, for the secrets of every
 * emulator. They may be nowhere but in VS Code's secret storage, which seals them, and in the ABEJA
 * CLI's configuration, which tests write and the extension reads. `evidence` must be among it.
 */
export function inspectArtifacts(
  artifacts: Artifacts,
  paths: readonly string[],
  evidence: readonly Evidence[],
): Inspection {
  const { folder } = artifacts;
  const planted = plantCanary(join(folder, PLANTED));
  const search = searchSecrets([folder, ...paths], [SECRET_MARK, planted.secret], (file) =>
    file.endsWith(join('.abeja', 'config')),
  );
  rmSync(join(folder, PLANTED), { recursive: true });
  // The search must be able to fail: what was planted is found in every spelling.
  const missed = planted.files.filter((file) => !search.finds.some((find) => find.file === file));
  const files = search.files.filter((file) => !planted.files.includes(file));
  const seen = evidence.map(({ what, file, text }) => {
    const holders = files.filter(
      (name) => file.test(name) && text.test(readFileSync(name, 'utf8')),
    );
    return { what, count: holders.length };
  });
  const found = search.finds.filter(({ secret }) => secret === SECRET_MARK);
  keepCopies(artifacts, found);
  return {
    problems: [
      ...found.map((find) => `left a token in ${locationOf(artifacts, find)}.`),
      ...missed.map((file) => `left a planted secret unfound: ${basename(file)}.`),
      ...seen
        .filter(({ count }) => count === 0)
        .map(({ what }) => `left no ${what} to search for tokens.`),
    ],
    summary:
      `searched ${files.length} files for tokens` +
      seen.map(({ what, count }) => `, ${what}: ${count}`).join(''),
  };
}

/** Where a secret was found and how it was spelt, without what stands there. */
function locationOf(artifacts: Artifacts, { file, spelling, line }: Find): string {
  if (line === undefined) {
    // The name itself gives the secret away.
    return `the name of a file (${spelling})`;
  }
  const name = file === artifacts.output ? 'what it printed' : nameOf(artifacts, file);
  return `${name}, line ${line} (${spelling}); a copy is in ${relative(root, artifacts.leaks)}`;
}

function nameOf({ folder }: Artifacts, file: string): string {
  const above = [folder, root].find((other) => file.startsWith(join(other, sep)));
  return above === undefined ? basename(file) : relative(above, file);
}

function keepCopies(artifacts: Artifacts, finds: readonly Find[]): void {
  rmSync(artifacts.leaks, { recursive: true, force: true });
  for (const { file } of finds) {
    cpSync(file, join(artifacts.leaks, nameOf(artifacts, file)), { recursive: true });
  }
}

/** A secret in files of its own, one a spelling. */
function plantCanary(folder: string): {
  readonly secret: string;
  readonly files: readonly string[];
} {
  mkdirSync(folder);
  const secret = `canary"+${randomBytes(12).toString('base64')}/é`;
  const files = [...spellings(secret)].map(([spelling, bytes]) => {
    const file = join(folder, spelling.replaceAll(' ', '-'));
    writeFileSync(file, Buffer.concat([Buffer.from('x'), bytes, Buffer.from('x')]));
    return file;
  });
  return { secret, files };
}
