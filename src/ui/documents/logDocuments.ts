import {
  EventEmitter,
  l10n,
  Uri,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from 'vscode';
import { ApiError } from '../../api/failure';
import type { PlatformClient } from '../../api/client';
import type { Run } from '../../api/resources/runs';
import { formatAddress, parentAddress, parseAddress, type RunAddress } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import { Causes } from '../../core/logs/causes';
import { LogDocument } from '../../core/logs/logDocument';
import { endLines, headText, lineText } from '../../core/logs/logText';
import { causeText, mayFailEarlier } from '../../core/logs/opening';
import { runStatus } from '../../core/runs/status';
import { failureMessage } from '../../core/text/failureMessages';

/** URI scheme of the logs of runs. */
export const LOG_SCHEME = 'abeja-log';

const SUFFIX = '.log';

/** The log of a run as far as it is loaded. */
export interface LoadedLog {
  readonly kind: 'log';
  readonly address: RunAddress;
  readonly log: LogDocument;
  run: Run;
}

/** What a document holds in place of a log that could not be loaded. */
interface FailedLog {
  readonly kind: 'failed';
  readonly text: string;
}

/** One open document. */
interface OpenLog {
  readonly loading: Promise<LoadedLog | FailedLog>;
  /** Ends what is asked for the document. */
  readonly abort: AbortController;
}

export interface LogDocumentsDeps {
  readonly explorer: Explorer;
  /** Resolves when the accounts are shown. */
  readonly ready: () => Promise<void>;
  /** A message of a log without the secrets of this extension. */
  readonly redact: (message: string) => string;
}

/** The URI of the log of a run. */
export function logUri(address: RunAddress): Uri {
  return Uri.from({ scheme: LOG_SCHEME, path: formatAddress(address) + SUFFIX });
}

/** The run of a log; only the URI that {@link logUri} gives is accepted. */
export function logAddress({
  scheme,
  authority,
  path,
  query,
  fragment,
}: Uri): RunAddress | undefined {
  const isPathAlone = scheme === LOG_SCHEME && authority + query + fragment === '';
  const address =
    isPathAlone && path.endsWith(SUFFIX) ? parseAddress(path.slice(0, -SUFFIX.length)) : undefined;
  return address?.kind === 'run' ? address : undefined;
}

/**
 * Logs of runs as text documents, read from the end; the URI is enough to load one again. VS Code asks
 * for the text once; then it grows by insertions, which leave selection, folding and view as they are.
 */
export class LogDocuments implements TextDocumentContentProvider {
  readonly #changes = new EventEmitter<Uri>();
  readonly #causes = new Causes();
  readonly #open = new Map<string, OpenLog>();

  readonly onDidChange = this.#changes.event;

  constructor(private readonly deps: LogDocumentsDeps) {
    deps.explorer.rowTree.decorate({ run: (address) => this.#decoration(address) });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const content = await this.#content(uri).loading;
    return content.kind === 'failed' ? content.text : textOf(content);
  }

  /** The log of an open document; nothing while it could not be loaded. */
  async loaded(uri: Uri): Promise<LoadedLog | undefined> {
    const content = await this.#open.get(uri.toString())?.loading.catch(() => undefined);
    return content?.kind === 'log' ? content : undefined;
  }

  /** Loads the document again, from the end of the log, and waits until it is shown. */
  async refresh(uri: Uri): Promise<void> {
    this.forget(uri);
    const text = await this.provideTextDocumentContent(uri);
    const key = uri.toString();
    const isShown = (): boolean =>
      !workspace.textDocuments.some(
        (document) => document.uri.toString() === key && document.getText() !== text,
      );
    this.#changes.fire(uri);
    await until(isShown);
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
          await this.refresh(uri);
        }
      }),
    );
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

  #content(uri: Uri): OpenLog {
    const key = uri.toString();
    const known = this.#open.get(key);
    if (known !== undefined) {
      return known;
    }
    const abort = new AbortController();
    const opened = { abort, loading: this.#load(uri, abort.signal) };
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
      return failed(
        l10n.t(
          'Add the organization {0} at {1} to open this document.',
          address.organization,
          address.host,
        ),
      );
    }
    try {
      const loaded = await this.#request(client, address, signal);
      this.#learnCause(loaded);
      return loaded;
    } catch (error) {
      if (error instanceof ApiError) {
        return failed(failureMessage(l10n, error.failure, address.host).sentence);
      }
      throw error;
    }
  }

  /** The end of a log: one request, and another where that does not say why the run failed. */
  async #request(
    client: PlatformClient,
    address: RunAddress,
    signal: AbortSignal,
  ): Promise<LoadedLog> {
    const { deployment, run: id } = address;
    const times = workspace.getConfiguration('abeja').get<boolean>('logTimes', true);
    const log = new LogDocument({
      redact: this.deps.redact,
      format: (line) => lineText(line, times),
    });
    const [run, page] = await Promise.all([
      this.#known(address) ?? client.runs.get(deployment, id, { signal }),
      client.logs.recent(deployment, id, { signal }),
    ]);
    log.takeOlder(page);
    if (runStatus(run.status) === 'FAILED' && log.older !== undefined && mayFailEarlier(log)) {
      log.takeOlder(await client.logs.recent(deployment, id, { older: log.older, signal }));
    }
    return { kind: 'log', address, log, run };
  }

  #decoration(address: RunAddress): { readonly cause: string } | undefined {
    const cause = this.#causes.get(address);
    return cause === undefined ? undefined : { cause };
  }

  /** The row of a run says why it failed. */
  #learnCause({ address, log, run }: LoadedLog): void {
    const cause = causeText(log, run);
    if (cause !== undefined && this.#causes.learn(address, cause)) {
      const trigger = address.trigger ?? run.trigger_id ?? undefined;
      this.deps.explorer.rowTree.redraw({ ...address, ...(trigger && { trigger }) });
    }
  }

  /** The run as the explorer shows it, if that is over: such a run does not change. */
  #known(address: RunAddress): Run | undefined {
    const trigger = parentAddress(address);
    return trigger?.kind === 'trigger'
      ? this.deps.explorer.lists.timeline(trigger)?.run(address.run)
      : undefined;
  }
}

function textOf({ log, address, run }: LoadedLog): string {
  const end = endLines(l10n, log, run).map((line) => `${line}\n`);
  return `${headOf({ log, address })}\n${log.text}${end.join('')}`;
}

function headOf({ log, address }: Pick<LoadedLog, 'log' | 'address'>): string {
  const hasTimes = workspace.getConfiguration('abeja').get<boolean>('logTimes', true);
  const zone = hasTimes ? Intl.DateTimeFormat().resolvedOptions().timeZone : undefined;
  return headText(l10n, address.run, log.beginning, zone);
}

function failed(sentence: string): FailedLog {
  const lines = [
    l10n.t('This log could not be loaded.'),
    sentence,
    l10n.t('To try again, choose "Refresh Document" in the title of the editor.'),
  ];
  return { kind: 'failed', text: `${lines.join('\n')}\n` };
}

/** Waits for a condition on the open documents. */
async function until(condition: () => boolean): Promise<void> {
  const listeners: Disposable[] = [];
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (condition()) {
        resolve();
      }
    };
    listeners.push(
      workspace.onDidChangeTextDocument(check),
      workspace.onDidCloseTextDocument(check),
    );
    check();
  });
  for (const listener of listeners) {
    listener.dispose();
  }
}
