import type { BrowserContext, Page } from 'playwright-core';
import { until } from './until';

/** Runs in the browser, before VS Code: stands between every socket and who listens to it. */
const INTERCEPT = `(() => {
  const messages = { held: undefined, texts: [] };
  globalThis.abejaMessages = messages;
  messages.release = () => {
    const held = messages.held ?? [];
    messages.held = undefined;
    messages.texts = [];
    held.forEach((deliver) => deliver());
  };
  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (type, listener, options) {
    const wrapped = type !== 'message' ? listener : (event) => {
      if (messages.held === undefined) {
        listener.call(this, event);
        return;
      }
      messages.held.push(() => listener.call(this, event));
      new Response(event.data).text().then((text) => messages.texts.push(text));
    };
    return listen.call(this, type, wrapped, options);
  };
})()`;

/** To be called before windows are opened: has their messages pass where they can be held back. */
export async function interceptMessages(context: BrowserContext): Promise<void> {
  await context.addInitScript(INTERCEPT);
}

/**
 * The messages of VS Code's server to a window, which can be held back: what is done in the window
 * meets an extension host that is ahead of it.
 */
export class HeldMessages {
  constructor(private readonly page: Page) {}

  /** Keeps back what the server sends from now on. */
  async hold(): Promise<void> {
    await this.page.evaluate('globalThis.abejaMessages.held = []');
  }

  /** Waits until the server has sent a message that was kept back. */
  async received(pattern: RegExp): Promise<void> {
    await until(`the server sends ${String(pattern)}`, async () => {
      const texts = await this.page.evaluate<readonly string[]>('globalThis.abejaMessages.texts');
      return texts.some((text) => pattern.test(text));
    });
  }

  /** Lets through what was kept back and what comes. */
  async release(): Promise<void> {
    await this.page.evaluate('globalThis.abejaMessages.release()');
  }
}
