// The ABEJA Python SDK as a contender: a copy of it that the environment names, in a Python that has
// `requests`. Nothing of the SDK is part of this repository.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scratchFolder } from '../../host/paths';

/** How the SDK's calls are made. */
export type Manner = 'sequential' | 'concurrent';

/** A running Python with the SDK in it. */
export interface PythonSdk {
  /** Makes so many calls; gives calls a second. */
  rate(manner: Manner, calls: number): Promise<number>;
  stop(): void;
}

/** What is wanted of the SDK. */
export interface SdkOptions {
  readonly url: string;
  readonly organization: string;
  readonly deployment: string;
  readonly userId: string;
  readonly token: string;
  /** PEM file of what Python trusts. */
  readonly trust: string;
}

/**
 * Reads lines "manner calls" and answers each with the seconds it took. The SDK's package begins with
 * its tracking of training jobs, which imports tensorboardX; no call has to do with it, so that an
 * empty stand-in takes its place where it is not installed.
 */
const DRIVER = `
import os, sys, time, types
from concurrent.futures import ThreadPoolExecutor
try:
    import tensorboardX
except ImportError:
    stand_in = types.ModuleType('tensorboardX')
    stand_in.SummaryWriter = object
    sys.modules['tensorboardX'] = stand_in
sys.path.insert(0, os.environ['ABEJA_SDK'])
from abeja.triggers import APIClient
organization, deployment, user, token = sys.argv[1:]
client = APIClient({'user_id': user, 'personal_access_token': token})
call = lambda id: client.get_trigger(organization, deployment, 'tri-%d' % id)
print('ready', flush=True)
with ThreadPoolExecutor(6) as six:
    for line in sys.stdin:
        manner, calls = line.split()
        started = time.perf_counter()
        list((map if manner == 'sequential' else six.map)(call, range(int(calls))))
        print(time.perf_counter() - started, flush=True)
`;

/** Why the SDK cannot be had here, in words for the one who runs the benchmark. */
export function sdkMissing(): string | undefined {
  if ((process.env['ABEJA_SDK'] ?? '') === '') {
    return 'ABEJA_SDK names no copy of it';
  }
  return spawnSync(python(), ['-c', 'import requests']).status === 0
    ? undefined
    : `${python()} has no requests; PYTHON may name another Python`;
}

/** Writes what Python trusts: an authority alone, or behind all that `requests` trusts by itself. */
export function trustFile(authority: string, whole: boolean): string {
  const file = join(scratchFolder(), 'trust.pem');
  const find = 'import os, requests.certs; print(requests.certs.where())';
  const store = spawnSync(python(), ['-c', find], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(file, (whole ? `${readFileSync(store, 'utf8')}\n` : '') + authority);
  return file;
}

export async function startPythonSdk(options: SdkOptions): Promise<PythonSdk> {
  const { url, organization, deployment, userId, token, trust } = options;
  const child = spawn(python(), ['-c', DRIVER, organization, deployment, userId, token], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      ABEJA_SDK: process.env['ABEJA_SDK'],
      ABEJA_API_URL: url,
      REQUESTS_CA_BUNDLE: trust,
      NO_PROXY: '127.0.0.1',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const kill = () => child.kill();
  process.once('exit', kill);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The Python SDK ended with ${String(code)}.`);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => String((await Promise.race([lines.next(), ended])).value);
  await line();
  return {
    rate: async (manner, calls) => {
      child.stdin.write(`${manner} ${calls}\n`);
      return calls / Number(await line());
    },
    stop: () => {
      ended.catch(() => undefined);
      process.off('exit', kill);
      kill();
    },
  };
}

function python(): string {
  return process.env['PYTHON'] ?? 'python3';
}
