import assert from 'node:assert/strict';
import { CHANGED } from './emptyWindow';
import { access, names, openDeployment, signIn, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import { until } from './until';
import type { Workbench } from './workbench';

const TRIGGER = 'Trigger on channel pictures-in, version 0.0.3';

/** In a browser, a window cannot read what another one has put into the secret storage. */
describe('Two windows', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();
  const second = () => {
    const found = platform.emulator.organizations[1];
    assert.ok(found);
    return found;
  };

  it('an organization added in one is told of in the other, which undoes nothing and reloads', async () => {
    const [workbench, other] = await fixture.sharePair();
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
    await other.page.bringToFront();
    await other.openView('ABEJA');
    await other.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();

    await workbench.page.bringToFront();
    await signIn(workbench, access(platform, platform.organization));
    await workbench.row(/^Organization acme-lab/).waitFor();
    await other.row(CHANGED).waitFor();
    await other.countBecomes(other.row(/./), 1);
    assert.equal(await workbench.row(CHANGED).count(), 0, 'who did it is told nothing');

    await other.page.bringToFront();
    await other.runCommand('ABEJA: Add Organization…');
    const stale = other.notification(/sign-in of acme-lab was changed in another window/);
    await stale.waitFor();
    await other.quickInput.closed();
    await other.click(CHANGED);
    const loaded = other.page.waitForEvent('domcontentloaded');
    await stale.first().getByRole('button', { name: 'Reload window' }).click();
    await loaded;
    await other.ready();
    await other.openView('ABEJA');
    await other.row(/^Organization acme-lab/).waitFor();
    await other.noRow(CHANGED);
    await signIn(other, access(platform, second()));
    await other.row(`Organization ${second().name}`).waitFor();
    await other.countBecomes(other.row(/./), 2);
  });

  it('a view that is opened only later tells of it as well', async () => {
    const [workbench, other] = await fixture.sharePair();
    await other.page.bringToFront();
    await other.openView('Explorer');
    await other.reload();
    // The extension knows who is signed in before it asks for anything.
    await other.runCommand('ABEJA: Add Organization…');
    await other.quickInput.step('Add organization (1/5)');
    await other.quickInput.cancel();
    await other.page.locator('.part.sidebar .composite.title', { hasText: 'Explorer' }).waitFor();
    await workbench.page.bringToFront();
    await workbench.openView('ABEJA');
    await signIn(workbench, access(platform, platform.organization));
    await workbench.row(/^Organization acme-lab/).waitFor();
    await other.page.bringToFront();
    await other.openView('ABEJA');
    await other.row(CHANGED).waitFor();
  });

  it('a token replaced in one: the other stays as it is, and a refused token offers to reload', async () => {
    const { viewer } = platform.organization;
    const [workbench, other] = await signedInTwice();
    await openDeployment(other, 'image-tagger');
    await other.expand(TRIGGER);
    await other.row('Load more runs, 10 are loaded').waitFor();
    const before = names(await other.rows());

    // Both ask for a new token at once; the other one is later.
    await other.contextMenu(/^Organization /, 'Replace Token…');
    await other.quickInput.step('Replace token of acme-lab (3/3)');
    await workbench.page.bringToFront();
    await workbench.contextMenu(/^Organization /, 'Replace Token…');
    await workbench.quickInput.step('(3/3)');
    await workbench.quickInput.back();
    await workbench.quickInput.step('(2/3)');
    await workbench.quickInput.enter(viewer.userId);
    await workbench.quickInput.step('(3/3)');
    await workbench.quickInput.enter(viewer.personalAccessToken);
    await workbench.quickInput.closed();
    await other.row(CHANGED).waitFor();
    await other.rowsBecome((rows) => {
      assert.deepEqual(
        names(rows).filter((row) => !CHANGED.test(row)),
        before,
      );
    });
    await other.page.bringToFront();
    await other.quickInput.enter(platform.organization.personalAccessToken);
    await other.notification(/was changed in another window/).waitFor();
    await other.quickInput.closed();

    platform.emulator.faults.add({ path: '.', status: 401 });
    await other.viewAction('Refresh Explorer').click();
    const refused = other.notification(/refused the token of acme-lab, which was replaced/);
    await refused.waitFor();
    platform.emulator.faults.clear();
    const loaded = other.page.waitForEvent('domcontentloaded');
    await refused.getByRole('button', { name: 'Reload window' }).click();
    await loaded;
    await other.ready();
    await other.openView('ABEJA');
    await other.row(/^Organization acme-lab/).waitFor();
    await other.noRow(CHANGED);
    await other.contextMenu(/^Organization /, 'Replace Token…');
    await other.quickInput.step('(3/3)');
    await other.quickInput.back();
    await other.quickInput.step('(2/3)');
    await other.quickInput.holds(viewer.userId);
    await other.quickInput.cancel();
  });

  it('an organization removed in one while the other verifies a new token stays removed', async () => {
    const [workbench, other] = await signedInTwice();
    await other.contextMenu(/^Organization /, 'Replace Token…');
    await other.quickInput.step('(3/3)');
    platform.emulator.faults.add({ path: '.', untilCleared: true, times: 1 });
    platform.emulator.clearRequests();
    await other.quickInput.enter(platform.organization.personalAccessToken);
    await until('the question to the platform', () => platform.asked().length > 0);
    await workbench.page.bringToFront();
    await workbench.contextMenu(/^Organization /, 'Remove Organization…');
    await workbench
      .dialog('Remove the organization')
      .getByRole('button', { name: 'Remove' })
      .click();
    await other.noRow(/^Organization /);
    platform.emulator.faults.clear();
    await other.notification(/acme-lab was removed meanwhile/).waitFor();
    await other.rowsBecome((rows) => assert.deepEqual(rows, []));
    await workbench.reload();
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
  });

  it('closed in the middle of signing in, it leaves nothing in the other', async () => {
    const [workbench, other] = await fixture.sharePair();
    await workbench.openView('ABEJA');
    platform.emulator.faults.add({ path: '.', action: 'silence' });
    platform.emulator.clearRequests();
    await signIn(workbench, access(platform, platform.organization));
    await until('the question to the platform', () => platform.asked().length > 0);
    await workbench.page.close({ runBeforeUnload: true });
    platform.emulator.faults.clear();
    await other.page.bringToFront();
    await other.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
    await signIn(other, access(platform, platform.organization));
    await other.row(/^Organization acme-lab/).waitFor();
    await other.countBecomes(other.row(/./), 1);
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
