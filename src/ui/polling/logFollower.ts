import { window, workspace, type Disposable, type Uri } from 'vscode';
import { delay } from '../../api/http/time';
import type { Explorer } from '../../core/explorer/explorer';
import { createPollingTime } from '../../core/polling/autoRefresh';
import { isFinal, runStatus } from '../../core/runs/status';
import type { LoadedLog, LogDocuments } from '../documents/logDocuments';
import { logAddress } from '../documents/logUri';
import { baseIntervalMs } from './autoRefreshController';

export interface LogFollowerDeps {
  readonly logs: LogDocuments;
  readonly explorer: Explorer;
  /** Waits for a request of the budget; gives false when the signal ended that. */
  readonly takeRequest: (signal: AbortSignal) => Promise<boolean>;
  readonly runInBackground: (work: Promise<unknown>) => void;
}

/**
 * Follows the logs of unfinished runs: only while an editor shows the log and the window has the focus,
 * within the budget and no faster than the setting.
 */
export class LogFollower implements Disposable {
  readonly #time = createPollingTime();
  readonly #following = new Map<string, AbortController>();
  readonly #disposables: readonly Disposable[];

  constructor(private readonly deps: LogFollowerDeps) {
    const update = (): void => this.#update();
    this.#disposables = [
      window.onDidChangeVisibleTextEditors(update),
      window.onDidChangeWindowState(update),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (logAddress(document.uri) !== undefined) {
          update();
        }
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('abeja')) {
          update();
        }
      }),
    ];
    update();
  }

  dispose(): void {
    for (const disposable of this.#disposables) {
      disposable.dispose();
    }
    for (const abort of this.#following.values()) {
      abort.abort();
    }
  }

  /** Begins to follow what came into view, and ends what went. */
  #update(): void {
    const isFollowing = workspace.getConfiguration('abeja').get<boolean>('following', true);
    const uris = window.visibleTextEditors
      .map(({ document }) => document.uri)
      .filter((uri) => logAddress(uri) !== undefined);
    const visible = new Map(
      isFollowing && window.state.focused ? uris.map((uri) => [uri.toString(), uri]) : [],
    );
    for (const [key, abort] of this.#following) {
      if (!visible.has(key)) {
        abort.abort();
        this.#following.delete(key);
      }
    }
    for (const [key, uri] of visible) {
      if (!this.#following.has(key)) {
        const abort = new AbortController();
        this.#following.set(key, abort);
        this.deps.runInBackground(this.#follow(uri, abort.signal));
      }
    }
  }

  async #follow(uri: Uri, signal: AbortSignal): Promise<void> {
    const { logs, takeRequest } = this.deps;
    const loaded = await logs.loaded(uri);
    if (loaded === undefined) {
      this.#following.delete(uri.toString());
      return;
    }
    // What is shown has just been loaded, or was a moment ago.
    if (!isOver(loaded) && (await delay(this.#time, baseIntervalMs(), signal))) {
      await logs.follow(uri, {
        signal,
        intervalMs: baseIntervalMs(),
        finished: async () => (await takeRequest(signal)) && (await this.#isOver(loaded, signal)),
      });
    }
  }

  /** Whether a run is over; it is asked for unless the explorer knows that. */
  async #isOver(loaded: LoadedLog, signal: AbortSignal): Promise<boolean> {
    const { explorer, takeRequest } = this.deps;
    const { address } = loaded;
    const known = explorer.lists.run(address);
    const client = explorer.organization(address)?.client;
    if (known !== undefined && isFinal(runStatus(known.status))) {
      loaded.run = known;
    } else if (!isOver(loaded) && (await takeRequest(signal))) {
      loaded.run =
        (await client?.runs.get(address.deployment, address.run, { signal })) ?? loaded.run;
    }
    return isOver(loaded);
  }
}

function isOver({ run }: LoadedLog): boolean {
  return isFinal(runStatus(run.status));
}
