import assert from 'node:assert/strict';
import type {
  Choice,
  PickManyQuestion,
  PickQuestion,
  Prompter,
  Reply,
  TextQuestion,
} from '../../../src/core/prompts/prompter';

/** What the scripted person does with the question that is asked next. */
export type Act =
  | { readonly type: string }
  | { readonly pick: string }
  | { readonly mark: readonly string[] }
  | { readonly action: string }
  | { readonly typeId: string }
  | 'back'
  | 'cancel';

/** What was seen of one question. */
export interface Seen {
  readonly title: string;
  readonly at: string;
  /** What a text is asked for. */
  readonly prompt?: string;
  readonly value?: string;
  readonly selected?: string | undefined;
  readonly labels?: readonly string[];
  readonly marked?: readonly string[];
  /** What stands beside and below the labels. */
  readonly notes?: readonly string[];
  readonly problem?: string;
}

/**
 * A person who follows a script. Loads every page of a list, refuses to pick what is not there, and
 * says at the end whether the script was used up.
 */
export class ScriptedPrompter implements Prompter {
  readonly seen: Seen[] = [];
  readonly #acts: Act[];

  constructor(...acts: Act[]) {
    this.#acts = acts;
  }

  async text(question: TextQuestion): Promise<Reply<string>> {
    const act = this.#next(question.prompt);
    const { prompt, value } = question;
    const seen = { ...positionOf(question), prompt, value };
    if (act === 'back') {
      this.seen.push(seen);
      return { kind: 'back', draft: question.value };
    }
    if (act === 'cancel') {
      this.seen.push(seen);
      return { kind: 'cancel' };
    }
    assert.ok('type' in act, `"${question.prompt}" wants a text, not ${JSON.stringify(act)}`);
    const problem = question.check(act.type) ?? (await question.submit?.(act.type));
    this.seen.push(problem === undefined ? seen : { ...seen, problem: problem.message });
    return problem?.severity === 'error'
      ? this.text({ ...question, value: act.type })
      : { kind: 'answer', value: act.type };
  }

  async pick<T>(question: PickQuestion<T>): Promise<Reply<T>> {
    const act = this.#next(question.placeholder);
    const choices = [...(question.fixed ?? []), ...(await loadAll(question))];
    const seen = {
      ...positionOf(question),
      selected: question.selected,
      labels: choices.map(({ label }) => label),
    };
    if (act === 'back' || act === 'cancel') {
      this.seen.push(seen);
      return { kind: act };
    }
    const value = this.#value(question, choices, act);
    const problem = 'refused' in value ? value.refused : await question.submit?.(value.value);
    this.seen.push(problem === undefined ? seen : { ...seen, problem: problem.message });
    return problem !== undefined || 'refused' in value
      ? this.pick(question)
      : { kind: 'answer', value: value.value };
  }

  async pickMany<T>(question: PickManyQuestion<T>): Promise<Reply<readonly T[]>> {
    const act = this.#next(question.placeholder);
    const { choices, selected } = question;
    const labels = (some: readonly Choice<T>[]): readonly string[] =>
      some.map(({ label }) => label);
    const seen: Seen = {
      ...positionOf(question),
      labels: labels(choices),
      marked: labels(choices.filter(({ value }) => selected.includes(value))),
      notes: choices.map(({ description = '', detail = '' }) => `${description}|${detail}`),
      value: question.placeholder,
    };
    if (act === 'back' || act === 'cancel') {
      this.seen.push(seen);
      return act === 'back' ? { kind: act, draft: selected } : { kind: act };
    }
    assert.ok('mark' in act, `"${question.placeholder}" wants marks, not ${JSON.stringify(act)}`);
    const marked = choices.filter(({ label }) => act.mark.includes(label));
    assert.deepEqual(labels(marked), act.mark, 'marks that are not there, or in another order');
    const values = marked.map(({ value }) => value);
    const problem = await question.submit?.(values);
    this.seen.push(problem === undefined ? seen : { ...seen, problem: problem.message });
    return { kind: 'answer', value: values };
  }

  /** Fails when the script has acts that no question asked for. */
  assertDone(): void {
    assert.deepEqual(this.#acts, [], 'acts that were never asked for');
  }

  #value<T>(
    question: PickQuestion<T>,
    choices: readonly Choice<T>[],
    act: Exclude<Act, string>,
  ): { readonly value: T } | { readonly refused: { readonly message: string } } {
    if ('typeId' in act) {
      const { typed } = question;
      assert.ok(typed, `"${question.placeholder}" takes no typed text`);
      const problem = typed.check(act.typeId);
      return problem === undefined ? { value: typed.value(act.typeId) } : { refused: problem };
    }
    if ('pick' in act) {
      const found = choices.find(({ label }) => label === act.pick);
      assert.ok(
        found,
        `"${act.pick}" is not among ${choices.map(({ label }) => label).join(', ')}`,
      );
      return { value: found.value };
    }
    assert.ok('action' in act, `"${question.placeholder}" is no text question`);
    const action = choices
      .flatMap(({ actions = [] }) => actions)
      .find(({ label }) => label === act.action);
    assert.ok(action, `no action "${act.action}"`);
    return { value: action.value };
  }

  #next(question: string): Act {
    const act = this.#acts.shift();
    assert.ok(act !== undefined, `the script ends before "${question}"`);
    return act;
  }
}

function positionOf({ title, step, total }: { title: string; step: number; total: number }): {
  readonly title: string;
  readonly at: string;
} {
  return { title, at: `${step}/${total}` };
}

async function loadAll<T>({ load }: PickQuestion<T>): Promise<readonly Choice<T>[]> {
  const choices: Choice<T>[] = [];
  let next: string | undefined;
  do {
    const page = await load?.(next, new AbortController().signal);
    choices.push(...(page?.choices ?? []));
    next = page?.next;
  } while (next !== undefined);
  return choices;
}
