import assert from 'node:assert/strict';
import {
  access,
  names,
  namesBecome,
  openDeployment,
  signedInWindow,
  signIn,
  startPlatform,
  WRONG_TOKEN,
  type Platform,
} from './platform';
import { fixtureOfSuite } from './suiteFixture';
import { becomes, until } from './until';
import type { Workbench } from './workbench';

const ORGANIZATION = /^Organization acme-lab/;
const TRIGGER = 'Trigger on channel pictures-in, version 0.0.3';
const TOKEN = 'Replace token of acme-lab (3/3)';

describe('Replacing a token', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();
  const organization = (position: number) => {
    const found = platform.emulator.organizations[position];
    assert.ok(found);
    return found;
  };

  it('by mouse from the row: what is refused is said in the box, and open lists keep their rows', async () => {
    const { viewer } = platform.organization;
    const stranger = organization(1);
    const { workbench, before } = await withOpenLists();
    const { quickInput } = workbench;
    await workbench.contextMenu(ORGANIZATION, 'Replace Token…');
    await quickInput.step(TOKEN);
    await becomes(() => quickInput.input.getAttribute('type'), 'password');
    await quickInput.accept();
    await quickInput.prompt('Enter the token.');
    await quickInput.enter(WRONG_TOKEN);
    await quickInput.prompt('refused the token');
    await quickInput.holds(WRONG_TOKEN, 'to be corrected');

    await toUser(workbench, platform.organization.userId);
    await quickInput.enter(stranger.userId);
    await quickInput.step('(3/3)');
    await quickInput.enter(stranger.personalAccessToken);
    await quickInput.prompt('does not open this organization');
    await namesBecome(workbench, before);
    assert.equal(
      await workbench.row(/token refused/).count(),
      0,
      'of the old token nothing is said',
    );

    await toUser(workbench, stranger.userId);
    await quickInput.enter(viewer.userId);
    await quickInput.step('(3/3)');
    platform.emulator.clearRequests();
    await quickInput.enter(viewer.personalAccessToken);
    await quickInput.closed();
    await workbench.page.getByText('The token of acme-lab was replaced.').first().waitFor();
    await until('the open list asked for again', () => platform.asked(/\/runs$/).length > 0);
    await namesBecome(workbench, before);
    assert.deepEqual(workbench.errors(), []);
    await workbench.reload();
    await assertUser(workbench, viewer.userId);
  });

  it('by keyboard from the palette: of the organization that is picked, and of no other', async () => {
    const [one, other] = [platform.organization, organization(1)];
    const workbench = await fixture.share();
    const { quickInput } = workbench;
    await workbench.openView('ABEJA');
    for (const each of [one, other]) {
      await signIn(workbench, access(platform, each));
      await workbench.row(`Organization ${each.name}`).waitFor();
    }
    await command(workbench, 'ABEJA: Replace Token…');
    await quickInput.step('Replace token');
    await quickInput.choice(one.name).first().waitFor();
    await workbench.press('Escape');
    await quickInput.closed();

    await command(workbench, 'ABEJA: Replace Token…');
    await quickInput.choice(one.name).first().waitFor();
    await quickInput.type(one.name);
    await quickInput.choice(other.name).first().waitFor({ state: 'detached' });
    await workbench.press('Enter');
    await quickInput.step(TOKEN);
    await workbench.page.keyboard.type(one.viewer.personalAccessToken);
    await workbench.press('Enter');
    await quickInput.prompt('refused the token');
    await toUser(workbench, one.userId);
    await workbench.press('ControlOrMeta+a');
    await workbench.page.keyboard.type(one.viewer.userId);
    await workbench.press('Enter');
    await quickInput.step('(3/3)');
    await quickInput.holds(one.viewer.personalAccessToken);
    await workbench.press('Enter');
    await quickInput.closed();
    await workbench.reload();
    await workbench.openView('ABEJA');
    await workbench.countBecomes(workbench.row(/./), 2, 'both organizations');
    await assertUser(workbench, one.viewer.userId);
    await assertUser(workbench, other.userId, new RegExp(`^Organization ${other.name}`));
  });

  it('left in the middle changes nothing, while the platform is asked, too', async () => {
    const { viewer, userId } = platform.organization;
    const { workbench, before } = await withOpenLists();
    const { quickInput } = workbench;
    await workbench.contextMenu(ORGANIZATION, 'Replace Token…');
    await toUser(workbench, userId);
    await quickInput.back();
    await quickInput.step('(1/3)');
    await workbench.countBecomes(quickInput.button('Back'), 0, 'nothing comes before it');
    await quickInput.cancel();

    platform.emulator.faults.add({ path: '.', action: 'silence' });
    await workbench.contextMenu(ORGANIZATION, 'Replace Token…');
    await toUser(workbench, userId);
    await quickInput.enter(viewer.userId);
    await quickInput.step('(3/3)');
    platform.emulator.clearRequests();
    await quickInput.enter(viewer.personalAccessToken);
    await until('the question to the platform', () => platform.asked().length > 0);
    await workbench.press('Escape');
    await quickInput.closed();
    platform.emulator.faults.clear();
    await namesBecome(workbench, before);
    await assertUser(workbench, userId);
    assert.deepEqual(workbench.errors(), []);
    await workbench.reload();
    await assertUser(workbench, userId);
  });

  it('by a quick double Enter asks the platform once', async () => {
    const { workbench, before } = await withOpenLists();
    const { quickInput } = workbench;
    await workbench.contextMenu(ORGANIZATION, 'Replace Token…');
    await quickInput.step(TOKEN);
    await quickInput.type(platform.organization.personalAccessToken);
    platform.emulator.faults.add({ path: '.', untilCleared: true, times: 1 });
    platform.emulator.clearRequests();
    await workbench.press('Enter', 'Enter');
    await until('the question to the platform', () => platform.asked().length > 0);
    platform.emulator.faults.clear();
    await quickInput.closed();
    await until('the open list asked for again', () => platform.asked(/\/runs$/).length > 0);
    assert.equal(platform.asked(/ $/).length, 1, 'one verification');
    assert.equal(
      await workbench.page.locator('.notifications-toasts').getByRole('dialog').count(),
      0,
    );
    await namesBecome(workbench, before);
  });

  /** A window that is signed in, with lists open below the organization, and what the rows are called. */
  async function withOpenLists(): Promise<{
    readonly workbench: Workbench;
    readonly before: readonly string[];
  }> {
    const workbench = await signedInWindow(fixture, platform, { height: 1200 });
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(TRIGGER);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    return { workbench, before: names(await workbench.rows()) };
  }
});

/** Runs a command without the mouse. */
async function command(workbench: Workbench, title: string): Promise<void> {
  await workbench.openPalette(title);
  await workbench.press('Enter');
}

/** Back from the token to the user, who is filled in. */
async function toUser(workbench: Workbench, userId: string): Promise<void> {
  const { quickInput } = workbench;
  await quickInput.step('(3/3)');
  await quickInput.back();
  await quickInput.step('(2/3)');
  await quickInput.holds(userId);
}

/** The user of the organization that is stored; looks at it and leaves. */
async function assertUser(
  workbench: Workbench,
  userId: string,
  organization = ORGANIZATION,
): Promise<void> {
  await workbench.openView('ABEJA');
  await workbench.contextMenu(organization, 'Replace Token…');
  await toUser(workbench, userId);
  await workbench.quickInput.cancel();
}
