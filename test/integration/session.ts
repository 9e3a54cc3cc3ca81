import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import type { TriggerAddress } from '../../src/core/address';
import { fakeClock } from '../emulator/clock';
import { startEmulator, type Emulator } from '../emulator/emulator';
import type { OrganizationAccess } from '../emulator/worldState';

/** The extension, active, on an emulated platform that the environment names. */
export interface Session {
  readonly emulator: Emulator;
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
  const emulator = await startEmulator({ world: 'demo', clock: fakeClock() });
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
