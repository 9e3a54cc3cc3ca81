import { watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignOutMarks } from '../core/accounts';

/** Longer than any window goes without being opened anew. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * Marks as empty files, so that two windows that write at once lose nothing. They are named by the
 * random ids of sign-ins and hold nothing. `folder` is made when it is needed first.
 */
export class SignOutFiles implements SignOutMarks {
  readonly #listeners = new Set<() => void>();
  #watching: Promise<FSWatcher | undefined> | undefined;

  constructor(private readonly folder: string) {}

  async read(): Promise<ReadonlySet<string>> {
    await (this.#watching ??= this.#watch());
    return new Set(await readdir(this.folder).catch(() => []));
  }

  async add(signIn: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, signIn), '');
    await this.#prune();
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    void this.#watching?.then((watcher) => watcher?.close());
  }

  /** Where the file system cannot be watched, a window learns of it when it reads next. */
  async #watch(): Promise<FSWatcher | undefined> {
    try {
      await mkdir(this.folder, { recursive: true });
      const watcher = watch(this.folder, { persistent: false }, () =>
        this.#listeners.forEach((listener) => listener()),
      );
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }

  async #prune(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const file = join(this.folder, name);
      const age = Date.now() - (await stat(file)).mtimeMs;
      if (age > KEPT_MS) {
        await rm(file, { force: true });
      }
    }
  }
}
