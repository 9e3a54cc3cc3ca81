import type { Locator, Page } from 'playwright-core';
import { becomes, eventually, until } from './until';

/** What of an element of the page is looked at. */
interface Labelled {
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly top: number };
}

/** Runs in the browser: the labels of rows from top to bottom, wherever they stand in the document. */
export function labels(rows: readonly Labelled[]): readonly string[] {
  return rows
    .map((row) => ({
      top: row.getBoundingClientRect().top,
      label: row.getAttribute('aria-label') ?? '',
    }))
    .sort((one, other) => one.top - other.top)
    .map(({ label }) => label);
}

/** Runs in the browser: what stands in inputs. */
function values(inputs: readonly { readonly value: string }[]): readonly string[] {
  return inputs.map(({ value }) => value);
}

/** The box at the top of the window: the command palette, a list of choices, an input. */
export class QuickInput {
  /** The whole box. */
  readonly box: Locator;
  readonly input: Locator;
  readonly title: Locator;
  /** Prompt or validation message below the input. */
  readonly message: Locator;

  constructor(private readonly page: Page) {
    this.box = page.locator('.quick-input-widget:visible');
    this.input = this.box.locator('.quick-input-filter input');
    this.title = this.box.locator('.quick-input-title');
    this.message = this.box.locator('.quick-input-message');
  }

  /** Waits for the step with this title. */
  async step(title: string | RegExp): Promise<void> {
    await this.title.filter({ hasText: title }).waitFor();
  }

  /** Waits for the box that asks for a text with this prompt. */
  async prompt(text: string | RegExp): Promise<void> {
    await this.message.filter({ hasText: text }).waitFor();
  }

  /** Waits until this stands in the input. */
  async holds(text: string, message?: string): Promise<void> {
    await becomes(() => this.input.inputValue(), text, message);
  }

  /**
   * Brings the keyboard to the input, where it should be: a tree that VS Code has refreshed takes the
   * focus back when the box has opened in the same moment.
   */
  async takeFocus(): Promise<void> {
    await this.input.focus();
  }

  /** What stands in the input at this moment; nothing while the box is closed. */
  async text(): Promise<string | undefined> {
    return (await this.input.evaluateAll(values))[0];
  }

  /** Replaces what stands in the input. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Types into the input and presses Enter. */
  async enter(text: string): Promise<void> {
    await this.type(text);
    await this.accept();
  }

  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** Leaves the box, and waits until it is gone. */
  async cancel(): Promise<void> {
    await this.input.press('Escape');
    await this.closed();
  }

  async back(): Promise<void> {
    await this.button('Back').click();
  }

  /** A button of the title bar or beside the input. */
  button(name: string | RegExp): Locator {
    return this.box.getByRole('button', { name });
  }

  choice(name: string | RegExp): Locator {
    return this.box.getByRole('option', { name });
  }

  /** A choice where several can be picked. */
  checkbox(name: string | RegExp): Locator {
    return this.box.getByRole('checkbox', { name });
  }

  /** The labels of the choices in sight, once `check` finds nothing wrong with them. */
  async choicesBecome(check: (choices: readonly string[]) => void): Promise<readonly string[]> {
    return await eventually(
      () => this.box.getByRole('option').evaluateAll(labels),
      (choices) => check(choices),
    );
  }

  /** What the choice that Enter would take says, once it fulfils a condition. */
  async active(condition: (text: string) => boolean): Promise<string> {
    return await until('an active choice', async () => {
      const texts = await this.box.locator('.monaco-list-row.focused').allInnerTexts();
      const text = texts.join();
      return condition(text) && text;
    });
  }

  /** Chooses, and waits until the box shows something else. */
  async pick(name: string | RegExp): Promise<void> {
    const choice = this.choice(name).first();
    await choice.waitFor();
    const before = await this.#content();
    await choice.click();
    await until('an answer to the choice', async () => (await this.#content()) !== before);
  }

  /** What the box asks and offers, read at one moment; not which choice is under the mouse. */
  async #content(): Promise<string> {
    return await this.page.evaluate<string>(`(() => {
      const box = [...document.querySelectorAll('.quick-input-widget')].find(
        (widget) => widget.offsetParent !== null,
      );
      const words = (selector, name) =>
        [...(box?.querySelectorAll(selector) ?? [])].map((element) => element[name]);
      return JSON.stringify([
        words('.quick-input-title', 'textContent'),
        words('.quick-input-filter input', 'ariaLabel'),
        words('[role=option]', 'ariaLabel'),
      ]);
    })()`);
  }

  async closed(): Promise<void> {
    await this.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
  }
}
