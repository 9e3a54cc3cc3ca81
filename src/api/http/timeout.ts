import type { Failure } from '../failure';
import { Stop, type StopSignal } from './abort';
import type { Time } from './time';

/**
 * A connection takes no longer than this. It is less than an answer may take, because a host behind a
 * tunnel that is shut does not answer at all; and enough to find a proxy, name it and be let through.
 */
const CONNECT_MS = 15_000;

/** Bounds a request by a time, in all and to connect, and by the caller's own signal. */
export class Deadline {
  readonly #stop = new Stop();
  #failure: Failure | undefined;
  #callOff: (() => void) | undefined;
  #callOffConnecting: (() => void) | undefined;
  readonly #cancel = () => this.#end({ kind: 'cancelled' });

  constructor(
    private readonly time: Time,
    private readonly milliseconds: number,
    private readonly isUnsent: () => boolean,
    private readonly outer: StopSignal,
  ) {
    this.extend();
    if (milliseconds > CONNECT_MS) {
      this.#callOffConnecting = time.after(CONNECT_MS, () => {
        if (isUnsent()) {
          this.#late(CONNECT_MS);
        }
      });
    }
    outer.addEventListener('abort', this.#cancel);
    if (outer.aborted) {
      this.#cancel();
    }
  }

  get signal(): StopSignal {
    return this.#stop;
  }

  /** Why the work was ended, if it was. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Gives the whole time once more. */
  extend(): void {
    const { milliseconds } = this;
    this.rest();
    this.#callOff = this.time.after(milliseconds, () => this.#late(milliseconds));
  }

  /** Stops the clock until {@link extend}. */
  rest(): void {
    this.#callOff?.();
  }

  /** Ends what is still under way, and the watch over it. */
  close(): void {
    this.rest();
    this.#callOffConnecting?.();
    this.outer.removeEventListener('abort', this.#cancel);
    this.#stop.stop();
  }

  #late(milliseconds: number): void {
    this.#end({
      kind: 'timeout',
      milliseconds,
      ...(this.isUnsent() && { connecting: true }),
    });
  }

  #end(why: Failure): void {
    this.#failure ??= why;
    this.#stop.stop();
  }
}
