import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from '../../../src/api/failure';
import { createPlatformClient, type ClientOptions } from '../../../src/api/client';
import { createSystemTime, type Time } from '../../../src/api/http/time';

/** One request as a small server saw it. */
export interface Seen {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** A server on loopback that answers by a function, and the requests it saw. */
export interface SmallServer {
  readonly url: string;
  readonly seen: Seen[];
  connections(): number;
  close(): Promise<void>;
}

export async function startServer(
  answer: (request: Seen, response: ServerResponse) => Answer | undefined,
): Promise<SmallServer> {
  const seen: Seen[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      const given = answer(one, response);
      if (given !== undefined) {
        response.writeHead(given.status ?? 200, given.headers);
        response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
      }
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A server that holds its answers until the test releases them. */
export interface HeldServer extends SmallServer {
  /** The requests that wait for their answer. */
  readonly open: { readonly url: string; readonly response: ServerResponse }[];
  /** Answers all that wait, with 200. */
  answer(body?: unknown): void;
  /** Forgets the requests, for another test. */
  clear(): void;
}

export async function startHeldServer(): Promise<HeldServer> {
  const open: { readonly url: string; readonly response: ServerResponse }[] = [];
  const server = await startServer(({ url }, response) => {
    open.push({ url, response });
    return undefined;
  });
  return {
    ...server,
    open,
    answer: (body = {}) =>
      open.splice(0).forEach(({ response }) => response.end(JSON.stringify(body))),
    clear: () => {
      open.length = 0;
      server.seen.length = 0;
    },
  };
}

export const CREDENTIAL = {
  kind: 'user',
  userId: '1500000000064',
  token: 'pat-0001-example',
} as const;

export function clientAt(apiUrl: string, options: Partial<ClientOptions> = {}) {
  return createPlatformClient({
    apiUrl,
    organization: '1111111111111',
    credential: CREDENTIAL,
    ...options,
  });
}

/** The error a call fails with. */
export async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
    return error;
  }
  assert.fail('the call did not fail');
}

/** A clock that changes only by `advance`; everything due runs in order of time. */
export interface ManualTime extends Time {
  /** How long the waits under way will still take, shortest first. */
  pending(): readonly number[];
  advance(milliseconds: number): void;
}

export function manualTime(random = 0.5): ManualTime {
  let now = Date.UTC(2024, 2, 1);
  let waiting: { readonly at: number; readonly callback: () => void }[] = [];
  const due = () => waiting.toSorted((a, b) => a.at - b.at);
  return {
    now: () => now,
    random: () => random,
    after: (milliseconds, callback) => {
      const entry = { at: now + milliseconds, callback };
      waiting.push(entry);
      return () => (waiting = waiting.filter((other) => other !== entry));
    },
    pending: () => due().map(({ at }) => at - now),
    advance: (milliseconds) => {
      const until = now + milliseconds;
      for (let [first] = due(); first !== undefined && first.at <= until; [first] = due()) {
        const { at, callback } = first;
        now = at;
        waiting = waiting.filter((other) => other !== first);
        callback();
      }
      now = until;
    },
  };
}

/** The system's time without the waits. */
export interface InstantTime extends Time {
  /** The waits that were skipped, in milliseconds. */
  readonly waits: readonly number[];
  /** How many waits and timeouts are under way. */
  pending(): number;
}

/**
 * The system's time, but every wait other than the timeout is over at once and is recorded. The timeout
 * passes in steps, between which whatever has arrived is handled: when this process does not run for a
 * while, an answer that came in that time is not late.
 */
export function instantTime(timeoutMs: number): InstantTime {
  const systemTime = createSystemTime();
  const waits: number[] = [];
  const pending = new Set<object>();
  return {
    waits,
    pending: () => pending.size,
    now: () => systemTime.now(),
    random: () => 0.5,
    after: (milliseconds, callback) => {
      const wait = {};
      pending.add(wait);
      let steps = 20;
      if (milliseconds !== timeoutMs) {
        waits.push(milliseconds);
        steps = 1;
      }
      const step = () => {
        if (!pending.has(wait)) {
          return;
        }
        if (steps-- > 0) {
          cancelTimer = systemTime.after(milliseconds === timeoutMs ? timeoutMs / 20 : 0, step);
        } else {
          pending.delete(wait);
          callback();
        }
      };
      let cancelTimer = () => {};
      step();
      return () => {
        pending.delete(wait);
        cancelTimer();
      };
    },
  };
}

/** Waits until a condition holds, checked once a turn of the event loop; fails after a minute. */
export async function until(holds: () => boolean): Promise<void> {
  const limit = performance.now() + 60_000;
  while (!holds()) {
    assert.ok(performance.now() < limit, `does not hold: ${String(holds)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
