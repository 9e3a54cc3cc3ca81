import { l10n, type Disposable, type QuickPick, type QuickPickItem } from 'vscode';
import { oneLine } from '../../core/text/plainText';
import type { Choice, PickQuestion, Problem } from '../../core/prompts/prompter';
import {
  choiceRows,
  matches,
  isTyped,
  noteRow,
  problemRows,
  tailRows,
  typedRow,
  type ListState,
  type PickRow,
} from './pickRows';

/** An open list: its choices page by page, the typed text, and a problem. */
export class PickSession<T> {
  readonly #abort = new AbortController();
  readonly #listeners: Disposable[];
  #choices: readonly Choice<T>[] = [];
  #next: string | undefined;
  #state: ListState;
  #problem: Problem | undefined;
  #isLoading = false;
  /** Key of the row that was active before any input. */
  #firstActive: string | undefined;
  #rows: readonly PickRow<T>[] = [];
  #answer: ((value: T) => void) | undefined;

  constructor(
    private readonly pick: QuickPick<QuickPickItem>,
    private readonly question: PickQuestion<T>,
    private readonly failureSentence: (error: unknown) => string,
  ) {
    pick.placeholder = oneLine(question.placeholder);
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.keepScrollPosition = true;
    this.#state = question.load === undefined ? 'complete' : 'loading';
    this.#listeners = [
      pick.onDidChangeValue(() => {
        this.#render();
        this.#loadUntilFound();
      }),
      pick.onDidTriggerItemButton(({ item, button }) => {
        const action = this.#rowOf(item)?.buttons?.find((other) => other === button);
        if (action !== undefined) {
          this.#answer?.(action.value);
        }
      }),
    ];
    this.#render(question.selected);
    this.#firstActive = this.#activeKey();
    if (question.load !== undefined) {
      void this.#load();
    }
  }

  /** Registers what is called when a button of a row gives the answer. */
  onAction(answer: (value: T) => void): void {
    this.#answer = answer;
  }

  /** The value of the accepted row; `undefined` when the row has none. */
  chosen(): { readonly value: T } | undefined {
    const row = this.#active();
    switch (row?.kind) {
      case 'choice':
        return row;
      case 'load':
        void this.#load();
        return undefined;
      case 'note':
        return undefined;
      case undefined:
        return this.#typedValue();
    }
  }

  /** Shows a problem above the choices, or removes it. */
  show(problem: Problem | undefined): void {
    this.#problem = problem;
    this.#render();
  }

  dispose(): void {
    this.#abort.abort();
    for (const listener of this.#listeners) {
      listener.dispose();
    }
  }

  /** Loads the first page or the next one. Never rejects: a failure becomes a row. */
  async #load(): Promise<void> {
    const { load, selected } = this.question;
    if (this.#isLoading) {
      return;
    }
    const isFirst = this.#choices.length === 0;
    let loaded: readonly Choice<T>[] = [];
    this.#isLoading = true;
    this.#state = 'loading';
    this.#render();
    try {
      const page = await load?.(this.#next, this.#abort.signal);
      loaded = page?.choices ?? [];
      this.#choices = [...this.#choices, ...loaded];
      this.#next = page?.next;
      this.#state = page?.next === undefined ? 'complete' : 'partial';
    } catch (error) {
      this.#state = { failure: this.failureSentence(error) };
    }
    this.#isLoading = false;
    if (!this.#abort.signal.aborted) {
      // After typing or moving, the active row stays.
      this.#render(isFirst && this.#isUntouched() ? selected : this.#awaitedKey(loaded));
      this.#loadUntilFound();
    }
  }

  /** Loads further pages while no loaded choice matches the typed text. */
  #loadUntilFound(): void {
    const text = this.pick.value.trim();
    if (this.#state === 'partial' && text !== '' && !this.#isFound(text)) {
      void this.#load();
    }
  }

  /** A loaded choice that matches, where the row for loading or for a typed id is active. */
  #awaitedKey(loaded: readonly Choice<T>[]): string | undefined {
    const active = this.#active();
    const waits = active?.kind === 'load' || isTyped(active);
    return waits
      ? loaded.find((choice) => matches(choice, this.pick.value.trim()))?.key
      : undefined;
  }

  /** The typed id: Enter may be pressed before its row is shown. */
  #typedValue(): { readonly value: T } | undefined {
    const { typed } = this.question;
    const text = this.pick.value.trim();
    return typed === undefined ||
      text === '' ||
      this.#isFound(text) ||
      typed.check(text) !== undefined
      ? undefined
      : { value: typed.value(text) };
  }

  #rowOf(item: QuickPickItem | undefined): PickRow<T> | undefined {
    return this.#rows.find((row) => row === item);
  }

  #render(select?: string): void {
    const active = this.#active();
    const wanted = select ?? this.#activeKey();
    const choices = [...(this.question.fixed ?? []), ...this.#choices];
    const rows = [
      ...problemRows<T>(this.#problem),
      ...choices.flatMap((choice) => choiceRows(choice)),
      ...this.#typedRows(choices),
      ...tailRows<T>(this.#state, this.#choices.length, this.question.empty),
    ];
    this.#rows = rows;
    this.pick.busy = this.#state === 'loading';
    this.pick.items = rows;
    const found = rows.find(({ row }) =>
      wanted === undefined
        ? row.kind === 'load' && active?.kind === 'load'
        : row.kind === 'choice' && row.key === wanted,
    );
    // With a row that the filter hides, VS Code would make none active, and Enter would do nothing.
    if (found !== undefined && this.#isVisible(found)) {
      this.pick.activeItems = [found];
    }
  }

  #isVisible(row: PickRow<T>): boolean {
    return row.alwaysShow === true || matches(row, this.pick.value.trim());
  }

  #active(): PickRow<T>['row'] | undefined {
    return this.#rowOf(this.pick.activeItems[0])?.row;
  }

  #activeKey(): string | undefined {
    const active = this.#active();
    return active?.kind === 'choice' ? active.key : undefined;
  }

  #isUntouched(): boolean {
    const active = this.#activeKey();
    return this.pick.value === '' && (active === undefined || active === this.#firstActive);
  }

  /** Whether a text matches a choice, so that it may be a filter instead of an id. */
  #isFound(text: string): boolean {
    return [...(this.question.fixed ?? []), ...this.#choices].some((choice) =>
      matches(choice, text),
    );
  }

  #typedRows(choices: readonly Choice<T>[]): readonly PickRow<T>[] {
    const { typed } = this.question;
    const text = this.pick.value.trim();
    if (typed === undefined || text === '' || choices.some(({ key }) => key === text)) {
      return [];
    }
    const problem = typed.check(text);
    if (problem === undefined) {
      return [typedRow(typed.label(text), text, typed.value(text))];
    }
    // A list that is not complete may have a match.
    const isSearching = this.#state === 'loading' || this.#state === 'partial';
    return isSearching || this.#isFound(text)
      ? []
      : [noteRow('error', l10n.t('Not an ID: {0}', text), problem.message)];
  }
}
