import { commands, env, l10n, window, type LogOutputChannel } from 'vscode';
import { ApiError, type Failure } from '../api/failure';
import type { RequestLog } from '../api/platformClient';
import { formatAddress, organizationOf, type Address } from '../core/address';
import type { Problem } from '../core/prompter';
import type { Redaction } from '../core/redaction';
import { tellFailure, type Remedy } from '../core/wording';
import { reloadTitle, reloadWindow } from './notices';

/** What failed, and how to try it again. */
export interface Failed {
  readonly failure: Failure;
  /** What was asked, for a developer. */
  readonly call: string;
  /** What it was about, if that is known. */
  readonly about: Address | undefined;
  readonly retry: () => Promise<void>;
}

/** The one place where failures reach a person, and the log. Nothing secret gets past it. */
export class Feedback {
  /** Organizations whose refused token a notification tells of at the moment. */
  readonly #told = new Set<string>();

  constructor(
    private readonly log: LogOutputChannel,
    private readonly redaction: Redaction,
    /** Whether another window has another token for the organization of an address. */
    private readonly isReplaced: (address: Address) => Promise<boolean>,
  ) {}

  /**
   * Awaits a command's work about an address; a failure becomes one notification with what to do
   * about it.
   */
  async boundary(work: () => Promise<unknown>, address: Address | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The notification may stand for hours: the command is over all the same.
      this.handOn(this.#tell(error, address, () => this.boundary(work, address)));
    }
  }

  /** Says that an organization's token is refused: one notification, however many requests failed. */
  tokenRefused(address: Address, name: string): void {
    this.handOn(this.#tellRefused(address, name));
  }

  /** Takes work that nobody waits for; its failure is shown like a command's. */
  handOn(work: Promise<unknown>): void {
    void this.boundary(() => work, undefined);
  }

  /** The sentence for a failed call; what is no failure of a call goes into the log. */
  sentence(error: unknown, host: string): string {
    if (error instanceof ApiError) {
      return tellFailure(l10n, error.failure, host).sentence;
    }
    this.#logFault(error);
    return faultSentence();
  }

  /** Says what went wrong where nobody looks any more at the question it was the answer to. */
  problem({ message }: Problem): void {
    this.handOn(Promise.resolve(window.showErrorMessage(this.#plain(message))));
  }

  /** One line an attempt. */
  request({ method, path, status, milliseconds, attempt }: RequestLog): void {
    const took = `${Math.round(milliseconds)} ms, attempt ${attempt}`;
    this.log.info(this.redaction.redact(`${method} ${path} ${status} ${took}`));
  }

  /** Leaves a line in the log. */
  note(message: string): void {
    this.log.info(this.redaction.redact(message));
  }

  /** Says what a person should know of and need not act on. */
  warn(message: string): void {
    this.log.warn(this.redaction.redact(message));
    this.handOn(Promise.resolve(window.showWarningMessage(this.#plain(message))));
  }

  /** Says quietly that something was done. */
  done(message: string): void {
    this.log.info(this.redaction.redact(message));
    window.setStatusBarMessage(`$(check) ${message}`, 8000);
  }

  /** Does what a remedy says about something that failed. */
  async remedy(remedy: Remedy, { failure, call, about, retry }: Failed): Promise<void> {
    switch (remedy) {
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
          isAboutConnecting(failure) ? 'http.proxy' : 'abeja.requestTimeout',
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

  async #tell(
    error: unknown,
    address: Address | undefined,
    retry: () => Promise<void>,
  ): Promise<void> {
    if (!(error instanceof ApiError)) {
      this.#logFault(error);
      const show = l10n.t('Show log');
      const answer = await window.showErrorMessage(faultSentence(), show);
      if (answer === show) {
        this.showLog();
      }
      return;
    }
    if (error.failure.kind === 'cancelled') {
      return;
    }
    if (error.failure.kind === 'unauthorized' && address !== undefined) {
      await this.#tellRefused(address, address.organization);
      return;
    }
    const { failure, call } = error;
    const telling = tellFailure(l10n, failure, address?.host ?? l10n.t('The platform'));
    const actions = telling.remedies.map((remedy) => ({ remedy, title: remedyTitle(remedy) }));
    const answer = await window.showErrorMessage(this.#plain(telling.sentence), ...actions);
    if (answer !== undefined) {
      await this.remedy(answer.remedy, { failure, call, about: address, retry });
    }
  }

  async #tellRefused(address: Address, name: string): Promise<void> {
    const root = formatAddress(organizationOf(address));
    if (this.#told.has(root)) {
      return;
    }
    this.#told.add(root);
    try {
      const isReplaced = await this.isReplaced(address);
      const again = isReplaced ? reloadTitle() : remedyTitle('replaceToken');
      const showLog = remedyTitle('openLog');
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
      const answer = await window.showErrorMessage(this.#plain(sentence), again, showLog);
      if (answer === again) {
        await (isReplaced ? reloadWindow() : signInAgain(address));
      } else if (answer === showLog) {
        this.showLog();
      }
    } finally {
      this.#told.delete(root);
    }
  }

  /** A notification would make links of what a server says. */
  #plain(text: string): string {
    return this.redaction.redact(text).replaceAll('](', '] (');
  }

  #logFault(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.log.error(this.redaction.redact(text));
  }
}

/** Leads to the question for a new token, with all filled in that is known. */
async function signInAgain(address: Address | undefined): Promise<void> {
  const row = address && { id: formatAddress(organizationOf(address)) };
  await commands.executeCommand('abeja.replaceToken', row);
}

function isAboutConnecting(failure: Failure): boolean {
  return failure.kind === 'network' || (failure.kind === 'timeout' && failure.connecting === true);
}

function faultSentence(): string {
  return l10n.t('Something went wrong in the extension itself. The log has the details.');
}

function remedyTitle(remedy: Remedy): string {
  switch (remedy) {
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
