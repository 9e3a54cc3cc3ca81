// Calls of the client over HTTPS on loopback, beside bare node-fetch and Node's own https with the
// same kind of agent: rounds in turn, in one process, against one server in another thread. The client
// is bundled, as it ships; the HTTP stack is the same for all.
//
// Where ABEJA_SDK names a copy of the ABEJA Python SDK and `python3` (or PYTHON) has `requests`, the
// SDK takes part, against the same server: once with all the certificates that `requests` trusts and
// the test's own, which it reads anew for every call, and once with the test's own alone.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest, Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { build } from 'esbuild';
import type * as ClientModule from '../../src/api/client';
import { issueCertificates, type Certificates } from '../emulator/certificate';
import { root } from '../host/paths';
import { sdkMissing, startPythonSdk, trustFile, type Manner } from './peers/pythonSdk';

const ROUNDS = 41;
const CALLS = 300;
/** The SDK is slow enough to be measured with less. */
const SDK_ROUNDS = 9;
const SDK_CALLS = 30;
const ORGANIZATION = '1100000000017';
const DEPLOYMENT = '1200000000029';
const USER = { kind: 'user', userId: '1500000000064', token: 'pat-0001-example' } as const;
const AUTHORIZATION = 'Basic dXNlci0xNTAwMDAwMDAwMDY0OnBhdC0wMDAxLWV4YW1wbGU=';

const TRIGGER = JSON.stringify({
  trigger_id: 'tri-0f1e2d3c4b5a6978',
  organization_id: ORGANIZATION,
  deployment_id: DEPLOYMENT,
  model_version_id: 'ver-0a1b2c3d4e5f6071',
  model_version: '0.0.3',
  models: { alias: '1400000000053' },
  input_service_name: 'datalake',
  input_service_id: '1300000000031',
  output_service_name: null,
  output_service_id: null,
  retry_count: 7,
  distribution: 0,
  user_env_vars: { LOG_LEVEL: 'debug' },
  created_at: '2024-03-01T09:15:00.000000Z',
  modified_at: '2024-03-01T09:15:00.000000Z',
});

/** The server's thread: tells its port, and on any message how many connections it has had. */
function serve({ certificate, key }: Certificates): void {
  let connections = 0;
  const server = createServer(
    { cert: certificate, key, keepAliveTimeout: 60_000 },
    (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(TRIGGER);
    },
  );
  server.on('secureConnection', () => (connections += 1));
  parentPort?.on('message', () => parentPort?.postMessage(connections));
  server.listen(0, '127.0.0.1', () => {
    parentPort?.postMessage((server.address() as AddressInfo).port);
  });
}

type Call = (id: number) => Promise<unknown>;

interface Contender {
  readonly name: string;
  readonly call: Call;
}

/** Calls a second, round by round. */
type Rates = Readonly<Record<Manner, number[]>>;

/** All at once are six, each of another trigger, because equal calls are shared. */
const AT_ONCE: Readonly<Record<Manner, number>> = { sequential: 1, concurrent: 6 };
const MANNERS: readonly Manner[] = ['sequential', 'concurrent'];

async function rate(call: Call, manner: Manner): Promise<number> {
  let id = 0;
  const worker = async () => {
    while (id < CALLS) {
      await call(id++);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE[manner] }, worker));
  return (CALLS * 1000) / (performance.now() - started);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? NaN;
}

/** The median of the ratios of rounds that ran one after the other. */
function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? NaN)));
}

function rates(): Rates {
  return { sequential: [], concurrent: [] };
}

