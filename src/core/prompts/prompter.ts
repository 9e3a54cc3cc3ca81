/** The port through which a flow asks the user. Cancelling is a reply, not an error. */
export interface Prompter {
  text(question: TextQuestion): Promise<Reply<string>>;
  pick<T>(question: PickQuestion<T>): Promise<Reply<T>>;
  pickMany<T>(question: PickManyQuestion<T>): Promise<Reply<readonly T[]>>;
}

/** What the user did with a question. */
export type Reply<T> =
  | { readonly kind: 'answer'; readonly value: T }
  /** Back to the previous question; `draft` is what was typed but not accepted. */
  | { readonly kind: 'back'; readonly draft?: T | undefined }
  | { readonly kind: 'cancel' };

/** The position of a question in its flow. */
export interface PromptPosition {
  readonly title: string;
  /** From 1 to `total`. */
  readonly step: number;
  readonly total: number;
  readonly canGoBack: boolean;
}

/** The position of a question that is asked alone. */
export const ONLY_QUESTION = { step: 1, total: 1, canGoBack: false } as const;

/** A message about an input: an error prevents that it is accepted, a warning does not. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A problem that prevents that an input is accepted. */
export function errorProblem(message: string): Problem {
  return { severity: 'error', message };
}

/** Asks for a line of text. */
export interface TextQuestion extends PromptPosition {
  readonly prompt: string;
  readonly placeholder?: string | undefined;
  /** The initial text. */
  readonly value: string;
  readonly masked?: boolean | undefined;
  /** Called at every change of the text. */
  readonly check: (text: string) => Problem | undefined;
  /** Called when the text is accepted; after an error the question stays open. */
  readonly submit?: ((text: string) => Promise<Problem | undefined>) | undefined;
}

/** Asks for one of several choices. */
export interface PickQuestion<T> extends PromptPosition {
  readonly placeholder: string;
  /** Choices that need no loading, shown before the loaded ones. */
  readonly fixed?: readonly Choice<T>[] | undefined;
  /** Loads a page of choices; the first without a token. A rejection becomes a choice to try again. */
  readonly load?:
    ((next: string | undefined, signal: AbortSignal) => Promise<ChoicePage<T>>) | undefined;
  /** Key of the choice that is active at first. */
  readonly selected?: string | undefined;
  /** Lets the user type a value that the list does not have. */
  readonly typed?: TypedChoice<T> | undefined;
  /** Shown when the list is empty. */
  readonly empty?: string | undefined;
  /** Called when a choice is accepted; after a problem the question stays open. */
  readonly submit?: ((value: T) => Promise<Problem | undefined>) | undefined;
}

/** Asks for any number of choices, none of which needs loading. */
export interface PickManyQuestion<T> extends PromptPosition {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** The initial selection. */
  readonly selected: readonly T[];
  /** Called with the selection while the question waits; a problem is shown if it was left meanwhile. */
  readonly submit?: ((values: readonly T[]) => Promise<Problem | undefined>) | undefined;
}

/** A choice of a list. */
export interface Choice<T> {
  /** Unique in its question. */
  readonly key: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  /** Name of a codicon. */
  readonly icon?: string | undefined;
  readonly value: T;
  /** Name of the group that begins with this choice. */
  readonly group?: string | undefined;
  /** Buttons on the choice, each with its own answer. */
  readonly actions?: readonly ChoiceAction<T>[] | undefined;
}

/** A button on a choice. */
export interface ChoiceAction<T> {
  readonly icon: string;
  readonly label: string;
  readonly value: T;
}

/** A page of loaded choices; `next` is the token of the next page. */
export interface ChoicePage<T> {
  readonly choices: readonly Choice<T>[];
  readonly next?: string | undefined;
}

/** How a typed text becomes a value. */
export interface TypedChoice<T> {
  readonly label: (text: string) => string;
  readonly check: (text: string) => Problem | undefined;
  readonly value: (text: string) => T;
}
