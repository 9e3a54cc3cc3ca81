import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A secret that was found where it must not be. */
export interface Find {
  readonly file: string;
  readonly secret: string;
  /** How it was spelt there. */
  readonly spelling: string;
}

export interface Search {
  /** The files that were read. */
  readonly files: readonly string[];
  readonly finds: readonly Find[];
}

/**
 * How a secret may be spelt: as it is (in UTF-8 and UTF-16), percent-encoded, in hexadecimal, and in
 * base64 wherever it may begin in a longer text, so that `Basic …` headers are found, too.
 */
export function spellings(secret: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret, 'utf8');
  return new Map<string, Buffer>([
    ['plain', bytes],
    ['UTF-16', Buffer.from(secret, 'utf16le')],
    ['percent', Buffer.from(encodeURIComponent(secret))],
    ['JSON', Buffer.from(JSON.stringify(secret).slice(1, -1))],
    ['hexadecimal', Buffer.from(bytes.toString('hex'))],
    ...[0, 1, 2].map((offset): [string, Buffer] => [
      `base64 at ${offset}`,
      Buffer.from(innerBase64(bytes, offset)),
    ]),
  ]);
}

/** Reads every file below `folders` but those that `isAllowed` to hold secrets. */
export function searchSecrets(
  folders: readonly string[],
  secrets: readonly string[],
  isAllowed: (file: string) => boolean,
): Search {
  const wanted = secrets.map((secret) => ({ secret, spelt: [...spellings(secret)] }));
  const files = folders.flatMap(filesBelow).filter((file) => !isAllowed(file));
  const finds = files.flatMap((file) => {
    const content = readFileSync(file);
    return wanted.flatMap(({ secret, spelt }) =>
      spelt
        .filter(([, bytes]) => content.includes(bytes))
        .map(([spelling]): Find => ({ file, secret, spelling })),
    );
  });
  return { files, finds };
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

/** Plain files alone: a socket or a pipe would not end. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
