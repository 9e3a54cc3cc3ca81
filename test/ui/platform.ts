import assert from 'node:assert/strict';
import { fakeClock, type FakeClock } from '../emulator/clock';
import { startEmulator, type Emulator, type EmulatorOptions } from '../emulator/emulator';
import { SECRET_MARK } from '../emulator/ids';
import type { OrganizationAccess } from '../emulator/worldState';
import { signInVariables } from '../host/variables';
import type { SharedWindowOptions } from './fixture';
import type { SuiteFixture } from './suiteFixture';
import { until } from './until';
import type { Workbench } from './workbench';

/** A token that no platform takes. The search for secrets looks for it, too. */
export const WRONG_TOKEN = `pat-${SECRET_MARK}-wrong`;

/** An emulated platform for a suite: its clock stands still. */
export interface Platform {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
  readonly organization: OrganizationAccess;
  /** What an SDK would find in its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Requests since the last clearing, as `GET /deployments/…`. */
  asked(pattern?: RegExp): readonly string[];
  /** Uploads a file, which starts a run of every trigger of the channel. */
  upload(channel: string): Promise<void>;
  /** The triggers of a deployment as they are now. */
  triggers(deployment: string): readonly string[];
}

export async function startPlatform(options: EmulatorOptions = {}): Promise<Platform> {
  const clock = fakeClock();
  const emulator = await startEmulator({ world: 'demo', ...options, clock });
  const [organization] = emulator.organizations;
  assert.ok(organization);
  return {
    emulator,
    clock,
    organization,
    variables: signInVariables(emulator.url, organization),
    asked: (pattern = /./) =>
      emulator
        .requests()
        .map(({ method, path }) => `${method} ${path.replace(/^\/organizations\/[^/]+/, '')}`)
        .filter((call) => pattern.test(call)),
    upload: async (name) => {
      const { userId, personalAccessToken } = organization;
      const channel = emulator
        .state()
        .organizations[0]?.channels.find((other) => other.name === name);
      assert.ok(channel);
      const credential = Buffer.from(`user-${userId}:${personalAccessToken}`).toString('base64');
      const response = await fetch(`${emulator.url}/channels/${channel.id}/upload`, {
        method: 'POST',
        headers: { authorization: `Basic ${credential}`, 'content-type': 'image/jpeg' },
        body: 'a picture',
      });
      assert.equal(response.status, 200);
    },
    triggers: (name) =>
      emulator
        .state()
        .organizations[0]?.deployments.find((deployment) => deployment.name === name)
        ?.triggers.map(({ id }) => id) ?? [],
  };
}

/** What Add Organization is told. */
export interface SignInAnswers {
  readonly url: string;
  readonly organization: string;
  readonly userId: string;
  readonly token: string;
}

/** Goes through the questions of Add Organization as far as the token. */
export async function signIn(workbench: Workbench, answers: SignInAnswers): Promise<void> {
  const { quickInput } = workbench;
  await workbench.runCommand('ABEJA: Add Organization…');
  await quickInput.step('Add organization (1/5)');
  await quickInput.enter(answers.url);
  await quickInput.step('Add organization (2/5)');
  await quickInput.enter(answers.organization);
  await quickInput.step('Add organization (3/5)');
  await quickInput.pick('User and personal access token');
  await quickInput.step('Add organization (4/5)');
  await quickInput.enter(answers.userId);
  await quickInput.step('Add organization (5/5)');
  await quickInput.enter(answers.token);
}

/** The same in Japanese. */
export async function signInJapanese(workbench: Workbench, answers: SignInAnswers): Promise<void> {
  const { url, organization, userId, token } = answers;
  const { quickInput } = workbench;
  await workbench.runCommand('ABEJA: 組織を追加');
  for (const [step, answer] of [url, organization, undefined, userId, token].entries()) {
    await quickInput.step(`(${step + 1}/5)`);
    await (answer === undefined ? quickInput.accept() : quickInput.enter(answer));
  }
}

/** The shared window with these options, signed in to the first organization of a platform. */
export async function signedInWindow(
  fixture: SuiteFixture,
  platform: Platform,
  options: SharedWindowOptions = {},
): Promise<Workbench> {
  const workbench = await fixture.share(options);
  await workbench.openView('ABEJA');
  const signInHere = options.locale === 'ja' ? signInJapanese : signIn;
  await signInHere(workbench, access(platform, platform.organization));
  await workbench.quickInput.closed();
  await workbench.row(new RegExp(platform.organization.name)).waitFor();
  return workbench;
}

/** The answers of {@link signIn} for an organization. */
export function access(
  { emulator }: Platform,
  { name, userId, personalAccessToken }: OrganizationAccess,
): SignInAnswers {
  return { url: emulator.url, organization: name, userId, token: personalAccessToken };
}

/** What rows are called, without what is told of them beside that. */
export function names(rows: readonly string[]): readonly string[] {
  return rows.map((row) => row.split(', ', 1)[0] ?? row);
}

/** Waits until the rows have these names. */
export async function namesBecome(
  workbench: Workbench,
  expected: readonly string[],
  message?: string,
): Promise<void> {
  await workbench.rowsBecome((rows) => assert.deepEqual(names(rows), expected, message));
}

/** Opens a deployment and waits until its triggers have the names of their channels. */
export async function openDeployment(workbench: Workbench, name: string): Promise<void> {
  await workbench.openView('ABEJA');
  await workbench.expand(/^Organization /);
  // While the organization's row gets its name, the menus of all rows below it are dead.
  await workbench.row(/^Organization [a-z]/).waitFor();
  await workbench.expand(`Deployment ${name}`);
  await rowsThat(workbench, 'triggers with names', (rows) => {
    const triggers = rows.filter((row) => row.startsWith('Trigger '));
    return triggers.length > 0 && triggers.every((row) => /^Trigger on channel [a-z]/.test(row));
  });
}

/** Waits until the rows fulfil a condition, and gives them. */
export async function rowsThat(
  workbench: Workbench,
  what: string,
  condition: (rows: readonly string[]) => boolean,
): Promise<readonly string[]> {
  return await until(what, async () => {
    const rows = await workbench.rows();
    return condition(rows) ? rows : undefined;
  });
}
