import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Certificates, issueCertificates } from './certificate';
import { type Clock, realClock } from './clock';
import { Connections } from './connections';
import type { Controls } from './control';
import { type Fault, type FaultRequest, Faults } from './fault';
import { Journal, type JournalEntry } from './journal';
import type { Quirk } from './quirks';
import { requestListener } from './server';
import { Tokens } from './tokens';
import { buildWorld, type WorldPlan } from './worldPlan';
import { accessTo, type OrganizationAccess, type WorldState, worldState } from './worldState';
import { type WorldName, WORLDS } from './worlds/catalogue';

/** Options of an emulator, all of them optional. */
export interface EmulatorOptions {
  /** A world by name, or a plan of one; `demo` when not given. */
  readonly world?: WorldName | WorldPlan;
  /** A loopback address: `127.0.0.1` when not given, `::1` or `localhost`. */
  readonly host?: string;
  /** A free port when not given or 0. */
  readonly port?: number;
  /** The machine's time when not given. */
  readonly clock?: Clock;
  /** Another seed makes the same world with other ids and outcomes. */
  readonly seed?: number;
  /** Runs on a page; the world's own when not given. */
  readonly pageSize?: number;
  /** Lines of a log on a page; the world's own when not given. */
  readonly logPageSize?: number;
  /** Serve HTTPS, with new certificates or with given ones. */
  readonly tls?: boolean | Certificates;
  /** Quirks of every answer. */
  readonly quirks?: readonly Quirk[];
  /** Requests the journal keeps. */
  readonly journalSize?: number;
}

/** An ABEJA Platform on loopback. */
export interface Emulator {
  /** Origin without a trailing slash. */
  readonly url: string;
  readonly organizations: readonly OrganizationAccess[];
  /** The certificates of HTTPS; null over HTTP. */
  readonly certificates: Certificates | null;
  readonly clock: Clock;
  readonly faults: {
    /** Adds faults; the first that matches a request is applied to it. */
    add(...faults: readonly FaultRequest[]): readonly Fault[];
    clear(): void;
    list(): readonly Fault[];
  };
  /** The requests to the platform since the last clearing, oldest first. */
  requests(): readonly JournalEntry[];
  clearRequests(): void;
  /** What there is now. */
  state(): WorldState;
  connections(): { readonly accepted: number; readonly open: number };
  /** Ends every connection and stops; may be called again. */
  close(): Promise<void>;
}

/** Starts an emulator and resolves when it listens. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) {
    throw new RangeError(`the emulator listens on loopback only, and "${host}" is not loopback`);
  }
  const { world = 'demo', seed = 1, clock = realClock() } = options;
  const plan = typeof world === 'string' ? WORLDS[world]() : world;
  const platform = buildWorld(plan, seed, clock.now());
  const certificates = certificatesOf(options.tls ?? false);
  const connections = new Connections();
  const controls: Controls = {
    journal: new Journal(options.journalSize ?? 10_000),
    faults: new Faults(),
    clock,
    state: () => worldState(platform, clock.now()),
  };
  let url = '';
  const listener = requestListener({
    platform,
    tokens: new Tokens(`seed ${seed}`),
    pageSizes: {
      runs: options.pageSize ?? plan.pageSize,
      logs: options.logPageSize ?? plan.logPageSize ?? 50,
      files: 100,
    },
    quirks: options.quirks ?? [],
    controls,
    connections,
    origin: () => url,
  });
  const server = serverOf(certificates, listener);
  server.on('connection', (socket: Socket) => connections.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const authority = host.includes(':') ? `[${host}]` : host;
  url = `${certificates === null ? 'http' : 'https'}://${authority}:${port}`;

  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()));
  return {
    url,
    organizations: platform.organizations.map(accessTo),
    certificates,
    clock,
    faults: {
      add: (...faults) => controls.faults.add(...faults),
      clear: () => controls.faults.clear(),
      list: () => controls.faults.list(),
    },
    requests: () => controls.journal.entries(),
    clearRequests: () => controls.journal.clear(),
    state: controls.state,
    connections: () => connections.counts(),
    close() {
      server.close();
      connections.destroyAll();
      return closed;
    },
  };
}

/** Whether an address is this machine's own loopback. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function certificatesOf(tls: boolean | Certificates): Certificates | null {
  if (typeof tls === 'object') {
    return tls;
  }
  return tls ? issueCertificates() : null;
}

/** Longer than any test waits between two requests on one connection. */
const KEEP_ALIVE_MS = 60_000;

function serverOf(certificates: Certificates | null, listener: RequestListener) {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS };
  return certificates === null
    ? createHttpServer(options, listener)
    : createHttpsServer(
        { ...options, cert: certificates.certificate, key: certificates.key },
        listener,
      );
}
