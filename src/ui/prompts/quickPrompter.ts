import {
  InputBoxValidationSeverity,
  QuickInputButtons,
  window,
  type Disposable,
  type QuickInput,
} from 'vscode';
import { oneLine, withoutIcons, withoutLinks } from '../../core/text/plainText';
import type {
  PickManyQuestion,
  PickQuestion,
  PromptPosition,
  Problem,
  Prompter,
  Reply,
  TextQuestion,
} from '../../core/prompts/prompter';
import { choiceRows, type PickRow } from './pickRows';
import { PickSession } from './pickSession';

const SEVERITIES: Readonly<Record<Problem['severity'], InputBoxValidationSeverity>> = {
  error: InputBoxValidationSeverity.Error,
  warning: InputBoxValidationSeverity.Warning,
};

/** Asks by VS Code's quick input. */
export class QuickPrompter implements Prompter {
  /**
   * `loadFailureSentence` makes the message for a list that could not be loaded. `showLateProblem` shows
   * the problem of an answer whose question was closed before `submit` had ended. `hideSecret` gets the
   * text of a masked box before it is used, and when the box is closed.
   */
  constructor(
    private readonly loadFailureSentence: (error: unknown) => string,
    private readonly showLateProblem: (problem: Problem) => void,
    private readonly hideSecret: (secret: string) => void,
  ) {}

  text(question: TextQuestion): Promise<Reply<string>> {
    const box = window.createInputBox();
    configure(box, question);
    box.prompt = plain(question.prompt);
    box.placeholder = question.placeholder;
    box.value = question.value;
    box.password = question.masked ?? false;
    const show = (problem: Problem | undefined): void => {
      box.validationMessage =
        problem === undefined
          ? undefined
          : { message: plain(problem.message), severity: SEVERITIES[problem.severity] };
    };
    const hide = (): void => {
      if (question.masked === true) {
        this.hideSecret(box.value);
      }
    };
    const accept = async (isLeft: () => boolean): Promise<string | undefined> => {
      const text = box.value;
      hide();
      const problem = question.check(text);
      if (problem?.severity === 'error') {
        show(problem);
        return undefined;
      }
      if (question.submit !== undefined) {
        const refusal = await whileBusy(box, () => question.submit?.(text));
        if (isLeft()) {
          return undefined;
        }
        show(refusal);
        if (refusal?.severity === 'error') {
          return undefined;
        }
      }
      return text;
    };
    return untilAnswered(box, accept, () => box.value, [
      box.onDidChangeValue((text) => show(question.check(text))),
      { dispose: hide },
    ]);
  }

  pick<T>(question: PickQuestion<T>): Promise<Reply<T>> {
    const pick = window.createQuickPick();
    configure(pick, question);
    const session = new PickSession<T>(pick, question, this.loadFailureSentence);
    return untilAnswered(
      pick,
      async (isLeft) => {
        const chosen = session.chosen();
        if (chosen === undefined || question.submit === undefined) {
          return chosen?.value;
        }
        const refusal = await whileBusy(pick, () => question.submit?.(chosen.value));
        if (isLeft()) {
          if (refusal !== undefined) {
            this.showLateProblem(refusal);
          }
          return undefined;
        }
        session.show(refusal);
        return refusal === undefined ? chosen.value : undefined;
      },
      () => undefined,
      [session],
      (answer) => session.onAction(answer),
    );
  }

  pickMany<T>(question: PickManyQuestion<T>): Promise<Reply<readonly T[]>> {
    const pick = window.createQuickPick<PickRow<T>>();
    configure(pick, question);
    pick.placeholder = oneLine(question.placeholder);
    pick.canSelectMany = true;
    pick.items = question.choices.flatMap((choice) => choiceRows(choice));
    pick.selectedItems = pick.items.filter(
      ({ row }) => row.kind === 'choice' && question.selected.includes(row.value),
    );
    const selected = (): readonly T[] =>
      pick.selectedItems.flatMap(({ row }) => (row.kind === 'choice' ? [row.value] : []));
    return untilAnswered(
      pick,
      async (isLeft) => {
        const values = selected();
        const problem = await whileBusy(pick, () => question.submit?.(values));
        if (!isLeft()) {
          return values;
        }
        if (problem !== undefined) {
          this.showLateProblem(problem);
        }
        return undefined;
      },
      selected,
      [],
    );
  }
}

/** The message of a box: VS Code would make links, which run commands, and icons of it. */
function plain(text: string): string {
  return withoutIcons(withoutLinks(oneLine(text)));
}

function configure(
  input: QuickInput & { buttons: readonly object[] },
  position: PromptPosition,
): void {
  input.title = oneLine(position.title);
  input.step = position.step;
  input.totalSteps = position.total;
  input.ignoreFocusOut = true;
  if (position.canGoBack) {
    input.buttons = [QuickInputButtons.Back];
  }
}

/** Shows an input until it is answered, left with Back, or closed. */
function untilAnswered<T>(
  input: QuickInput & {
    onDidAccept(listener: () => void): Disposable;
    onDidTriggerButton(listener: (button: object) => void): Disposable;
  },
  accept: (isLeft: () => boolean) => Promise<T | undefined>,
  draft: () => T | undefined,
  disposables: readonly { dispose(): unknown }[],
  onAction?: (answer: (value: T) => void) => void,
): Promise<Reply<T>> {
  return new Promise((resolve, reject) => {
    const listeners: { dispose(): unknown }[] = [...disposables];
    let isLeft = false;
    const close = (): void => {
      isLeft = true;
      for (const listener of listeners) {
        listener.dispose();
      }
      input.dispose();
    };
    const end = (reply: Reply<T>): void => {
      resolve(reply);
      close();
    };
    let isAccepting = false;
    listeners.push(
      input.onDidAccept(() => {
        if (isAccepting) {
          return;
        }
        isAccepting = true;
        accept(() => isLeft)
          .then(
            (value) => {
              if (value !== undefined) {
                end({ kind: 'answer', value });
              }
            },
            (error: unknown) => {
              close();
              reject(error instanceof Error ? error : new Error(String(error)));
            },
          )
          .finally(() => {
            isAccepting = false;
          });
      }),
      input.onDidTriggerButton(() => end({ kind: 'back', draft: draft() })),
      input.onDidHide(() => end({ kind: 'cancel' })),
    );
    onAction?.((value) => end({ kind: 'answer', value }));
    input.show();
  });
}

async function whileBusy<T>(
  input: QuickInput,
  work: () => Promise<T> | undefined,
): Promise<T | undefined> {
  input.busy = true;
  input.enabled = false;
  try {
    return await work();
  } finally {
    input.busy = false;
    input.enabled = true;
  }
}
