import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../host/paths';
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
import { until } from './until';
import type { Workbench } from './workbench';

const TRIGGER = 'Trigger on channel pictures-in, version 0.0.3';

describe('Accounts', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();
  /** A home folder, and the configuration of the ABEJA CLI in it. */
  let home: string;
  let file: string;
  before(() => {
    home = mkdtempSync(join(scratchFolder(), 'home-'));
    mkdirSync(join(home, '.abeja'));
    file = join(home, '.abeja', 'config');
  });

  it('are imported from the ABEJA CLI, which the welcome view offers', async () => {
    const [one, other] = platform.emulator.organizations;
    assert.ok(one && other);
    const config = JSON.stringify({
      'active-configuration-name': 'work',
      configurations: [
        {
          'configuration-name': 'work',
          'abeja-platform-user': one.userId,
          'personal-access-token': one.personalAccessToken,
          'organization-name': one.name,
          'abeja-api-url': platform.emulator.url,
        },
        {
          'configuration-name': 'expired',
          'abeja-platform-user': other.userId,
          'personal-access-token': WRONG_TOKEN,
          'organization-name': other.name,
          'abeja-api-url': platform.emulator.url,
        },
      ],
    });
    writeFileSync(file, config);
    const workbench = await fixture.share({ env: { HOME: home, USERPROFILE: home } });
    const { quickInput } = workbench;
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Import from ABEJA CLI…' }).last().click();
    await quickInput.step('Import from ABEJA CLI');
    await quickInput.checkbox(/work.*active/).waitFor();
    await quickInput.accept();
    await workbench.row(`Organization ${one.name}`).waitFor();
    await quickInput.checkbox(/expired.*refused the token/).waitFor();
    await quickInput.cancel();
    await workbench.countBecomes(workbench.row(/./), 1);
    assert.equal(readFileSync(file, 'utf8'), config, 'the file stays as it was');
    assert.deepEqual(workbench.errors(), []);
  });

  it('cannot be imported from a file that is not JSON, and that is said', async () => {
    writeFileSync(file, '{');
    const workbench = await fixture.share({ env: { HOME: home, USERPROFILE: home } });
    await workbench.openView('ABEJA');
    await workbench.runCommand('ABEJA: Import from ABEJA CLI…');
    await workbench.notification(/cannot be imported\. It is not JSON/).waitFor();
  });

  it('signed out in the Accounts menu are gone from this window and from another', async () => {
    const [workbench, other] = await signedInTwice();
    await workbench.page.bringToFront();
    await workbench.page
      .locator('.part.activitybar')
      .getByRole('button', { name: /Accounts/ })
      .click();
    await chooseInMenu(workbench, /acme-lab/);
    await chooseInMenu(workbench, 'Sign Out');
    await workbench
      .dialog(/Sign out of 'acme-lab/)
      .getByRole('button', { name: 'Sign Out' })
      .click();
    await workbench.noRow(/^Organization /);
    await other.noRow(/^Organization /);
    assert.deepEqual([...workbench.errors(), ...other.errors()], []);
    await workbench.reload();
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
  });

  it('removed in one window are gone from another, which cannot bring them back', async () => {
    const [workbench, other] = await signedInTwice();
    await workbench.page.bringToFront();
    await workbench.contextMenu(/^Organization /, 'Remove Organization…');
    await workbench
      .dialog('Remove the organization')
      .getByRole('button', { name: 'Remove' })
      .click();
    await other.noRow(/^Organization /);
    await other.page.bringToFront();
    const second = platform.emulator.organizations[1];
    assert.ok(second);
    await signIn(other, access(platform, second));
    await other.row(`Organization ${second.name}`).waitFor();
    await other.reload();
    await other.row(`Organization ${second.name}`).waitFor();
    await other.countBecomes(other.row(/./), 1);
  });

  it('whose token is refused in the middle of work stay as they are, say so once, and go on', async () => {
    const { emulator, organization } = platform;
    const workbench = await signedInWindow(fixture, platform, { height: 1200 });
    const { quickInput } = workbench;
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(TRIGGER);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    const before = names(await workbench.rows());
    emulator.faults.add({ path: '.', status: 401 });
    await workbench.viewAction('Refresh Explorer').click();
    await workbench.row(/^Organization acme-lab .*token refused/).waitFor();
    for (let click = 0; click < 3; click += 1) {
      await workbench.rowAction(TRIGGER, 'Refresh');
    }
    await workbench.notification(/refused the token of acme-lab/).waitFor();
    await workbench.countBecomes(workbench.notification(/refused/), 1, 'one message');
    await namesBecome(workbench, before, 'rows stay');

    emulator.faults.clear();
    emulator.clearRequests();
    const message = workbench.notification(/refused the token/);
    await message.getByRole('button', { name: 'Sign in again…' }).click();
    await quickInput.step('Replace token of acme-lab (3/3)');
    await quickInput.enter(WRONG_TOKEN);
    await quickInput.prompt('refused the token');
    await quickInput.back();
    await quickInput.step('(2/3)');
    await quickInput.holds(organization.userId);
    await quickInput.accept();
    await quickInput.step('(3/3)');
    await quickInput.enter(organization.personalAccessToken);
    await quickInput.closed();
    await workbench.row(/^Organization acme-lab .*token refused/).waitFor({ state: 'detached' });
    const runs = /\/runs$/;
    await until('the open list asked for again', () => platform.asked(runs).length > 0);
    await namesBecome(workbench, before, 'everything goes on where it was');
    assert.deepEqual(
      workbench.errors().filter((text) => !/refused the token of acme-lab/.test(text)),
      [],
    );
  });

  it('that the secret storage has lost are named once, with the way back', async () => {
    const workbench = await signedInWindow(fixture, platform);
    // What VS Code keeps in a browser is sealed with a key that is gone now.
    await workbench.page.evaluate("localStorage.setItem('secrets.provider', 'nothing')");
    await workbench.reload();
    const notification = workbench.notification(/did not keep the token of acme-lab/);
    await notification.getByRole('button', { name: 'Sign in again…' }).click();
    await workbench.quickInput.step('Add organization (3/5)');
    await workbench.quickInput.cancel();
    await workbench.reload();
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
    await workbench.countBecomes(notification, 0);
  });

  /** Two windows, and both show that one is signed in. */
  async function signedInTwice(): Promise<readonly [Workbench, Workbench]> {
    const [workbench, other] = await fixture.sharePair();
    await workbench.openView('ABEJA');
    await signIn(workbench, access(platform, platform.organization));
    await workbench.row(/^Organization acme-lab/).waitFor();
    await other.page.bringToFront();
    await other.reload();
    await other.openView('ABEJA');
    await other.row(/^Organization acme-lab/).waitFor();
    return [workbench, other];
  }
});

/** A menu takes no click in its first moments: by mouse and key. */
async function chooseInMenu(workbench: Workbench, name: string | RegExp): Promise<void> {
  const item = workbench.page.locator('.monaco-menu').getByRole('menuitem', { name });
  await item.hover();
  await workbench.page
    .locator('.monaco-menu .action-item.focused')
    .filter({ hasText: name })
    .last()
    .waitFor();
  await workbench.press('Enter');
}
