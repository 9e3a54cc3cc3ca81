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
  /** Whether the question is asked; always when absent. */
  readonly isAsked?: ((answers: A) => boolean) | undefined;
  /** Asks and gives what is new. `earlier` holds answers that were given before a step back. */
  readonly ask: (
    prompter: Prompter,
    position: PromptPosition,
    answers: A,
    earlier: A,
  ) => Promise<Reply<Partial<A>>>;
}

/**
 * Asks the steps in order and gives the answers, or `undefined` when the user cancelled. Back restores
 * the answers from before the previous question and offers its earlier input again. With `first`, the
 * initial answers hold those of the steps before that one, and Back leads to them.
 */
export async function runWizard<A extends object>(
  prompter: Prompter,
  title: string,
  steps: readonly Step<A>[],
  initial: A,
  first = 0,
): Promise<A | undefined> {
  const indicesFrom = (start: number, answers: A): readonly number[] =>
    [...steps.keys()].filter((index) => index >= start && isAsked(steps[index], answers));
  const history = indicesFrom(0, initial)
    .filter((index) => index < first)
    .map((index) => ({ index, answers: initial }));
  let answers = initial;
  let earlier = initial;
  let start = first;
  for (;;) {
    const [index, ...others] = indicesFrom(start, answers);
    const step = index === undefined ? undefined : steps[index];
    if (index === undefined || step === undefined) {
      return answers;
    }
    const position = {
      title,
      step: history.length + 1,
      total: history.length + 1 + others.length,
      canGoBack: history.length > 0,
    };
    const reply = await step.ask(prompter, position, answers, earlier);
    switch (reply.kind) {
      case 'answer':
        history.push({ index, answers });
        answers = { ...answers, ...reply.value };
        earlier = { ...earlier, ...answers };
        start = index + 1;
        break;
      case 'back': {
        const before = history.pop();
        earlier = { ...earlier, ...reply.draft };
        if (before === undefined) {
          return undefined;
        }
        ({ index: start, answers } = before);
        break;
      }
      case 'cancel':
        return undefined;
    }
  }
}

function isAsked<A>(step: Step<A> | undefined, answers: A): boolean {
  return step?.isAsked?.(answers) ?? true;
}

/** A question without its position. */
export type Question<Q> = Omit<Q, keyof PromptPosition>;

/** Makes a question of the answers that were given, and of those that were given before a step back. */
type MakeQuestion<A, Q> = (answers: A, earlier: A) => Question<Q>;

/** The names of the answers that a value of type `T` can be. */
type AnswerName<A, T> = { [K in keyof A]-?: T extends A[K] ? K : never }[keyof A] & string;

/** A step whose answer is a line of text; what was typed before is offered again. */
export function textStep<A extends object>(
  name: AnswerName<A, string>,
  question: MakeQuestion<A, TextQuestion>,
  isAsked?: (answers: A) => boolean,
): Step<A> {
  return makeStep(name, isAsked, (prompter, position, answers, earlier) => {
    const { value, ...asked } = question(answers, earlier);
    const typed = earlier[name];
    return prompter.text({
      ...position,
      ...asked,
      value: typeof typed === 'string' ? typed : value,
    });
  });
}

/** A step whose answer is one of several choices. */
export function pickStep<A extends object, T>(
  name: AnswerName<A, T>,
  question: MakeQuestion<A, PickQuestion<T>>,
  isAsked?: (answers: A) => boolean,
): Step<A> {
  return makeStep(name, isAsked, (prompter, position, answers, earlier) =>
    prompter.pick<T>({ ...position, ...question(answers, earlier) }),
  );
}

/** A step whose answer is any number of choices. */
export function pickManyStep<A extends object, T>(
  name: AnswerName<A, readonly T[]>,
  question: MakeQuestion<A, PickManyQuestion<T>>,
  isAsked?: (answers: A) => boolean,
): Step<A> {
  return makeStep(name, isAsked, (prompter, position, answers, earlier) =>
    prompter.pickMany<T>({ ...position, ...question(answers, earlier) }),
  );
}

function makeStep<A extends object, T>(
  name: string,
  isAsked: ((answers: A) => boolean) | undefined,
  ask: (prompter: Prompter, position: PromptPosition, answers: A, earlier: A) => Promise<Reply<T>>,
): Step<A> {
  const answerOf = (value: T): Partial<A> => ({ [name]: value }) as Partial<A>;
  return {
    isAsked,
    ask: async (...asked) => {
      const reply = await ask(...asked);
      switch (reply.kind) {
        case 'answer':
          return { kind: 'answer', value: answerOf(reply.value) };
        case 'back':
          return reply.draft === undefined
            ? { kind: 'back' }
            : { kind: 'back', draft: answerOf(reply.draft) };
        case 'cancel':
          return reply;
      }
    },
  };
}

/** A choice of a list. */
export function choice<T>(
  value: T,
  key: string,
  label: string,
  more: Pick<Choice<T>, 'description' | 'detail' | 'icon' | 'group'> = {},
): Choice<T> {
  return { key, label, value, ...more };
}
