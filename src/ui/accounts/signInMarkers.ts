import { randomUUID } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, UIKind, Uri, type ExtensionContext, type Memento } from 'vscode';
import { asFields, parseJson } from '../../api/decoding/json';
import { parseLabel } from '../../core/accounts/account';
import type { BegunSignIn, MarkedSignIns, SignInMarkers } from '../../core/accounts/accountStorage';
import { parseOrder } from '../../core/accounts/signInSecrets';

/** Files of ended sign-ins that are kept: an open window may still know so many. */
const KEPT = 1_000;

/** Key of the id of this browser's secret storage; kept in the browser, so that its windows share it. */
const BROWSER = 'abeja.browser';

/** Endings of the names of files: the sign-in began; its secret was missing. Without: it has ended. */
const BEGUN = '.begun';
const MISSED = '.missed';

/** The markers of this machine. `earlier` are the sign-ins that were there when this ran last. */
export function signInMarkerFiles(
  { globalStorageUri, globalState }: ExtensionContext,
  earlier: ReadonlySet<string>,
): SignInMarkerFiles {
  const folder = Uri.joinPath(globalStorageUri, 'sign-ins').fsPath;
  return new SignInMarkerFiles(
    folder,
    env.uiKind === UIKind.Web ? globalState : undefined,
    earlier,
  );
}

/**
 * Markers as files, so that windows that write at once lose none. Their names are the random ids of
 * sign-ins. The marker of a beginning holds the label of the organization and the id of the browser; the
 * others are empty.
 */
export class SignInMarkerFiles implements SignInMarkers {
  readonly #listeners = new Set<() => void>();
  #watching: Promise<FSWatcher | undefined> | undefined;
  /** The names of files at the first reading. No time is compared: clocks may jump. */
  #atFirst: readonly string[] | undefined;

  /**
   * `folder` is made when it is needed. `browserState` is what a browser keeps of this extension; absent
   * on a desktop.
   */
  constructor(
    private readonly folder: string,
    private readonly browserState: Memento | undefined,
    private readonly earlier: ReadonlySet<string>,
  ) {}

  async read(): Promise<MarkedSignIns> {
    await (this.#watching ??= this.#watch());
    const names = await readdir(this.folder).catch((): string[] => []);
    const atFirst = (this.#atFirst ??= names);
    const ended = new Set(names.filter((name) => !name.includes('.')));
    const begun = await Promise.all(
      withEnding(names, BEGUN)
        .filter((signIn) => !ended.has(signIn))
        .map(async (signIn) => [signIn, await this.#readBegun(signIn)] as const),
    );
    return {
      ended,
      begun: new Map(begun.flatMap(([signIn, begin]) => (begin ? [[signIn, begin]] : []))),
      missed: new Set([...this.earlier, ...withEnding(atFirst, MISSED)]),
      isReadOnce: this.browserState !== undefined,
    };
  }

  async begin(signIn: string, { label, order }: BegunSignIn): Promise<void> {
    const file = join(this.folder, signIn);
    await mkdir(this.folder, { recursive: true });
    // Renamed when it is complete, so that no window reads a part of it.
    await writeFile(`${file}.new`, JSON.stringify({ ...label, order, browser: this.#browser() }));
    await rename(`${file}.new`, file + BEGUN);
  }

  async withdraw(signIn: string): Promise<void> {
    await rm(join(this.folder, signIn + BEGUN), { force: true });
    await rm(join(this.folder, signIn + MISSED), { force: true });
  }

  async end(signIn: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, signIn), '');
    await this.withdraw(signIn);
    await this.#prune();
  }

  async miss(signIns: readonly string[]): Promise<void> {
    for (const signIn of signIns) {
      const name = signIn + MISSED;
      if (this.#atFirst?.includes(signIn + BEGUN) === true && !this.#atFirst.includes(name)) {
        await writeFile(join(this.folder, name), '');
      }
    }
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    void this.#watching?.then((watcher) => watcher?.close());
  }

  /** Where the file system cannot be watched, a window sees changes when it reads next. */
  async #watch(): Promise<FSWatcher | undefined> {
    if (this.browserState !== undefined && this.#browser() === undefined) {
      await this.browserState.update(BROWSER, randomUUID());
    }
    try {
      await mkdir(this.folder, { recursive: true });
      const watcher = watch(this.folder, { persistent: false }, (_event, name) => {
        // That a secret was missing changes nothing for an open window.
        if (name?.endsWith(MISSED) !== true) {
          this.#listeners.forEach((listener) => listener());
        }
      });
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }

  #browser(): string | undefined {
    return this.browserState?.get<string>(BROWSER);
  }

  /** The marker of a sign-in that began with this secret storage. */
  async #readBegun(signIn: string): Promise<BegunSignIn | undefined> {
    try {
      const marker = parseJson(await readFile(join(this.folder, signIn + BEGUN), 'utf8'));
      const label = parseLabel(marker);
      return label !== undefined && asFields(marker)?.['browser'] === this.#browser()
        ? { label, order: parseOrder(marker) }
        : undefined;
    } catch {
      // Deleted meanwhile.
      return undefined;
    }
  }

  /** Deletes the oldest files of ended sign-ins. */
  async #prune(): Promise<void> {
    const ended = (await readdir(this.folder)).filter((name) => !name.includes('.'));
    if (ended.length <= KEPT) {
      return;
    }
    const dated = await Promise.all(
      ended.map(async (name) => {
        const file = join(this.folder, name);
        return { file, time: await stat(file).then(({ mtimeMs }) => mtimeMs, Date.now) };
      }),
    );
    dated.sort((one, other) => one.time - other.time);
    for (const { file } of dated.slice(0, ended.length - KEPT)) {
      await rm(file, { force: true });
    }
  }
}

function withEnding(names: readonly string[], ending: string): readonly string[] {
  return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
}
