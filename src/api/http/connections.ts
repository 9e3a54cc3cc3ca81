import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent, AgentOptions } from 'node:https';
import type nodeFetch from 'node-fetch';
import type { Response } from 'node-fetch';
import { createRequestTraces, type RequestTrace } from './requestTrace';
import type { AbortSignalLike } from './abort';

/** A request as it is sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The connections of one client. Nothing of the HTTP stack is loaded before the first request. */
export interface Http {
  /** To be begun before the request, and ended after its answer. */
  trace(request: HttpRequest): RequestTrace;
  /** The head of the answer; the body is still to be read. No redirect is followed. */
  request(request: HttpRequest, signal: AbortSignalLike): Promise<Response>;
  /** Closes all of them, busy ones too. */
  close(): void;
}

interface Stack {
  readonly fetch: typeof nodeFetch;
  readonly agent: (url: string, method: string) => HttpAgent | HttpsAgent;
  readonly close: () => void;
}

/**
 * Connections of which none is open; `options` go to the agents that make them, as long as they are to
 * be `ours`.
 */
export function createHttp(options: AgentOptions, ours: () => boolean): Http {
  const traces = createRequestTraces();
  let loading: Promise<Stack> | undefined;
  let stack: Stack | undefined;

  const send = (
    { fetch, agent }: Stack,
    { method, url, headers, body }: HttpRequest,
    signal: AbortSignalLike,
  ) =>
    fetch(url, {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(ours() && { agent: agent(url, method) }),
      ...(body !== undefined && { body }),
    });
  const load = async () => (stack = await (loading ??= loadStack(options)));
  return {
    trace: ({ method, url }) => traces.begin(method, url),
    request: (request, signal) =>
      stack === undefined
        ? load().then((loaded) => send(loaded, request, signal))
        : send(stack, request, signal),
    close: () => {
      traces.close();
      void loading?.then(
        ({ close }) => close(),
        () => {
          // What was never loaded has nothing to close.
        },
      );
    },
  };
}

/**
 * Connections are kept and used again, but for POST, which gets a new one: a request that meets a
 * kept connection just as the server closes it fails without an answer, and a POST that failed so
 * could not be repeated.
 */
async function loadStack(options: AgentOptions): Promise<Stack> {
  const [{ default: fetch }, http, https] = await Promise.all([
    import('node-fetch'),
    import('node:http'),
    import('node:https'),
  ]);
  const agents = {
    'http:': {
      kept: new http.Agent({ ...options, keepAlive: true }),
      fresh: new http.Agent(options),
    },
    'https:': {
      kept: new https.Agent({ ...options, keepAlive: true }),
      fresh: new https.Agent(options),
    },
  };
  return {
    fetch,
    agent: (url, method) => {
      const { kept, fresh: added } = agents[url.startsWith('https:') ? 'https:' : 'http:'];
      return method === 'POST' ? added : kept;
    },
    close: () => {
      for (const { kept, fresh: added } of Object.values(agents)) {
        kept.destroy();
        added.destroy();
      }
    },
  };
}

/** What was read of a body. */
export interface Body {
  readonly kind: 'whole' | 'truncated' | 'tooLarge';
  readonly pieces: readonly Buffer[];
  /** Bytes that came; what goes beyond the limit is not among the pieces. */
  readonly size: number;
}

/** Reads no more than `limit` bytes of a body; compressed ones are counted unpacked. */
export function readBody({ body }: Response, limit: number): Promise<Body> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const end = (kind: Body['kind']) => resolve({ kind, pieces, size });
    if (body === null) {
      end('whole');
      return;
    }
    body.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > limit) {
        body.pause();
        end('tooLarge');
      } else {
        pieces.push(piece);
      }
    });
    body.on('end', () => end('whole'));
    body.on('error', () => end('truncated'));
  });
}

/** A body as UTF-8. Bytes that are none become U+FFFD: one bad name does not take a list down. */
export function utf8Of({ pieces }: Body): string {
  const [first = Buffer.alloc(0), ...rest] = pieces;
  const whole = rest.length === 0 ? first : Buffer.concat(pieces);
  const text = whole.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** How many bytes the server said it would send, where they are the bytes that are read. */
export function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length !== null && /^\d{1,15}$/.test(length) && !headers.has('content-encoding')
    ? Number(length)
    : undefined;
}
