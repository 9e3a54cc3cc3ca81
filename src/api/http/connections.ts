import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent, AgentOptions } from 'node:https';
import type nodeFetch from 'node-fetch';
import type { Response } from 'node-fetch';
import { createRequestTraces, type RequestTrace } from './requestTrace';
import type { AbortSignalLike } from './cancellation';

/** A request as it is sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The connections of one client. Nothing of the HTTP stack is loaded before the first request. */
export interface Http {
  /** Observes a request; begun before it is sent, and ended after its response. */
  trace(request: HttpRequest): RequestTrace;
  /** Gives the head of the response; the body is still to be read. No redirect is followed. */
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
 * Makes connections, of which none is open yet. `options` go to the agents that make them; a request
 * for which `own` is false is connected by Node's default agent, or by VS Code in its place.
 */
export function createHttp(options: AgentOptions, own: () => boolean): Http {
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
      agent: own() ? agent(url, method) : undefined,
      body: body ?? null,
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
          // A stack that failed to load has nothing to close.
        },
      );
    },
  };
}

/**
 * Loads the HTTP stack. Connections are kept alive and used again, but for POST, which gets a new one:
 * a request on a kept connection that the server is just closing fails without a response, and a POST
 * that failed so could not be repeated.
 */
async function loadStack(options: AgentOptions): Promise<Stack> {
  const [{ default: fetch }, http, https] = await Promise.all([
    import('node-fetch'),
    import('node:http'),
    import('node:https'),
  ]);
  // Where it is not given, an environment variable decides.
  const trusted = { ...options, rejectUnauthorized: true };
  const agents = {
    'http:': {
      keepAlive: new http.Agent({ ...options, keepAlive: true }),
      single: new http.Agent(options),
    },
    'https:': {
      keepAlive: new https.Agent({ ...trusted, keepAlive: true }),
      single: new https.Agent(trusted),
    },
  };
  return {
    fetch,
    agent: (url, method) => {
      const { keepAlive, single } = agents[url.startsWith('https:') ? 'https:' : 'http:'];
      return method === 'POST' ? single : keepAlive;
    },
    close: () => {
      for (const { keepAlive, single } of Object.values(agents)) {
        keepAlive.destroy();
        single.destroy();
      }
    },
  };
}
