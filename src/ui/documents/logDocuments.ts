import { EventEmitter, l10n, Uri, workspace, type TextDocumentContentProvider } from 'vscode';
import type { PlatformClient } from '../../api/client';
import { ApiError } from '../../api/failure';
import { followLog, type FollowOptions } from '../../api/resources/followLog';
import type { Run } from '../../api/resources/runs';
import type { RunAddress } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import { LogDocument, type LogInsertion } from '../../core/logs/logDocument';
import { readEnd, readOlder, type FetchLogs } from '../../core/logs/logPages';
import { documentText, lineText, type LogState } from '../../core/logs/logText';
import { failureMessage } from '../../core/text/failureMessages';
import { growDocument, textBecomes } from './logEdits';
import { logAddress } from './logUri';
import { RunCauses } from './runCauses';

/** The log of a run as far as it is loaded. */
export interface LoadedLog extends LogState {
  readonly kind: 'log';
  readonly address: RunAddress;
  run: Run;
  problem?: string | undefined;
}

/** What a document holds in place of a log that could not be loaded. */
interface FailedLog {
  readonly kind: 'failed';
  readonly text: string;
}

/** An open document. */
interface OpenLog {
  readonly loading: Promise<LoadedLog | FailedLog>;
  /** Ends what is asked for the document. */
  readonly abort: AbortController;
  /** Edits of its text are made one after the other. */
  editing: Promise<void>;
}

export interface LogDocumentsDeps {
  readonly explorer: Explorer;
  /** Resolves when the accounts are shown. */
  readonly ready: () => Promise<void>;
  /** A message of a log without the secrets of this extension. */
  readonly redact: (message: string) => string;
}

/**
 * Logs of runs as text documents, read from the end; the URI is enough to load one again. VS Code asks
 * for the text once; then it grows by insertions, which leave selection, folding and view as they are.
 */
export class LogDocuments implements TextDocumentContentProvider {
  readonly #changes = new EventEmitter<Uri>();
  readonly #causes: RunCauses;
  readonly #open = new Map<string, OpenLog>();

  readonly onDidChange = this.#changes.event;

  constructor(private readonly deps: LogDocumentsDeps) {
    this.#causes = new RunCauses(deps.explorer);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const content = await this.#content(uri).loading;
    return content.kind === 'failed' ? content.text : documentText(l10n, content);
  }

  /** The log of an open document; nothing while it could not be loaded. */
  async loaded(uri: Uri): Promise<LoadedLog | undefined> {
    const content = await this.#open.get(uri.toString())?.loading.catch(() => undefined);
    return content?.kind === 'log' ? content : undefined;
  }

  /** Loads what a run wrote since its log was loaded; or the log, where that failed. */
  async refresh(uri: Uri): Promise<void> {
    const loaded = await this.loaded(uri);
    if (loaded === undefined) {
      await this.#reload(uri);
      return;
    }
    const { client, signal } = this.#connection(uri, loaded);
    loaded.run = await client.runs.get(loaded.address.deployment, loaded.run.run_id, { signal });
    await this.follow(uri, { finished: () => true, signal });
  }

  /**
   * Loads so many lines in front of the first one. What is in view stays there.
   * @throws ApiError
   */
  async loadOlder(
    uri: Uri,
    lines: number,
    options: { readonly signal?: AbortSignal; readonly progress?: (size: number) => void } = {},
  ): Promise<void> {
    const loaded = await this.loaded(uri);
    if (loaded === undefined) {
      return;
    }
    const { log, run } = loaded;
    const { client, signal } = this.#connection(uri, loaded, options.signal);
    let size = log.index.size;
    const fetchLogs: FetchLogs = async (call) => {
      const page = await client.logs.recent(loaded.address.deployment, run.run_id, {
        ...call,
        signal,
      });
      size += page.items.length;
      options.progress?.(size);
      return page;
    };
    await readOlder(log, fetchLogs, lines, (take) => this.#grow(uri, loaded, take));
  }

  /**
   * Loads what the run writes until it has ended, and shows how it ended.
   * @throws ApiError
   */
  async follow(uri: Uri, options: Omit<FollowOptions, 'newer'>): Promise<void> {
    const loaded = await this.loaded(uri);
    if (loaded === undefined) {
      return;
    }
    const { log, run, address } = loaded;
    const { client, signal } = this.#connection(uri, loaded, options.signal);
    const fetchLogs: FetchLogs = (call) => client.logs.recent(address.deployment, run.run_id, call);
    loaded.problem = undefined;
    try {
      const pages = followLog(fetchLogs, { ...options, newer: log.newer, signal });
      for await (const { items, newer } of pages) {
        await this.#grow(uri, loaded, () => log.takeNewer(items, newer));
      }
    } catch (error) {
      loaded.problem = signal.aborted ? undefined : sentenceOf(error, address);
    }
    await this.#grow(uri, loaded, () => log.takeNewer([], log.newer));
  }

  /** After a change of the accounts: drops logs of removed organizations, loads failed ones again. */
  async handleAccountsChange(): Promise<void> {
    await Promise.all(
      [...this.#open].map(async ([key, { loading }]) => {
        const uri = Uri.parse(key, true);
        const address = logAddress(uri);
        const isGone =
          address !== undefined && this.deps.explorer.organization(address)?.client === undefined;
        const content = isGone ? undefined : await loading.catch(() => undefined);
        if (content?.kind !== 'log' && this.#open.has(key)) {
          await this.#reload(uri);
        }
      }),
    );
  }

