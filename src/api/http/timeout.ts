import type { Failure } from '../failure';
import { LightAbortSignal, type AbortSignalLike } from './cancellation';
import type { Time } from './time';

/**
 * The longest time to connect. It is less than an answer may take, because a host behind a closed tunnel
 * does not answer at all; and enough to find a proxy, look its name up and have it open a connection.
 */
const CONNECT_MS = 15_000;

/** Bounds a request by a timeout, in all and to connect, and by the caller's signal. */
export class RequestTimeout {
  readonly #signal = new LightAbortSignal();
  #failure: Failure | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelConnectTimer: (() => void) | undefined;
  readonly #cancel = () => this.#abort({ kind: 'cancelled' });

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
          this.#expire(CONNECT_MS);
        }
      });
    }
    outer.addEventListener('abort', this.#cancel);
    if (outer.aborted) {
      this.#cancel();
    }
  }

  /** Aborts when the time is over, and when the caller's signal does. */
  get signal(): AbortSignalLike {
    return this.#signal;
  }

  /** Why the request was aborted, if it was. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Starts the timeout again, with its whole time. */
  reset(): void {
    const { milliseconds } = this;
    this.pause();
    this.#cancelTimer = this.time.after(milliseconds, () => this.#expire(milliseconds));
  }

  /** Stops the timeout until {@link reset}. */
  pause(): void {
    this.#cancelTimer?.();
  }

  /** Cancels the timers, and aborts what is still under way. */
  close(): void {
    this.pause();
    this.#cancelConnectTimer?.();
    this.outer.removeEventListener('abort', this.#cancel);
    this.#signal.abort();
  }

  #expire(milliseconds: number): void {
    this.#abort({ kind: 'timeout', milliseconds, ...(this.isUnsent() && { connecting: true }) });
  }

  #abort(failure: Failure): void {
    this.#failure ??= failure;
    this.#signal.abort();
  }
}
