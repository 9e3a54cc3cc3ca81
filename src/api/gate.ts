import type { Failure } from './failure';
import type { Time } from './time';

/** A bounded number of places, given in the order they were asked for. */
export interface Places {
  /**
   * Waits for a place. Gives the function that returns it, or `undefined` when `signal` ended the
   * wait.
   */
  take(signal: AbortSignal | undefined): Promise<(() => void) | undefined>;
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
  return {
    take: (signal) => {
      if (signal?.aborted === true) {
        return Promise.resolve(undefined);
      }
      if (taken < limit && queue.size === 0) {
        return Promise.resolve(occupy());
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
        signal?.addEventListener('abort', abandon, { once: true });
      });
    },
  };
}

/** Work that is shared by all who ask for it while it is under way. */
export interface Sharing<T> {
  /**
   * Joins the work of that key, or begins it. One who leaves by `signal` gets `abandoned` at once;
   * the work goes on for the others, and its own signal fires when the last one has left.
   */
  join(
    key: string,
    signal: AbortSignal | undefined,
    begin: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

export function createSharing<T>(abandoned: T): Sharing<T> {
  interface Shared {
    readonly result: Promise<T>;
    readonly end: AbortController;
    members: number;
  }
  const underWay = new Map<string, Shared>();

  const begin = (key: string, work: (signal: AbortSignal) => Promise<T>): Shared => {
    const end = new AbortController();
    const shared: Shared = { result: work(end.signal), end, members: 0 };
    const forget = () => {
      if (underWay.get(key) === shared) {
        underWay.delete(key);
      }
    };
    underWay.set(key, shared);
    shared.result.then(forget, forget);
    end.signal.addEventListener('abort', forget);
    return shared;
  };
  return {
    join: (key, signal, work) => {
      if (signal?.aborted === true) {
        return Promise.resolve(abandoned);
      }
      const shared = underWay.get(key) ?? begin(key, work);
      shared.members += 1;
      if (signal === undefined) {
        return shared.result;
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          shared.members -= 1;
          resolve(abandoned);
          if (shared.members === 0) {
            shared.end.abort();
          }
        };
        const stay = () => signal.removeEventListener('abort', leave);
        signal.addEventListener('abort', leave, { once: true });
        shared.result.finally(stay).then(resolve, reject);
      });
    },
  };
}

/** Calls under way, each of which ends with its caller's signal, and all of which end together. */
export interface Lives {
  begin(outer: AbortSignal | undefined): Life;
  endAll(): void;
}

export interface Life {
  readonly signal: AbortSignal;
  /** The call is over. */
  end(): void;
}

export function createLives(): Lives {
  const alive = new Set<AbortController>();
  return {
    begin: (outer) => {
      const life = new AbortController();
      const abort = () => life.abort();
      alive.add(life);
      outer?.addEventListener('abort', abort, { once: true });
      if (outer?.aborted === true) {
        abort();
      }
      return {
        signal: life.signal,
        end: () => {
          alive.delete(life);
          outer?.removeEventListener('abort', abort);
        },
      };
    },
    endAll: () => alive.forEach((life) => life.abort()),
  };
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
