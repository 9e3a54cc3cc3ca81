import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { keepTraces } from '../host/traces';
import { labels, QuickInput } from './quickInput';
import { becomes, eventually, LIMIT_MS, until } from './until';

/** A row of a tree: its label, part of it, or the row itself. */
export type Row = string | RegExp | Locator;

/**
 * An error is the extension's where its stack leads into the extension or its words name it. VS Code
 * has errors of its own, of which most say that a promise was cancelled.
 */
const OURS = /abeja-triggers\.abeja-triggers|\babeja\.[a-z]\w+|\bABEJA\b/;

/** Runs in the browser: whether an editor has the keyboard. */
const IN_EDITOR = `document.activeElement?.closest('.part.editor .monaco-editor') != null`;

/** So often the list of the command palette is looked at before it is filtered anew. */
const LOOKS_UNTIL_TYPED_AGAIN = 40;

/** A window of VS Code, driven as a person does: by roles, names and keys. */
export class Workbench {
  readonly quickInput: QuickInput;
  #errors: string[] = [];

  constructor(
    readonly page: Page,
    /** The language of the extension, and where VS Code's server writes its logs. */
    readonly origin: { readonly locale: 'en' | 'ja'; readonly logs: string } = {
      locale: 'en',
      logs: '',
    },
  ) {
    page.setDefaultTimeout(LIMIT_MS);
    this.quickInput = new QuickInput(page);
    page.on('pageerror', (error) => this.#errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.#errors.push(message.text());
      }
    });
  }

  /** What went wrong in the extension since the window was opened. */
  errors(): readonly string[] {
    return this.#errors.filter((text) => OURS.test(text));
  }

  /** What went wrong in the window and in the extension host, VS Code's own errors among it. */
  allErrors(): readonly string[] {
    return this.#errors;
  }

  /** Another test begins, which is not to blame for what went wrong before. */
  forgetErrors(): void {
    this.#errors = [];
  }

  /** Another window on the same folder, in the same browser. */
  async another(): Promise<Workbench> {
    const page = await this.page.context().newPage();
    await page.setViewportSize(this.page.viewportSize() ?? { width: 1280, height: 800 });
    const other = new Workbench(page, this.origin);
    await other.load(this.page.url());
    return other;
  }

  /** Loads VS Code from an address. */
  async load(address: string): Promise<void> {
    // The workbench takes its language from the words it was built with and says it to the extension
    // host. Without a language pack its own words stay English; the extension's do not.
    await this.page.addInitScript((language) => {
      Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { value: language });
    }, this.origin.locale);
    await this.page.goto(address);
    await this.ready();
    // The page has the focus from its first moment, which VS Code may have missed; it looks again.
    await this.page.evaluate(`window.dispatchEvent(new Event('blur'))`);
  }

  /** Waits until the window can be used. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.activitybar').waitFor();
    await this.page.locator('.monaco-workbench .part.editor').waitFor();
  }

  /** Reloads the window by VS Code's own command, which first saves the state of the window. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await keepTraces(this.page);
    await this.openPalette('Developer: Reload Window');
    await this.quickInput.accept();
    await loaded;
    await this.ready();
  }

  /** Shows a container of the activity bar. */
  async openView(title: string): Promise<void> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: title });
    await tab.waitFor();
    const shown = this.page.locator('.part.sidebar .composite.title', { hasText: title });
    await until(`the view ${title}`, async () => {
      // A click on the container in sight would hide it.
      if ((await tab.getAttribute('aria-selected')) !== 'true') {
        await tab.click();
      }
      return await shown.isVisible();
    });
  }

  /** A button in the title of the side bar, such as Refresh. */
  viewAction(name: string | RegExp): Locator {
    return this.page.locator('.part.sidebar').getByRole('button', { name });
  }

  /** The rows of the side bar whose label contains `name`. */
  row(name: Row): Locator {
    return typeof name === 'string' || name instanceof RegExp
      ? this.page.locator('.part.sidebar').getByRole('treeitem', { name })
      : name;
  }

  /** The labels of the rows in sight, from top to bottom, as they are at this moment. */
  async rows(): Promise<readonly string[]> {
    return await this.page.locator('.part.sidebar').getByRole('treeitem').evaluateAll(labels);
  }

  /** The rows in sight, once `check` finds nothing wrong with them. */
  async rowsBecome(check: (rows: readonly string[]) => void): Promise<readonly string[]> {
    return await eventually(() => this.rows(), check);
  }

  /** Waits until as many elements are there. */
  async countBecomes(elements: Locator, count: number, message?: string): Promise<void> {
    await becomes(() => elements.count(), count, message);
  }

  /** Waits until no row is there whose label contains `name`. */
  async noRow(name: Row): Promise<void> {
    await this.countBecomes(this.row(name), 0);
  }

  /** Opens a row and waits until VS Code has it open. */
  async expand(name: Row): Promise<void> {
    await this.#toggle(this.row(name), 'true');
  }

  async collapse(name: Row): Promise<void> {
    await this.#toggle(this.row(name), 'false');
  }

  async #toggle(row: Locator, expanded: 'true' | 'false'): Promise<void> {
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== expanded) {
      await this.#clickAtOnce(row.locator('.monaco-tl-twistie'));
      await until(
        `${expanded === 'true' ? 'an open' : 'a shut'} row`,
        async () => (await row.getAttribute('aria-expanded')) === expanded,
      );
    }
  }

  /** Opens or shuts a row that moves under the mouse. */
  async toggleMoving(name: Row, expanded: 'true' | 'false'): Promise<void> {
    const row = this.row(name);
    await until(`the row ${expanded === 'true' ? 'open' : 'shut'}`, async () => {
      if ((await row.getAttribute('aria-expanded')) === expanded) {
        return true;
      }
      await this.#clickAtOnce(row.locator('.monaco-tl-twistie'));
      return (await row.getAttribute('aria-expanded')) === expanded;
    });
  }

  async click(name: Row): Promise<void> {
    await this.#clickAtOnce(this.row(name));
  }

  /**
   * A click on something and not on a place of the screen: VS Code may draw a row anew or move it between
   * the press and the release of the mouse, and then takes nothing for a click.
   */
  async #clickAtOnce(element: Locator): Promise<void> {
    await element.dispatchEvent('click');
  }

  async doubleClick(name: Row): Promise<void> {
    await this.row(name).dblclick();
  }

  /** Presses a button that appears on a row under the mouse, until `isDone`. */
  async rowAction(
    name: Row,
    action: string | RegExp,
    isDone = this.#doneAfter(action),
  ): Promise<void> {
    const row = this.row(name);
    await this.#untilDone(action, isDone, async () => {
      await row.hover();
      await this.#clickAtOnce(row.getByRole('button', { name: action }));
    });
  }

  /** Chooses `item` in the context menu of a row, until `isDone`. */
  async contextMenu(
    name: Row,
    item: string | RegExp,
    isDone = this.#doneAfter(item),
  ): Promise<void> {
    await this.#untilDone(item, isDone, async () => {
      const menu = await this.#openMenu(name);
      // By mouse and key: a menu takes no click in its first moments, lest the click that opened it
      // choose something.
      await menu.getByRole('menuitem', { name: item }).hover();
      await menu.locator('.action-item.focused').filter({ hasText: item }).waitFor();
      await this.press('Enter');
      await menu.waitFor({ state: 'hidden' });
    });
  }

  /** An action whose name ends with dots asks for something; of others nothing is known. */
  #doneAfter(action: string | RegExp): () => boolean | Promise<boolean> {
    const asks = String(action).includes('…');
    return async () =>
      !asks ||
      (await this.quickInput.box.isVisible()) ||
      (await this.page.locator('.monaco-dialog-box').isVisible());
  }

  /**
   * Does what a person does with a row: while VS Code renews a list, the extension may not know the row
   * and asks to try it again.
   */
  async #untilDone(
    action: string | RegExp,
    isDone: () => boolean | Promise<boolean>,
    act: () => Promise<void>,
  ): Promise<void> {
    const refusal = this.notification(/The list was changing|一覧を更新していた/);
    for (let left = await refusal.count(); left > 0; left -= 1) {
      await this.#clear(refusal, left);
    }
    await act();
    await until(`done: ${String(action)}`, async () => {
      if (await isDone()) {
        return true;
      }
      if (await refusal.isVisible()) {
        await this.#clear(refusal, 1);
        await act();
      }
      return false;
    });
  }

  /** Removes the first of `count` notifications. */
  async #clear(notifications: Locator, count: number): Promise<void> {
    await notifications.first().hover();
    await notifications.first().getByRole('button', { name: 'Clear Notification' }).click();
    await this.countBecomes(notifications, count - 1);
  }

  /** The items of the menu that is open, once `check` finds nothing wrong with them. */
  async menuBecomes(check: (items: readonly string[]) => void): Promise<void> {
    const items = this.page.locator('.context-view .monaco-menu').getByRole('menuitem');
    await eventually(
      async () => (await items.allInnerTexts()).map((item) => item.split('\n')[0]?.trim() ?? ''),
      check,
    );
  }

  async #openMenu(name: Row): Promise<Locator> {
    const row = this.row(name);
    const menu = this.page.locator('.context-view .monaco-menu');
    await until(`the menu of ${String(name)}`, async () => {
      // The hover of a button above the list would take the click.
      await this.page.locator('.part.editor').hover({ force: true });
      await row.click({ button: 'right' });
      await menu.getByRole('menuitem').first().waitFor();
      // Another row may have moved under the mouse meanwhile.
      if (/\bfocused\b/.test((await row.getAttribute('class')) ?? '')) {
        return true;
      }
      await this.press('Escape');
      await menu.waitFor({ state: 'hidden' });
      return false;
    });
    return menu;
  }

  /** Runs a command from the command palette by its title, such as `ABEJA: Refresh`. */
  async runCommand(title: string): Promise<void> {
    await this.openPalette(title);
    await this.quickInput.pick(title);
  }

  /**
   * Opens the command palette, until it offers the command. It closes when it loses the focus, which a
   * tree takes back that was refreshed in the moment when it opened; and it finds a command that an
   * extension has registered later only when something else is typed.
   */
  async openPalette(title: string): Promise<void> {
    let looks = 0;
    await until(`the command ${title}`, async () => {
      const text = await this.quickInput.text();
      if (text === undefined) {
        await this.press('F1');
        return false;
      }
      if (text === `>${title}` && (await this.quickInput.choice(title).count()) > 0) {
        return true;
      }
      looks += 1;
      if (text !== `>${title}` || looks % LOOKS_UNTIL_TYPED_AGAIN === 0) {
        await this.press('ControlOrMeta+a');
        await this.page.keyboard.insertText(text === `>${title}` ? '>' : `>${title}`);
      }
      return false;
    });
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.part.editor').getByRole('tab', { name });
  }

  /** The whole text of the active editor, copied as a person would, once it is the one waited for. */
  async editorText(isWanted: RegExp): Promise<string> {
    return await until(`a text in the editor with ${String(isWanted)}`, async () => {
      // The clipboard may hold what was copied before.
      await this.page.evaluate(`navigator.clipboard.writeText('')`);
      await this.press('ControlOrMeta+1');
      if (!(await this.page.evaluate<boolean>(IN_EDITOR))) {
        return undefined;
      }
      await this.press('ControlOrMeta+a', 'ControlOrMeta+c');
      const text = await this.clipboard();
      return isWanted.test(text) && text;
    });
  }

  /** The text on the clipboard, once it fulfils a condition. */
  async copied(what: string, isWanted: (text: string) => boolean): Promise<string> {
    return await until(`on the clipboard: ${what}`, async () => {
      const text = await this.clipboard();
      return isWanted(text) && text;
    });
  }

  async clipboard(): Promise<string> {
    return await this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** Copies the id of a row by its menu. */
  async copyId(name: Row, pattern: RegExp): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText('')`);
    await this.contextMenu(name, 'Copy ID', async () => pattern.test(await this.clipboard()));
  }

  /** A message in the lower right corner. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts').getByRole('dialog').filter({ hasText: text });
  }

  /** A modal question. */
  dialog(text: string | RegExp): Locator {
    return this.page.getByRole('dialog').filter({ hasText: text });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  async screenshot(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  /** Ends this window alone, in the middle of whatever it does. */
  async crash(): Promise<void> {
    await keepTraces(this.page);
    await this.page.close({ runBeforeUnload: false });
  }

  async close(): Promise<void> {
    await keepTraces(this.page);
    await this.page.close();
  }
}
