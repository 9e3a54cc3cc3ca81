/**
 * As much of an `AbortSignal` as this layer and its HTTP client use. Callers pass real ones; inside,
 * every attempt has a signal of its own, and a real one would cost more than all the rest of the client
 * together.
 */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: (this: AbortSignalLike) => void): void;
  removeEventListener(type: 'abort', listener: (this: AbortSignalLike) => void): void;
}

/** A signal and its `abort`, as an `AbortController` has them. */
export class LightAbortSignal implements AbortSignalLike {
  #aborted = false;
  readonly #listeners = new Set<(this: AbortSignalLike) => void>();

  /** The HTTP client recognizes a signal by this name. */
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
      const listeners = [...this.#listeners];
      this.#listeners.clear();
      listeners.forEach((listener) => listener.call(this));
    }
  }
}

/** A call as long as it is under way. */
export interface CancellableCall {
  /** Aborts when the caller's signal does, and when the scope ends. */
  readonly signal: AbortSignalLike;
  /** Ends the call early. */
  readonly abort: () => void;
  /** The call has ended; its signal is followed no longer. */
  readonly end: () => void;
}

/** Calls under way: each ends with its caller's signal, and all end together. */
export class CancellationScope {
  readonly #signals = new Set<LightAbortSignal>();
  #ended = false;

  begin(outer: AbortSignalLike | undefined): CancellableCall {
    const signal = new LightAbortSignal();
    const abort = () => signal.abort();
    this.#signals.add(signal);
    outer?.addEventListener('abort', abort);
    if (this.#ended || outer?.aborted === true) {
      abort();
    }
    return {
      signal,
      abort,
      end: () => {
        this.#signals.delete(signal);
        outer?.removeEventListener('abort', abort);
      },
    };
  }

  /** Ends what is under way; what begins after is cancelled at once. */
  abortAll(): void {
    this.#ended = true;
    this.#signals.forEach((signal) => signal.abort());
  }
}
