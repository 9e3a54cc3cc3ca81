import { commands, env, l10n, window, type LogOutputChannel } from 'vscode';
import { ApiError, type Failure } from '../api/failure';
import type { RequestLog } from '../api/client';
import { formatAddress, organizationOf, type Address } from '../core/address';
import { oneLine, withoutIcons, withoutLinks } from '../core/text/plainText';
import type { Problem } from '../core/prompts/prompter';
import type { Redaction } from '../core/text/redaction';
import { failureMessage, type FailureAction } from '../core/text/failureMessages';

/** A failed call, and how to retry it. */
export interface ReportedFailure {
  readonly failure: Failure;
  /** Method and path, or the address of the list. */
  readonly call: string;
  /** The resource of the call, if it is known. */
  readonly address: Address | undefined;
  readonly retry: () => Promise<void>;
}

/** The kind of a notification. */
export type Severity = 'information' | 'warning' | 'error';

/**
 * All notifications, status bar messages, log lines and clipboard writes go through this class. It
 * removes secrets, and makes of a server's text neither a link nor an icon nor a second line of the log.
 */
export class Feedback {
  /** Organizations whose refused token is shown in a notification now. */
  readonly #refusalsShown = new Set<string>();

  constructor(
    private readonly log: LogOutputChannel,
    private readonly redaction: Redaction,
    /** Whether the token of the organization of an address was replaced in another window. */
    private readonly isChangedInOtherWindow: (address: Address) => Promise<boolean>,
  ) {}

  /**
   * Awaits the work of a command on an address; a failure becomes one notification with actions.
   */
  async withErrorReporting(
    work: () => Promise<unknown>,
    address: Address | undefined,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Not awaited: the notification may stay open for hours.
      this.runInBackground(
        this.#showError(error, address, () => this.withErrorReporting(work, address)),
      );
    }
  }

  /** Shows that an organization's token is refused: one notification, however many requests failed. */
  showTokenRefused(address: Address, name: string): void {
    this.runInBackground(this.#askToSignInAgain(address, name));
  }

  /** Runs work that is not awaited; its failure is shown like a command's. */
  runInBackground(work: Promise<unknown>): void {
    void this.withErrorReporting(() => work, undefined);
  }

  /** The sentence for a failed call; any other error is logged and gets a general sentence. */
  sentence(error: unknown, host: string): string {
    if (error instanceof ApiError) {
      return failureMessage(l10n, error.failure, host).sentence;
    }
    this.#logUnexpectedError(error);
    return unexpectedErrorSentence();
  }

  /** Shows a problem in a notification. */
  showProblem({ message, severity }: Problem): void {
    this.runInBackground(this.ask(severity, message));
  }

  /** Shows a notification; gives the button that was pressed, if one was. */
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

  /** Shows why this window has to be reloaded, with a button that does it. */
  async offerReload(sentence: string): Promise<void> {
    const reload = reloadTitle();
    if ((await this.ask('information', sentence, reload)) === reload) {
      await reloadWindow();
    }
  }

  /** Asks for a confirmation in a modal dialog. */
  async confirm(text: string, detail: string, button: string): Promise<boolean> {
    const options = { modal: true, detail: this.#plain(detail) };
    return (await window.showWarningMessage(this.#plain(text), options, button)) === button;
  }

  /** Logs one attempt of a request. */
  logRequest({ method, path, status, milliseconds, attempt }: RequestLog): void {
    const duration = `${Math.round(milliseconds)} ms`;
    this.logInfo(`${method} ${path} ${status} ${duration}, attempt ${attempt}`);
  }

  /** Logs a line. */
  logInfo(message: string): void {
    this.log.info(this.#line(message));
  }

  /** Shows and logs a warning. */
  showWarning(message: string): void {
    this.log.warn(this.#line(message));
    this.runInBackground(this.ask('warning', message));
  }

  /** Shows in the status bar, and logs, that something was done. */
  showDone(message: string): void {
    this.logInfo(message);
    window.setStatusBarMessage(`$(check) ${withoutIcons(this.#line(message))}`, 8000);
  }

  /** Copies an id unchanged. */
  async copyId(id: string): Promise<void> {
    await env.clipboard.writeText(id);
    this.showDone(l10n.t('{0} was copied.', id));
  }

  /** Runs an action on a failed call. */
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
    // Indented, so that no other line looks like the beginning of a log entry.
    this.log.error(lines.map((line) => oneLine(line.trim())).join('\n    '));
  }
}

/** Runs the command that asks for a new token of the organization. */
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
  const titles: Readonly<Record<FailureAction, string>> = {
    retry: l10n.t('Try again'),
    replaceToken: l10n.t('Sign in again…'),
    openLog: l10n.t('Show log'),
    openSettings: l10n.t('Open settings'),
    copyDetails: l10n.t('Copy details'),
  };
  return titles[action];
}
