import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What can be seen of the way of one request. */
export interface RequestTrace {
  /** Whether it is certain that nothing of the request has left. False where it cannot be known. */
  readonly isUnsent: () => boolean;
  /**
   * Whether an answer with this status was given by a proxy that does not let the request through:
   * what was asked for by `https:` was answered in the open.
   */
  readonly isProxyResponse: (status: number) => boolean;
  /** Looks away; what was seen stays. */
  readonly end: () => void;
}

/** The passages of one client's requests. */
export interface RequestTraces {
  begin(method: string, url: string): RequestTrace;
  /** Nothing is listened to any more. */
  close(): void;
}

/** Published by Node when the last of a request is handed to its connection, made or not. */
const START = 'http.client.request.start';
/** Published by Node when the head of an answer has come. */
const ANSWER = 'http.client.response.finish';

/** What is known of a request. */
type TraceState =
  /** It has not been handed to a connection. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'seen'; readonly request: ClientRequest; connected: boolean }
  /** It cannot be told from another one that waited at the same time. */
  | { readonly kind: 'unclear' };

interface TracedRequest {
  readonly method: string;
  readonly url: URL;
  state: TraceState;
  /** The status of an answer in the open. */
  unencryptedStatus: number | undefined;
}

/**
 * The HTTP client hides Node's own request. In VS Code it is not even Node that connects it: VS Code looks
 * for a proxy, asks it for a way, and gives the proxy's refusal out as the answer, and a proxy that says
 * nothing cannot be told from a platform that says nothing. What Node publishes of every request tells
 * them apart, whoever connects it. It is listened to from the first request of a client until its end:
 * taking that up and down for each request would cost a fifth of its speed.
 */
export function createRequestTraces(): RequestTraces {
  const underWay = new Set<TracedRequest>();
  /** A request was seen before, so that one that was not seen has not been handed on. */
  let canSee = false;
  let listens = false;

  const isOf = (request: ClientRequest, { method, url }: TracedRequest) =>
    request.method === method &&
    `${request.protocol}//${String(request.getHeader('host'))}${request.path}` === url.href;

  const onStart = (message: unknown) => {
    const { request } = message as { readonly request: ClientRequest };
    const waiting = [...underWay].filter(
      (watched) => watched.state.kind !== 'seen' && isOf(request, watched),
    );
    const [first, second] = waiting;
    if (first !== undefined && second === undefined && first.state.kind === 'waiting') {
      canSee = true;
      first.state = seen(request);
    } else {
      waiting.forEach((watched) => (watched.state = { kind: 'unclear' }));
    }
  };

  const onAnswer = (message: unknown) => {
    const { request, response } = message as {
      readonly request: ClientRequest;
      readonly response: IncomingMessage;
    };
    if (request.protocol !== 'https:' || isEncrypted(response.socket)) {
      return;
    }
    for (const watched of underWay) {
      const { state: visibility } = watched;
      if (visibility.kind === 'seen' ? visibility.request === request : isOf(request, watched)) {
        watched.unencryptedStatus = response.statusCode;
      }
    }
  };

  return {
    begin: (method, url) => {
      const watched: TracedRequest = {
        method,
        url: new URL(url),
        state: { kind: 'waiting' },
        unencryptedStatus: undefined,
      };
      if (!listens) {
        listens = true;
        subscribe(START, onStart);
        subscribe(ANSWER, onAnswer);
      }
      underWay.add(watched);
      return {
        isUnsent: () => {
          const { state: visibility } = watched;
          switch (visibility.kind) {
            case 'waiting':
              return canSee;
            case 'seen':
              return !visibility.connected;
            case 'unclear':
              return false;
          }
        },
        isProxyResponse: (status) => watched.unencryptedStatus === status,
        end: () => void underWay.delete(watched),
      };
    },
    close: () => {
      listens = false;
      unsubscribe(START, onStart);
      unsubscribe(ANSWER, onAnswer);
    },
  };
}

/** What is given to a connection before it is made, and a handshake over, waits here. */
function seen(request: ClientRequest): TraceState {
  const { socket } = request as { readonly socket: Socket | null };
  const visibility: TraceState = { kind: 'seen', request, connected: true };
  if (socket !== null && !isConnected(socket)) {
    visibility.connected = false;
    socket.once(
      isEncrypted(socket) ? 'secureConnect' : 'connect',
      () => (visibility.connected = true),
    );
  }
  return visibility;
}

/** A connection whose handshake has not come to our own last word takes no data. */
function isConnected(socket: Socket): boolean {
  return isEncrypted(socket) ? socket.getFinished() !== undefined : !socket.connecting;
}

function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true;
}
