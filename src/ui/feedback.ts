import { commands, env, l10n, window, type LogOutputChannel } from 'vscode';
import { ApiError, type Failure } from '../api/failure';
import type { RequestLog } from '../api/platformClient';
import type { Problem } from '../core/prompter';
import { tellFailure, type Remedy } from '../core/wording';

/** What failed, and how to try it again. */
export interface Failed {
  readonly failure: Failure;
  /** What was asked, for a developer. */
  readonly call: string;
  readonly retry: () => Promise<void>;
}

/** The one place where failures reach a person, and the log. */
export class Feedback {
  constructor(private readonly log: LogOutputChannel) {}

  /** Awaits a command's work; a failure becomes one notification with what to do about it. */
  async boundary(work: () => Promise<unknown>, host: string | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The notification may stand for hours: the command is over all the same.
      this.handOn(this.#tell(error, host, () => this.boundary(work, host)));
    }
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
    this.handOn(Promise.resolve(window.showErrorMessage(plainMessage(message))));
  }

  /** One line an attempt. */
  request({ method, path, status, milliseconds, attempt }: RequestLog): void {
    this.log.info(`${method} ${path} ${status} ${Math.round(milliseconds)} ms, attempt ${attempt}`);
  }

  /** Leaves a line in the log. */
  note(message: string): void {
    this.log.info(message);
  }

  /** Says what a person should know of and need not act on. */
  warn(message: string): void {
    this.log.warn(message);
    this.handOn(Promise.resolve(window.showWarningMessage(plainMessage(message))));
  }

  /** Says quietly that something was done. */
  done(message: string): void {
    this.log.info(message);
    window.setStatusBarMessage(`$(check) ${message}`, 8000);
  }

  /** Does what a remedy says about something that failed. */
  async remedy(remedy: Remedy, { failure, call, retry }: Failed): Promise<void> {
    switch (remedy) {
      case 'retry':
        await retry();
        break;
      case 'replaceToken':
        await commands.executeCommand('abeja.addOrganization');
        break;
      case 'openLog':
        this.showLog();
        break;
      case 'openSettings':
        await commands.executeCommand(
          'workbench.action.openSettings',
          failure.kind === 'network' ? 'http.proxy' : 'abeja.requestTimeout',
        );
        break;
      case 'copyDetails':
        await env.clipboard.writeText(`${call}\n${JSON.stringify(failure, null, 2)}`);
        break;
    }
  }

  showLog(): void {
    this.log.show();
  }

  async #tell(error: unknown, host: string | undefined, retry: () => Promise<void>): Promise<void> {
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
    const { failure, call } = error;
    const telling = tellFailure(l10n, failure, host ?? l10n.t('The platform'));
    const actions = telling.remedies.map((remedy) => ({ remedy, title: remedyTitle(remedy) }));
    const answer = await window.showErrorMessage(plainMessage(telling.sentence), ...actions);
    if (answer !== undefined) {
      await this.remedy(answer.remedy, { failure, call, retry });
    }
  }

  #logFault(error: unknown): void {
    this.log.error(error instanceof Error ? error : String(error));
  }
}

function faultSentence(): string {
  return l10n.t('Something went wrong in the extension itself. The log has the details.');
}

/** A notification would make links of what a server says. */
function plainMessage(text: string): string {
  return text.replaceAll('](', '] (');
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
