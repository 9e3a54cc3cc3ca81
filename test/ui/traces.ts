import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

/** Where the traces of all windows of a run are kept. */
const FOLDER = 'ABEJA_TEST_TRACES';

/** Runs in the browser: remembers every text that is shown, for as long as the page lives. */
const REMEMBER = `
  globalThis.shownTexts = new Set();
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      for (const node of [target, ...addedNodes]) {
        const text = node.textContent ?? '';
        if (text !== '' && text.length < 3000) globalThis.shownTexts.add(text);
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

/** Runs in the browser: what was shown, the document as it is, and what the browser stores. */
const COLLECT = `(async () => {
  const told = [...(globalThis.shownTexts ?? []), document.documentElement.outerHTML];
  told.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }));
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const text = (value) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value);
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([
        answer(objects.getAllKeys()),
        answer(objects.getAll()),
      ]);
      told.push(name + ' ' + store, ...keys.map(String), ...values.map(text));
    }
    database.close();
  }
  return told.join('\\n');
})()`;

/** Has every window of a context remember what it shows. */
export async function rememberTexts(context: BrowserContext): Promise<void> {
  await context.addInitScript(REMEMBER);
}

/** Writes down what a page has shown, what it said to its console, and what its browser stores. */
export async function keepTraces(page: Page, said: readonly string[]): Promise<void> {
  const folder = process.env[FOLDER];
  if (folder === undefined || page.isClosed() || !page.url().startsWith('http')) {
    return;
  }
  const told = await page.evaluate<string>(COLLECT).catch((error: unknown) => {
    // A page that is gone has been looked at before, or crashed.
    return `not to be had: ${String(error)}`;
  });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `window-${process.hrtime.bigint()}.txt`);
  writeFileSync(file, `${page.url()}\n${said.join('\n')}\n${told}`);
}
