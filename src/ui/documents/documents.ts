import {
  DocumentLink,
  EventEmitter,
  FileChangeType,
  FileSystemError,
  FileType,
  l10n,
  Range,
  Uri,
  type DocumentLinkProvider,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
  type TextDocument,
} from 'vscode';
import { ApiError } from '../../api/failure';
import type { PlatformClient } from '../../api/client';
import { formatAddress, parseAddress, type Address } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import { addressLinks, formatJson } from '../../core/documents/jsonDocument';
import { failureMessage } from '../../core/text/failureMessages';

/** URI scheme of the documents. */
export const SCHEME = 'abeja';

const SUFFIX = '.json';

interface LoadedText {
  readonly bytes: Uint8Array;
  readonly mtime: number;
  /** Whether the text is a failure message: VS Code's own error page cannot show one. */
  readonly failed: boolean;
}

/** The URI of an address's document. */
export function documentUri(address: Address): Uri {
  return Uri.from({ scheme: SCHEME, path: formatAddress(address) + SUFFIX });
}

/** The address of a document; only the URI that {@link documentUri} gives is accepted. */
export function documentAddress({
  scheme,
  authority,
  path,
  query,
  fragment,
}: Uri): Address | undefined {
  const isPathAlone = scheme === SCHEME && authority + query + fragment === '';
  return isPathAlone && path.endsWith(SUFFIX)
    ? parseAddress(path.slice(0, -SUFFIX.length))
    : undefined;
}

/**
 * The platform's JSON of an address as a read-only file; the URI is enough to request it again. VS Code
 * asks for a file's size, then for its bytes; both come from one request.
 */
export class Documents implements FileSystemProvider, DocumentLinkProvider {
  readonly #changes = new EventEmitter<FileChangeEvent[]>();
  readonly #texts = new Map<string, Promise<LoadedText>>();
  #version = 0;

  readonly onDidChangeFile = this.#changes.event;

  /** `ready` resolves when the accounts are shown. */
  constructor(
    private readonly explorer: Explorer,
    private readonly ready: () => Promise<void>,
  ) {}

  async stat(uri: Uri): Promise<FileStat> {
    const { bytes, mtime } = await this.#load(uri);
    return { type: FileType.File, ctime: 0, mtime, size: bytes.byteLength };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return (await this.#load(uri)).bytes;
  }

  provideDocumentLinks(document: TextDocument): DocumentLink[] {
    const address = documentAddress(document.uri);
    return address === undefined
      ? []
      : addressLinks(address, document.getText()).map(({ offset, length, target }) => {
          const range = new Range(
            document.positionAt(offset),
            document.positionAt(offset + length),
          );
          return new DocumentLink(range, documentUri(target));
        });
  }

  /**
   * Requests an open document again. After a failure, an earlier text stays.
   * @throws ApiError
   */
  async refresh(uri: Uri): Promise<void> {
    const key = uri.toString();
    const before = await this.#texts.get(key);
    const loading = this.#request(uri, before?.failed === false);
    this.#texts.set(key, loading);
    try {
      await loading;
    } catch (error) {
      if (before !== undefined && this.#texts.get(key) === loading) {
        this.#texts.set(key, Promise.resolve(before));
      }
      throw error;
    }
    this.#changes.fire([{ type: FileChangeType.Changed, uri }]);
  }

  /**
   * After a change of the accounts: drops texts of removed organizations and requests failed documents
   * again.
   */
  async handleAccountsChange(): Promise<void> {
    await Promise.all(
      [...this.#texts].map(async ([key, loading]) => {
        const uri = Uri.parse(key, true);
        const address = documentAddress(uri);
        if (address !== undefined && this.explorer.organization(address)?.client === undefined) {
          this.#texts.delete(key);
          await this.#load(uri);
          this.#changes.fire([{ type: FileChangeType.Changed, uri }]);
          return;
        }
        const text = await loading.catch(() => undefined);
        if (text?.failed === true) {
          await this.refresh(uri);
        }
      }),
    );
  }

  /** Drops the text of a closed document. */
  forget(uri: Uri): void {
    this.#texts.delete(uri.toString());
  }

  watch(): { dispose(): void } {
    return { dispose: () => undefined };
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #load(uri: Uri): Promise<LoadedText> {
    const key = uri.toString();
    const running = this.#texts.get(key);
    if (running !== undefined) {
      return running;
    }
    const loading = this.#request(uri, false);
    this.#texts.set(key, loading);
    loading.catch(() => {
      if (this.#texts.get(key) === loading) {
        this.#texts.delete(key);
      }
    });
    return loading;
  }

  /** A failure becomes a text, unless `throws`. */
  async #request(uri: Uri, throws: boolean): Promise<LoadedText> {
    const address = documentAddress(uri);
    if (address === undefined) {
      throw FileSystemError.FileNotFound(uri);
    }
    await this.ready();
    const client = this.explorer.organization(address)?.client;
    if (client === undefined) {
      return this.#failedText(
        l10n.t(
          'Add the organization {0} at {1} to open this document.',
          address.organization,
          address.host,
        ),
      );
    }
    try {
      return this.#loadedText(formatJson(await requestText(client, address)), false);
    } catch (error) {
      if (error instanceof ApiError && !throws) {
        return this.#failedText(failureMessage(l10n, error.failure, address.host).sentence);
      }
      throw error;
    }
  }

  #failedText(sentence: string): LoadedText {
    const message = {
      [l10n.t('This document could not be loaded')]: sentence,
      [l10n.t('To try again')]: l10n.t('choose "Refresh Document" in the title of the editor'),
    };
    return this.#loadedText(`${JSON.stringify(message, null, 2)}\n`, true);
  }

  #loadedText(text: string, failed: boolean): LoadedText {
    this.#version += 1;
    return { bytes: new TextEncoder().encode(text), mtime: this.#version, failed };
  }
}

function requestText(client: PlatformClient, address: Address): Promise<string> {
  switch (address.kind) {
    case 'organization':
      return client.organization.text();
    case 'deployment':
      return client.deployments.text(address.deployment);
    case 'version':
      return client.versions.text(address.deployment, address.version);
    case 'trigger':
      return client.triggers.text(address.deployment, address.trigger);
    case 'run':
      return client.runs.text(address.deployment, address.run);
    case 'channel':
      return client.channels.text(address.channel);
  }
}
