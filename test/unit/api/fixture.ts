import assert from 'node:assert/strict';
import type { ClientOptions, PlatformClient } from '../../../src/api/client';
import type { TriggerRequest } from '../../../src/api/resources/triggers';
import { startEmulator, type Emulator } from '../../emulator/emulator';
import { clientAt, instantTime, type InstantTime } from './support';

/** A client of the demo world, and what a create call there needs. */
export interface ConnectedClient {
  readonly client: PlatformClient;
  readonly time: InstantTime;
  readonly deployment: string;
  readonly body: TriggerRequest;
}

/** An emulator whose faults a test sets, and clients of it. */
export interface ClientFixture {
  readonly emulator: Emulator;
  /** A client with {@link instantTime}; its timeout is ten seconds unless given. */
  connect(options?: Partial<ClientOptions>): ConnectedClient;
  /** Creates a trigger of the test's own, and clears the emulator's faults and requests. */
  newTrigger(): Promise<string>;
  close(): Promise<void>;
}

export async function startClientFixture(): Promise<ClientFixture> {
  const emulator = await startEmulator();
  const [organization] = emulator.state().organizations;
  const [access] = emulator.organizations;
  const [deployment] = organization?.deployments ?? [];
  assert.ok(organization && access && deployment);
  const body: TriggerRequest = {
    version_id: deployment.versions[0]?.id ?? '',
    input_service_name: 'datalake',
    input_service_id: organization.channels[0]?.id ?? '',
    retry_count: 5,
    environment: { A: '1' },
  };
  const connect = (options: Partial<ClientOptions> = {}): ConnectedClient => {
    const timeoutMs = options.timeoutMs ?? (() => 10_000);
    const time = instantTime(timeoutMs());
    const client = clientAt(emulator.url, {
      organization: access.id,
      credential: { kind: 'user', userId: access.userId, token: access.personalAccessToken },
      timeoutMs,
      time,
      ...options,
    });
    return { client, time, deployment: deployment.id, body };
  };
  return {
    emulator,
    connect,
    newTrigger: async () => {
      emulator.faults.clear();
      const { client } = connect();
      const { trigger_id } = await client.triggers.create(deployment.id, body);
      client.dispose();
      emulator.clearRequests();
      return trigger_id;
    },
    close: () => emulator.close(),
  };
}
