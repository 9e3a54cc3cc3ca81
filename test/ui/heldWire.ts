import type { BrowserContext, Page } from 'playwright-core';
import { until } from './until';

/** Runs in the browser, before VS Code: puts a valve between every socket and who listens to it. */
const VALVE = `(() => {
  const valve = { held: undefined, texts: [] };
  globalThis.abejaValve = valve;
  valve.release = () => {
    const held = valve.held ?? [];
    valve.held = undefined;
    valve.texts = [];
    held.forEach((deliver) => deliver());
  };
  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (type, listener, options) {
    const passed = type !== 'message' ? listener : (event) => {
      if (valve.held === undefined) {
        listener.call(this, event);
        return;
      }
      valve.held.push(() => listener.call(this, event));
      new Response(event.data).text().then((text) => valve.texts.push(text));
    };
    return listen.call(this, type, passed, options);
  };
})()`;

/**
 * The wire from VS Code's server to its window, which can be held: what is done in the window meets an
 * extension host that is ahead of it.
 */
export class HeldWire {
  /** To be called before the window is opened. */
  async attach(context: BrowserContext): Promise<void> {
    await context.addInitScript(VALVE);
  }

  /** Keeps back what the server sends from now on. */
  async hold(page: Page): Promise<void> {
    await page.evaluate('globalThis.abejaValve.held = []');
  }

  /** Waits until the server has said something that was kept back. */
  async said(page: Page, pattern: RegExp): Promise<void> {
    await until(`the server says ${String(pattern)}`, async () => {
      const texts = await page.evaluate<readonly string[]>('globalThis.abejaValve.texts');
      return texts.some((text) => pattern.test(text));
    });
  }

  /** Lets through what was kept back and what comes. */
  async release(page: Page): Promise<void> {
    await page.evaluate('globalThis.abejaValve.release()');
  }
}
