import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import type { RunAddress, TriggerAddress } from '../../src/core/address';
import { fakeClock, type FakeClock } from '../emulator/clock';
import { startEmulator, type Emulator } from '../emulator/emulator';
import type { OrganizationAccess } from '../emulator/worldState';

/** The extension, active, on an emulated platform that the environment names. */
export interface Session {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
  readonly organization: OrganizationAccess;
  /** A trigger of a deployment, the first if not told otherwise. */
  trigger(deployment: string, index?: number): TriggerAddress;
}

let started: Promise<Session> | undefined;

/** One session an extension host: an extension is activated once. */
export function session(): Promise<Session> {
  started ??= start();
  return started;
}

async function start(): Promise<Session> {
  const clock = fakeClock();
  const emulator = await startEmulator({ world: 'demo', clock });
  const [organization] = emulator.organizations;
  assert.ok(organization);
  Object.assign(process.env, {
    ABEJA_API_URL: emulator.url,
    ABEJA_ORGANIZATION_ID: organization.id,
    ABEJA_PLATFORM_USER_ID: organization.userId,
    ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN: organization.personalAccessToken,
  });
  await extensions.getExtension('abeja-triggers.abeja-triggers')?.activate();
  return {
    emulator,
    clock,
    organization,
    trigger: (name, index = 0) => {
      const deployment = organization.deployments.find((other) => other.name === name);
      const trigger = deployment?.triggers[index];
      assert.ok(deployment && trigger);
      return {
        kind: 'trigger',
        host: new URL(emulator.url).host,
        organization: organization.id,
        deployment: deployment.id,
        trigger,
      };
    },
  };
}

/** The newest runs of a trigger, as the platform lists them. */
export async function runsOf(
  { emulator, organization }: Session,
  trigger: TriggerAddress,
): Promise<readonly { readonly address: RunAddress; readonly status: string }[]> {
  const { userId, personalAccessToken } = organization;
  const credential = Buffer.from(`user-${userId}:${personalAccessToken}`).toString('base64');
  const list = `deployments/${trigger.deployment}/triggers/${trigger.trigger}/runs`;
  const response = await fetch(`${emulator.url}/organizations/${trigger.organization}/${list}`, {
    headers: { authorization: `Basic ${credential}` },
  });
  const { entries } = (await response.json()) as {
    readonly entries: readonly { readonly run_id: string; readonly status: string }[];
  };
  return entries.map(({ run_id: run, status }) => ({
    address: { ...trigger, kind: 'run', run },
    status,
  }));
}
