import type { AbortSignalLike } from './cancellation';

/** A request under way that several callers may wait for. */
export interface SharedRequest<T> {
  readonly result: Promise<T>;
  /** Ends it early; nobody waits for its result then. */
  abort(): void;
}

/** Requests under way by key: who asks for one that is under way waits for the same answer. */
export interface RequestCoalescing<T> {
  /**
   * Joins the request of that key, or starts it. A caller whose `signal` aborts gets `cancelled` at
   * once; the request goes on for the others, and is aborted with the last.
   */
  join(key: string, signal: AbortSignalLike | undefined, start: () => SharedRequest<T>): Promise<T>;
  /** Nobody joins any more what is under way now; it goes on for those who wait for it. */
  forgetAll(): void;
}

/** Makes a coalescing with nothing under way; `cancelled` is the result of a caller who aborts. */
export function createRequestCoalescing<T>(cancelled: T): RequestCoalescing<T> {
  interface Entry {
    readonly request: SharedRequest<T>;
    callers: number;
  }
  const underWay = new Map<string, Entry>();

  const forget = (key: string, entry: Entry) => {
    if (underWay.get(key) === entry) {
      underWay.delete(key);
    }
  };
  const begin = (key: string, request: SharedRequest<T>): Entry => {
    const entry: Entry = { request, callers: 0 };
    const ended = () => forget(key, entry);
    underWay.set(key, entry);
    request.result.then(ended, ended);
    return entry;
  };
  return {
    join: (key, signal, start) => {
      if (signal?.aborted === true) {
        return Promise.resolve(cancelled);
      }
      const entry = underWay.get(key) ?? begin(key, start());
      const { result } = entry.request;
      entry.callers += 1;
      if (signal === undefined) {
        return result;
      }
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          entry.callers -= 1;
          resolve(cancelled);
          if (entry.callers === 0) {
            forget(key, entry);
            entry.request.abort();
          }
        };
        const stopListening = () => signal.removeEventListener('abort', onAbort);
        signal.addEventListener('abort', onAbort);
        result.finally(stopListening).then(resolve, reject);
      });
    },
    forgetAll: () => underWay.clear(),
  };
}
