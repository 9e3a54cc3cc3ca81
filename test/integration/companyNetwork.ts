import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globalAgent } from 'node:https';
import { createRequire } from 'node:module';
import * as tls from 'node:tls';
import { ConfigurationTarget, workspace } from 'vscode';
import { ApiError, type Failure } from '../../src/api/failure';
import type * as Client from '../../src/api/client';
import type { PlatformClient, RequestLog } from '../../src/api/client';
import { issueCertificates, type Certificates } from '../emulator/certificate';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { startProxy, type Proxy } from '../emulator/proxy';
import { built } from '../host/paths';
import { until } from '../ui/until';

/** Whether this VS Code's Node can list the certificates of the system. */
export const KNOWS_SYSTEM = 'getCACertificates' in tls;

/** What a person may set about the network. */
export type HttpSetting =
  | 'proxy'
  | 'proxyAuthorization'
  | 'proxyStrictSSL'
  | 'proxySupport'
  | 'noProxy'
  | 'systemCertificates';

/** A call that failed. */
export interface CallFailure {
  readonly failure: Failure;
  readonly outcomeUnknown: boolean;
  /** The status of each attempt, as it is logged. */
  readonly log: readonly (number | string)[];
}

/** A company's network around the extension host that the tests run in. */
export interface CompanyNetwork {
  /** Whose certificate VS Code takes from the system. */
  readonly platform: Emulator;
  /** Whose certificate Node was told of. */
  readonly extra: Emulator;
  /** Whose certificate nobody trusts. */
  readonly untrusted: Emulator;
  readonly proxy: Proxy;
  /** A proxy that is spoken to by TLS, with a certificate that VS Code trusts. */
  readonly tlsProxy: Proxy;
  set(settings: Partial<Record<HttpSetting, unknown>>): Promise<void>;
  /** The client as it is shipped; it makes one attempt, which may take a minute if not told else. */
  connect(apiUrl: string, timeoutMs?: () => number): PlatformClient;
  /** What a call that must fail fails with. */
  failureOf(call: Promise<unknown>): Promise<CallFailure>;
  /** All that clients have logged, and that errors have said, so far. */
  written(): string;
  /** As it was at the beginning. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** A name of `platform` that nobody but a proxy knows: of loopback VS Code asks no proxy. */
export function behindProxy({ url }: Emulator): string {
  return `https://platform.test:${new URL(url).port}`;
}

export async function startCompanyNetwork(): Promise<CompanyNetwork> {
  const [system, extra] = [certificates('ABEJA_TEST_SYSTEM'), certificates('ABEJA_TEST_EXTRA')];
  const platform = await startEmulator({ tls: system });
  const others = {
    extra: await startEmulator({ tls: extra }),
    untrusted: await startEmulator({ tls: issueCertificates() }),
  };
  const proxies = { proxy: await startProxy(), tlsProxy: await startProxy(system) };
  const { createPlatformClient } = createRequire(__filename)(
    built('shipped/client.ts'),
  ) as typeof Client;
  const touched = new Set<HttpSetting>();
  const clients: PlatformClient[] = [];
  const lines: RequestLog[] = [];
  const errors: unknown[] = [];

  const set: CompanyNetwork['set'] = async (settings) => {
    for (const [key, value] of Object.entries(settings)) {
      touched.add(key as HttpSetting);
      await write(key, value);
    }
  };
  return {
    platform,
    ...others,
    ...proxies,
    set,
    connect: (apiUrl, timeoutMs = () => 60_000) => {
      const [access] = platform.organizations;
      assert.ok(access);
      const client = createPlatformClient({
        apiUrl,
        organization: access.id,
        credential: { kind: 'user', userId: access.userId, token: access.personalAccessToken },
        retry: { attempts: 1 },
        timeoutMs,
        ownConnections: () => workspace.getConfiguration('http').get('proxySupport') !== 'on',
        log: (line) => lines.push(line),
      });
      clients.push(client);
      return client;
    },
    failureOf: async (call) => {
      const before = lines.length;
      try {
        await call;
      } catch (error) {
        errors.push(error);
        // The client brings its own class of errors along.
        assert.equal((error as Error).name, ApiError.name, String(error));
        const { failure, outcomeUnknown } = error as ApiError;
        return { failure, outcomeUnknown, log: lines.slice(before).map(({ status }) => status) };
      }
      assert.fail('the call did not fail');
    },
    written: () => JSON.stringify([lines, errors, errors.map((error) => (error as Error).stack)]),
    reset: async () => {
      clients.splice(0).forEach((client) => client.dispose());
      platform.faults.clear();
      platform.clearRequests();
      Object.values(proxies).forEach((proxy) => proxy.reset());
      await set(Object.fromEntries([...touched].map((key) => [key, undefined])));
      touched.clear();
    },
    close: async () => {
      Object.values(proxies).forEach((proxy) => proxy.close());
      await Promise.all([platform, ...Object.values(others)].map((emulator) => emulator.close()));
    },
  };
}

/** VS Code refuses to write settings for as long as it has not read what was written just before. */
async function write(key: string, value: unknown): Promise<void> {
  await until('that VS Code has read the settings that were written before', async () => {
    try {
      await workspace.getConfiguration('http').update(key, value, ConfigurationTarget.Global);
      return true;
    } catch (error) {
      if (!/the content of the file is newer|the file has unsaved changes/.test(String(error))) {
        throw error;
      }
      return false;
    }
  });
}

function certificates(variable: string): Certificates {
  return JSON.parse(readFileSync(process.env[variable] ?? '', 'utf8')) as Certificates;
}

/**
 * Has VS Code take an authority of the tests for one of the system's. To be called before anything has
 * made a TLS connection, as a built-in extension may: VS Code reads the system's certificates once. Where
 * Node can list them, it takes a file that was named for the system's. An older VS Code reads files that
 * take an administrator to change, and when it runs tests, what they put here.
 */
export function trustAsSystem(): void {
  if (!KNOWS_SYSTEM) {
    const { authority } = certificates('ABEJA_TEST_SYSTEM');
    Object.assign(globalAgent, { testCertificates: [authority] });
  }
}
