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
  /** Asks and gives the new answers. `earlier` holds answers that were given before a step back. */
  readonly ask: (
    prompter: Prompter,
    position: PromptPosition,
    answers: A,
    earlier: A,
  ) => Promise<Reply<A>>;
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
    const position = {
      title,
      step: history.length + 1,
      total: history.length + countSteps(steps, index, answers),
      canGoBack: history.length > 0,
    };
    const reply = await step.ask(prompter, position, answers, earlier);
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

/** What a step asks over the answers `A`, and what a value does to them; `Q` is the question. */
interface StepDefinition<A, Q, T> {
  readonly isAsked?: ((answers: A) => boolean) | undefined;
  readonly question: (answers: A, earlier: A) => Omit<Q, keyof PromptPosition>;
  readonly read: (answers: A, value: T) => A;
}

/** A step answered by a line of text. */
export function textStep<A extends object>(
  definition: StepDefinition<A, TextQuestion, string>,
): Step<A> {
  return makeStep(definition, (prompter, position, question) =>
    prompter.text({ ...position, ...question }),
  );
}

/** A step answered by one of several choices. */
export function pickStep<A extends object, T>(
  definition: StepDefinition<A, PickQuestion<T>, T>,
): Step<A> {
  return makeStep(definition, (prompter, position, question) =>
    prompter.pick<T>({ ...position, ...question }),
  );
}

/** A step answered by any number of choices. */
export function pickManyStep<A extends object, T>(
  definition: StepDefinition<A, PickManyQuestion<T>, readonly T[]>,
): Step<A> {
  return makeStep(definition, (prompter, position, question) =>
    prompter.pickMany<T>({ ...position, ...question }),
  );
}

function makeStep<A extends object, Q, T>(
  { isAsked, question, read }: StepDefinition<A, Q, T>,
  ask: (
    prompter: Prompter,
    position: PromptPosition,
    question: Omit<Q, keyof PromptPosition>,
  ) => Promise<Reply<T>>,
): Step<A> {
  return {
    isAsked,
    ask: async (prompter, position, answers, earlier) => {
      const reply = await ask(prompter, position, question(answers, earlier));
      switch (reply.kind) {
        case 'answer':
          return { kind: 'answer', value: read(answers, reply.value) };
        case 'back':
          return {
            kind: 'back',
            draft: reply.draft === undefined ? undefined : read(answers, reply.draft),
          };
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

function nextStep<A>(steps: readonly Step<A>[], from: number, answers: A): number {
  const offset = steps.slice(from).findIndex(({ isAsked }) => isAsked?.(answers) ?? true);
  return offset < 0 ? steps.length : from + offset;
}

function countSteps<A>(steps: readonly Step<A>[], from: number, answers: A): number {
  return steps.slice(from).filter(({ isAsked }) => isAsked?.(answers) ?? true).length;
}