/** The client as the extension ships it: one bundle, but with the HTTP client outside. */
async function bundledClient(): Promise<typeof ClientModule> {
  mkdirSync(join(root, 'out'), { recursive: true });
  const folder = mkdtempSync(join(root, 'out', 'bench-'));
  try {
    const outfile = join(folder, 'client.cjs');
    await build({
      entryPoints: [join(root, 'src/api/client.ts')],
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['node-fetch'],
      outfile,
    });
    return (await import(outfile)) as typeof ClientModule;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(contenders: readonly Contender[]): Promise<void> {
  const measured = contenders.map((contender) => ({ ...contender, rates: rates() }));
  for (const { call } of measured) {
    await rate(call, 'concurrent');
  }
  for (let round = 0; round < ROUNDS; round++) {
    // Nobody is always first.
    const order = measured.map((_, at) => measured[(at + round) % measured.length]);
    for (const manner of MANNERS) {
      for (const contender of order) {
        contender?.rates[manner].push(await rate(contender.call, manner));
      }
    }
  }
  const bare = measured[1]?.rates ?? rates();
  console.log(`${CALLS} calls a round, ${ROUNDS} rounds, medians of calls a second and of ratios`);
  console.table(
    Object.fromEntries(
      measured.map(({ name, rates: { sequential, concurrent } }) => [
        name,
        {
          sequential: Math.round(median(sequential)),
          'x node-fetch': Number(ratio(sequential, bare.sequential).toFixed(2)),
          'six at a time': Math.round(median(concurrent)),
          'x node-fetch ': Number(ratio(concurrent, bare.concurrent).toFixed(2)),
        },
      ]),
    ),
  );
}

async function compareWithSdk(call: Call, url: string, authority: string): Promise<void> {
  const missing = sdkMissing();
  if (missing !== undefined) {
    console.log(`the ABEJA Python SDK takes no part: ${missing}`);
    return;
  }
  const rows: Record<string, Record<string, number>> = {};
  for (const whole of [true, false]) {
    const sdk = await startPythonSdk({
      url,
      organization: ORGANIZATION,
      deployment: DEPLOYMENT,
      userId: USER.userId,
      token: USER.token,
      trust: trustFile(authority, whole),
    });
    const [ours, theirs] = [rates(), rates()];
    for (const manner of MANNERS) {
      await sdk.rate(manner, 6);
      for (let round = 0; round < SDK_ROUNDS; round++) {
        theirs[manner].push(await sdk.rate(manner, SDK_CALLS));
        ours[manner].push(await rate(call, manner));
      }
    }
    sdk.stop();
    rows[whole ? 'whole trust store' : 'one certificate'] = {
      sequential: Math.round(median(theirs.sequential)),
      'this client x': Math.round(ratio(ours.sequential, theirs.sequential)),
      'six at a time': Math.round(median(theirs.concurrent)),
      'this client x ': Math.round(ratio(ours.concurrent, theirs.concurrent)),
    };
  }
  console.log(`the ABEJA Python SDK, ${SDK_CALLS} calls a round, ${SDK_ROUNDS} rounds`);
  console.table(rows);
}

async function main(): Promise<void> {
  const certificates = issueCertificates();
  const worker = new Worker(__filename, { workerData: certificates });
  const message = () => new Promise<number>((resolve) => worker.once('message', resolve));
  const url = `https://127.0.0.1:${await message()}`;
  const connections = () => {
    const answer = message();
    worker.postMessage('connections');
    return answer;
  };
  const ca = certificates.authority;
  const path = (id: number) =>
    `${url}/organizations/${ORGANIZATION}/deployments/${DEPLOYMENT}/triggers/tri-${id}`;
  const headers = {
    Accept: 'application/json',
    Authorization: AUTHORIZATION,
    'User-Agent': 'abeja-triggers',
  };

  const { createPlatformClient } = await bundledClient();
  const client = createPlatformClient({
    apiUrl: url,
    organization: ORGANIZATION,
    credential: USER,
    agent: { ca },
  });
  const { default: fetch } = await import('node-fetch');
  const fetchAgent = new Agent({ keepAlive: true, ca });
  const httpsAgent = new Agent({ keepAlive: true, ca });
  const ours: Call = (id) => client.triggers.get(DEPLOYMENT, `tri-${id}`);

  const before = await connections();
  await rate(ours, 'sequential');
  console.log(`connections for ${CALLS} calls in turn: ${(await connections()) - before}`);
  await compare([
    { name: 'this client', call: ours },
    {
      name: 'bare node-fetch',
      call: async (id) => (await fetch(path(id), { agent: fetchAgent, headers })).json(),
    },
    {
      name: 'bare node:https',
      call: (id) =>
        new Promise((resolve, reject) => {
          const request = httpsRequest(path(id), { agent: httpsAgent, headers }, (response) => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (piece: string) => (text += piece));
            response.on('end', () => resolve(JSON.parse(text)));
            response.on('error', reject);
          });
          request.on('error', reject);
          request.end();
        }),
    },
  ]);
  await compareWithSdk(ours, url, ca);
  client.dispose();
  fetchAgent.destroy();
  httpsAgent.destroy();
  await worker.terminate();
}

if (isMainThread) {
  void main();
} else {
  serve(workerData as Certificates);
}
