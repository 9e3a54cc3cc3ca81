import { randomUUID } from 'node:crypto';
import { l10n, window, workspace, type Disposable, type Memento, type ViewBadge } from 'vscode';
import { delay } from '../../api/http/time';
import type { TriggerAddress } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import { AutoRefresh, createPollingTime } from '../../core/polling/autoRefresh';
import type { Row } from '../../core/explorer/rowModel';
import { RequestBudget, DEFAULT_BUDGET, type BudgetReport } from '../../core/polling/requestBudget';
import { Watches, type WatchStateChange } from '../../core/alerts/watches';
import { namedTrigger } from '../../core/alerts/triggerLookup';
import {
  endSentence,
  LONGEST_NAME_LIST,
  stateChangeSentence,
} from '../../core/alerts/watchMessages';
import type { Feedback } from '../feedback';
import { isNotice } from '../tree/notices';
import type { ExplorerTree } from '../tree/explorerTree';
import { triggerNameAt, triggerName } from '../names';

export interface AutoRefreshControllerDeps {
  readonly explorer: Explorer;
  readonly tree: ExplorerTree;
  readonly feedback: Feedback;
  /** Settles when the accounts are known. */
  readonly ready: () => Promise<void>;
  /** What outlives the window and is shared by all windows. */
  readonly state: Memento;
}

/** Seconds where the setting is not a number. */
const DEFAULT_INTERVAL = 5;
/** Less than the settings editor accepts, so that a test need not wait. */
const LEAST_INTERVAL = 0.2;

/**
 * What is asked without a click, tied to VS Code: what is visible is kept up to date while the view is
 * visible and the window has the focus, and what is watched all the time. It begins when the view is
 * first shown, or a moment after the start if triggers are watched.
 */
