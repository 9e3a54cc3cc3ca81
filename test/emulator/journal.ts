import type { IncomingHttpHeaders } from 'node:http';

/** How a request was authorized, without what the credential is. */
export type Authorization = { readonly scheme: string } | null;

/** A request to the platform as the emulator saw it; control requests are not among them. */
export interface JournalEntry {
  /** Counts requests from 1, cleared ones included. */
  readonly number: number;
  readonly method: string;
  /** As sent: percent-encoded, with a trailing slash if there was one. */
  readonly path: string;
  /** Decoded; of a repeated parameter the last. */
  readonly query: Readonly<Record<string, string>>;
  /** The query as sent, without the question mark. */
  readonly rawQuery: string;
  /** Without `authorization`, of which {@link authorization} tells. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly authorization: Authorization;
  /** The beginning of the body as text. */
  readonly body: string;
  /** Length of the whole body. */
  readonly bodyBytes: number;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  /** Null while no status has been sent, and for ever when none ever was. */
  readonly status: number | null;
  /** Id of the fault that met it. */
  readonly fault: number | null;
}

/** What is learned about a request after it came in. */
export type Outcome = Pick<JournalEntry, 'status' | 'fault'>;

/** Bytes of a body that are kept. */
const BODY_LIMIT = 8 * 1024;

/** Header values that are, or hold, secrets. */
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie'];

/** The last requests: a ring, so that an emulator may run for days. */
export class Journal {
  readonly #entries: (JournalEntry | undefined)[] = [];
  #count = 0;

  constructor(private readonly capacity: number) {}

  /** Notes a request and gives back how to note its outcome. */
  open(request: {
    readonly method: string;
    readonly path: string;
    readonly rawQuery: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
    readonly connection: number;
  }): (outcome: Outcome) => void {
    const { headers, body, ...rest } = request;
    const number = ++this.#count;
    const slot = (number - 1) % this.capacity;
    const entry: JournalEntry = {
      number,
      ...rest,
      query: Object.fromEntries(new URLSearchParams(request.rawQuery)),
      headers: Object.fromEntries(
        Object.entries(headers).filter(([name]) => !SECRET_HEADERS.includes(name)),
      ),
      authorization: authorizationOf(headers.authorization),
      body: body.subarray(0, BODY_LIMIT).toString('utf8'),
      bodyBytes: body.length,
      status: null,
      fault: null,
    };
    this.#entries[slot] = entry;
    return (outcome) => {
      if (this.#entries[slot]?.number === number) {
        this.#entries[slot] = { ...entry, ...outcome };
      }
    };
  }

  /** Oldest first. */
  entries(): readonly JournalEntry[] {
    return this.#entries.filter((entry) => entry !== undefined).sort((a, b) => a.number - b.number);
  }

  clear(): void {
    this.#entries.length = 0;
  }
}

function authorizationOf(header: string | undefined): Authorization {
  if (header === undefined) {
    return null;
  }
  const [scheme = ''] = header.split(' ', 1);
  return { scheme: header.includes(' ') ? scheme : '' };
}
