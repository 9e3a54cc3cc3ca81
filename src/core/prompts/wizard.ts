import type {
  Choice,
  PickManyQuestion,
  PickQuestion,
  PromptPosition,
  Prompter,
  Reply,
  TextQuestion,
} from './prompter';

/** One question of a flow over the answers `A` given so far. */
export interface Step<A> {
  /** Whether the question is asked at all; always when absent. */
  readonly isAsked?: (answers: A) => boolean;
  /** Asks; the answer is the new answers. `earlier` holds what was said before a step back. */
  readonly ask: (
    prompter: Prompter,
    entry: PromptPosition,
    answers: A,
    earlier: A,
  ) => Promise<Reply<A>>;
}

/**
 * Asks the steps in order and gives the answers, or nothing when the person left. Back restores the
 * answers as they were before the question it leads to, and offers again what was said there. With
 * `first`, the initial answers hold what the steps before that one ask for, and Back leads to them.
 */
export async function runWizard<A extends object>(
  prompter: Prompter,
  title: string,
  steps: readonly Step<A>[],
  initial: A,
  first = 0,
): Promise<A | undefined> {
  const history = steps
    .slice(0, first)
    .flatMap(({ isAsked }, index) =>
      (isAsked?.(initial) ?? true) ? [{ index, answers: initial }] : [],
    );
  let answers = initial;
  let earlier = initial;
  let index = nextStep(steps, first, answers);
  for (;;) {
    const step = steps[index];
    if (step === undefined) {
      return answers;
    }
    const entry = {
      title,
      step: history.length + 1,
      total: history.length + countSteps(steps, index, answers),
      canGoBack: history.length > 0,
    };
    const reply = await step.ask(prompter, entry, answers, earlier);
    switch (reply.kind) {
      case 'answer':
        history.push({ index, answers });
        answers = reply.value;
        earlier = { ...earlier, ...answers };
        index = nextStep(steps, index + 1, answers);
        break;
      case 'back': {
        const before = history.pop();
        earlier = { ...earlier, ...reply.draft };
        if (before === undefined) {
          return undefined;
        }
        ({ index, answers } = before);
        break;
      }
      case 'cancel':
        return undefined;
    }
  }
}

/** A question answered by a line of text. */
export function textStep<A extends object>(definition: {
  readonly isAsked?: (answers: A) => boolean;
  readonly question: (answers: A, earlier: A) => Omit<TextQuestion, keyof PromptPosition>;
  readonly read: (answers: A, text: string) => A;
}): Step<A> {
  const { isAsked, question, read } = definition;
  return {
    ...(isAsked === undefined ? {} : { isAsked }),
    ask: async (prompter, entry, answers, earlier) =>
      mapReply(await prompter.text({ ...entry, ...question(answers, earlier) }), (text) =>
        read(answers, text),
      ),
  };
}

/** A question answered by picking one of several. */
export function pickStep<A extends object, T>(definition: {
  readonly isAsked?: (answers: A) => boolean;
  readonly question: (answers: A, earlier: A) => Omit<PickQuestion<T>, keyof PromptPosition>;
  readonly read: (answers: A, value: T) => A;
}): Step<A> {
  const { isAsked, question, read } = definition;
  return {
    ...(isAsked === undefined ? {} : { isAsked }),
    ask: async (prompter, entry, answers, earlier) =>
      mapReply(await prompter.pick<T>({ ...entry, ...question(answers, earlier) }), (value) =>
        read(answers, value),
      ),
  };
}

/** A question answered by marking any number of choices. */
export function pickManyStep<A extends object, T>(definition: {
  readonly isAsked?: (answers: A) => boolean;
  readonly question: (answers: A, earlier: A) => Omit<PickManyQuestion<T>, keyof PromptPosition>;
  readonly read: (answers: A, values: readonly T[]) => A;
}): Step<A> {
  const { isAsked, question, read } = definition;
  return {
    ...(isAsked === undefined ? {} : { isAsked }),
    ask: async (prompter, entry, answers, earlier) =>
      mapReply(await prompter.pickMany<T>({ ...entry, ...question(answers, earlier) }), (values) =>
        read(answers, values),
      ),
  };
}

/** A choice of a list, with the fields that are missing left out. */
export function choice<T>(
  value: T,
  key: string,
  label: string,
  more: {
    readonly description?: string | undefined;
    readonly detail?: string | undefined;
    readonly icon?: string;
    readonly group?: string;
  } = {},
): Choice<T> {
  const { description, detail, ...rest } = more;
  return {
    key,
    label,
    value,
    ...rest,
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
  };
}

function nextStep<A>(steps: readonly Step<A>[], from: number, answers: A): number {
  const offset = steps.slice(from).findIndex(({ isAsked }) => isAsked?.(answers) ?? true);
  return offset < 0 ? steps.length : from + offset;
}

function countSteps<A>(steps: readonly Step<A>[], from: number, answers: A): number {
  return steps.slice(from).filter(({ isAsked }) => isAsked?.(answers) ?? true).length;
}

function mapReply<T, A>(reply: Reply<T>, map: (value: T) => A): Reply<A> {
  switch (reply.kind) {
    case 'answer':
      return { kind: 'answer', value: map(reply.value) };
    case 'back':
      return reply.draft === undefined
        ? { kind: 'back' }
        : { kind: 'back', draft: map(reply.draft) };
    case 'cancel':
      return reply;
  }
}
