import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultAction, FaultRequest } from './fault';
import type { Message } from './message';

/** How long sent bytes have to arrive before the connection is reset. */
const SETTLE_MS = 50;
const SLOW_PIECES = 8;
const HUGE_BYTES = 64 * 1024 * 1024;

/** A request under way, to be answered. */
export interface Exchange {
  readonly response: ServerResponse;
  /** The TCP socket: below TLS, where there is TLS. */
  readonly socket: Socket;
  /** Aborted when the connection is closed. */
  readonly signal: AbortSignal;
  /** Called once, when the status is sent. */
  readonly sent: (status: number) => void;
}

/** Sends a message without a fault. */
export function send(exchange: Exchange, message: Message): void {
  begin(exchange, message);
  exchange.response.end(message.body);
}

/** Sends a message with the action of a fault. */
export async function sendFaulty(
  exchange: Exchange,
  message: Message,
  action: FaultAction,
  { size = HUGE_BYTES, delayMs = 1000 }: Pick<FaultRequest, 'size' | 'delayMs'>,
): Promise<void> {
  const { response, socket, signal } = exchange;
  const { body } = message;
  const half = body.subarray(0, body.length >>> 1);
  switch (action) {
    case 'resetBeforeHeaders':
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'resetInHeaders': {
      const head = headText(message);
      response.socket?.write(head.subarray(0, head.length >>> 1));
      await wait(SETTLE_MS, undefined, { signal });
      socket.resetAndDestroy();
      return;
    }
    case 'resetAfterHeaders':
      begin(exchange, message).flushHeaders();
      await wait(SETTLE_MS, undefined, { signal });
      socket.resetAndDestroy();
      return;
    case 'resetInBody':
      begin(exchange, message).write(half);
      await wait(SETTLE_MS, undefined, { signal });
      socket.resetAndDestroy();
      return;
    case 'truncate':
      begin(exchange, message).write(half);
      response.socket?.end();
      return;
    case 'stall':
      begin(exchange, message).write(half);
      return;
    case 'silence':
      return;
    case 'wrongJson':
      send(exchange, { ...message, body: half });
      return;
    case 'wrongLength':
      begin(exchange, message, half.length).end(body);
      return;
    case 'invalidUtf8':
      send(exchange, { ...message, body: withInvalidUtf8(body) });
      return;
    case 'hugeBody':
      response.writeHead(message.status, message.headers);
      exchange.sent(message.status);
      await pipeline(Readable.from(hugeJson(size)), response, { signal });
      return;
    case 'slowHeaders':
      exchange.sent(message.status);
      await writeSlowly(exchange, headText(message), delayMs, (piece) =>
        response.socket?.write(piece),
      );
      response.socket?.end(body);
      return;
    case 'slowBody':
      begin(exchange, message).flushHeaders();
      await writeSlowly(exchange, body, delayMs, (piece) => response.write(piece));
      response.end();
      return;
    case 'redirect':
      send(exchange, message);
      return;
  }
}

function begin(exchange: Exchange, message: Message, length = message.body.length): ServerResponse {
  const { response, sent } = exchange;
  const lengthHeader = message.status === 204 ? {} : { 'content-length': length };
  response.writeHead(message.status, { ...message.headers, ...lengthHeader });
  sent(message.status);
  return response;
}

/** Writes bytes in pieces that together take some time. */
async function writeSlowly(
  { signal }: Exchange,
  bytes: Buffer,
  milliseconds: number,
  write: (piece: Buffer) => unknown,
): Promise<void> {
  const size = Math.ceil(bytes.length / SLOW_PIECES);
  for (let piece = 0; piece < SLOW_PIECES; piece++) {
    await wait(milliseconds / SLOW_PIECES, undefined, { signal });
    write(bytes.subarray(piece * size, (piece + 1) * size));
  }
}

/** The head of an answer on a connection that ends with it. */
function headText({ status, headers, body }: Message): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': body.length, connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`HTTP/1.1 ${status} \r\n${head}\r\n`, 'latin1');
}

/** Inserts a byte that is no UTF-8 into the first JSON text, or else into the middle. */
function withInvalidUtf8(body: Buffer): Buffer {
  const text = body.indexOf('":"');
  const index = text === -1 ? body.length >>> 1 : text + 3;
  return Buffer.concat([body.subarray(0, index), Buffer.from([0xff]), body.subarray(index)]);
}

/** Valid JSON of `size` bytes, or of the fewest that are possible. */
function* hugeJson(size: number): Generator<Buffer> {
  const [start, end] = ['{"entries":[],"padding":"', '"}'];
  const block = Buffer.alloc(64 * 1024, 'x');
  yield Buffer.from(start);
  for (let left = size - start.length - end.length; left > 0; left -= block.length) {
    yield block.subarray(0, left);
  }
  yield Buffer.from(end);
}
