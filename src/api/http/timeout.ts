import type { Failure } from '../failure';
import { LightAbortSignal, type AbortSignalLike } from './abort';
import type { Time } from './time';

/**
 * A connection takes no longer than this. It is less than an answer may take, because a host behind a
 * tunnel that is shut does not answer at all; and enough to find a proxy, name it and be let through.
 */
const CONNECT_MS = 15_000;

/** Bounds a request by a time, in all and to connect, and by the caller's own signal. */
export class RequestTimeout {
  readonly #stop = new LightAbortSignal();
  #failure: Failure | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelConnectTimer: (() => void) | undefined;
  readonly #cancel = () => this.#end({ kind: 'cancelled' });

  constructor(
    private readonly time: Time,
    private readonly milliseconds: number,
    private readonly isUnsent: () => boolean,
    private readonly outer: AbortSignalLike,
  ) {
    this.reset();
    if (milliseconds > CONNECT_MS) {
      this.#cancelConnectTimer = time.after(CONNECT_MS, () => {
        if (isUnsent()) {
          this.#expired(CONNECT_MS);
        }
      });
    }
    outer.addEventListener('abort', this.#cancel);
    if (outer.aborted) {
      this.#cancel();
    }
  }

  get signal(): AbortSignalLike {
    return this.#stop;
  }

  /** Why the work was ended, if it was. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Gives the whole time once more. */
  reset(): void {
    const { milliseconds } = this;
    this.pause();
    this.#cancelTimer = this.time.after(milliseconds, () => this.#expired(milliseconds));
  }

  /** Stops the clock until {@link reset}. */
  pause(): void {
    this.#cancelTimer?.();
  }

  /** Ends what is still under way, and the watch over it. */
  close(): void {
    this.pause();
    this.#cancelConnectTimer?.();
    this.outer.removeEventListener('abort', this.#cancel);
    this.#stop.abort();
  }

  #expired(milliseconds: number): void {
    this.#end({
      kind: 'timeout',
      milliseconds,
      ...(this.isUnsent() && { connecting: true }),
    });
  }

  #end(why: Failure): void {
    this.#failure ??= why;
    this.#stop.abort();
  }
}
