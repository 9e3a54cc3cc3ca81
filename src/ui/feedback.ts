import { commands, env, l10n, window, type LogOutputChannel } from 'vscode';
import { ApiError, type Failure } from '../api/failure';
import type { RequestLog } from '../api/client';
import { formatAddress, organizationOf, type Address } from '../core/address';
import { oneLine, withoutIcons, withoutLinks } from '../core/text/plainText';
import type { Problem } from '../core/prompts/prompter';
import type { Redaction } from '../core/text/redaction';
import { failureMessage, type FailureAction } from '../core/text/failureMessages';

/** What failed, and how to try it again. */
export interface ReportedFailure {
  readonly failure: Failure;
  /** What was asked, for a developer. */
  readonly call: string;
  /** What it was about, if that is known. */
  readonly address: Address | undefined;
  readonly retry: () => Promise<void>;
}

/** How a notification looks. */
export type Severity = 'information' | 'warning' | 'error';

/**
 * The one way to notifications, the status bar, the log and the clipboard. Nothing secret gets past
 * it, and what a server says is text and nothing else: no link, no icon, no second line of the log.
 */
export class Feedback {
  /** Organizations whose refused token a notification tells of at the moment. */
  readonly #refusalsShown = new Set<string>();

  constructor(
    private readonly log: LogOutputChannel,
    private readonly redaction: Redaction,
    /** Whether another window has another token for the organization of an address. */
    private readonly isChangedInOtherWindow: (address: Address) => Promise<boolean>,
  ) {}

