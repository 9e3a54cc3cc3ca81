import type { Failure } from './failure';
import { Stop, type StopSignal } from './stop';
import type { Time } from './time';

/** Bounds some work by a time and by the caller's own signal. */
export class Deadline {
  readonly #stop = new Stop();
  #failure: Failure | undefined;
  #callOff: (() => void) | undefined;
  readonly #cancel = () => this.#end({ kind: 'cancelled' });

  constructor(
    private readonly time: Time,
    private readonly milliseconds: number,
    private readonly outer: StopSignal,
  ) {
    this.extend();
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
    this.#callOff = this.time.after(milliseconds, () =>
      this.#end({ kind: 'timeout', milliseconds }),
    );
  }

  /** Stops the clock until {@link extend}. */
  rest(): void {
    this.#callOff?.();
  }

  /** Ends what is still under way, and the watch over it. */
  close(): void {
    this.rest();
    this.outer.removeEventListener('abort', this.#cancel);
    this.#stop.stop();
  }

  #end(why: Failure): void {
    this.#failure ??= why;
    this.#stop.stop();
  }
}
