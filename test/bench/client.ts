// Calls of the client over HTTPS on loopback, beside bare node-fetch and Node's own https with the
// same kind of agent: rounds in turn, in one process, against one server in another thread.
import { request as httpsRequest, Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createPlatformClient } from '../../src/api/platformClient';
import { issueCertificates, type Certificates } from '../emulator/certificate';

const ROUNDS = 41;
const CALLS = 300;
const ORGANIZATION = '1100000000017';
const AUTHORIZATION = 'Basic dXNlci0xNTAwMDAwMDAwMDY0OnBhdC0wMDAxLWV4YW1wbGU=';

const TRIGGER = JSON.stringify({
  trigger_id: 'tri-0f1e2d3c4b5a6978',
  organization_id: ORGANIZATION,
  deployment_id: '1200000000029',
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
  /** Calls a second, round by round. */
  readonly sequential: number[];
  readonly concurrent: number[];
}

async function inTurn(call: Call): Promise<void> {
  for (let id = 0; id < CALLS; id++) {
    await call(id);
  }
}

/** Six at a time, each of another trigger, because equal calls are shared. */
async function sixAtATime(call: Call): Promise<void> {
  let id = 0;
  const worker = async () => {
    while (id < CALLS) {
      await call(id++);
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

async function rate(run: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await run();
  return (CALLS * 1000) / (performance.now() - started);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? NaN;
}

/** The median of the ratios of rounds that ran one after the other. */
function ratio(ours: readonly number[], theirs: readonly number[] = []): number {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? NaN));
  return Number(median(ratios).toFixed(2));
}

async function main(): Promise<void> {
  const certificates = issueCertificates();
  const worker = new Worker(__filename, { workerData: certificates });
  const told = () => new Promise<number>((resolve) => worker.once('message', resolve));
  const url = `https://127.0.0.1:${await told()}`;
  const connections = () => {
    const answer = told();
    worker.postMessage('connections');
    return answer;
  };
  const ca = certificates.authority;
  const path = (id: number) =>
    `${url}/organizations/${ORGANIZATION}/deployments/1200000000029/triggers/tri-${id}`;
  const headers = {
    Accept: 'application/json',
    Authorization: AUTHORIZATION,
    'User-Agent': 'abeja-triggers',
  };

  const client = createPlatformClient({
    apiUrl: url,
    organization: ORGANIZATION,
    credential: { kind: 'user', userId: '1500000000064', token: 'pat-0001-example' },
    agent: { ca },
  });
  const { default: fetch } = await import('node-fetch');
  const fetchAgent = new Agent({ keepAlive: true, ca });
  const httpsAgent = new Agent({ keepAlive: true, ca });

  const contenders: readonly Contender[] = [
    {
      name: 'this client',
      call: (id) => client.triggers.get('1200000000029', `tri-${id}`),
      sequential: [],
      concurrent: [],
    },
    {
      name: 'bare node-fetch',
      call: async (id) => (await fetch(path(id), { agent: fetchAgent, headers })).json(),
      sequential: [],
      concurrent: [],
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
      sequential: [],
      concurrent: [],
    },
  ];

  const before = await connections();
  await inTurn(contenders[0]?.call ?? Promise.reject.bind(Promise));
  const used = (await connections()) - before;
  for (const { call } of contenders) {
    await sixAtATime(call);
  }
  for (let round = 0; round < ROUNDS; round++) {
    // Nobody is always first.
    const order = contenders.map((_, at) => contenders[(at + round) % contenders.length]);
    for (const contender of order) {
      contender?.sequential.push(await rate(() => inTurn(contender.call)));
    }
    for (const contender of order) {
      contender?.concurrent.push(await rate(() => sixAtATime(contender.call)));
    }
  }

  const bare = contenders[1];
  console.log(`${CALLS} calls a round, ${ROUNDS} rounds, medians of calls a second and of ratios`);
  console.table(
    Object.fromEntries(
      contenders.map(({ name, sequential, concurrent }) => [
        name,
        {
          sequential: Math.round(median(sequential)),
          'x node-fetch': ratio(sequential, bare?.sequential),
          'six at a time': Math.round(median(concurrent)),
          'x node-fetch ': ratio(concurrent, bare?.concurrent),
        },
      ]),
    ),
  );
  console.log(`connections for ${CALLS} calls in turn: ${used}`);
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
