import type { AbortSignalLike } from './cancellation';

/** Gives a permit back; a second call does nothing. */
export type Release = () => void;

/** A bounded number of permits, given in the order they were asked for. */
export interface Semaphore {
  /** Takes a permit, if there is one free right now. */
  tryAcquire(signal: AbortSignalLike | undefined): Release | undefined;
  /** Waits for a permit; gives `undefined` when `signal` ended the wait. */
  acquire(signal: AbortSignalLike | undefined): Promise<Release | undefined>;
}

/** Makes a semaphore of `limit` permits, all free. */
export function createSemaphore(limit: number): Semaphore {
  let acquired = 0;
  const queue = new Set<() => void>();

  const takePermit = (): Release => {
    acquired += 1;
    let released = false;
    return () => {
      if (!released) {
        released = true;
        acquired -= 1;
        const [first] = queue;
        first?.();
      }
    };
  };
  const tryAcquire = (signal: AbortSignalLike | undefined) =>
    acquired < limit && queue.size === 0 && signal?.aborted !== true ? takePermit() : undefined;
  return {
    tryAcquire,
    acquire: (signal) => {
      const release = tryAcquire(signal);
      if (release !== undefined || signal?.aborted === true) {
        return Promise.resolve(release);
      }
      return new Promise((resolve) => {
        const leaveQueue = () => {
          queue.delete(onFree);
          signal?.removeEventListener('abort', onAbort);
        };
        const onFree = () => {
          leaveQueue();
          resolve(takePermit());
        };
        const onAbort = () => {
          leaveQueue();
          resolve(undefined);
        };
        queue.add(onFree);
        signal?.addEventListener('abort', onAbort);
      });
    },
  };
}
