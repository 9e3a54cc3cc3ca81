import assert from 'node:assert/strict';
import { env, window, type LogOutputChannel } from 'vscode';
import { ApiError, type Failure } from '../../src/api/failure';
import type { Address } from '../../src/core/address';
import { Redaction } from '../../src/core/text/redaction';
import { Feedback } from '../../src/ui/feedback';
import { until } from '../ui/until';
import { replaced } from './replaced';

const TOKEN = 'pat-0123456789abcdef';
const LINK = `[Sign in](command:evil) ${TOKEN}`;
const SAFE = '[Sign in] (command:evil) ***';
const address: Address = { kind: 'organization', host: 'api.abeja.io', organization: LINK };

describe('Feedback', () => {
  let notifications: {
    readonly severity: string;
    readonly text: string;
    readonly rest: unknown[];
  }[];
  let lines: string[];
  let status: string[];
  let clipboard: string[];
  let answer: string | undefined;
  let feedback: Feedback;
  let restore: readonly (() => void)[];

  beforeEach(() => {
    notifications = [];
    lines = [];
    status = [];
    clipboard = [];
    answer = undefined;
    const shown =
      (severity: string) =>
      (text: string, ...rest: unknown[]): Promise<string | undefined> => {
        notifications.push({ severity, text, rest });
        return Promise.resolve(answer);
      };
    restore = [
      replaced(window, 'showInformationMessage', shown('information')),
      replaced(window, 'showWarningMessage', shown('warning')),
      replaced(window, 'showErrorMessage', shown('error')),
      replaced(window, 'setStatusBarMessage', (text: string) => status.push(text)),
      replaced(env, 'clipboard', {
        writeText: (text: string) => Promise.resolve(void clipboard.push(text)),
      }),
    ];
    const write = (line: string): unknown => lines.push(line);
    const log = { info: write, warn: write, error: write, show: () => undefined };
    const redaction = new Redaction();
    redaction.hide(TOKEN);
    feedback = new Feedback(log as unknown as LogOutputChannel, redaction, () =>
      Promise.resolve(false),
    );
  });
  afterEach(() => {
    for (const back of restore) {
      back();
    }
  });

  const notified = (): Promise<string> =>
    until('a notification', () => notifications.map(({ text }) => text)[0]);

  describe('puts into a notification neither secrets nor links', () => {
    const fail = (failure: Failure) => (): Promise<void> =>
      feedback.withErrorReporting(() => Promise.reject(new ApiError(failure, 'GET /')), address);
    const invalid = { kind: 'invalid', status: 400, error: 'bad', description: LINK } as const;
    const calls: Readonly<Record<string, () => unknown>> = {
      'of a problem': () => feedback.showProblem({ severity: 'error', message: LINK }),
      'of a warning': () => feedback.showWarning(LINK),
      'with buttons': () => feedback.ask('information', LINK, 'Show'),
      'of a question': () => feedback.confirm(LINK, LINK, 'Remove'),
      'of a failed call': fail(invalid),
      'of a refused token': fail({ kind: 'unauthorized', status: 401, error: 'no' }),
      'of a token that is refused again and again': () => feedback.showTokenRefused(address, LINK),
    };
    for (const [what, call] of Object.entries(calls)) {
      it(what, async () => {
        void call();
        const text = await notified();
        assert.ok(text.includes(SAFE), text);
        assert.ok(!JSON.stringify(notifications).includes(TOKEN));
        assert.ok(!JSON.stringify(notifications).includes(']('));
      });
    }
  });

  it('takes a warning for a warning and an error for an error', () => {
    feedback.showProblem({ severity: 'error', message: 'a' });
    feedback.showProblem({ severity: 'warning', message: 'b' });
    void feedback.ask('information', 'c');
    assert.deepEqual(
      notifications.map(({ severity }) => severity),
      ['error', 'warning', 'information'],
    );
  });

  it('gives the button that was pressed, and does what it says', async () => {
    answer = 'Show';
    assert.equal(await feedback.ask('warning', 'Look', 'Show', 'Hide'), 'Show');
    assert.deepEqual(notifications[0]?.rest, ['Show', 'Hide']);
    assert.equal(await feedback.confirm('Sure?', 'It goes.', 'Show'), true);
    answer = undefined;
    assert.equal(await feedback.confirm('Sure?', 'It goes.', 'Show'), false);
    answer = 'Try again';
    let tries = 0;
    await feedback.withErrorReporting(() => {
      tries += 1;
      return tries === 1
        ? Promise.reject(new ApiError({ kind: 'timeout', milliseconds: 1 }, 'GET /'))
        : Promise.resolve();
    }, address);
    await until('a second try', () => (tries === 2 ? tries : undefined));
  });

  it('writes one line without secrets into the log for each thing it notes', () => {
    const forged = `a ${TOKEN}\n2024-03-01 09:15:02.000 [info] b\r\nc\u2028d\u001b[2K`;
    feedback.logInfo(forged);
    feedback.showDone(forged);
    feedback.showWarning(forged);
    feedback.logRequest({
      method: 'GET',
      path: `/${forged}`,
      status: 200,
      milliseconds: 3,
      attempt: 1,
    });
    assert.equal(lines.length, 4);
    for (const line of lines) {
      assert.match(line, /a \*\*\* 2024-03-01 .* b c d�\[2K/);
      assert.doesNotMatch(line, /[\p{Cc}\p{Zl}]/u);
    }
  });

  it('writes a fault into the log without secrets, its further lines set in', async () => {
    const fault = new Error(`No ${TOKEN}\n2024-03-01 [info] forged\u202e`);
    await feedback.withErrorReporting(() => Promise.reject(fault), undefined);
    const [line = ''] = lines;
    assert.match(line, /^Error: No \*\*\*\n {4}2024-03-01 \[info\] forged�\n {4}at /);
    assert.doesNotMatch(await notified(), /forged/);
  });

  it('shows in the status bar what was done, without secrets, icons and line breaks', () => {
    feedback.showDone(`$(error) ${TOKEN}\nwas created`);
    assert.deepEqual(status, ['$(check) \\$(error) *** was created']);
  });

  it('copies details without secrets', async () => {
    await feedback.runAction('copyDetails', {
      failure: { kind: 'invalid', status: 400, error: 'bad', description: TOKEN },
      call: `GET /${TOKEN}?X-Amz-Signature=0f`,
      address: address,
      retry: () => Promise.resolve(),
    });
    const [copied = ''] = clipboard;
    assert.match(copied, /^GET \/\*\*\*\?X-Amz-Signature=\*\*\*\n/);
    assert.match(copied, /"description": "\*\*\*"/);
  });

  it('copies an id as it is', async () => {
    await feedback.copyId('tri-1');
    assert.deepEqual(clipboard, ['tri-1']);
    assert.deepEqual(status, ['$(check) tri-1 was copied.']);
  });
});
