import type { Socket } from 'node:net';

/** A TCP connection and its number, counted from 1. */
export interface Connection {
  readonly number: number;
  readonly socket: Socket;
}

/**
 * The TCP connections of a server: counted, found by the TLS socket above them, and ended together.
 */
export class Connections {
  readonly #open = new Map<string, Connection>();
  #accepted = 0;

  /** Adds a new connection. */
  add(socket: Socket): void {
    const key = keyOf(socket);
    this.#open.set(key, { number: ++this.#accepted, socket });
    socket.once('close', () => this.#open.delete(key));
    socket.on('error', () => socket.destroy());
  }

  /** The connection a request came on, by its socket or the TLS socket above it. */
  of(socket: Socket): Connection | undefined {
    return this.#open.get(keyOf(socket));
  }

  /** How many have been accepted since the start, and how many of them are open. */
  counts(): { readonly accepted: number; readonly open: number } {
    return { accepted: this.#accepted, open: this.#open.size };
  }

  destroyAll(): void {
    for (const { socket } of this.#open.values()) {
      socket.destroy();
    }
    this.#open.clear();
  }
}

/** The other side's address: unique among open connections, and the same above and below TLS. */
function keyOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
