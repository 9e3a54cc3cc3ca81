import { isQuirk, QUIRKS, type Quirk } from './quirks';

/** What a fault does to an answer. */
export const ACTIONS = [
  /** The connection is reset before a byte of the answer. `reset` is short for it. */
  'resetBeforeHeaders',
  'reset',
  /** The connection is reset in the middle of the headers. */
  'resetInHeaders',
  /** The connection is reset when the headers are out. */
  'resetAfterHeaders',
  /** The connection is reset in the middle of the body. */
  'resetInBody',
  /** The connection is closed (FIN) in the middle of the body. */
  'truncate',
  /** The answer is complete by its length, and its JSON is cut in half. */
  'wrongJson',
  /** `Content-Length` says half of what is sent. */
  'wrongLength',
  /** A byte that is not UTF-8 stands in the middle of the body. */
  'invalidUtf8',
  /** An answer of `size` bytes of JSON. */
  'hugeBody',
  /** The headers take `delayMs`, in pieces. */
  'slowHeaders',
  /** The body takes `delayMs`, in pieces. */
  'slowBody',
  /** The headers and half of the body, then silence on an open connection. */
  'stall',
  /** No answer at all on an open connection. */
  'silence',
  /** 302, or `status`, to `location`. */
  'redirect',
] as const;

export type FaultAction = (typeof ACTIONS)[number];

/** A fault as it is asked for. */
export interface FaultRequest {
  /** Any method when not given. */
  readonly method?: string;
  /** A regular expression, searched in the path and query as sent. */
  readonly path: string;
  /** How many requests it meets; until it is deleted when not given. */
  readonly times?: number;
  /** Answer with this status in place of the real answer. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is, anything else as JSON. Without a status it comes with 200. */
  readonly body?: unknown;
  /** Wait before answering; for the slow actions, how long they take. */
  readonly delayMs?: number;
  /** Wait before answering until the faults are cleared. */
  readonly untilCleared?: boolean;
  readonly action?: FaultAction;
  /** Bytes of a huge body. */
  readonly size?: number;
  /** Where a redirect leads. */
  readonly location?: string;
  /** The request is carried out first; then its answer meets the fault. */
  readonly afterHandling?: boolean;
  /** Quirks of the answer. */
  readonly quirks?: readonly Quirk[];
}

/** A fault in force. */
export interface Fault {
  readonly id: number;
  readonly request: FaultRequest;
  /** How many requests it has met. */
  readonly met: number;
  /** How many it will still meet; null for any number. */
  readonly remaining: number | null;
}

/** The faults in force. The first that fits a request meets it, alone. */
export class Faults {
  #faults: Fault[] = [];
  #count = 0;
  #clearing = new AbortController();

  /** Aborted when the faults that are in force now are cleared. */
  get clearing(): AbortSignal {
    return this.#clearing.signal;
  }

  /** Puts faults in force; throws a `TypeError` that says what is wrong with one. */
  add(...requests: readonly FaultRequest[]): readonly Fault[] {
    const added = requests.map((request): Fault => {
      check(request);
      return { id: ++this.#count, request, met: 0, remaining: request.times ?? null };
    });
    this.#faults.push(...added);
    return added;
  }

  clear(): void {
    this.#faults = [];
    this.#clearing.abort();
    this.#clearing = new AbortController();
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  /** The fault that meets a request, counted as met. */
  take(method: string, target: string): Fault | null {
    const index = this.#faults.findIndex(
      ({ request, remaining }) =>
        remaining !== 0 &&
        (request.method === undefined || request.method.toUpperCase() === method) &&
        new RegExp(request.path).test(target),
    );
    const fault = this.#faults[index];
    if (fault === undefined) {
      return null;
    }
    const met: Fault = {
      ...fault,
      met: fault.met + 1,
      remaining: fault.remaining === null ? null : fault.remaining - 1,
    };
    this.#faults[index] = met;
    return met;
  }
}

/** Field to what it must be. */
const FIELDS: Readonly<Record<keyof FaultRequest, (value: unknown) => boolean>> = {
  method: (value) => typeof value === 'string',
  path: (value) => typeof value === 'string' && isPattern(value),
  times: (value) => isWhole(value) && value > 0,
  status: (value) => isWhole(value) && value >= 200 && value <= 599,
  headers: (value) => isObject(value) && Object.values(value).every((v) => typeof v === 'string'),
  body: () => true,
  delayMs: (value) => typeof value === 'number' && value >= 0,
  untilCleared: (value) => typeof value === 'boolean',
  action: (value) => ACTIONS.some((action) => action === value),
  size: (value) => isWhole(value) && value > 0,
  location: (value) => typeof value === 'string',
  afterHandling: (value) => typeof value === 'boolean',
  quirks: (value) => Array.isArray(value) && value.every(isQuirk),
};

/** Reads a fault that came as JSON. */
export function faultRequestOf(value: unknown): FaultRequest {
  check(value);
  return value;
}

function check(value: unknown): asserts value is FaultRequest {
  if (!isObject(value) || value.path === undefined) {
    throw new TypeError('a fault is an object with a "path"');
  }
  for (const [name, field] of Object.entries(value)) {
    if (!isField(name)) {
      throw new TypeError(`a fault has no "${name}"; it has ${Object.keys(FIELDS).join(', ')}`);
    }
    if (field !== undefined && !FIELDS[name](field)) {
      throw new TypeError(
        `the "${name}" of a fault cannot be ${JSON.stringify(field)}; ${hint(name)}`,
      );
    }
  }
}

function hint(name: keyof FaultRequest): string {
  switch (name) {
    case 'action':
      return `it is one of ${ACTIONS.join(', ')}`;
    case 'quirks':
      return `it is a list of ${QUIRKS.join(', ')}`;
    case 'path':
      return 'it is a regular expression';
    case 'method':
    case 'times':
    case 'status':
    case 'headers':
    case 'body':
    case 'delayMs':
    case 'untilCleared':
    case 'size':
    case 'location':
    case 'afterHandling':
      return 'it has another type or range';
  }
}

function isField(name: string): name is keyof FaultRequest {
  return Object.hasOwn(FIELDS, name);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
