import type { Response } from 'node-fetch';

/** What was read of a response's body. */
export interface Body {
  readonly kind: 'whole' | 'truncated' | 'tooLarge';
  readonly chunks: readonly Buffer[];
  /** Bytes that came; what goes beyond the limit is not among the chunks. */
  readonly size: number;
}

/** Reads no more than `limit` bytes of a body; compressed ones are counted unpacked. */
export function readBody({ body }: Response, limit: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (kind: Body['kind']) => resolve({ kind, chunks, size });
    if (body === null) {
      end('whole');
      return;
    }
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        body.pause();
        end('tooLarge');
      } else {
        chunks.push(chunk);
      }
    });
    body.on('end', () => end('whole'));
    body.on('error', () => end('truncated'));
  });
}

/** A body as UTF-8. Bytes that are none become U+FFFD: one such name does not make a list unreadable. */
export function utf8Of({ chunks }: Body): string {
  const [first = Buffer.alloc(0), ...rest] = chunks;
  const whole = rest.length === 0 ? first : Buffer.concat(chunks);
  const text = whole.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** How many bytes the server said it would send, where they are the bytes that are read. */
export function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length !== null && /^\d{1,15}$/.test(length) && !headers.has('content-encoding')
    ? Number(length)
    : undefined;
}