  /**
   * Awaits a command's work about an address; a failure becomes one notification with what to do
   * about it.
   */
  async withErrorReporting(
    work: () => Promise<unknown>,
    address: Address | undefined,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The notification may stand for hours: the command is over all the same.
      this.runInBackground(
        this.#showError(error, address, () => this.withErrorReporting(work, address)),
      );
    }
  }

  /** Says that an organization's token is refused: one notification, however many requests failed. */
  showTokenRefused(address: Address, name: string): void {
    this.runInBackground(this.#askToSignInAgain(address, name));
  }

  /** Takes work that nobody waits for; its failure is shown like a command's. */
  runInBackground(work: Promise<unknown>): void {
    void this.withErrorReporting(() => work, undefined);
  }

  /** The sentence for a failed call; what is no failure of a call goes into the log. */
  sentence(error: unknown, host: string): string {
    if (error instanceof ApiError) {
      return failureMessage(l10n, error.failure, host).sentence;
    }
    this.#logUnexpectedError(error);
    return unexpectedErrorSentence();
  }

  /** Says what went wrong where nobody looks any more at the question it was the answer to. */
  showProblem({ message, severity }: Problem): void {
    this.runInBackground(this.ask(severity, message));
  }

  /** Says something in a notification; gives the button that was pressed, if one was. */
  async ask<T extends string>(
    severity: Severity,
    text: string,
    ...buttons: readonly T[]
  ): Promise<T | undefined> {
    const plain = this.#plain(text);
    switch (severity) {
      case 'information':
        return window.showInformationMessage(plain, ...buttons);
      case 'warning':
        return window.showWarningMessage(plain, ...buttons);
      case 'error':
        return window.showErrorMessage(plain, ...buttons);
    }
  }

  /** Says why this window has to be reloaded, and does it if the person wants it. */
  async offerReload(sentence: string): Promise<void> {
    const reload = reloadTitle();
    if ((await this.ask('information', sentence, reload)) === reload) {
      await reloadWindow();
    }
  }

  /** Asks in a dialog whether something is meant that cannot be taken back. */
  async confirm(text: string, detail: string, button: string): Promise<boolean> {
    const options = { modal: true, detail: this.#plain(detail) };
    return (await window.showWarningMessage(this.#plain(text), options, button)) === button;
  }

  /** One line an attempt. */
  logRequest({ method, path, status, milliseconds, attempt }: RequestLog): void {
    const took = `${Math.round(milliseconds)} ms, attempt ${attempt}`;
    this.logInfo(`${method} ${path} ${status} ${took}`);
  }

  /** Leaves a line in the log. */
  logInfo(message: string): void {
    this.log.info(this.#line(message));
  }

  /** Says what a person should know of and need not act on. */
  showWarning(message: string): void {
    this.log.warn(this.#line(message));
    this.runInBackground(this.ask('warning', message));
  }

  /** Says quietly that something was done. */
  showDone(message: string): void {
    this.logInfo(message);
    window.setStatusBarMessage(`$(check) ${withoutIcons(this.#line(message))}`, 8000);
  }

  /** Puts an id on the clipboard, as it is. */
  async copyId(id: string): Promise<void> {
    await env.clipboard.writeText(id);
    this.showDone(l10n.t('{0} was copied.', id));
  }

  /** Does what a remedy says about something that failed. */
  async runAction(
    action: FailureAction,
    { failure, call, address: about, retry }: ReportedFailure,
  ): Promise<void> {
    switch (action) {
      case 'retry':
        await retry();
        break;
      case 'replaceToken':
        await signInAgain(about);
        break;
      case 'openLog':
        this.showLog();
        break;
      case 'openSettings':
        await commands.executeCommand(
          'workbench.action.openSettings',
          isConnectionFailure(failure) ? 'http.proxy' : 'abeja.requestTimeout',
        );
        break;
      case 'copyDetails':
        await env.clipboard.writeText(
          this.redaction.redact(`${call}\n${JSON.stringify(failure, null, 2)}`),
        );
        break;
    }
  }

  showLog(): void {
    this.log.show();
  }

  async #showError(
    error: unknown,
    address: Address | undefined,
    retry: () => Promise<void>,
  ): Promise<void> {
    if (!(error instanceof ApiError)) {
      this.#logUnexpectedError(error);
      const show = l10n.t('Show log');
      if ((await this.ask('error', unexpectedErrorSentence(), show)) === show) {
        this.showLog();
      }
      return;
    }
    if (error.failure.kind === 'cancelled') {
      return;
    }
    if (error.failure.kind === 'unauthorized' && address !== undefined) {
      await this.#askToSignInAgain(address, address.organization);
      return;
    }
    const { failure, call } = error;
    const { actions, sentence } = failureMessage(
      l10n,
      failure,
      address?.host ?? l10n.t('The platform'),
    );
    const answer = await this.ask('error', sentence, ...actions.map(actionTitle));
    const action = actions.find((other) => actionTitle(other) === answer);
    if (action !== undefined) {
      await this.runAction(action, { failure, call, address: address, retry });
    }
  }

  async #askToSignInAgain(address: Address, name: string): Promise<void> {
    const root = formatAddress(organizationOf(address));
    if (this.#refusalsShown.has(root)) {
      return;
    }
    this.#refusalsShown.add(root);
    try {
      const isReplaced = await this.isChangedInOtherWindow(address);
      const again = isReplaced ? reloadTitle() : actionTitle('replaceToken');
      const showLog = actionTitle('openLog');
      const sentence = isReplaced
        ? l10n.t(
            '{0} refused the token of {1}, which was replaced in another window. Reload this window to go on with the new one.',
            address.host,
            name,
          )
        : l10n.t(
            '{0} refused the token of {1}. What is loaded stays as it was; sign in again to go on.',
            address.host,
            name,
          );
      const answer = await this.ask('error', sentence, again, showLog);
      if (answer === again) {
        await (isReplaced ? reloadWindow() : signInAgain(address));
      } else if (answer === showLog) {
        this.showLog();
      }
    } finally {
      this.#refusalsShown.delete(root);
    }
  }

  #plain(text: string): string {
    return withoutLinks(this.#line(text));
  }

  #line(text: string): string {
    return oneLine(this.redaction.redact(text));
  }

  #logUnexpectedError(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const lines = this.redaction.redact(text).split(/\r\n|\r|\n/);
    // Whatever the lines say, only the first begins where lines of the log do.
    this.log.error(lines.map((line) => oneLine(line.trim())).join('\n    '));
  }
}

/** Leads to the question for a new token, with all filled in that is known. */
async function signInAgain(address: Address | undefined): Promise<void> {
  const row = address && { id: formatAddress(organizationOf(address)) };
  await commands.executeCommand('abeja.replaceToken', row);
}

function isConnectionFailure(failure: Failure): boolean {
  return failure.kind === 'network' || (failure.kind === 'timeout' && failure.connecting === true);
}

function reloadTitle(): string {
  return l10n.t('Reload window');
}

async function reloadWindow(): Promise<void> {
  await commands.executeCommand('workbench.action.reloadWindow');
}

function unexpectedErrorSentence(): string {
  return l10n.t('Something went wrong in the extension itself. The log has the details.');
}

function actionTitle(action: FailureAction): string {
  switch (action) {
    case 'retry':
      return l10n.t('Try again');
    case 'replaceToken':
      return l10n.t('Sign in again…');
    case 'openLog':
      return l10n.t('Show log');
    case 'openSettings':
      return l10n.t('Open settings');
    case 'copyDetails':
      return l10n.t('Copy details');
  }
}
