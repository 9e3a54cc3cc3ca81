import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { keepTraces } from '../host/traces';
import { QuickInput, spokenNames } from './quickInput';
import { until } from './until';

/** A row of a tree: its spoken name, part of it, or the row itself. */
export type Row = string | RegExp | Locator;

/** What VS Code itself complains of when it runs as a server without a network. */
const ownComplaints = [
  /Failed to load resource/,
  /bad HTTP response code \(404\) was received when fetching the script/,
  /\[Service Worker\] registration/,
  /Could not locate the bindings file/,
  /Cannot find module '\.\/build\/Release\/watchdog'/,
  /Timed out waiting for authentication provider 'github'/,
  /getaddrinfo \w+ (open-vsx\.org|[\w.]+\.microsoft\.com)/,
];

/** A window of VS Code, driven as a person does: by roles, names and keys. */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly #errors: string[] = [];

  constructor(readonly page: Page) {
    this.quickInput = new QuickInput(page);
    page.on('pageerror', (error) => this.#errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.#errors.push(message.text());
      }
    });
  }

  /** What went wrong in the window and in the extension host since it was opened. */
  errors(): readonly string[] {
    return this.#errors.filter((text) => !ownComplaints.some((pattern) => pattern.test(text)));
  }

  /** Another window on the same folder, in the same browser. */
  async another(): Promise<Workbench> {
    const other = new Workbench(await this.page.context().newPage());
    await other.page.goto(this.page.url());
    await other.ready();
    return other;
  }

  /** Waits until the window can be used. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.activitybar').waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench .part.editor').waitFor();
  }

  /** Reloads the window by VS Code's own command, which first saves the state of the window. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await keepTraces(this.page);
    await this.press('F1');
    await this.quickInput.type('>Developer: Reload Window');
    await this.quickInput.choice('Developer: Reload Window').first().waitFor();
    await this.quickInput.accept();
    await loaded;
    await this.ready();
  }

  /** Shows a container of the activity bar. */
  async openView(title: string): Promise<void> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: title });
    await tab.waitFor({ timeout: 60_000 });
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

  /** The rows of the side bar whose spoken name contains `name`. */
  row(name: Row): Locator {
    return typeof name === 'string' || name instanceof RegExp
      ? this.page.locator('.part.sidebar').getByRole('treeitem', { name })
      : name;
  }

  /** The spoken names of the rows in sight, from top to bottom. */
  async rows(): Promise<readonly string[]> {
    return await this.page.locator('.part.sidebar').getByRole('treeitem').evaluateAll(spokenNames);
  }

  /** Opens a row and waits until VS Code has it open. */
  async expand(name: Row): Promise<void> {
    await this.#fold(this.row(name), 'true');
  }

  async collapse(name: Row): Promise<void> {
    await this.#fold(this.row(name), 'false');
  }

  async #fold(row: Locator, expanded: 'true' | 'false'): Promise<void> {
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== expanded) {
      await row.locator('.monaco-tl-twistie').click();
      await until(
        `${expanded === 'true' ? 'an open' : 'a shut'} row`,
        async () => (await row.getAttribute('aria-expanded')) === expanded,
      );
    }
  }

  /** Clicks what moves under the mouse: the click goes to the row and not to a place on the screen. */
  async clickMoving(part: Locator): Promise<void> {
    await part.dispatchEvent('click');
  }

  /** Opens or shuts a row that moves under the mouse. */
  async foldMoving(name: Row, expanded: 'true' | 'false'): Promise<void> {
    const row = this.row(name);
    await until(`the row ${expanded === 'true' ? 'open' : 'shut'}`, async () => {
      if ((await row.getAttribute('aria-expanded')) === expanded) {
        return true;
      }
      await this.clickMoving(row.locator('.monaco-tl-twistie'));
      return (await row.getAttribute('aria-expanded')) === expanded;
    });
  }

  async click(name: Row): Promise<void> {
    await this.row(name).click();
  }

  async doubleClick(name: Row): Promise<void> {
    await this.row(name).dblclick();
  }

  /** A button that appears on a row under the mouse. */
  async rowAction(name: Row, action: string | RegExp): Promise<void> {
    const row = this.row(name);
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  /** Chooses `item` in the context menu of a row. */
  async contextMenu(name: Row, item: string | RegExp): Promise<void> {
    const menu = await this.#openMenu(name);
    // By mouse and key: a menu takes no click in its first moments, lest the click that opened it
    // choose something.
    await menu.getByRole('menuitem', { name: item }).hover();
    await menu.locator('.action-item.focused').filter({ hasText: item }).waitFor();
    await this.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  /** The items in the context menu of a row. */
  async contextMenuItems(name: Row): Promise<readonly string[]> {
    const menu = await this.#openMenu(name);
    const items = await menu.getByRole('menuitem').allInnerTexts();
    await this.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    return items.map((item) => item.split('\n')[0]?.trim() ?? '');
  }

  async #openMenu(name: Row): Promise<Locator> {
    await this.row(name).click({ button: 'right' });
    const menu = this.page.locator('.context-view .monaco-menu');
    await menu.getByRole('menuitem').first().waitFor();
    return menu;
  }

  /** Runs a command from the command palette by its title, such as `ABEJA: Refresh`. */
  async runCommand(title: string): Promise<void> {
    await this.press('F1');
    await this.quickInput.type(`>${title}`);
    await this.quickInput.pick(title);
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.part.editor').getByRole('tab', { name });
  }

  /** The whole text of the active editor, copied as a person would. */
  async editorText(): Promise<string> {
    const editor = this.page.locator('.part.editor .editor-group-container.active .monaco-editor');
    await editor.locator('.view-line').first().waitFor();
    return await until('the text of the editor', async () => {
      await editor
        .locator('.view-lines')
        .first()
        .click({ position: { x: 2, y: 2 } });
      await this.press('ControlOrMeta+a', 'ControlOrMeta+c');
      const text = await this.clipboard();
      return text === '' ? undefined : text;
    });
  }

  async clipboard(): Promise<string> {
    return await this.page.evaluate<string>('navigator.clipboard.readText()');
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

  /** Closes the browser of this window, with every other window in it. */
  async close(): Promise<void> {
    const context = this.page.context();
    for (const page of context.pages()) {
      await keepTraces(page);
    }
    await context.close();
  }
}
