import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A secret that was found where it must not be. */
export interface Find {
  readonly file: string;
  readonly secret: string;
  /** How it was spelt there. */
  readonly spelling: string;
  /** Where in the file, from 1; undefined where the secret stands in the name. */
  readonly line: number | undefined;
}

export interface Search {
  /** The files that were read, by their paths. */
  readonly files: readonly string[];
  readonly finds: readonly Find[];
}

/**
 * How a secret may be spelt: as it is (in UTF-8 and UTF-16), percent-encoded, in hexadecimal, and in
 * base64 wherever it may begin in a longer text, so that `Basic …` headers are found, too.
 */
export function spellings(secret: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret, 'utf8');
  const hexadecimal = bytes.toString('hex');
  const inBase64 = [0, 1, 2].flatMap((offset): readonly (readonly [string, string])[] => {
    const text = innerBase64(bytes, offset);
    return [
      [`base64 at ${offset}`, text],
      [`base64url at ${offset}`, text.replaceAll('+', '-').replaceAll('/', '_')],
      [`percent base64 at ${offset}`, encodeURIComponent(text)],
    ];
  });
  const texts: readonly (readonly [string, string])[] = [
    ['plain', secret],
    ['percent', encodeURIComponent(secret)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['hexadecimal', hexadecimal],
    ['upper hexadecimal', hexadecimal.toUpperCase()],
    ...inBase64,
  ];
  const spelt = new Map<string, Buffer>([['UTF-16', Buffer.from(secret, 'utf16le')]]);
  for (const [spelling, text] of texts) {
    // Most secrets are spelt the same in several of these ways.
    if (![...spelt.values()].some((other) => other.equals(Buffer.from(text)))) {
      spelt.set(spelling, Buffer.from(text));
    }
  }
  return spelt;
}

/**
 * Reads every file at or below `paths` but those that `isAllowed` to hold secrets, and the names of
 * all that is there. A path that is not there holds nothing.
 */
export function searchSecrets(
  paths: readonly string[],
  secrets: readonly string[],
  isAllowed: (file: string) => boolean,
): Search {
  const wanted = secrets.flatMap((secret) =>
    [...spellings(secret)].map(([spelling, bytes]) => ({ secret, spelling, bytes })),
  );
  const entries = paths.flatMap(entriesAt).filter(({ path }) => !isAllowed(path));
  const finds = entries.flatMap(({ path, isFile }) => {
    const name = Buffer.from(basename(path));
    const content = isFile ? readFileSync(path) : Buffer.alloc(0);
    return wanted.flatMap(({ secret, spelling, bytes }): readonly Find[] => {
      const at = content.indexOf(bytes);
      return [
        ...(name.includes(bytes) ? [{ file: path, secret, spelling, line: undefined }] : []),
        ...(at < 0 ? [] : [{ file: path, secret, spelling, line: lineOf(content, at) }]),
      ];
    });
  });
  return { files: entries.filter(({ isFile }) => isFile).map(({ path }) => path), finds };
}

/** The characters of base64 that no neighbour of `bytes` has a part in. */
function innerBase64(bytes: Buffer, offset: number): string {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + bytes.length) * 8) / 6);
  return padded.slice(first, last);
}

function lineOf(content: Buffer, at: number): number {
  return content.subarray(0, at).toString('latin1').split('\n').length;
}

interface Entry {
  readonly path: string;
  /** Whether it can be read to its end: a socket or a pipe has none. */
  readonly isFile: boolean;
}

function entriesAt(path: string): readonly Entry[] {
  if (!existsSync(path)) {
    return [];
  }
  if (statSync(path).isFile()) {
    return [{ path, isFile: true }];
  }
  return readdirSync(path, { recursive: true, withFileTypes: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name),
    isFile: entry.isFile(),
  }));
}
