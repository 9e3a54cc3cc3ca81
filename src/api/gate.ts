import type { Failure } from './failure';
import { Stop, type StopSignal } from './stop';
import type { Time } from './time';

/** A bounded number of places, given in the order they were asked for. */
export interface Places {
  /** A place, if there is one free right now. */
  takeFree(signal: StopSignal | undefined): (() => void) | undefined;
  /**
   * Waits for a place. Gives the function that returns it, or `undefined` when `signal` ended the
   * wait.
   */
  take(signal: StopSignal | undefined): Promise<(() => void) | undefined>;
}

export function createPlaces(limit: number): Places {
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
  const takeFree = (signal: StopSignal | undefined) =>
    taken < limit && queue.size === 0 && signal?.aborted !== true ? occupy() : undefined;
  return {
    takeFree,
    take: (signal) => {
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
export interface Work<T> {
  readonly result: Promise<T>;
  /** Ends it early; its result is then of no interest. */
  abandon(): void;
}

/** Work that is shared by all who ask for it while it is under way. */
export interface Sharing<T> {
  /**
   * Joins the work of that key, or begins it. One who leaves by `signal` gets `left` at once; the
   * work goes on for the others, and is abandoned with the last.
   */
  join(key: string, signal: StopSignal | undefined, begin: () => Work<T>): Promise<T>;
  /** Nobody joins any more what is under way, of that key or of any; it goes on for its members. */
  renew(key?: string): void;
}

export function createSharing<T>(left: T): Sharing<T> {
  interface Shared {
    readonly work: Work<T>;
    members: number;
  }
  const underWay = new Map<string, Shared>();

  const forget = (key: string, shared: Shared) => {
    if (underWay.get(key) === shared) {
      underWay.delete(key);
    }
  };
  const begin = (key: string, work: Work<T>): Shared => {
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
            shared.work.abandon();
          }
        };
        const stay = () => signal.removeEventListener('abort', leave);
        signal.addEventListener('abort', leave);
        result.finally(stay).then(resolve, reject);
      });
    },
    renew: (key) => {
      if (key === undefined) {
        underWay.clear();
      } else {
        underWay.delete(key);
      }
    },
  };
}

/** Calls under way, each of which ends with its caller's signal, and all of which end together. */
export class Lives {
  readonly #alive = new Set<Stop>();
  #over = false;

  begin(outer: StopSignal | undefined): Life {
    const stop = new Stop();
    const abort = () => stop.stop();
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
  endAll(): void {
    this.#over = true;
    this.#alive.forEach((stop) => stop.stop());
  }
}

export interface Life {
  readonly signal: StopSignal;
  /** Ends the call early. */
  readonly abort: () => void;
  /** The call is over. */
  readonly end: () => void;
}

export interface BreakerPolicy {
  /** Calls that must fail in a row before further ones fail at once. */
  readonly failures: number;
  /** How long they do; after that one call at a time may try. */
  readonly restMs: number;
}

export const defaultBreakerPolicy: BreakerPolicy = { failures: 5, restMs: 5000 };

/** How a call stands before the breaker. */
export type Admission =
  | { readonly kind: 'admitted' }
  /** The one call that finds out whether the platform is back. It does not repeat itself. */
  | { readonly kind: 'probe' }
  /** Not to be sent: it would fail as the calls before it did. */
  | { readonly kind: 'refused'; readonly failure: Failure };

/**
 * Keeps calls from a platform that is not there: when one call after the other was given up because
 * of the network, a timeout or a 5xx, the next ones fail at once with the same failure instead of
 * adding to a storm. Any other answer means the platform is there.
 */
export interface Breaker {
  admit(): Admission;
  /** Why a call under way should give up too, if it should. */
  resting(): Failure | undefined;
  /** How an admitted call ended; no failure when it was answered. */
  ended(admission: Admission, failure: Failure | undefined): void;
}

export function createBreaker(policy: BreakerPolicy, time: Time): Breaker {
  let inARow = 0;
  let open: { readonly failure: Failure; readonly until: number } | undefined;
  let probing = false;

  const resting = () =>
    open !== undefined && (probing || time.now() < open.until) ? open.failure : undefined;
  return {
    resting,
    admit: () => {
      const failure = resting();
      if (failure !== undefined) {
        return { kind: 'refused', failure };
      }
      if (open === undefined) {
        return { kind: 'admitted' };
      }
      probing = true;
      return { kind: 'probe' };
    },
    ended: (admission, failure) => {
      if (admission.kind === 'probe') {
        probing = false;
      }
      if (failure?.kind === 'cancelled') {
        return;
      }
      if (failure === undefined || !isAbsence(failure)) {
        inARow = 0;
        open = undefined;
        return;
      }
      inARow += 1;
      if (inARow >= policy.failures) {
        open = { failure, until: time.now() + policy.restMs };
      }
    },
  };
}

/** Whether a failure says that the platform is not there, rather than that it said no. */
function isAbsence(failure: Failure): boolean {
  switch (failure.kind) {
    case 'network':
    case 'timeout':
    case 'server':
      return true;
    case 'malformed':
      return failure.reason === 'truncated';
    case 'cancelled':
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
    case 'conflict':
    case 'invalid':
    case 'rateLimited':
      return false;
  }
}
