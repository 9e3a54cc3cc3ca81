import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Certificates } from './certificate';

/** What a proxy does with everything it is asked for, instead of what it is there for. */
export type ProxyBehaviour =
  | { readonly kind: 'refuses'; readonly status: number; readonly body?: string }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'hangsUp' };

/** A company's proxy: it lets those through who say who they are. */
export interface Proxy {
  /** With user name and password, as one writes it into `http.proxy`. */
  readonly url: string;
  readonly port: number;
  /** What was asked for, as `platform.test:443 200`. */
  readonly requests: readonly string[];
  /** All that went through it in the open. */
  readonly received: () => string;
  /** Changes what it does; `undefined` is its usual behaviour. */
  behave(behaviour: ProxyBehaviour | undefined): void;
  /** Forgets what was asked and heard, and its behaviour. */
  reset(): void;
  close(): void;
}

/** What one writes into `http.proxy`, or says in its place. */
export const PROXY_USER = { name: 'someone', password: 'pass-of-the-proxy' } as const;

const EXPECTED_AUTHORIZATION = `Basic ${Buffer.from(`${PROXY_USER.name}:${PROXY_USER.password}`).toString('base64')}`;

/**
 * Starts a proxy on loopback for which every name is this machine. With certificates it is one that
 * is spoken to by TLS.
 */
export async function startProxy(tls?: Certificates): Promise<Proxy> {
  const asked: string[] = [];
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  let mood: ProxyBehaviour | undefined;
  const server =
    tls === undefined ? createServer() : createTlsServer({ key: tls.key, cert: tls.certificate });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', (_, socket: Socket) => socket.destroy());
  const note = (request: IncomingMessage, status: number | string) => {
    heard.push(Buffer.from(JSON.stringify([request.url, request.headers])));
    asked.push(`${request.url} ${status}`);
  };
  const isKnown = ({ headers }: IncomingMessage) =>
    headers['proxy-authorization'] === EXPECTED_AUTHORIZATION;
  // What is asked for in the open it does not forward: it only listens.
  server.on('request', (request, answer) => {
    note(request, 405);
    answer.writeHead(405).end();
  });
  server.on('connect', (request: IncomingMessage, near: Socket) => {
    near.on('error', () => near.destroy());
    switch (mood?.kind) {
      case 'refuses': {
        const { status, body = '' } = mood;
        note(request, status);
        near.end(
          `HTTP/1.1 ${status} So it is\r\nContent-Type: text/html\r\n` +
            `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
        );
        return;
      }
      case 'silent':
        note(request, 'nothing');
        return;
      case 'hangsUp':
        note(request, 'nothing');
        near.end();
        return;
      case undefined:
    }
    note(request, isKnown(request) ? 200 : 407);
    if (!isKnown(request)) {
      near.end('HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="office"\r\n\r\n');
      return;
    }
    const far = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Go on\r\n\r\n');
      near.on('data', (bytes: Buffer) => heard.push(bytes));
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    url: `${scheme}://${PROXY_USER.name}:${PROXY_USER.password}@127.0.0.1:${port}`,
    port,
    requests: asked,
    received: () => Buffer.concat(heard).toString('latin1'),
    behave: (other) => (mood = other),
    reset() {
      asked.length = 0;
      heard.length = 0;
      mood = undefined;
    },
    close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
