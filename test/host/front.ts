import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

const loopback = '127.0.0.1';

/** What stands before a VS Code server and adds what the bare server lacks. */
export interface Front {
  readonly origin: string;
  close(): void;
}

/**
 * Passes everything on to the server, but for one question: the workbench keeps secrets in the
 * browser, sealed with a key that it asks `/mint-key` for. The bare server has no answer to that,
 * and secrets would be forgotten with every reload of the window.
 */
export async function openFront(port: number, keyFile: string, upstream: number): Promise<Front> {
  const key = keptKey(keyFile);
  const sockets = new Set<Socket>();
  const front = createServer((question, answer) => {
    if (question.method === 'POST' && question.url === '/mint-key') {
      answer.end(key);
    } else {
      passOn(question, answer, upstream);
    }
  });
  front.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  front.on('upgrade', (question: IncomingMessage, socket: Socket, head: Buffer) => {
    joinSockets(question, socket, head, upstream);
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use by another program.`
            : `VS Code cannot listen on port ${port}: ${error.message}.`,
        ),
      );
    });
    front.listen(port, loopback, resolve);
  });
  return {
    origin: `http://${loopback}:${(front.address() as AddressInfo).port}`,
    close() {
      front.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

function passOn(question: IncomingMessage, answer: ServerResponse, port: number): void {
  const { method, url, headers } = question;
  const further = request({ host: loopback, port, method, path: url, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  further.on('error', () => answer.destroy());
  answer.on('close', () => further.destroy());
  question.pipe(further);
}

/** A web socket: its first request as it came, then bytes both ways. */
function joinSockets(question: IncomingMessage, near: Socket, head: Buffer, port: number): void {
  const far = connect(port, loopback, () => {
    const lines = [`${question.method ?? 'GET'} ${question.url ?? '/'} HTTP/1.1`];
    for (let at = 0; at < question.rawHeaders.length; at += 2) {
      lines.push(`${question.rawHeaders[at] ?? ''}: ${question.rawHeaders[at + 1] ?? ''}`);
    }
    far.write(`${lines.join('\r\n')}\r\n\r\n`);
    far.write(head);
    far.pipe(near).pipe(far);
  });
  far.on('error', () => near.destroy());
  near.on('error', () => far.destroy());
  far.on('close', () => near.destroy());
  near.on('close', () => far.destroy());
}

/** The key of 256 bits outlives the server, as the browser's storage does. */
function keptKey(file: string): Buffer {
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32), { mode: 0o600 });
  }
  return readFileSync(file);
}
