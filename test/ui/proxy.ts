import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A company's proxy: it lets those through who say who they are. */
export interface Proxy {
  /** With user name and password, as one writes it into `http.proxy`. */
  readonly url: string;
  readonly port: number;
  /** What was asked for, as `platform.test:443 200`. */
  readonly asked: readonly string[];
  /** All that went through it in the open. */
  readonly heard: () => string;
  close(): void;
}

/** Starts a proxy on loopback for which every name is this machine. */
export async function startProxy(): Promise<Proxy> {
  const asked: string[] = [];
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const expected = `Basic ${Buffer.from('someone:password').toString('base64')}`;
  const server = createServer((_, answer) => answer.writeHead(405).end());
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (request: IncomingMessage, near: Socket) => {
    const target = request.url ?? '';
    heard.push(Buffer.from(JSON.stringify([target, request.headers])));
    const isKnown = request.headers['proxy-authorization'] === expected;
    asked.push(`${target} ${isKnown ? 200 : 407}`);
    if (!isKnown) {
      near.end('HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="office"\r\n\r\n');
      return;
    }
    const far = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Go on\r\n\r\n');
      near.on('data', (bytes: Buffer) => heard.push(bytes));
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://someone:password@127.0.0.1:${port}`,
    port,
    asked,
    heard: () => Buffer.concat(heard).toString('latin1'),
    close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
