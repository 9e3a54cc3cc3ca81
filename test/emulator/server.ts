import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Call, json, type PageSizes } from './call';
import type { Connections } from './connections';
import { control, CONTROL_PREFIX, type Controls } from './control';
import { dispatch } from './dispatch';
import { type Exchange, send, sendFaulty } from './sendAnswer';
import type { Fault, FaultAction } from './fault';
import { withStatusAndHeaders, jsonMessage, type Message, messageOf, replacement } from './message';
import type { Quirk } from './quirks';
import type { Platform } from './platform';
import { tooLarge } from './httpError';
import type { Tokens } from './tokens';

/** The largest body that is accepted. */
const BODY_LIMIT = 64 * 1024 * 1024;

/** What a listener needs. */
export interface ServerDeps {
  readonly platform: Platform;
  readonly tokens: Tokens;
  readonly pageSizes: PageSizes;
  readonly quirks: readonly Quirk[];
  readonly controls: Controls;
  readonly connections: Connections;
  readonly origin: () => string;
}

/** Answers every request: control paths, then faults, then the platform. */
export function requestListener(deps: ServerDeps): RequestListener {
  return (request, response) => {
    answer(deps, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(
        exchangeOf(deps, request, response, () => undefined),
        emulatorError(text),
      );
    });
  };
}

async function answer(
  deps: ServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { controls, connections } = deps;
  const target = request.url ?? '/';
  const method = request.method ?? 'GET';
  const [path = '/', ...queries] = target.split('?');
  const rawQuery = queries.join('?');
  const body = await bodyOf(request);
  if (path.startsWith(CONTROL_PREFIX)) {
    const exchange = exchangeOf(deps, request, response, () => undefined);
    send(exchange, control(method, path, body ?? Buffer.alloc(0), controls));
    return;
  }
  const { clearing } = controls.faults;
  const fault = controls.faults.take(method, target);
  const record = controls.journal.open({
    method,
    path,
    rawQuery,
    headers: request.headers,
    body: body ?? Buffer.alloc(0),
    connection: connections.of(request.socket)?.number ?? 0,
  });
  record({ status: null, fault: fault?.id ?? null });
  const exchange = exchangeOf(deps, request, response, (status) =>
    record({ status, fault: fault?.id ?? null }),
  );
  const handle = (): Message =>
    body === null
      ? messageOf(json(tooLarge(BODY_LIMIT).body(), 413))
      : messageOf(dispatch(method, path, callOf(deps, request, rawQuery, body, fault)));
  if (fault === null) {
    send(exchange, handle());
  } else {
    await answerFaulty(exchange, fault, handle, deps.origin(), clearing);
  }
}

/**
 * Applies a fault: waits, carries the request out or not, and sends what the fault leaves of the
 * answer.
 */
async function answerFaulty(
  exchange: Exchange,
  { request: fault }: Fault,
  handle: () => Message,
  origin: string,
  clearing: AbortSignal,
): Promise<void> {
  const handled = fault.afterHandling === true ? handle() : null;
  if (fault.delayMs !== undefined && !isSlow(fault.action)) {
    await wait(fault.delayMs, undefined, { signal: exchange.signal });
  }
  if (fault.untilCleared === true && !clearing.aborted) {
    await once(AbortSignal.any([exchange.signal, clearing]), 'abort');
    exchange.signal.throwIfAborted();
  }
  const replaced = replacement(fault, origin);
  const message =
    replaced ??
    (needsNoAnswer(fault.action)
      ? jsonMessage(200, {})
      : withStatusAndHeaders(handled ?? handle(), fault));
  if (fault.action === undefined) {
    send(exchange, message);
  } else {
    await sendFaulty(exchange, message, fault.action, fault);
  }
}

function isSlow(action: FaultAction | undefined): boolean {
  return action === 'slowHeaders' || action === 'slowBody';
}

/** Actions that send nothing of the real answer: without it, the request is not carried out. */
function needsNoAnswer(action: FaultAction | undefined): boolean {
  return (
    action === 'reset' ||
    action === 'resetBeforeHeaders' ||
    action === 'silence' ||
    action === 'hugeBody'
  );
}

function callOf(
  deps: ServerDeps,
  request: IncomingMessage,
  rawQuery: string,
  body: Buffer,
  fault: Fault | null,
): Call {
  const { platform, tokens, pageSizes, quirks, controls } = deps;
  return {
    platform,
    tokens,
    pageSizes,
    quirks: new Set([...quirks, ...(fault?.request.quirks ?? [])]),
    now: controls.clock.now(),
    origin: deps.origin(),
    query: new URLSearchParams(rawQuery),
    headers: request.headers,
    body,
  };
}

function exchangeOf(
  { connections }: ServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
  sent: (status: number) => void,
): Exchange {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  return {
    response,
    socket: connections.of(request.socket)?.socket ?? request.socket,
    signal: closed.signal,
    sent,
  };
}

/** The whole body; null when it is too large, in which case the rest of it is read and dropped. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks) : null;
}

/** An error of the emulator itself, with a code that the platform does not have. */
function emulatorError(text: string): Message {
  return jsonMessage(500, { error: 'emulator_defect', error_description: text });
}
