import { STATUS_CODES } from 'node:http';
import type { Answer } from './call';
import type { FaultRequest } from './fault';

/** An answer as it is sent, without the header `Content-Length`. */
export interface Message {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An endpoint's answer as bytes. */
export function messageOf(answer: Answer): Message {
  switch (answer.kind) {
    case 'json':
      return jsonMessage(answer.status, answer.body);
    case 'bytes':
      return {
        status: answer.status,
        headers: { 'content-type': answer.contentType },
        body: Buffer.from(answer.bytes),
      };
  }
}

export function jsonMessage(status: number, body: unknown): Message {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/**
 * What a fault answers in place of the real answer: its body, or an error in the shape of H of
 * docs/platform-api.md for its status. Null where the real answer is sent.
 */
export function replacement(fault: FaultRequest, origin: string): Message | null {
  if (fault.action === 'redirect') {
    const location = fault.location ?? `${origin}/elsewhere`;
    return {
      status: fault.status ?? 302,
      headers: { location, ...fault.headers },
      body: Buffer.alloc(0),
    };
  }
  const { status = 200, body } = fault;
  if (body === undefined && status < 400) {
    return null;
  }
  const message =
    typeof body === 'string'
      ? { status, headers: { 'content-type': 'text/plain' }, body: Buffer.from(body) }
      : jsonMessage(status, body ?? errorBody(status));
  return { ...message, headers: { ...message.headers, ...fault.headers } };
}

/** The real answer with the status and headers of a fault. */
export function withStatusAndHeaders(message: Message, fault: FaultRequest): Message {
  const status = fault.status ?? message.status;
  return {
    status,
    headers: { ...message.headers, ...fault.headers },
    body: status === 204 ? Buffer.alloc(0) : message.body,
  };
}

function errorBody(status: number): unknown {
  const reason = STATUS_CODES[status] ?? 'error';
  return { error: reason.toLowerCase().replace(/\W+/g, '_'), error_description: reason };
}