export class AutoRefreshController implements Disposable {
  readonly #time = createPollingTime();
  readonly #budget = new RequestBudget(
    () => workspace.getConfiguration('abeja').get<number>('requestBudget', DEFAULT_BUDGET),
    this.#time,
    (report) => this.deps.feedback.logInfo(budgetSentence(report)),
  );
  readonly #watches: Watches;
  readonly #disposables: readonly { dispose(): unknown }[];
  #autoRefresh: AutoRefresh | undefined;
  /** The last selected row that VS Code named: while a list is refreshed, it does not know the row. */
  #selected: Row | undefined;

  constructor(private readonly deps: AutoRefreshControllerDeps) {
    const { tree, feedback, state } = deps;
    this.#watches = new Watches({
      store: state,
      time: this.#time,
      window: randomUUID(),
      quietMs: () => baseIntervalMs() * 6,
      notify: (changes) => this.#notify(changes),
      ended: (addresses, why) => {
        feedback.showDone(endSentence(l10n, addresses, why, (address) => this.#name(address)));
      },
      reportUnexpectedError: (error) => this.#reportUnexpectedError(error),
    });
    const changed = (): void => this.#autoRefresh?.visibilityChanged();
    const starting = setTimeout(() => {
      if (this.#watches.all().length > 0) {
        feedback.runInBackground(deps.ready().then(() => this.#start()));
      }
    }, 0);
    this.#disposables = [
      { dispose: () => clearTimeout(starting) },
      { dispose: this.#watches.onDidChange(() => this.#showBadge()) },
      tree.view.onDidChangeVisibility(({ visible }) => {
        if (visible) {
          this.#start();
        }
        changed();
      }),
      tree.view.onDidExpandElement(changed),
      tree.view.onDidCollapseElement(({ element }) => {
        if (!isNotice(element)) {
          this.#autoRefresh?.collapsed(element);
        }
      }),
      tree.view.onDidChangeSelection(() => {
        this.#selected = tree.selected ?? this.#selected;
        this.#autoRefresh?.selected(tree.selected);
      }),
      window.onDidChangeWindowState(changed),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('abeja')) {
          changed();
        }
      }),
    ];
    if (tree.view.visible) {
      this.#start();
    }
  }

  /** Takes a request of the budget for what is followed in a document; waits until there is one. */
  async takeRequest(signal: AbortSignal): Promise<boolean> {
    while (!this.#budget.take('following')) {
      if (!(await delay(this.#time, this.#budget.waitMs(), signal))) {
        return false;
      }
    }
    return !signal.aborted;
  }

  /** Notifies from now on when a trigger starts failing and when it recovers. */
  async watch(address: TriggerAddress): Promise<void> {
    this.#start();
    await this.#watches.watch(address, this.#autoRefresh?.health(address));
  }

  /** Does not watch a trigger any more. */
  async stopWatching(address: TriggerAddress): Promise<void> {
    await this.#watches.stop([address]);
  }

  /** A trigger was deleted: if it was watched, that is over. */
  async deleted(address: TriggerAddress): Promise<void> {
    await this.#watches.end([address], 'deleted');
  }

  dispose(): void {
    for (const disposable of this.#disposables) {
      disposable.dispose();
    }
    this.#autoRefresh?.dispose();
    this.#watches.dispose();
  }

  #start(): void {
    if (this.#autoRefresh !== undefined) {
      return;
    }
    const { explorer, tree, feedback } = this.deps;
    this.#autoRefresh = new AutoRefresh({
      explorer,
      watches: this.#watches,
      visibility: {
        isLooking: () => tree.view.visible && window.state.focused,
        isOpen: (row) => tree.isOpen(row),
        selected: () => tree.selected ?? this.#selected,
        drawn: (row) => tree.drawn(row),
      },
      isFollowing: () => workspace.getConfiguration('abeja').get<boolean>('following', true),
      baseIntervalMs,
      budget: this.#budget,
      time: this.#time,
      rateLimited: ({ address }, restMs) => {
        feedback.showWarning(
          l10n.t(
            '{0} wants fewer requests. Automatic updates go on in {1} seconds.',
            address.host,
            Math.ceil(restMs / 1000),
          ),
        );
      },
      reportUnexpectedError: (error) => this.#reportUnexpectedError(error),
    });
    this.#showBadge();
  }

  /** Shows one notification for each state. */
  #notify(changes: readonly WatchStateChange[]): void {
    for (const state of ['failing', 'healthy'] as const) {
      const alike = changes.filter((change) => change.state === state);
      if (alike.length > 0) {
        this.deps.feedback.runInBackground(this.#showNotification(alike, state));
      }
    }
  }

  async #showNotification(
    changes: readonly WatchStateChange[],
    state: WatchStateChange['state'],
  ): Promise<void> {
    const names = new Map(
      await Promise.all(
        changes.slice(0, LONGEST_NAME_LIST).map(async ({ address }) => {
          const named = await namedTrigger(this.deps.explorer, address, () =>
            this.#budget.take('watching'),
          );
          return [address, named && triggerName(named.trigger, named.inputName)] as const;
        }),
      ),
    );
    const sentence = stateChangeSentence(
      l10n,
      changes,
      (address) => names.get(address) ?? this.#name(address),
    );
    const show = l10n.t('Show trigger');
    const severity = state === 'failing' ? 'warning' : 'information';
    const answer = await this.deps.feedback.ask(severity, sentence, show);
    const [first] = changes;
    if (answer === show && first !== undefined) {
      await this.deps.tree.reveal(first.address);
    }
  }

  #showBadge(): void {
    const failing = this.#watches.failing();
    const badge: ViewBadge | undefined =
      failing === 0
        ? undefined
        : { value: failing, tooltip: l10n.t('Watched triggers that fail: {0}', failing) };
    this.deps.tree.view.badge = badge;
  }

  #name(address: TriggerAddress): string {
    return triggerNameAt(this.deps.explorer, address);
  }

  #reportUnexpectedError(error: unknown): void {
    this.deps.feedback.runInBackground(
      Promise.reject(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

/** The setting in milliseconds. Whatever it is, the budget holds. */
export function baseIntervalMs(): number {
  const seconds = workspace
    .getConfiguration('abeja')
    .get<number>('followingInterval', DEFAULT_INTERVAL);
  return 1000 * (Number.isFinite(seconds) ? Math.max(LEAST_INTERVAL, seconds) : DEFAULT_INTERVAL);
}

function budgetSentence({ perMinute, spent, waitMs }: BudgetReport): string {
  return l10n.t(
    'The budget of {0} requests a minute is used up: {1} following, {2} for health, {3} watching. What is asked without a click waits; the next request may be made in {4} s.',
    perMinute,
    spent.following,
    spent.health,
    spent.watching,
    Math.ceil(waitMs / 1000),
  );
}
