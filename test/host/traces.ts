import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { ARTIFACTS } from './paths';

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

/** Runs in the browser: what was shown, the document as it is, and what the browser keeps. */
const COLLECT = `(async () => {
  const texts = [...(globalThis.shownTexts ?? []), document.documentElement.outerHTML];
  texts.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }));
  texts.push(await navigator.clipboard.readText().catch(() => ''));
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
      texts.push(name + ' ' + store, ...keys.map(String), ...values.map(text));
    }
    database.close();
  }
  return texts.join('\\n');
})()`;

/**
 * Has every window of a context remember what it shows, and writes down what it says to its console,
 * where what this process leaves behind is to be looked at.
 */
export async function traceWindows(context: BrowserContext): Promise<void> {
  const console = newTrace('console');
  if (console !== undefined) {
    context.on('console', (message) => appendFileSync(console, `${message.text()}\n`));
    await context.addInitScript(REMEMBER);
  }
}

/** Writes down what a page has shown, and what its browser keeps. To be called before it is closed. */
export async function keepTraces(page: Page): Promise<void> {
  const file = newTrace('window');
  if (file === undefined || page.isClosed() || !page.url().startsWith('http')) {
    return;
  }
  const texts = await page.evaluate<string>(COLLECT).catch((error: unknown) => {
    // A page that is gone has been looked at before, or crashed.
    return `not to be had: ${String(error)}`;
  });
  writeFileSync(file, `${page.url()}\n${texts}`);
}

function newTrace(kind: 'window' | 'console'): string | undefined {
  const artifacts = process.env[ARTIFACTS];
  if (artifacts === undefined) {
    return undefined;
  }
  const folder = join(artifacts, 'traces');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${kind}-${process.hrtime.bigint()}.txt`);
}
