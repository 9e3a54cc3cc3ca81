import assert from 'node:assert/strict';
import { createPlatformClient, type PlatformClient } from '../../../src/api/client';
import { accountAddress, type Account } from '../../../src/core/accounts/account';
import type { DeploymentAddress, TriggerAddress } from '../../../src/core/address';
import { Explorer } from '../../../src/core/explorer/explorer';
import type { Row } from '../../../src/core/explorer/rowModel';
import type { Limits } from '../../../src/core/explorer/runLimit';
import { fakeClock, type FakeClock } from '../../emulator/clock';
import { startEmulator, type Emulator } from '../../emulator/emulator';
import type { OrganizationAccess } from '../../emulator/worldState';

/** The demo world under a clock that stands still, and an account that opens its first organization. */
export interface Demo {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
  readonly organization: OrganizationAccess;
  readonly account: Account;
  readonly connect: (account: Account) => PlatformClient;
  /** What the platform was asked since the last clearing: `GET …/triggers/tri-…/runs`. */
  asked(): readonly string[];
  deployment(name: string): DeploymentAddress;
  /** The n-th trigger of a deployment, in the world's order. */
  trigger(deployment: string, index: number): TriggerAddress;
  close(): Promise<void>;
}

export async function startDemo(pageSize = 10, world: 'demo' | 'scale' = 'demo'): Promise<Demo> {
  const clock = fakeClock();
  const emulator = await startEmulator({ world, clock, pageSize });
  const [organization] = emulator.organizations;
  assert.ok(organization);
  const account: Account = {
    origin: emulator.url,
    organization: organization.id,
    credential: {
      kind: 'user',
      userId: organization.userId,
      token: organization.personalAccessToken,
    },
    source: 'stored',
  };
  const clients: PlatformClient[] = [];
  const find = (name: string) => {
    const deployment = organization.deployments.find((other) => other.name === name);
    assert.ok(deployment, `no deployment ${name}`);
    return deployment;
  };
  const deployment = (name: string): DeploymentAddress => ({
    ...accountAddress(account),
    kind: 'deployment',
    deployment: find(name).id,
  });
  return {
    emulator,
    clock,
    organization,
    account,
    connect: ({ origin, organization: id, credential }) => {
      const client = createPlatformClient({
        apiUrl: origin,
        organization: id,
        credential,
        retry: { baseMs: 1, capMs: 1 },
      });
      clients.push(client);
      return client;
    },
    asked: () =>
      emulator
        .requests()
        .map(({ method, path }) => `${method} ${path.replace(/^\/organizations\/[^/]+/, '')}`),
    deployment,
    trigger: (name, index) => {
      const trigger = find(name).triggers[index];
      assert.ok(trigger, `no trigger ${index} in ${name}`);
      return { ...deployment(name), kind: 'trigger', trigger };
    },
    close: async () => {
      clients.forEach((client) => client.dispose());
      await emulator.close();
    },
  };
}

/** An explorer over a demo, and a look at its rows. */
export interface DemoExplorer {
  readonly explorer: Explorer;
  root(): Row;
  /** The children of a row as words, one a row. */
  words(row: Row | undefined): readonly string[];
  /** The ids of the runs that stand directly below a row. */
  runs(row: Row): readonly string[];
}

export function explore(demo: Demo, limits?: Limits): DemoExplorer {
  const explorer = new Explorer(demo.connect, limits);
  explorer.setAccounts([demo.account]);
  const root = (): Row => {
    const [row] = explorer.rowTree.roots();
    assert.ok(row);
    return row;
  };
  return {
    explorer,
    root,
    words: (row) => {
      assert.ok(row);
      return (explorer.rowTree.children(row) ?? []).map(({ model }) =>
        model.kind === 'failed' ? `failed ${model.failure.kind}` : model.kind,
      );
    },
    runs: (row) =>
      (explorer.rowTree.children(row) ?? []).flatMap(({ model }) =>
        model.kind === 'run' ? [model.run.run_id] : [],
      ),
  };
}

/** A row that must be there. */
export async function rowAt(
  explorer: Explorer,
  address: Parameters<Explorer['find']>[0],
): Promise<Row> {
  const row = await explorer.find(address);
  assert.ok(row, 'the row is not there');
  return row;
}

/** A word for each of so many rows. */
export function times(word: string, count: number): readonly string[] {
  return Array.from({ length: count }, () => word);
}
