import { asFields, parseJson, readText } from '../decoding/json';
import type { ServerMessage } from '../failure';

/**
 * Whether the body of an error answer is a web page, as a proxy sends it that decrypts connections.
 * The platform's are JSON, plain text or empty (H of docs/platform-api.md).
 */
export function isWebPage(body: string): boolean {
  return /^\s*<(!doctype\s+html|html|head|body)\b/i.test(body);
}

/**
 * Whether the body of a 404 is in the platform's form of an error (H). A gateway's 404 says nothing of what
 * was asked for; to believe it would be to take a trigger for deleted that is there.
 */
export function isPlatformError(body: string): boolean {
  const { error, error_description } = asFields(parseJson(body)) ?? {};
  return typeof error === 'string' && typeof error_description === 'string';
}

/** The longest that each of the server's messages may be. */
const LONGEST_MESSAGE = 1000;

/**
 * Reads the body of an error answer (H of docs/platform-api.md): a JSON object with any of its three keys
 * missing or of another type, other JSON, plain text, or nothing. HTML is left out. `redact` takes the
 * credential out, in case the server repeats it.
 */
export function parseServerMessage(
  body: string,
  redact: (text: string) => string = (text) => text,
): Omit<ServerMessage, 'status'> {
  const text = body.trim();
  if (text === '' || text.startsWith('<')) {
    return {};
  }
  const messageOf = (value: unknown) => cut(redact(readText(value) ?? ''));
  const json = asFields(parseJson(text)) ?? {};
  const error = messageOf(json['error']);
  const description =
    messageOf(json['error_description']) || messageOf(json['message']) || messageOf(text);
  const detail = messageOf(json['error_detail']);
  return { ...(error && { error }), description, ...(detail && { detail }) };
}

function cut(text: string): string {
  return text.length <= LONGEST_MESSAGE
    ? text
    : `${text.slice(0, LONGEST_MESSAGE).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
