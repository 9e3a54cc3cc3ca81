/**
 * The port through which a flow asks. One question is one call and one answer; leaving is a value.
 */
export interface Prompter {
  text(question: TextQuestion): Promise<Reply<string>>;
  pick<T>(question: PickQuestion<T>): Promise<Reply<T>>;
  pickMany<T>(question: PickManyQuestion<T>): Promise<Reply<readonly T[]>>;
}

/** What a person did with a question. */
export type Reply<T> =
  | { readonly kind: 'answer'; readonly value: T }
  /** To the question before; `draft` is what was typed and not yet given as the answer. */
  | { readonly kind: 'back'; readonly draft?: T }
  | { readonly kind: 'cancel' };

/** Where in its flow a question stands. */
export interface PromptPosition {
  readonly title: string;
  /** From 1 to `total`. */
  readonly step: number;
  readonly total: number;
  readonly canGoBack: boolean;
}

/** What is said about an input: an error keeps it from being taken, a warning does not. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A line of text. */
export interface TextQuestion extends PromptPosition {
  readonly prompt: string;
  readonly placeholder?: string;
  /** What stands in the box at first. */
  readonly value: string;
  readonly masked?: boolean;
  /** Asked at every key; nothing while all is well. */
  readonly check: (text: string) => Problem | undefined;
  /** Asked when the answer is given; an error keeps the question open with everything typed. */
  readonly submit?: (text: string) => Promise<Problem | undefined>;
}

/** One of several. */
export interface PickQuestion<T> extends PromptPosition {
  readonly placeholder: string;
  /** Stand before the loaded choices and are there at once. */
  readonly fixed?: readonly Choice<T>[];
  /** Loads a page of choices; the first without a token. A rejection becomes a choice to try again. */
  readonly load?: (next: string | undefined, signal: AbortSignal) => Promise<ChoicePage<T>>;
  /** Key of the choice that is active at first. */
  readonly selected?: string;
  /** Lets a typed text stand for a choice that the list does not have. */
  readonly typed?: TypedChoice<T>;
  /** What to do when the list is empty. */
  readonly empty?: string;
  /** Asked when a choice is taken; an error is shown and the question stays. */
  readonly submit?: (value: T) => Promise<Problem | undefined>;
}

/** Any number of several, all of which are there at once. */
export interface PickManyQuestion<T> extends PromptPosition {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** What is marked at first. */
  readonly selected: readonly T[];
  /** Done with the marks while the question waits; a problem is told when nobody waits any more. */
  readonly submit?: (values: readonly T[]) => Promise<Problem | undefined>;
}

export interface Choice<T> {
  /** Unique in its question. */
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Name of a codicon. */
  readonly icon?: string;
  readonly value: T;
  /** Starts a group of this name. */
  readonly group?: string;
  /** Buttons on the choice, each giving an answer of its own. */
  readonly actions?: readonly ChoiceAction<T>[];
}

export interface ChoiceAction<T> {
  readonly icon: string;
  readonly label: string;
  readonly value: T;
}

export interface ChoicePage<T> {
  readonly choices: readonly Choice<T>[];
  readonly next?: string;
}

export interface TypedChoice<T> {
  readonly label: (text: string) => string;
  readonly check: (text: string) => Problem | undefined;
  readonly value: (text: string) => T;
}
