import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Certificates } from './certificate';

/** What a proxy does with every CONNECT in place of connecting. */
export type ProxyBehaviour =
  | { readonly kind: 'refuses'; readonly status: number; readonly body?: string }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'hangsUp' };

/** A proxy that asks for a user name and a password. */
export interface Proxy {
  /** With user name and password, as for `http.proxy`. */
  readonly url: string;
  readonly port: number;
  /** What was requested and how it was answered, such as `platform.test:443 200`. */
  readonly requests: readonly string[];
  /** All bytes that clients sent through it, and the headers of their requests. */
  readonly received: () => string;
  /** Changes what it does; `undefined` for connecting. */
  behave(behaviour: ProxyBehaviour | undefined): void;
  /** Forgets requests and bytes, and connects again. */
  reset(): void;
  close(): void;
}

/** The user that the proxy lets through. */
export const PROXY_USER = { name: 'someone', password: 'pass-of-the-proxy' } as const;

const EXPECTED_AUTHORIZATION = `Basic ${Buffer.from(`${PROXY_USER.name}:${PROXY_USER.password}`).toString('base64')}`;

/**
 * Starts a proxy on loopback that connects to this machine whatever host is asked for. With
 * certificates it speaks TLS.
 */
export async function startProxy(tls?: Certificates): Promise<Proxy> {
  const requests: string[] = [];
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  let behaviour: ProxyBehaviour | undefined;
  const server =
    tls === undefined ? createServer() : createTlsServer({ key: tls.key, cert: tls.certificate });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', (_, socket: Socket) => socket.destroy());
  const record = (request: IncomingMessage, status: number | string) => {
    received.push(Buffer.from(JSON.stringify([request.url, request.headers])));
    requests.push(`${request.url} ${status}`);
  };
  const isAuthorized = ({ headers }: IncomingMessage) =>
    headers['proxy-authorization'] === EXPECTED_AUTHORIZATION;
  // Requests that are no CONNECT are recorded and not forwarded.
  server.on('request', (request, answer) => {
    record(request, 405);
    answer.writeHead(405).end();
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    client.on('error', () => client.destroy());
    switch (behaviour?.kind) {
      case 'refuses': {
        const { status, body = '' } = behaviour;
        record(request, status);
        client.end(
          `HTTP/1.1 ${status} Refused\r\nContent-Type: text/html\r\n` +
            `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
        );
        return;
      }
      case 'silent':
        record(request, 'nothing');
        return;
      case 'hangsUp':
        record(request, 'nothing');
        client.end();
        return;
      case undefined:
    }
    record(request, isAuthorized(request) ? 200 : 407);
    if (!isAuthorized(request)) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="office"\r\n\r\n',
      );
      return;
    }
    const server = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.on('data', (bytes: Buffer) => received.push(bytes));
      client.pipe(server).pipe(client);
    });
    server.on('error', () => client.destroy());
    client.on('close', () => server.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    url: `${scheme}://${PROXY_USER.name}:${PROXY_USER.password}@127.0.0.1:${port}`,
    port,
    requests,
    received: () => Buffer.concat(received).toString('latin1'),
    behave: (other) => (behaviour = other),
    reset() {
      requests.length = 0;
      received.length = 0;
      behaviour = undefined;
    },
    close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
