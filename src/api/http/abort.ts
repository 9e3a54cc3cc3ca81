/**
 * As much of an `AbortSignal` as this layer and its HTTP client ask for. Callers hand in real ones;
 * within, every attempt has one of its own, and there a real one would cost more than all the rest
 * of the client together.
 */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: (this: AbortSignalLike) => void): void;
  removeEventListener(type: 'abort', listener: (this: AbortSignalLike) => void): void;
}

/** A signal and the way to give it, once. */
export class LightAbortSignal implements AbortSignalLike {
  #aborted = false;
  readonly #listeners = new Set<(this: AbortSignalLike) => void>();

  /** By this name the HTTP client knows a signal. */
  get [Symbol.toStringTag](): string {
    return 'AbortSignal';
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  addEventListener(_: 'abort', listener: (this: AbortSignalLike) => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: (this: AbortSignalLike) => void): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    if (!this.#aborted) {
      this.#aborted = true;
      const told = [...this.#listeners];
      this.#listeners.clear();
      told.forEach((listener) => listener.call(this));
    }
  }
}
