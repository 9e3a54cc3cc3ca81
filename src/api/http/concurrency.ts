import { LightAbortSignal, type AbortSignalLike } from './abort';

/** A bounded number of places, given in the order they were asked for. */
export interface Semaphore {
  /** A place, if there is one free right now. */
  tryAcquire(signal: AbortSignalLike | undefined): (() => void) | undefined;
  /**
   * Waits for a place. Gives the function that returns it, or `undefined` when `signal` ended the
   * wait.
   */
  acquire(signal: AbortSignalLike | undefined): Promise<(() => void) | undefined>;
}

/** `limit` places, all free. */
export function createSemaphore(limit: number): Semaphore {
  let taken = 0;
  const queue = new Set<() => void>();

  const give = () => {
    taken -= 1;
    const [first] = queue;
    first?.();
  };
  const occupy = () => {
    taken += 1;
    let returned = false;
    return () => {
      if (!returned) {
        returned = true;
        give();
      }
    };
  };
  const takeFree = (signal: AbortSignalLike | undefined) =>
    taken < limit && queue.size === 0 && signal?.aborted !== true ? occupy() : undefined;
  return {
    tryAcquire: takeFree,
    acquire: (signal) => {
      const free = takeFree(signal);
      if (free !== undefined || signal?.aborted === true) {
        return Promise.resolve(free);
      }
      return new Promise((resolve) => {
        const leave = () => {
          queue.delete(admit);
          signal?.removeEventListener('abort', abandon);
        };
        const admit = () => {
          leave();
          resolve(occupy());
        };
        const abandon = () => {
          leave();
          resolve(undefined);
        };
        queue.add(admit);
        signal?.addEventListener('abort', abandon);
      });
    },
  };
}

/** Work under way. */
export interface SharedRequest<T> {
  /** What it comes to. */
  readonly result: Promise<T>;
  /** Ends it early; its result is then of no interest. */
  abort(): void;
}

/** Work that is shared by all who ask for it while it is under way. */
export interface RequestCoalescing<T> {
  /**
   * Joins the work of that key, or begins it. One who leaves by `signal` gets `left` at once; the
   * work goes on for the others, and is abandoned with the last.
   */
  join(key: string, signal: AbortSignalLike | undefined, begin: () => SharedRequest<T>): Promise<T>;
  /** Nobody joins any more what is under way, of that key or of any; it goes on for its members. */
  forget(key?: string): void;
}

/** Work of which nothing is under way; `left` is what one gets who leaves. */
export function createRequestCoalescing<T>(left: T): RequestCoalescing<T> {
  interface Shared {
    readonly work: SharedRequest<T>;
    members: number;
  }
  const underWay = new Map<string, Shared>();

  const forget = (key: string, shared: Shared) => {
    if (underWay.get(key) === shared) {
      underWay.delete(key);
    }
  };
  const begin = (key: string, work: SharedRequest<T>): Shared => {
    const shared: Shared = { work, members: 0 };
    const over = () => forget(key, shared);
    underWay.set(key, shared);
    work.result.then(over, over);
    return shared;
  };
  return {
    join: (key, signal, work) => {
      if (signal?.aborted === true) {
        return Promise.resolve(left);
      }
      const shared = underWay.get(key) ?? begin(key, work());
      const { result } = shared.work;
      shared.members += 1;
      if (signal === undefined) {
        return result;
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          shared.members -= 1;
          resolve(left);
          if (shared.members === 0) {
            forget(key, shared);
            shared.work.abort();
          }
        };
        const stay = () => signal.removeEventListener('abort', leave);
        signal.addEventListener('abort', leave);
        result.finally(stay).then(resolve, reject);
      });
    },
    forget: (key) => {
      if (key === undefined) {
        underWay.clear();
      } else {
        underWay.delete(key);
      }
    },
  };
}

/** Calls under way, each of which ends with its caller's signal, and all of which end together. */
export class CancellationScope {
  readonly #alive = new Set<LightAbortSignal>();
  #over = false;

  begin(outer: AbortSignalLike | undefined): CancellableCall {
    const stop = new LightAbortSignal();
    const abort = () => stop.abort();
    this.#alive.add(stop);
    outer?.addEventListener('abort', abort);
    if (this.#over || outer?.aborted === true) {
      abort();
    }
    return {
      signal: stop,
      abort,
      end: () => {
        this.#alive.delete(stop);
        outer?.removeEventListener('abort', abort);
      },
    };
  }

  /** Ends what is under way; what begins after is over at once. */
  abortAll(): void {
    this.#over = true;
    this.#alive.forEach((stop) => stop.abort());
  }
}

/** A call as long as it is under way. */
export interface CancellableCall {
  /** Given when the caller, or the end of all calls, ends this one. */
  readonly signal: AbortSignalLike;
  /** Ends the call early. */
  readonly abort: () => void;
  /** The call is over. */
  readonly end: () => void;
}
