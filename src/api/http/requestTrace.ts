import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What Node's diagnostics tell of one request. */
export interface RequestTrace {
  /** Whether it is certain that nothing of the request has left. False where it cannot be known. */
  readonly isUnsent: () => boolean;
  /**
   * Whether an answer with this status was given by a proxy that does not let the request through:
   * what was asked for by `https:` was answered in the open.
   */
  readonly isProxyResponse: (status: number) => boolean;
  /** Ends the tracing; what was learned stays. */
  readonly end: () => void;
}

/** Traces of one client's requests. */
export interface RequestTraces {
  /** Begins to trace a request; called before it is sent. */
  begin(method: string, url: string): RequestTrace;
  /** Unsubscribes from Node's diagnostics. */
  close(): void;
}

/** Published by Node, from 22.12 on, when a request is made, which has no connection yet. */
const REQUEST_CREATED = 'http.client.request.created';
/** Published by Node when the end of a request is given to its connection, which may not be made yet. */
const REQUEST_START = 'http.client.request.start';
/** Published by Node when the head of a response has come. */
const RESPONSE_FINISH = 'http.client.response.finish';

/** What is known of a request. */
type TraceState =
  /** No request of Node's that is this one was published. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'seen'; readonly request: ClientRequest; connected: boolean }
  /** A request of Node's was published that may be this one or another with the same method and URL. */
  | { readonly kind: 'ambiguous' };

interface TracedRequest {
  readonly method: string;
  readonly url: URL;
  state: TraceState;
  /** The status of a response that was not encrypted. */
  unencryptedStatus: number | undefined;
}

/**
 * The HTTP client hides Node's own request. In VS Code it is not even Node that connects it: VS Code looks
 * for a proxy, asks it for a connection, and gives the proxy's refusal as the response; and a proxy that
 * does not answer looks like a platform that does not answer. What Node publishes on its diagnostics
 * channels tells them apart, whoever makes the connection. The subscription lasts from the first request
 * of a client until its end: one for each request would cost a fifth of the client's speed.
 */
export function createRequestTraces(): RequestTraces {
  const underWay = new Set<TracedRequest>();
  /** A request was published before; a request that was not published then has no connection yet. */
  let isPublishing = false;
  let isSubscribed = false;

  const isOf = (request: ClientRequest, { method, url }: TracedRequest) =>
    request.method === method &&
    `${request.protocol}//${String(request.getHeader('host'))}${request.path}` === url.href;

  const onCreated = (message: unknown) => {
    const { request } = message as { readonly request: ClientRequest };
    if (
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' &&
      [...underWay].some((traced) => isOf(request, traced))
    ) {
      requireTrust(request);
    }
  };

  const onStart = (message: unknown) => {
    onCreated(message);
    const { request } = message as { readonly request: ClientRequest };
    const candidates = [...underWay].filter(
      (traced) => traced.state.kind !== 'seen' && isOf(request, traced),
    );
    const [first, second] = candidates;
    if (first !== undefined && second === undefined && first.state.kind === 'waiting') {
      isPublishing = true;
      first.state = seen(request);
    } else {
      candidates.forEach((traced) => (traced.state = { kind: 'ambiguous' }));
    }
  };

  const onResponse = (message: unknown) => {
    const { request, response } = message as {
      readonly request: ClientRequest;
      readonly response: IncomingMessage;
    };
    if (request.protocol !== 'https:' || isEncrypted(response.socket)) {
      return;
    }
    for (const traced of underWay) {
      const { state } = traced;
      if (state.kind === 'seen' ? state.request === request : isOf(request, traced)) {
        traced.unencryptedStatus = response.statusCode;
      }
    }
  };

  return {
    begin: (method, url) => {
      const traced: TracedRequest = {
        method,
        url: new URL(url),
        state: { kind: 'waiting' },
        unencryptedStatus: undefined,
      };
      if (!isSubscribed) {
        isSubscribed = true;
        subscribe(REQUEST_CREATED, onCreated);
        subscribe(REQUEST_START, onStart);
        subscribe(RESPONSE_FINISH, onResponse);
      }
      underWay.add(traced);
      return {
        isUnsent: () => {
          const { state } = traced;
          switch (state.kind) {
            case 'waiting':
              return isPublishing;
            case 'seen':
              return !state.connected;
            case 'ambiguous':
              return false;
          }
        },
        isProxyResponse: (status) => traced.unencryptedStatus === status,
        end: () => void underWay.delete(traced),
      };
    },
    close: () => {
      isSubscribed = false;
      unsubscribe(REQUEST_CREATED, onCreated);
      unsubscribe(REQUEST_START, onStart);
      unsubscribe(RESPONSE_FINISH, onResponse);
    },
  };
}

/** A request that was published; it is unsent until its connection is made and the handshake is over. */
function seen(request: ClientRequest): TraceState {
  const { socket } = request as { readonly socket: Socket | null };
  const state: TraceState = { kind: 'seen', request, connected: true };
  if (socket !== null && !isConnected(socket)) {
    state.connected = false;
    socket.once(isEncrypted(socket) ? 'secureConnect' : 'connect', () => (state.connected = true));
  }
  return state;
}

/**
 * Ends a request, before it is sent, if the certificate of its connection is not trusted. Node would send
 * it where the environment variable `NODE_TLS_REJECT_UNAUTHORIZED` is 0, and VS Code connects without
 * the options of the client's agents.
 */
function requireTrust(request: ClientRequest): void {
  const check = (socket: Socket) => {
    if (isEncrypted(socket) && !socket.authorized) {
      const { authorizationError: code } = socket as { readonly authorizationError?: unknown };
      if (code === null || code === undefined) {
        socket.once('secureConnect', () => check(socket));
      } else {
        request.destroy(Object.assign(new Error('untrusted certificate'), { code }));
      }
    }
  };
  const { socket } = request as { readonly socket: Socket | null };
  if (socket === null) {
    request.once('socket', check);
  } else {
    check(socket);
  }
}

/** Until our own side of the handshake is finished, a connection sends no data. */
function isConnected(socket: Socket): boolean {
  return isEncrypted(socket) ? socket.getFinished() !== undefined : !socket.connecting;
}

function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true;
}