  /** Shows all logs anew: how a line is shown has changed. */
  async showAgain(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((key) => this.#reload(Uri.parse(key, true))));
  }

  /** Ends what is asked for a closed document and drops its log. */
  forget(uri: Uri): void {
    const key = uri.toString();
    this.#open.get(key)?.abort.abort();
    this.#open.delete(key);
  }

  dispose(): void {
    for (const { abort } of this.#open.values()) {
      abort.abort();
    }
    this.#open.clear();
    this.#changes.dispose();
  }

  /** Loads a document from the end of its log, and waits until that is shown. */
  async #reload(uri: Uri): Promise<void> {
    this.forget(uri);
    const text = await this.provideTextDocumentContent(uri);
    this.#changes.fire(uri);
    await textBecomes(uri, text);
  }

  #content(uri: Uri): OpenLog {
    const key = uri.toString();
    const known = this.#open.get(key);
    if (known !== undefined) {
      return known;
    }
    const abort = new AbortController();
    const loading = this.#load(uri, abort.signal);
    const opened = { abort, loading, editing: Promise.resolve() };
    this.#open.set(key, opened);
    return opened;
  }

  /** A failure becomes a text. */
  async #load(uri: Uri, signal: AbortSignal): Promise<LoadedLog | FailedLog> {
    const address = logAddress(uri);
    if (address === undefined) {
      return failed(l10n.t('There is no log at this address.'));
    }
    await this.deps.ready();
    const client = this.deps.explorer.organization(address)?.client;
    if (client === undefined) {
      const { organization, host } = address;
      return failed(
        l10n.t('Add the organization {0} at {1} to open this document.', organization, host),
      );
    }
    try {
      const loaded = await this.#request(client, address, signal);
      this.#causes.learn(address, loaded);
      return loaded;
    } catch (error) {
      return failed(sentenceOf(error, address));
    }
  }

  async #request(
    client: PlatformClient,
    address: RunAddress,
    signal: AbortSignal,
  ): Promise<LoadedLog> {
    const { deployment, run: id } = address;
    const hasTimes = workspace.getConfiguration('abeja').get<boolean>('logTimes', true);
    const log = new LogDocument({
      redact: this.deps.redact,
      format: (line) => lineText(line, hasTimes),
    });
    const run = await readEnd(
      log,
      async () =>
        this.deps.explorer.lists.run(address) ??
        (await client.runs.get(deployment, id, { signal })),
      (call) => client.logs.recent(deployment, id, { ...call, signal }),
    );
    const zone = hasTimes ? Intl.DateTimeFormat().resolvedOptions().timeZone : undefined;
    return { kind: 'log', address, log, run, zone };
  }

  /**
   * What the document of a log is loaded with.
   * @throws ApiError `cancelled` when its organization was removed, or the document closed, meanwhile.
   */
  #connection(
    uri: Uri,
    { address }: LoadedLog,
    ending?: AbortSignal,
  ): { readonly client: PlatformClient; readonly signal: AbortSignal } {
    const client = this.deps.explorer.organization(address)?.client;
    const closing = this.#open.get(uri.toString())?.abort.signal;
    if (client === undefined || closing === undefined) {
      throw new ApiError({ kind: 'cancelled' }, address.run);
    }
    return {
      client,
      signal: AbortSignal.any(ending === undefined ? [closing] : [closing, ending]),
    };
  }

  /** Takes pages and shows them, when the edits before are done. */
  async #grow(uri: Uri, loaded: LoadedLog, take: () => LogInsertion): Promise<void> {
    const opened = this.#open.get(uri.toString());
    if (opened !== undefined) {
      const grow = async (): Promise<void> => {
        const isDone = await growDocument(uri, loaded, take());
        this.#causes.learn(loaded.address, loaded);
        if (!isDone) {
          this.#changes.fire(uri);
        }
      };
      opened.editing = opened.editing.then(grow, grow);
      await opened.editing;
    }
  }
}

function sentenceOf(error: unknown, { host }: RunAddress): string {
  if (error instanceof ApiError) {
    return failureMessage(l10n, error.failure, host).sentence;
  }
  throw error;
}

function failed(sentence: string): FailedLog {
  const lines = [
    l10n.t('This log could not be loaded.'),
    sentence,
    l10n.t('To try again, choose "Refresh Document" in the title of the editor.'),
  ];
  return { kind: 'failed', text: `${lines.join('\n')}\n` };
}
