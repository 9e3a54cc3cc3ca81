import type {
  BegunSignIn,
  MarkedSignIns,
  SecretStore,
  SignInMarkers,
} from '../../../../src/core/accounts/accountStorage';
import { Accounts } from '../../../../src/core/accounts/accountStore';

/** Where VS Code runs: it decides how its windows share the secret store. */
export type Host = 'desktop' | 'browser';

/** Pseudo-random numbers from 0 up to 1 (mulberry32): a seed gives the same interleaving again. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Windows of VS Code over one secret store and one folder of markers. Every read and write waits until
 * {@link run} lets it happen, in a random order; a window that was killed does nothing any more.
 *
 * On a desktop, a window sees the writes of the others some time later and hears of them. In a browser,
 * a page reads all secrets once, and each of its writes stores all secrets that it knows.
 */
export class SimulatedWindows {
  readonly secrets = new Map<string, string>();
  readonly #ended = new Set<string>();
  readonly #begun = new Map<string, BegunSignIn>();
  readonly #missed = new Set<string>();
  readonly #waiting: { readonly window: number; readonly proceed: () => void }[] = [];
  readonly #killed = new Set<number>();
  readonly #caches = new Map<number, Map<string, string>>();
  readonly #listeners = new Map<number, Set<(key: string) => void>>();
  #opened = 0;

  constructor(
    private readonly host: Host,
    private readonly random: () => number,
  ) {}

  /** Opens a window; `number` names it for {@link kill}. */
  open(): { readonly number: number; readonly accounts: Accounts } {
    const number = (this.#opened += 1);
    this.#caches.set(number, new Map(this.secrets));
    this.#listeners.set(number, new Set());
    const pause = (): Promise<void> => this.#step(number);
    const accounts = new Accounts(this.#store(number), this.#markers(number), undefined, pause);
    return { number, accounts };
  }

  kill(window: number): void {
    this.#killed.add(window);
  }

  /** Lets everything that waits happen; `onStep` is called before each step. */
  async run(onStep: (step: number) => void = () => undefined): Promise<void> {
    for (let step = 0; ; step += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      onStep(step);
      const [next] = this.#waiting.splice(Math.floor(this.random() * this.#waiting.length), 1);
      if (next === undefined) {
        return;
      }
      if (!this.#killed.has(next.window)) {
        next.proceed();
      }
    }
  }

  #step(window: number): Promise<void> {
    return new Promise((proceed) => {
      this.#waiting.push({ window, proceed });
    });
  }

  /** Lets an action happen at one moment; the window may be killed before it, and after it. */
  async #act<T>(window: number, action: () => T): Promise<T> {
    await this.#step(window);
    const result = action();
    await this.#step(window);
    return result;
  }

  #store(window: number): SecretStore {
    const cache = this.#caches.get(window) ?? new Map<string, string>();
    const write = (key: string, value: string | undefined): Promise<void> =>
      this.#act(window, () => {
        put(cache, key, value);
        if (this.host === 'browser') {
          this.secrets.clear();
          cache.forEach((text, name) => this.secrets.set(name, text));
          return;
        }
        put(this.secrets, key, value);
        this.#tell(window, key);
      });
    return {
      get: (key) => this.#act(window, () => cache.get(key)),
      store: (key, value) => write(key, value),
      delete: (key) => write(key, undefined),
      onDidChange: (listener) => {
        this.#listeners.get(window)?.add(listener);
        return () => this.#listeners.get(window)?.delete(listener);
      },
    };
  }

  /** Brings what is stored to the other windows, to each at another moment. */
  #tell(from: number, key: string): void {
    for (const [window, cache] of this.#caches) {
      if (window !== from) {
        void this.#step(window).then(() => {
          put(cache, key, this.secrets.get(key));
          this.#listeners.get(window)?.forEach((listener) => listener(key));
        });
      }
    }
  }

  #markers(window: number): SignInMarkers {
    const before = new Set(this.#begun.keys());
    const missed = new Set(this.#missed);
    return {
      read: () =>
        this.#act(window, (): MarkedSignIns => ({
          ended: new Set(this.#ended),
          begun: new Map(this.#begun),
          missed,
          isReadOnce: this.host === 'browser',
        })),
      begin: (signIn, begun) => this.#act(window, () => void this.#begun.set(signIn, begun)),
      withdraw: (signIn) => this.#act(window, () => void this.#begun.delete(signIn)),
      end: (signIn) =>
        this.#act(window, () => {
          this.#ended.add(signIn);
          this.#begun.delete(signIn);
        }),
      miss: (signIns) =>
        this.#act(window, () =>
          signIns.filter((signIn) => before.has(signIn)).forEach((one) => this.#missed.add(one)),
        ),
      onDidChange: () => () => undefined,
    };
  }
}

function put(map: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) {
    map.delete(key);
  } else {
    map.set(key, value);
  }
}
