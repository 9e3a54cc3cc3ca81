import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  request as startRequest,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

const loopback = '127.0.0.1';

/** What stands before a VS Code server and adds what the bare server lacks. */
export interface ServerProxy {
  readonly origin: string;
  close(): void;
}

/**
 * Passes everything on to the server, but for one request: the workbench keeps secrets in the
 * browser, sealed with a key that it asks `/mint-key` for. The bare server does not answer
 * that, and secrets would be forgotten with every reload of the window.
 */
export async function openServerProxy(
  port: number,
  keyFile: string,
  upstream: number,
): Promise<ServerProxy> {
  const key = keptKey(keyFile);
  const sockets = new Set<Socket>();
  const proxy = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/mint-key') {
      response.end(key);
    } else {
      forward(request, response, upstream);
    }
  });
  proxy.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  proxy.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    connectSockets(request, socket, head, upstream);
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use by another program.`
            : `VS Code cannot listen on port ${port}: ${error.message}.`,
        ),
      );
    });
    proxy.listen(port, loopback, resolve);
  });
  return {
    origin: `http://${loopback}:${(proxy.address() as AddressInfo).port}`,
    close() {
      proxy.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

function forward(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = request;
  const upstream = startRequest({ host: loopback, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

/** A web socket: its first request as it came, then bytes both ways. */
function connectSockets(
  request: IncomingMessage,
  client: Socket,
  head: Buffer,
  port: number,
): void {
  const server = connect(port, loopback, () => {
    const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      lines.push(`${request.rawHeaders[at] ?? ''}: ${request.rawHeaders[at + 1] ?? ''}`);
    }
    server.write(`${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on('error', () => client.destroy());
  client.on('error', () => server.destroy());
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
}

/** The key of 256 bits outlives the server, as the browser's storage does. */
function keptKey(file: string): Buffer {
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32), { mode: 0o600 });
  }
  return readFileSync(file);
}
