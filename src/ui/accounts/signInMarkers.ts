import { randomUUID } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, UIKind, Uri, type ExtensionContext, type Memento } from 'vscode';
import type { MarkedSignIns, SignInMarkers } from '../../core/accounts/accountStore';
import { parseLabel, type AccountLabel } from '../../core/accounts/account';

/** Longer than any window goes without being opened anew. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** Names this browser's secret storage; kept in the browser, too, so that its windows share it. */
const BROWSER = 'abeja.browser';

/** The end of a name says that the sign-in began; a plain name that it has ended. */
const BEGUN = '.begun';

/** The marks of this machine: of beginnings only in a browser, as {@link SignInMarkerFiles} says. */
export function signInMarkerFiles({
  globalStorageUri,
  globalState,
}: ExtensionContext): SignInMarkerFiles {
  const folder = Uri.joinPath(globalStorageUri, 'sign-ins').fsPath;
  return new SignInMarkerFiles(folder, env.uiKind === UIKind.Web ? globalState : undefined);
}

/**
 * Marks as files, so that two windows that write at once lose nothing. They are named by the random ids
 * of sign-ins. That of an end is empty; that of a beginning holds the label of the organization and the
 * name of the browser. `folder` is made when it is needed first.
 */
export class SignInMarkerFiles implements SignInMarkers {
  readonly #listeners = new Set<() => void>();
  #watching: Promise<FSWatcher | undefined> | undefined;

  /**
   * `browserState` is what a browser keeps of this extension; absent on a desktop, where the secret
   * storage tells all windows and no beginning is marked. Beginnings before `since` (milliseconds) were
   * there to be read when the window was opened.
   */
  constructor(
    private readonly folder: string,
    private readonly browserState: Memento | undefined,
    private readonly since = performance.timeOrigin,
  ) {}

  async read(): Promise<MarkedSignIns> {
    await (this.#watching ??= this.#watch());
    const names = await readdir(this.folder).catch((): string[] => []);
    const begun = new Map<string, AccountLabel>();
    if (this.browserState !== undefined) {
      for (const name of names.filter((other) => other.endsWith(BEGUN))) {
        const label = await this.#readBegun(join(this.folder, name));
        if (label !== undefined) {
          begun.set(name.slice(0, -BEGUN.length), label);
        }
      }
    }
    return { ended: new Set(names.filter((name) => !name.includes('.'))), begun };
  }

  async begin(signIn: string, label: AccountLabel, replaced: string | undefined): Promise<void> {
    if (this.browserState === undefined) {
      return;
    }
    const browser = this.#browser();
    const file = join(this.folder, signIn);
    await mkdir(this.folder, { recursive: true });
    // Whoever sees the mark sees all of it.
    await writeFile(`${file}.new`, JSON.stringify({ ...label, browser }));
    await rename(`${file}.new`, file + BEGUN);
    if (replaced !== undefined) {
      await this.end(replaced);
    }
  }

  async end(signIn: string): Promise<void> {
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
    if (this.browserState !== undefined && this.#browser() === undefined) {
      await this.browserState.update(BROWSER, randomUUID());
    }
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

  #browser(): string | undefined {
    return this.browserState?.get<string>(BROWSER);
  }

  /** The label of a sign-in that began in this browser since this window was opened. */
  async #readBegun(file: string): Promise<AccountLabel | undefined> {
    try {
      if ((await stat(file)).mtimeMs <= this.since) {
        return undefined;
      }
      const mark = JSON.parse(await readFile(file, 'utf8')) as { readonly browser?: unknown };
      return mark.browser === this.#browser() ? parseLabel(mark) : undefined;
    } catch {
      // Gone meanwhile, or not one of ours.
      return undefined;
    }
  }

  async #prune(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const file = join(this.folder, name);
      const age = Date.now() - (await stat(file).then(({ mtimeMs }) => mtimeMs, Date.now));
      if (age > KEPT_MS) {
        await rm(file, { force: true });
      }
    }
  }
}
